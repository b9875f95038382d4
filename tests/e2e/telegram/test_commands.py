"""What is answered at once, also while a film is made; and the deletion that asks before it deletes."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.scenes import playing
from tests.e2e.telegram.home import FILM_S, Home, answered, film
from tests.e2e.telegram.transcripts import comparable
from tests.integration.media.clips import Clips
from tests.platforms.telegram.rooms import Room

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
    "en": Words("keep only the first second", "Cancel", "Yes, forget everything", "No, keep it", "zh", "en"),
    "zh": Words("只保留前1秒", "取消", "确认删除", "不删，全部保留", "en", "zh"),
}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clips: Clips) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    long = clips.make("long.mp4", "-f", "lavfi", "-i", "testsrc=s=640x360:r=30:d=40", *LONG)
    commands = {language: all_commands(home, clips("mp4"), language) for language in WORDS}
    async with playing({**commands, "busy": busy(home, long)}) as tasks:
        yield tasks


async def busy(home: Home, clip: Path) -> Room:
    """While Ann's film is made she asks this and that, and thinks better of it."""
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip, caption="add background music and export in 1080p")
    line = await room.answer(containing="Rendering", limit_s=FILM_S)
    await ann.sends(room, "/status")
    await room.answer(containing="Timeline (2 tracks)")
    await ann.sends(room, "/credits")
    await room.answer(containing="Local editing is free")
    assert line.buttons == ["Cancel"], "all that while the film is made"
    await ann.presses(line, "Cancel")
    await answered(room, 4)
    await ann.sends(room, "/status")
    await answered(room, 5)
    return room


async def all_commands(home: Home, clip: Path, language: str) -> Room:
    ann, words = home.telegram.person("Ann", language=language), WORDS[language]
    room = home.telegram.private(ann, started=False)
    count = 0
    for command in ("/start", "/status", "/credits", "/cancel", "/undo", "/export"):
        await ann.sends(room, command)
        count += 2 if command in {"/undo", "/export"} else 1
        await answered(room, count)
    await ann.sends(room, video=clip, caption=words.wish)
    await film(room, 1)
    await ann.sends(room, f"/language {words.other_language}")
    await answered(room, count + 3)
    await ann.sends(room, "/status")
    await answered(room, count + 4)
    await ann.sends(room, f"/language {words.own_language}")
    await answered(room, count + 5)
    await ann.sends(room, "/forget")
    asked = (await answered(room, count + 6))[-1]
    await ann.presses(asked, words.keep)
    await answered(room, count + 7)
    await ann.presses(asked, words.delete)
    await answered(room, count + 8)
    await ann.sends(room, "/status")
    await answered(room, count + 9)
    return room


@pytest.mark.parametrize("language", WORDS)
async def test_commands_are_answered_as_they_should(language: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes[language])
    assert transcript == golden(f"telegram-commands-{language}.txt", transcript)


async def test_questions_are_answered_while_a_film_is_made_and_cancel_ends_it(
    scenes: dict[str, asyncio.Task[Room]],
) -> None:
    room = await scenes["busy"]
    transcript = comparable(room)
    assert transcript == golden("telegram-busy.txt", transcript)
    assert room.videos == []
