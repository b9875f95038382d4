"""Places that are lost for a while or forbid films: the work is kept, and handed over when it can be."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.discord.home import FILM_S, Home, film
from tests.e2e.discord.transcripts import comparable
from tests.e2e.scenes import playing
from tests.integration.media.clips import Clips
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

WISH = "keep only the first second"
ARCHIVED = 50083


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Clips(tmp_path_factory.mktemp("clips"))("mp4")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clip: Path) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    with home.discord.expect_refusals():
        async with playing(
            {
                "closed": closed_dms(home, clip),
                "kicked": kicked(home, clip),
                "forbidden": films_forbidden(home, clip),
                "barred": barred(home, clip),
                "archived": archived_thread(home, clip),
                "locked": locked_thread(home, clip),
            }
        ) as tasks:
            yield tasks


async def closed_dms(home: Home, clip: Path) -> Room:
    """Ann lets the bot no longer write to her while her film is made, and lets it again when it is done."""
    ann = home.discord.person("Ann")
    room = home.discord.dm(ann)
    await ann.sends(room, WISH, files=[clip])
    await room.answer(containing="Got it", limit_s=FILM_S)
    ann.closes_dms()
    await home.discord.until(lambda: has_given_up(home, room), FILM_S)
    ann.opens_dms()
    await ann.sends(room, "status")
    return await takes_the_offer(room, ann)


async def kicked(home: Home, clip: Path) -> Room:
    """The same in a server that throws the bot out and takes it in again."""
    ann = home.discord.person("Ann")
    team = home.discord.server("Team", ann)
    room = team.channel("films")
    await ann.uses(room, "edit", words=WISH, video=clip)
    await room.answer(containing="Got it", limit_s=FILM_S)
    team.removes_bot()
    await home.discord.until(lambda: has_given_up(home, room), FILM_S)
    team.adds_bot()
    await ann.uses(room, "status")
    return await takes_the_offer(room, ann)


async def films_forbidden(home: Home, clip: Path) -> Room:
    """A channel where the bot may not attach files, until somebody allows it."""
    ann = home.discord.person("Ann")
    room = home.discord.server("Team", ann).channel("films")
    room.forbid("attach_files")
    await ann.sends(room, WISH, files=[clip], mention=True)
    said = await room.answer(containing="not allowed to post videos", limit_s=FILM_S)
    room.allow("attach_files")
    await ann.presses(said, "Send again")
    await film(room, 1)
    return room


async def barred(home: Home, clip: Path) -> Room:
    """Where the bot may not write it says so to who gives a command, and takes nothing on."""
    ann = home.discord.person("Ann", locale="zh-CN")
    room = home.discord.server("Team", ann).channel("films")
    room.forbid("send_messages", "attach_files")
    await ann.uses(room, "edit", words=WISH, video=clip)
    room.allow("send_messages", "attach_files")
    await ann.uses(room, "edit", words="只保留前1秒", video=clip)
    await film(room, 1)
    return room


async def archived_thread(home: Home, clip: Path) -> Room:
    """A thread that is put away meanwhile is opened again by its film."""
    ann = home.discord.person("Ann")
    room = home.discord.server("Team", ann).channel("films").opens_thread("Trip", ann)
    await ann.sends(room, WISH, files=[clip], mention=True)
    await room.answer(containing="Got it", limit_s=FILM_S)
    room.archive()
    await film(room, 1)
    assert not room.is_archived
    return room


async def locked_thread(home: Home, clip: Path) -> Room:
    """One that was locked as well can be opened by moderators alone."""
    ann = home.discord.person("Ann")
    room = home.discord.server("Team", ann).channel("films").opens_thread("Trip", ann)
    await ann.sends(room, WISH, files=[clip], mention=True)
    await room.answer(containing="Got it", limit_s=FILM_S)
    room.archive(locked=True)
    await home.discord.until(lambda: has_given_up(home, room), FILM_S)
    room.archive(locked=False)
    await ann.sends(room, "status", mention=True)
    return await takes_the_offer(room, ann)


async def takes_the_offer(room: Room, ann: Person) -> Room:
    offer = await room.answer(containing="was finished", limit_s=FILM_S)
    await ann.presses(offer, "Send again")
    await film(room, 1)
    return room


def has_given_up(home: Home, room: Room) -> bool:
    """Whether the film was refused there, and after it the last line of its status message was written or refused.

    In an archived thread that is so once it cannot be opened again.
    """
    calls = [call for call in home.discord.log if call.place == str(room.id) and call.status]
    films = [call.at_s for call in calls if call.name == "create_message" and call.files and not call.ok]
    after = [call for call in calls if films and call.at_s > films[0]]
    return any(
        call.name == "update_channel" or (call.name == "update_message" and call.code != ARCHIVED) for call in after
    )


@pytest.mark.parametrize("name", ["closed", "kicked", "forbidden", "barred", "archived", "locked"])
async def test_the_work_is_handed_over_when_it_can_be(name: str, scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes[name])
    assert transcript == golden(f"discord-{name}.txt", transcript)
