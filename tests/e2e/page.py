"""A person at the real page in real Chromium."""

import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

CHROMIUM = shutil.which("chromium")
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
_ANSWER_MS = 150_000


def require_browser() -> None:
    """Skip loudly where there is no Chromium, unless it is required (tests of the page are never skipped in CI)."""
    if CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip("NO CHROMIUM: the tests of the page in a real browser DID NOT RUN; install chromium to run them")


class Visitor:
    """One person with the page open."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def attach(self, *clips: Path) -> None:
        """Pick files and wait until they are up."""
        await self.page.set_input_files("#files", [str(clip) for clip in clips])

    async def say(self, words: str) -> None:
        """Type the words and send."""
        await self.page.fill("#words", words)
        await self.page.press("#words", "Enter")

    async def film(self, number: int = 1) -> None:
        """Wait for the n-th film of the conversation."""
        await self.page.locator("#messages video").nth(number - 1).wait_for(timeout=_ANSWER_MS)

    async def until_shown(self, text: str | re.Pattern[str]) -> None:
        """Wait until some message shows the text."""
        await self.page.locator("#messages .words").filter(has_text=text).first.wait_for(timeout=_ANSWER_MS)

    async def messages(self) -> list[str]:
        """The bot's messages as they stand."""
        return await self.page.locator("#messages .message.bot .words").all_inner_texts()

    async def download(self, target: Path, number: int = 1) -> None:
        """Save the n-th film by its download link."""
        async with self.page.expect_download() as download:
            await self.page.locator("#messages a.download").nth(number - 1).click()
        await (await download.value).save_as(target)

    async def plays_and_seeks(self, number: int = 1) -> bool:
        """Whether the n-th film plays inline and can be seeked past its middle."""
        script = """async (video) => {
            video.muted = true;
            await video.play();
            video.pause();
            const middle = video.duration / 2;
            const seeked = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
            video.currentTime = middle;
            await seeked;
            return video.currentTime > middle - 0.2 && video.videoHeight > 0 && video.error === null;
        }"""
        return bool(await self.page.locator("#messages video").nth(number - 1).evaluate(script))


@asynccontextmanager
async def visiting(url: str, *, locale: str = "en-US") -> AsyncGenerator[Visitor, None]:
    """A fresh browser at the page. Call ``require_browser`` first."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM or "/usr/bin/chromium", args=_FLAGS)
        try:
            context = await browser.new_context(locale=locale, accept_downloads=True)
            page = await context.new_page()
            await page.goto(url)
            yield Visitor(page)
        finally:
            await browser.close()
