"""What cannot be done on Discord: one clear sentence, in the person's language, and the channel goes on."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.discord.home import FILM_S, Home, answered, spoken
from tests.e2e.discord.transcripts import comparable
from tests.e2e.scenes import playing
from tests.integration.media.clips import Clips
from tests.platforms.discord.asking import NotPossible
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.world import MIB

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST_OPTION = 4000
"""Characters that Discord lets people write into the command; 2000 into a message."""


@dataclass(frozen=True)
class Words:
    """What is said in the scenes."""

    cut: str
    beyond: str
    nothing: str
    too_large: str


WORDS = {
    "en": Words("cut the pauses", "cut 0:30 to 0:40", "make it nicer", "is too large"),
    "zh": Words("剪掉停顿", "剪掉30秒到40秒", "弄好看点", "太大了"),
}
LOCALES = {"en": "en-US", "zh": "zh-CN"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "notes.mp4").write_text("this is no film at all\n" * 10)
    (folder / "empty.mp4").touch()
    with (folder / "wedding.mp4").open("wb") as sparse:
        sparse.truncate(501 * MIB)
    return {
        "clip": Clips(folder)("mp4"),
        "text": folder / "notes.mp4",
        "empty": folder / "empty.mp4",
        "large": folder / "wedding.mp4",
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, files: dict[str, Path]) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    async with playing({language: bad_day(home, files, language) for language in WORDS}) as tasks:
        yield tasks


async def bad_day(home: Home, files: dict[str, Path], language: str) -> Room:
    """All of it after each other in one channel, and at the end something that works."""
    ann, words = home.discord.person("Ann", locale=LOCALES[language]), WORDS[language]
    room = home.discord.server("Team", ann).channel("films")
    await ann.sends(room, words.nothing, mention=True)
    await answered(room, 2)
    await ann.uses(room, "edit", words=words.cut, video=files["text"])
    await answered(room, 4)
    await ann.uses(room, "edit", words=words.cut, video=files["empty"])
    await answered(room, 6)
    with pytest.raises(NotPossible):
        await ann.uses(room, "edit", words=(words.cut + " ") * 10_000)
    await ann.uses(room, "edit", words=((words.cut + " ") * LONGEST_OPTION)[:LONGEST_OPTION])
    await answered(room, 7)
    await ann.uses(room, "edit", words=words.cut, link="http://127.0.0.1:1/private.mp4")
    await answered(room, 9)
    await ann.sends(room, mention=True, files=[files["clip"]])
    await answered(room, 11)
    await ann.sends(room, words.beyond, mention=True)
    await answered(room, 13)
    await ann.uses(room, "status")
    await answered(room, 14)
    return room


@pytest.mark.parametrize("language", WORDS)
async def test_trouble_is_told_in_one_sentence(language: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes[language]
    transcript = comparable(room)
    assert transcript == golden(f"discord-bad-input-{language}.txt", transcript)
    assert all(message.pinged == set() for message in room.from_bot)


@pytest.mark.parametrize("language", WORDS)
async def test_501_mebibytes_are_refused_at_once_and_left_where_they_are(
    language: str, home: Home, files: dict[str, Path]
) -> None:
    ann = home.discord.person("Ann", locale=LOCALES[language], upload_limit=600 * MIB)
    room = home.discord.dm(ann)
    before = len(home.discord.cdn.transfers)
    await ann.uses(room, "edit", words=WORDS[language].cut, video=files["large"])
    await room.answer(containing=WORDS[language].too_large, limit_s=FILM_S)
    assert len(spoken(room)) == 1, "no status message for what is answered at once"
    assert len(home.discord.cdn.transfers) == before
