"""From a dropped clip to a film that plays, as a person sees it."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import OpenPage
from tests.e2e.browser.gestures import RESULT, STATUS, drop, say, seen, watch
from tests.fakes.film_core import FilmCore
from tests.fakes.web_page import ServedPage

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAY = """video => new Promise((done) => {
  video.muted = true;
  video.ontimeupdate = () => video.currentTime > 0.2 && done(true);
  video.play();
})"""
SEEK = """(video, moment) => new Promise((done) => {
  video.onseeked = () => done(video.currentTime);
  video.currentTime = moment;
})"""
CLIP = b"not really a film" * 1000


async def ask_for_a_film(tab: Page) -> None:
    await drop(tab, "工作室 clip.mp4", CLIP)
    await expect(tab.locator("#tray .file.ready")).to_have_count(1)
    await say(tab, "cut the pauses")


async def test_a_dropped_clip_and_a_sentence_become_a_film(
    page: ServedPage, core: FilmCore, open_page: OpenPage
) -> None:
    tab = await open_page()
    await watch(tab, STATUS)
    await ask_for_a_film(tab)
    await expect(tab.locator(RESULT)).to_contain_text("3 pauses removed")
    [message] = await page.inbox.until(1)
    assert [file.filename for file in message.attachments] == ["工作室 clip.mp4"]
    media = await page.adapter.fetch(message.ref.chat, message.attachments[0], page.store, lambda _percent: None)
    assert media.path.read_bytes() == CLIP
    await expect(tab.locator(STATUS)).to_have_text("✅ Done in 0:05", use_inner_text=True)
    states = await seen(tab)
    assert len({state["id"] for state in states}) == 1
    values = [state["value"] for state in states if state["value"] is not None]
    assert values == sorted(values)
    assert len(set(values)) >= 3
    assert states[0]["words"] == "👀 Got it"
    await expect(tab.locator(".person .name")).to_have_text("工作室 clip.mp4")
    await expect(tab.locator("#welcome")).to_be_hidden()


async def test_the_film_plays_and_seeks_in_parts(core: FilmCore, open_page: OpenPage) -> None:
    tab = await open_page()
    parts: list[int] = []
    tab.on("response", lambda answer: parts.append(answer.status) if "/media/" in answer.url else None)
    await ask_for_a_film(tab)
    video = tab.locator("video")
    await expect(video).to_have_count(1)
    assert await video.get_attribute("poster")
    assert await video.evaluate(PLAY)
    assert await video.evaluate(SEEK, 7) == pytest.approx(7, abs=0.5)
    assert await video.evaluate("video => [video.duration, video.videoWidth, video.error]") == [
        pytest.approx(10, abs=0.2),
        640,
        None,
    ]
    assert 206 in parts
    async with tab.expect_download() as download:
        await tab.click(".film .download")
    assert (await download.value).suggested_filename == "workshop – 成片.mp4"


async def test_a_film_goes_on_playing_while_other_messages_change(core: FilmCore, open_page: OpenPage) -> None:
    tab = await open_page()
    await ask_for_a_film(tab)
    video = tab.locator("video").first
    await video.evaluate(
        "video => { video.muted = true; video.loop = true; window.first = video; return video.play(); }"
    )
    await say(tab, "a bit quieter")
    await expect(tab.locator(RESULT)).to_have_count(2)
    assert await video.evaluate("video => video === window.first && !video.paused")


async def test_a_reload_in_the_middle_of_the_work_shows_everything_again(core: FilmCore, open_page: OpenPage) -> None:
    tab = await open_page()
    core.hold()
    await ask_for_a_film(tab)
    await asyncio.wait_for(core.holds.wait(), 10)
    await tab.reload()
    await expect(tab.locator(f"{STATUS} progress")).to_have_js_property("value", 40)
    await expect(tab.locator(".message.person .words")).to_have_text("cut the pauses")
    core.may_go_on.set()
    await expect(tab.locator("video")).to_have_count(1)
    await tab.reload()
    await expect(tab.locator("video")).to_have_count(1)
    assert await tab.locator(".message").count() == 3
    order = await tab.locator(".message").evaluate_all("nodes => nodes.map(node => node.className)")
    assert ["person" in order[0], "silent" in order[1], "silent" in order[2]] == [True, True, False]


async def test_two_tabs_show_the_same_conversation(core: FilmCore, open_page: OpenPage) -> None:
    one, two = await open_page(), await open_page()
    core.hold()
    await ask_for_a_film(one)
    await expect(two.locator(f"{STATUS} progress")).to_have_js_property("value", 40)
    await two.click(f"{STATUS} .chip")
    await expect(one.locator(STATUS)).to_contain_text("Cancelled")
    core.may_go_on.set()
    texts = ".message .words"
    await expect(one.locator("video")).to_have_count(1)
    await expect(two.locator("video")).to_have_count(1)
    assert await one.locator(texts).all_text_contents() == await two.locator(texts).all_text_contents()


async def test_cancel_is_pressed_on_the_status(page: ServedPage, core: FilmCore, open_page: OpenPage) -> None:
    tab = await open_page()
    core.hold()
    await ask_for_a_film(tab)
    await asyncio.wait_for(core.holds.wait(), 10)
    cancel = tab.get_by_role("button", name="Cancel", exact=True)
    await cancel.click()
    await expect(tab.locator(STATUS)).to_contain_text("Cancelled")
    assert [message.text for message in await page.inbox.until(2)] == ["cut the pauses", "cancel"]
    await expect(cancel).to_have_count(0)
    core.may_go_on.set()


async def test_a_button_under_the_film_says_what_it_means(
    page: ServedPage, core: FilmCore, open_page: OpenPage
) -> None:
    tab = await open_page()
    await ask_for_a_film(tab)
    await tab.get_by_role("button", name="Export HD").click()
    messages = await page.inbox.until(2)
    assert messages[1].text == "export in 1080p"
    await expect(tab.locator(".message.person").nth(1)).to_contain_text("export in 1080p")


async def test_the_sample_clip_leads_to_a_film(page: ServedPage, core: FilmCore, open_page: OpenPage) -> None:
    tab = await open_page()
    await tab.get_by_role("button", name="Try it with a sample clip").click()
    await expect(tab.locator("#tray .name")).to_have_text("sample.mp4")
    await expect(tab.locator("#words")).to_have_value("cut the pauses")
    await tab.get_by_role("button", name="Send", exact=True).click()
    await expect(tab.locator("video")).to_have_count(1)
    assert [file.filename for file in (await page.inbox.until(1))[0].attachments] == ["sample.mp4"]


async def test_a_new_browser_starts_with_a_chat_of_its_own(core: FilmCore, open_page: OpenPage, browser) -> None:
    tab = await open_page()
    await ask_for_a_film(tab)
    await expect(tab.locator("video")).to_have_count(1)
    other: BrowserContext = await browser.new_context()
    stranger = await open_page(other)
    await expect(stranger.locator("#welcome")).to_be_visible()
    assert await stranger.locator(".message").count() == 0
    await other.close()
