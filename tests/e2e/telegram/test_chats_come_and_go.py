"""Chats that are lost for a while, forbid films, or move: the work is kept, and handed over when it can be."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.scenes import playing
from tests.e2e.telegram.home import FILM_S, Home, film
from tests.e2e.telegram.transcripts import comparable
from tests.integration.media.clips import Clips
from tests.platforms.telegram.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

WISH = "keep only the first second"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Clips(tmp_path_factory.mktemp("clips"))("mp4")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clip: Path) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    with home.telegram.expect_refusals():
        async with playing(
            {
                "blocked": blocked(home, clip),
                "kicked": kicked(home, clip),
                "moved": moved(home, clip),
                "forbidden": forbidden(home, clip),
            }
        ) as tasks:
            yield tasks


async def blocked(home: Home, clip: Path) -> Room:
    """Ann blocks the bot while her film is made, and lets it in again when it is done."""
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip, caption=WISH)
    await room.answer(containing="Got it")
    ann.blocks_bot()
    await home.telegram.until(lambda: has_given_up(home, room), FILM_S)
    ann.unblocks_bot()
    await ann.sends(room, "/status")
    offer = await room.answer(containing="was finished")
    await ann.presses(offer, "Send again")
    await film(room, 1)
    return room


async def kicked(home: Home, clip: Path) -> Room:
    """The same in a group that throws the bot out and takes it in again."""
    ann = home.telegram.person("Ann")
    room = home.telegram.group("Team", ann)
    await ann.sends(room, video=clip, caption=f"/edit {WISH}")
    await room.answer(containing="Got it")
    room.removes_bot()
    await home.telegram.until(lambda: has_given_up(home, room), FILM_S)
    room.adds_bot()
    offer = await room.answer(containing="was finished")
    await ann.presses(offer, "Send again")
    await film(room, 1)
    return room


async def moved(home: Home, clip: Path) -> Room:
    """The group becomes a supergroup while its film is made; everything goes on there."""
    ann = home.telegram.person("Ann")
    old = home.telegram.group("Team", ann)
    await ann.sends(old, video=clip, caption=f"/edit {WISH}")
    await old.answer(containing="Got it")
    room = old.migrates()
    made = await film(room, 1)
    await ann.sends(room, "keep only the first half second", reply_to=made)
    await film(room, 2)
    await ann.sends(room, "/status")
    await room.answer(containing="Timeline")
    return room


async def forbidden(home: Home, clip: Path) -> Room:
    """A group where nobody may post videos, until somebody allows it."""
    ann = home.telegram.person("Ann")
    room = home.telegram.group("Team", ann)
    room.forbid("videos")
    await ann.sends(room, video=clip, caption=f"/edit {WISH}")
    said = await room.answer(containing="not allowed to post videos", limit_s=FILM_S)
    room.forbid()
    await ann.presses(said, "Send again")
    await film(room, 1)
    return room


def has_given_up(home: Home, room: Room) -> bool:
    """Whether film and last line were refused there."""
    calls = [call for call in home.telegram.log if call.params.get("chat_id") == room.id and not call.ok]
    films = [call.at_s for call in calls if call.method == "sendVideo"]
    return bool(films) and any(call.method == "editMessageText" and call.at_s > films[0] for call in calls)


@pytest.mark.parametrize("name", ["blocked", "kicked", "forbidden"])
async def test_the_work_is_handed_over_when_it_can_be(name: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes[name])
    assert transcript == golden(f"telegram-{name}.txt", transcript)


async def test_a_group_that_moved_keeps_its_session(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["moved"]
    assert len(room.videos) == 2, "the film of what was asked before, and one of the same session"
    assert room.last.words == "Timeline (1 track):\n1. Video: plain.\u2060mp4 (0-0.5s)"
