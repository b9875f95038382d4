"""Slash commands: each answered where all who share the project see it, in the language of who gives it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.discord.home import FILM_S, Home, answered, film
from tests.e2e.discord.transcripts import comparable
from tests.e2e.scenes import playing
from tests.integration.media.clips import Clips
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.world import BOT_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast")


@dataclass(frozen=True)
class Words:
    """What is said and pressed."""

    wish: str
    cancel: str
    delete: str
    keep: str
    other_language: str
    own_language: str


WORDS = {
    "en": Words("keep only the first second", "Cancel", "Yes, forget everything", "No, keep it", "中文", "English"),
    "zh": Words("只保留前1秒", "取消", "确认删除", "不删，全部保留", "English", "中文"),
}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clips: Clips) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    long = clips.make("long.mp4", "-f", "lavfi", "-i", "testsrc=s=640x360:r=30:d=40", *LONG)
    commands = {language: all_commands(home, clips("mp4"), language) for language in WORDS}
    async with playing({**commands, "busy": busy(home, long), "taiwan": in_taiwan(home)}) as tasks:
        yield tasks


async def busy(home: Home, clip: Path) -> Room:
    """While Ann's film is made she asks this and that, and thinks better of it."""
    ann = home.discord.person("Ann")
    room = home.discord.dm(ann)
    await ann.sends(room, "add background music and export in 1080p", files=[clip])
    line = await room.answer(containing="Rendering", limit_s=FILM_S)
    await ann.uses(room, "status")
    await room.answer(containing="Timeline (2 tracks)")
    await ann.uses(room, "credits")
    await room.answer(containing="Local editing is free")
    assert line.buttons == ["Cancel"], "all that while the film is made"
    await ann.presses(line, "Cancel")
    await answered(room, 4)
    await ann.uses(room, "status")
    await answered(room, 5)
    return room


async def all_commands(home: Home, clip: Path, language: str) -> Room:
    ann, words = home.discord.person("Ann", locale=LOCALES[language]), WORDS[language]
    room = home.discord.server("Team", ann).channel("films")
    count = 0
    for command in ("help", "status", "credits", "cancel", "profile", "language", "undo", "export", "new"):
        await ann.uses(room, command)
        count += 2 if command in {"undo", "export", "new"} else 1
        await answered(room, count)
    await ann.uses(room, "edit", words=words.wish, video=clip)
    await film(room, 1)
    await ann.uses(room, "profile", name="video-screen")
    await answered(room, count + 3)
    await ann.uses(room, "language", language=words.other_language)
    await answered(room, count + 4)
    await ann.uses(room, "status")
    await answered(room, count + 5)
    await ann.uses(room, "language", language=words.own_language)
    await answered(room, count + 6)
    await ann.uses(room, "forget")
    asked = (await answered(room, count + 7))[-1]
    await ann.presses(asked, words.keep)
    await answered(room, count + 8)
    await ann.presses(asked, words.delete)
    await answered(room, count + 9)
    await ann.uses(room, "status")
    await answered(room, count + 10)
    return room


async def in_taiwan(home: Home) -> Room:
    """Commands have Traditional names there; the answers are Chinese."""
    ann = home.discord.person("Ann", locale="zh-TW")
    room = home.discord.dm(ann)
    await ann.uses(room, "點數")
    await answered(room, 1)
    await ann.uses(room, "匯出", resolution="720p")
    await answered(room, 3)
    return room


@pytest.mark.parametrize("language", WORDS)
async def test_commands_are_answered_as_they_should(language: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes[language])
    assert transcript == golden(f"discord-commands-{language}.txt", transcript)


async def test_the_operator_is_told_the_name_and_the_link_that_adds_the_bot(home: Home) -> None:
    line = await home.bot.line("On Discord")
    assert line.startswith("On Discord: Cutdesk (invite: https://discord.com/oauth2/authorize?client_id=")
    assert "scope=bot+applications.commands" in line
    assert f"permissions={BOT_PERMISSIONS.value}" in line, "what the stand-in's bot may do is what is asked for"


async def test_somebody_in_taiwan_is_answered_in_chinese(scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes["taiwan"])
    assert transcript == golden("discord-commands-taiwan.txt", transcript)


async def test_questions_are_answered_while_a_film_is_made_and_cancel_ends_it(
    scenes: dict[str, asyncio.Task[Room]],
) -> None:
    room = await scenes["busy"]
    transcript = comparable(room)
    assert transcript == golden("discord-busy.txt", transcript)
    assert room.videos == []
