"""The server falls or is stopped while a person waits at the page: the same status goes on, the film comes once."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.e2e.page import require_browser, visiting
from tests.e2e.server import Server, serving
from tests.film.clips import speech_clip

pytestmark = pytest.mark.browser


async def kill(server: Server) -> None:
    await server.kill()


async def stop(server: Server) -> None:
    assert await server.stop() == 0


@pytest.mark.parametrize("end", [kill, stop])
async def test_a_turn_under_way_goes_on_after_a_restart(
    end: Callable[[Server], Awaitable[None]], tmp_path: Path
) -> None:
    require_browser()
    clip = await speech_clip(tmp_path, noise=False, sentences=4, width=640, height=360)
    async with serving(tmp_path) as server, visiting(server.url) as visitor:
        await visitor.attach(clip.path)
        await visitor.say("cut the pauses, add background music and export in 1080p")
        await visitor.until_shown(re.compile("Rendering|Editing"))
        await end(server)
        await server.start()
        await visitor.film()
        await visitor.until_shown("✅ Done in")
        assert len(await visitor.messages()) == 2
        await visitor.page.reload()
        await visitor.film()
        assert len(await visitor.messages()) == 2
        assert await visitor.plays_and_seeks()


async def test_cancel_is_heard_at_the_page_while_the_film_is_made(tmp_path: Path) -> None:
    require_browser()
    clip = await speech_clip(tmp_path, noise=False, sentences=4, width=640, height=360)
    async with serving(tmp_path) as server, visiting(server.url) as visitor:
        await visitor.attach(clip.path)
        await visitor.say("cut the pauses, add background music and export in 1080p")
        await visitor.until_shown("Rendering")
        await visitor.page.get_by_role("button", name="Cancel").first.click()
        await visitor.until_shown("Cancelled. Your video is safe.")
        await visitor.until_shown("🚫 Cancelled")
        await visitor.say("keep only the first 2 seconds")
        await visitor.film()
