"""A real Chromium in front of the real page, with a scripted core that answers as the bot does.

Debian's Chromium, because Playwright's own build plays no H.264 (microsoft/playwright#7942).
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.fakes.film_core import FilmCore, make_film
from tests.fakes.web_page import ServedPage, served_page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
MISSING = "BROWSER TESTS SKIPPED: there is no Chromium here (apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

OpenPage = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not Path(CHROMIUM).exists():
        terminalreporter.write_line(MISSING, red=True, bold=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without one the test is skipped loudly, or fails where a browser is required."""
    if Path(CHROMIUM).exists():
        return CHROMIUM
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium here")
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def film_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    make_film(path)
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def page(tmp_path: Path) -> AsyncIterator[ServedPage]:
    async with served_page(tmp_path) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def core(page: ServedPage, film_file: Path) -> FilmCore:
    return FilmCore(page, film_file)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(locale="en-GB", viewport={"width": 1180, "height": 820})
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(page: ServedPage, context: BrowserContext) -> AsyncIterator[OpenPage]:
    """Opens the page in a new tab. No tab may meet a script error or something the policy forbids."""
    complaints: list[str] = []

    async def open_tab(where: BrowserContext = context) -> Page:
        tab = await where.new_page()
        tab.set_default_timeout(10_000)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        tab.on("dialog", lambda dialog: dialog.accept())
        await tab.goto(page.url)
        await expect(tab.locator("#welcome:visible, .message").first).to_be_visible()
        return tab

    yield open_tab
    assert complaints == []
