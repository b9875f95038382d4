"""Uploads and the line to the server, when the network does what networks do."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from bot.core.model import Reply
from tests.e2e.browser.conftest import OpenPage
from tests.e2e.browser.gestures import RESULT, drop, say, seen, watch
from tests.fakes.film_core import FilmCore
from tests.fakes.web_page import ServedPage, served_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

LARGE_BYTES = 60_000_000


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        for _ in range(LARGE_BYTES // 1_000_000):
            file.write(os.urandom(1_000_000))
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def tab(open_page: OpenPage, core: FilmCore) -> AsyncIterator[Page]:
    tab = await open_page()
    yield tab
    await tab.unroute_all(behavior="ignoreErrors")


async def hold_uploads(tab: Page) -> asyncio.Event:
    """Let no piece of a file through until the event is set."""
    may_go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        if route.request.method == "PUT":
            await may_go_on.wait()
        await route.continue_()

    await tab.route("**/uploads/**", hold)
    return may_go_on


async def test_a_large_file_shows_its_progress(page: ServedPage, tab: Page, large_file: Path) -> None:
    await watch(tab, "#tray .file")
    await tab.set_input_files("#files", large_file)
    await expect(tab.locator("#tray .file.ready")).to_have_count(1, timeout=30_000)
    values = [state["value"] for state in await seen(tab) if state["value"] is not None]
    assert values == sorted(values)
    assert len({value for value in values if 0 < value < LARGE_BYTES}) >= 3
    await say(tab, "go")
    [message] = await page.inbox.until(1)
    assert message.attachments[0].size_bytes == LARGE_BYTES


async def test_a_message_waits_for_its_file_and_the_next_waits_for_it(page: ServedPage, tab: Page) -> None:
    may_go_on = await hold_uploads(tab)
    await drop(tab, "a.mp4", b"film" * 1000)
    await say(tab, "cut the pauses")
    await say(tab, "and add music")
    pending = tab.locator(".message.pending")
    await expect(pending.first).to_contain_text("Will be sent when the upload is complete")
    await expect(tab.locator("#words")).to_have_value("")
    assert page.inbox.accepted == []
    may_go_on.set()
    messages = await page.inbox.until(2)
    assert [message.text for message in messages] == ["cut the pauses", "and add music"]
    await expect(pending).to_have_count(0)


async def test_an_upload_goes_on_after_the_network_was_lost(
    page: ServedPage, tab: Page, context: BrowserContext, large_file: Path
) -> None:
    refused: list[str] = []
    back = asyncio.Event()

    async def cut(route: Route) -> None:
        if route.request.method == "PUT" and "offset=16777216" in route.request.url and not back.is_set():
            refused.append(route.request.url)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await tab.route("**/uploads/**", cut)
    await tab.set_input_files("#files", large_file)
    await expect(tab.locator("#tray .file.paused .facts")).to_contain_text("going on by itself", timeout=30_000)
    back.set()
    await expect(tab.locator("#tray .file.ready")).to_have_count(1, timeout=30_000)
    assert refused
    await say(tab, "go")
    [message] = await page.inbox.until(1)
    media = await page.adapter.fetch(message.ref.chat, message.attachments[0], page.store, lambda _percent: None)
    assert media.path.read_bytes() == large_file.read_bytes()


async def test_a_cancelled_upload_is_gone_on_both_sides(page: ServedPage, tab: Page) -> None:
    may_go_on = await hold_uploads(tab)
    await drop(tab, "a.mp4", b"film" * 1000)
    await tab.get_by_role("button", name="Cancel the upload of a.mp4").click()
    may_go_on.set()
    await expect(tab.locator("#tray")).to_be_hidden()
    await expect(tab.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    assert list(page.parts.iterdir()) == []


async def test_withdrawing_the_file_of_a_waiting_message_gives_the_words_back(page: ServedPage, tab: Page) -> None:
    may_go_on = await hold_uploads(tab)
    await drop(tab, "a.mp4", b"film" * 1000)
    await say(tab, "cut the pauses")
    await tab.locator(".message.pending").get_by_role("button", name="Cancel the upload of a.mp4").click()
    may_go_on.set()
    await expect(tab.locator("#words")).to_have_value("cut the pauses")
    await expect(tab.locator(".message")).to_have_count(0)
    assert page.inbox.accepted == []


async def test_a_file_too_large_or_empty_is_refused_before_it_is_read(tab: Page, tmp_path: Path) -> None:
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(500 * 1024 * 1024 + 1)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url) if "/uploads/" in request.url else None)
    await tab.set_input_files("#files", huge)
    await expect(tab.get_by_role("alert")).to_have_text("huge.mp4 is larger than 500 MB, the most Cutdesk takes.")
    (tmp_path / "empty.mp4").touch()
    await tab.set_input_files("#files", tmp_path / "empty.mp4")
    await expect(tab.get_by_role("alert")).to_have_text("empty.mp4 is empty. Please choose another file.")
    assert asked == []


async def test_a_refusal_of_the_server_is_shown_and_can_be_tried_again(page: ServedPage, tab: Page) -> None:
    page.free_bytes[0] = 0
    await drop(tab, "a.mp4", b"film")
    await expect(tab.locator("#tray .file.failed .facts")).to_contain_text("disk here is nearly full")
    page.free_bytes[0] = 10**15
    await tab.get_by_role("button", name="Retry").click()
    await expect(tab.locator("#tray .file.ready")).to_have_count(1)


async def test_an_upload_broken_by_a_reload_goes_on_with_the_same_file(
    page: ServedPage, tab: Page, large_file: Path
) -> None:
    held = asyncio.Event()

    async def stop_at_the_second_piece(route: Route) -> None:
        if route.request.method == "PUT" and "offset=16777216" in route.request.url:
            held.set()
            await asyncio.Event().wait()
        await route.continue_()

    await tab.route("**/uploads/**", stop_at_the_second_piece)
    await tab.set_input_files("#files", large_file)
    await say(tab, "cut the pauses")
    await asyncio.wait_for(held.wait(), 20)
    await tab.unroute_all(behavior="ignoreErrors")
    await tab.reload()
    await expect(tab.get_by_role("alert")).to_contain_text("large.mp4 was interrupted")
    await expect(tab.locator("#words")).to_have_value("cut the pauses")
    offsets: list[str] = []
    tab.on("request", lambda request: offsets.append(request.url) if request.method == "PUT" else None)
    await tab.set_input_files("#files", large_file)
    await expect(tab.locator("#tray .file.ready")).to_have_count(1, timeout=30_000)
    assert int(offsets[0].rpartition("=")[2]) >= 16 * 1024 * 1024
    await tab.press("#words", "Enter")
    assert (await page.inbox.until(1))[0].attachments[0].size_bytes == LARGE_BYTES


async def test_a_lost_connection_is_told_and_made_up_for(
    page: ServedPage, core: FilmCore, tab: Page, context: BrowserContext
) -> None:
    await say(tab, "hello")
    await expect(tab.locator(RESULT)).to_have_count(1)
    chat = page.inbox.accepted[0].ref.chat
    await context.set_offline(True)
    await say(tab, "said while offline")
    await expect(tab.locator(".message.pending")).to_contain_text("said while offline")
    await page.adapter.send(chat, Reply("missed while offline"), key="missed")
    await context.set_offline(False)
    await expect(tab.locator(".message.bot", has_text="missed while offline")).to_have_count(1)
    await expect(tab.locator(".message.pending")).to_have_count(0, timeout=20_000)
    assert [message.text for message in await page.inbox.until(2)] == ["hello", "said while offline"]


async def test_the_page_finds_a_restarted_server_again(tmp_path: Path, browser: Browser) -> None:
    context = await browser.new_context(locale="en-GB")
    tab = await context.new_page()
    async with served_page(tmp_path) as page:
        port = urlsplit(page.url).port or 0
        await tab.goto(page.url)
        await expect(tab.locator("#welcome")).to_be_visible()
        await say(tab, "before")
        chat = (await page.inbox.until(1))[0].ref.chat
    await expect(tab.locator("#banner")).to_have_text("Connection lost. Reconnecting…", timeout=10_000)
    await say(tab, "in between")
    async with served_page(tmp_path, port=port) as page:
        await expect(tab.locator("#banner")).to_be_hidden(timeout=20_000)
        await page.adapter.send(chat, Reply("after"), key="after")
        await expect(tab.locator(".message.bot .words")).to_have_text("after", timeout=10_000)
        assert (await page.inbox.until(1))[0].text == "in between"
        await expect(tab.locator(".message.person:not(.pending) .words")).to_have_text(["before", "in between"])
    await context.close()
