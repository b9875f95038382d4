"""What cannot be done over Telegram: one clear sentence at once, in the person's language, and the chat goes on."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.scenes import playing
from tests.e2e.telegram.home import Home, answered
from tests.e2e.telegram.transcripts import comparable
from tests.integration.media.clips import Clips
from tests.platforms.telegram.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

ODD_NAME = "<b>@everyone<i> & [x](t.me) *_`.mp4"
LONGEST_MESSAGE = 4096


@dataclass(frozen=True)
class Words:
    """What is said in the scenes."""

    cut: str
    beyond: str
    nothing: str


WORDS = {
    "en": Words("cut the pauses", "cut 0:30 to 0:40", "make it nicer"),
    "zh": Words("剪掉停顿", "剪掉30秒到40秒", "弄好看点"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    clip = Clips(folder)("mp4")
    (folder / "notes.mp4").write_text("this is no film at all\n" * 10)
    (folder / "empty.mp4").touch()
    (folder / ODD_NAME).write_bytes(clip.read_bytes())
    return {"clip": clip, "text": folder / "notes.mp4", "empty": folder / "empty.mp4", "odd": folder / ODD_NAME}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, files: dict[str, Path]) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    async with playing({language: bad_day(home, files, language) for language in WORDS}) as tasks:
        yield tasks


async def bad_day(home: Home, files: dict[str, Path], language: str) -> Room:
    """All of it after each other in one chat, and at the end something that works."""
    ann, words = home.telegram.person("Ann", language=language), WORDS[language]
    room = home.telegram.private(ann)
    await ann.sends(room, words.nothing)
    await answered(room, 2)
    await ann.sends(room, document=files["text"], caption=words.cut)
    await answered(room, 4)
    await ann.sends(room, video=files["empty"], caption=words.cut)
    await answered(room, 6)
    # Ten thousand characters come in three messages; the same trouble is told once a minute.
    text = (words.cut + " ") * 10_000
    await ann.sends(room, text[:LONGEST_MESSAGE])
    await answered(room, 8)
    await ann.sends(room, text[:LONGEST_MESSAGE])
    await answered(room, 9)
    await ann.sends(room, f"{words.cut} http://127.0.0.1:1/private.mp4")
    await answered(room, 11)
    await ann.sends(room, document=files["odd"])
    await answered(room, 13)
    await ann.sends(room, words.beyond)
    await answered(room, 15)
    await ann.sends(room, "/status")
    await answered(room, 16)
    return room


@pytest.mark.parametrize("language", WORDS)
async def test_trouble_is_told_in_one_sentence(language: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes[language]
    transcript = comparable(room)
    assert transcript == golden(f"telegram-bad-input-{language}.txt", transcript)
    assert all(len(message.entities) == 0 or not message.is_from_bot for message in room.shown), "nothing was resolved"
