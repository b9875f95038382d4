"""Words on the page: two languages, input methods, and text that stays text."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.core.model import Button, Link, Reply
from tests.e2e.browser.conftest import OpenPage
from tests.e2e.browser.gestures import RESULT, drop, say
from tests.fakes.film_core import FilmCore
from tests.fakes.web_page import ServedPage, served_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKUP = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> **b** [x](javascript:y)'
PRESS_ENTER = """(node, facts) =>
  node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true, ...facts }))"""


@pytest_asyncio.fixture(loop_scope="session")
async def tab(open_page: OpenPage, core: FilmCore) -> Page:
    return await open_page()


@pytest_asyncio.fixture(loop_scope="session")
async def chinese(browser: Browser, core: FilmCore, open_page: OpenPage) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="zh-CN")
    yield await open_page(context)
    await context.close()


async def test_a_chinese_browser_gets_a_chinese_page(page: ServedPage, chinese: Page) -> None:
    await expect(chinese.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(chinese.locator("h1")).to_have_text("说一句话，就能剪视频")
    await expect(chinese.locator("#greeting")).to_have_text("发一段视频给我。")
    await expect(chinese.locator("#notice")).to_have_text("文件只保存在运行 Cutdesk 的电脑上。")
    await chinese.get_by_role("button", name="用示例片段试试").click()
    await expect(chinese.locator("#tray .name")).to_have_text("示例.mp4")
    await chinese.get_by_role("button", name="发送").click()
    [message] = await page.inbox.until(1)
    assert (message.text, message.sender.locale) == ("剪掉停顿", "zh-CN")
    await expect(chinese.locator(".download")).to_have_text("下载")


async def test_the_language_is_switched_and_remembered(tab: Page) -> None:
    await say(tab, "hello")
    await expect(tab.locator(".download")).to_have_text("Download")
    await tab.get_by_role("button", name="中文").click()
    await expect(tab.locator(".download")).to_have_text("下载")
    await expect(tab.locator("html")).to_have_attribute("lang", "zh-CN")
    await tab.reload()
    await expect(tab.get_by_role("button", name="English")).to_be_visible()
    await expect(tab.get_by_label("想怎么剪这段视频？")).to_be_visible()


async def test_markup_is_shown_as_it_was_written(page: ServedPage, tab: Page) -> None:
    await drop(tab, "<b>x.mp4", b"film")
    await say(tab, MARKUP)
    chat = (await page.inbox.until(1))[0].ref.chat
    reply = Reply(MARKUP, buttons=(Button(MARKUP, "undo"),), link=Link("javascript:alert(1)"))
    await page.adapter.send(chat, reply, key="hostile")
    hostile = tab.locator(RESULT, has_text="onerror")
    await expect(hostile.locator(".words")).to_have_text(MARKUP)
    await expect(hostile.locator(".chip")).to_have_text(MARKUP)
    await expect(tab.locator(".message.person .words").first).to_have_text(MARKUP)
    await expect(tab.locator(".message.person .name").first).to_have_text("<b>x.mp4")
    assert await tab.locator(".messages img, .messages script, .messages b, .messages a[href^=javascript]").count() == 0
    assert await tab.title() == "Cutdesk"


async def test_enter_sends_and_shift_enter_makes_a_line(page: ServedPage, tab: Page) -> None:
    await tab.locator("#words").press_sequentially("first")
    await tab.press("#words", "Shift+Enter")
    await tab.locator("#words").press_sequentially("second")
    await tab.press("#words", "Enter")
    assert (await page.inbox.until(1))[0].text == "first\nsecond"
    await expect(tab.locator("#words")).to_have_value("")


async def test_enter_chooses_a_word_while_an_input_method_composes(page: ServedPage, tab: Page) -> None:
    await tab.fill("#words", "剪掉")
    assert await tab.locator("#words").evaluate(PRESS_ENTER, {"isComposing": True})
    assert await tab.locator("#words").evaluate(PRESS_ENTER, {"keyCode": 229})
    await expect(tab.locator("#words")).to_have_value("剪掉")
    assert page.inbox.accepted == []
    assert not await tab.locator("#words").evaluate(PRESS_ENTER, {})
    assert (await page.inbox.until(1))[0].text == "剪掉"


async def test_words_not_sent_and_files_uploaded_survive_a_reload(tab: Page) -> None:
    await drop(tab, "a.mp4", b"film")
    await expect(tab.locator("#tray .file.ready")).to_have_count(1)
    await tab.fill("#words", "还没写完")
    await tab.reload()
    await expect(tab.locator("#words")).to_have_value("还没写完")
    await expect(tab.locator("#tray .name")).to_have_text("a.mp4")


async def test_a_suggestion_is_put_into_the_box(tab: Page) -> None:
    await tab.get_by_role("button", name="crop to 16:9").click()
    await expect(tab.locator("#words")).to_have_value("crop to 16:9")
    await tab.get_by_role("button", name="add background music").click()
    await expect(tab.locator("#words")).to_have_value("crop to 16:9, add background music")
    await expect(tab.locator("#words")).to_be_focused()


async def test_everything_one_can_press_has_a_name_and_is_reached_by_keyboard(tab: Page) -> None:
    await drop(tab, "a.mp4", b"film")
    await say(tab, "go")
    await expect(tab.locator("video")).to_have_count(1)
    named = "nodes => nodes.filter(node => !(node.ariaLabel || node.textContent.trim() || node.labels?.length)).length"
    assert await tab.locator("button, a, video, textarea").evaluate_all(named) == 0
    await tab.locator("body").press("Tab")
    reached = set()
    for _ in range(30):
        reached.add(await tab.evaluate("document.activeElement.id || document.activeElement.className"))
        await tab.keyboard.press("Tab")
    assert {"language", "attach", "words", "chip", "download"} <= reached


@pytest.mark.parametrize("width", [320, 390, 1180])
async def test_nothing_is_wider_than_the_window(tab: Page, width: int) -> None:
    await tab.set_viewport_size({"width": width, "height": 700})
    wide = "document.documentElement.scrollWidth"
    assert await tab.evaluate(wide) <= width
    await drop(tab, "a" * 190 + ".mp4", b"film")
    await say(tab, "x" * 400)
    await expect(tab.locator("video")).to_have_count(1)
    assert await tab.evaluate(wide) <= width
    assert await tab.locator("#stage").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


async def test_the_access_code_opens_the_page_in_a_browser(tmp_path: Path, browser: Browser) -> None:
    async with served_page(tmp_path, access_code="correct horse battery") as page:
        context = await browser.new_context(locale="zh-CN")
        tab = await context.new_page()
        await tab.goto(page.url)
        await tab.fill("#code", "wrong")
        await tab.press("#code", "Enter")
        await expect(tab.get_by_role("alert")).to_have_text("访问码不正确。")
        await tab.fill("#code", "correct horse battery")
        await tab.get_by_role("button", name="进入").click()
        await expect(tab.locator("#welcome")).to_be_visible()
        assert tab.url == page.url
        await say(tab, "你好")
        assert (await page.inbox.until(1))[0].text == "你好"
        await context.close()
