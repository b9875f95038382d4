"""Profiles as an operator and people meet them: the setting, the page, the command line."""

import re
from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine
from tests.e2e.page import require_browser, visiting
from tests.e2e.server import Server, serving

_SOON_MS = 20_000


async def test_a_wrong_profile_is_named_at_start(tmp_path: Path) -> None:
    server = Server(tmp_path, PROFILE="editor-broken")
    await server.launch()
    assert await server.ended() == 78
    assert "PROFILE is none of ai-video-pro-online, editor-fixed, video-screen" in server.log
    assert "editor-broken" not in server.log


async def test_a_chat_of_the_command_line_keeps_the_profile_it_chose(tmp_path: Path) -> None:
    person = CommandLine(tmp_path)
    chosen = await person.edit("--chat", "film", "switch to the screen recording profile")
    assert "screen recordings into tutorials" in chosen.output, chosen
    welcome = await person.edit("--chat", "film", "help")
    assert "Send me a screen recording" in welcome.output
    assert "› highlight the cursor clicks" in welcome.output


@pytest.mark.browser
async def test_the_page_greets_with_the_operator_s_profile_and_a_chat_can_switch(tmp_path: Path) -> None:
    require_browser()
    async with serving(tmp_path, PROFILE="editor-fixed") as server, visiting(server.url) as visitor:
        for words in ("Send me an edited video", "stabilize the shaky footage"):
            await visitor.page.get_by_text(words).first.wait_for(timeout=_SOON_MS)
        await visitor.say("/profile")
        await visitor.until_shown(re.compile("This chat uses “Repairs”"))
        await visitor.page.get_by_role("button", name="Screen recordings").click()
        await visitor.until_shown(re.compile("screen recordings into tutorials"))
