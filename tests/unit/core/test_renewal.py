"""A session that the backend has lost: its files are handed over again, the sentence is said once, the loss is told."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import AttachmentGone, SessionLost, StorageFailed
from bot.core.model import JsonObject, TurnId
from tests.fakes.chat import clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger

ONE = "The editor had lost this chat's timeline, so I have begun anew with your file."
TWO = "The editor had lost this chat's timeline, so I have begun anew with your 2 files."
ALL_GONE = "The editor has lost this chat's project. Please send your video again"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
        yield house


def uploads(house: House) -> list[str]:
    return [effect.removeprefix("upload ") for effect in house.backend.effects if effect.startswith("upload")]


def drop_copies(house: House) -> None:
    """Our media store has lost its files."""
    for path in house.folder.iterdir():
        if path.is_file():
            path.unlink()


async def lost(house: House, *first: str) -> None:
    """One turn with those clips, after which the backend forgets everything."""
    await house.ask("merge them", *[clip(name) for name in first])
    house.backend.lose_sessions()
    house.backend.effects.clear()
    house.backend.said.clear()


@pytest.mark.parametrize(
    ("words", "told"),
    [("add music", TWO), ("加音乐", "剪辑引擎丢失了这个聊天的时间线，我用你的 2 个文件重新开始了。")],
)
async def test_the_files_come_along_and_the_sentence_is_said_once(house: House, words: str, told: str) -> None:
    await lost(house, "a.mp4", "b.mp4")
    _, notice, film = await house.ask(words)
    assert notice == told
    assert "0:15" in film
    assert uploads(house) == ["a.mp4", "b.mp4"]
    assert house.backend.said == [words]


async def test_a_sentence_refused_for_its_session_is_said_to_the_new_one(house: House) -> None:
    await house.ask("cut the pauses", clip("a.mp4"))
    house.backend.fail("converse", SessionLost())
    said = await house.ask("add music")
    assert ONE in said
    assert house.backend.said == ["cut the pauses", "add music"]
    assert uploads(house) == ["a.mp4", "a.mp4"]


async def test_our_own_copy_is_handed_over_where_the_platform_has_none(house: House) -> None:
    await lost(house, "a.mp4")
    del house.chat.files["a.mp4"]
    assert ONE in await house.ask("add music")
    assert uploads(house) == ["a.mp4"]


async def test_the_platform_s_copy_is_fetched_where_we_have_none(house: House) -> None:
    await lost(house, "a.mp4")
    drop_copies(house)
    assert ONE in await house.ask("add music")
    assert uploads(house) == ["a.mp4"]


async def test_files_that_nobody_has_any_more_are_asked_for(house: House) -> None:
    await lost(house, "a.mp4")
    drop_copies(house)
    house.chat.fail.append(("fetch", AttachmentGone(), False))
    _, told = await house.ask("add music")
    assert told.startswith(ALL_GONE)
    assert house.backend.said == []


async def test_the_message_s_own_clip_is_handed_over_once_beside_the_earlier_ones(house: House) -> None:
    await lost(house, "a.mp4")
    said = await house.ask("merge them", clip("b.mp4"))
    assert ONE in said
    assert uploads(house) == ["a.mp4", "b.mp4"]


async def test_a_link_is_handed_over_again(house: House) -> None:
    await house.ask("cut the pauses of https://a.example/walk.mp4")
    house.backend.lose_sessions()
    assert ONE in await house.ask("add music")
    assert uploads(house) == ["walk.mp4", "walk.mp4"]


@pytest.mark.parametrize("words", ["export", "undo"])
async def test_what_is_about_the_lost_timeline_is_not_done_to_an_empty_one(house: House, words: str) -> None:
    await lost(house, "a.mp4")
    _, told = await house.ask(words)
    assert told == f"{ONE} Please tell me once more what you want done."
    assert uploads(house) == ["a.mp4"]
    assert house.backend.said == []
    assert "0:15" in (await house.ask("cut the pauses"))[-1]
    assert uploads(house) == ["a.mp4"]


async def test_a_quick_question_tells_the_loss_and_leaves_the_mending_to_the_next_wish(house: House) -> None:
    await lost(house, "a.mp4")
    (told,) = await house.ask("status")
    assert told.startswith("The editor has lost this chat's timeline. Tell me what you want done")
    assert uploads(house) == []
    assert ONE in await house.ask("add music")


async def test_a_session_lost_twice_in_a_turn_is_told_and_tried_again_with_the_next(house: House) -> None:
    await house.ask("cut the pauses", clip("a.mp4"))
    house.backend.fail("converse", SessionLost(), times=2)
    assert (await house.ask("add music"))[-1].startswith(ALL_GONE)
    await house.clock.sleep(1)
    house.backend.lose_sessions()
    assert ONE in await house.ask("add music")
    assert house.backend.said == ["cut the pauses", "add music"]


async def test_a_session_lost_in_the_turn_that_opened_it_is_no_loss_to_tell(house: House) -> None:
    house.backend.fail("converse", SessionLost())
    said = await house.ask("cut the pauses", clip("a.mp4"))
    assert len(said) == 2
    assert uploads(house) == ["a.mp4", "a.mp4"]


async def test_a_new_project_stays_without_the_files_of_the_one_before(house: House) -> None:
    await house.ask("cut the pauses", clip("a.mp4"))
    await house.ask("new project")
    await house.ask("cut the pauses", clip("b.mp4"))
    house.backend.lose_sessions()
    house.backend.effects.clear()
    await house.ask("add music")
    assert uploads(house) == ["b.mp4"]


class KilledLedger(MemoryLedger):
    """Stops the process once, just before the record of a step."""

    kills_at = ""

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        if name == self.kills_at:
            self.kills_at = ""
            raise StorageFailed("killed")
        await super().complete(turn, name, result)


@pytest.mark.parametrize(
    "step", ["renewed/0", "renewal1/restore/0", "renewal1/restored", "renewal1/edit/0", "renewal1/render/0/0"]
)
async def test_a_kill_in_the_middle_doubles_nothing(tmp_path: Path, step: str) -> None:
    ledger = KilledLedger()
    house = House(tmp_path, ledger=ledger)
    house.chat.files["a.mp4"] = b"video 1000 64x64"
    async with house.running():
        await lost(house, "a.mp4")
    ledger.kills_at = step
    house.dispatcher = house.new_dispatcher()
    with pytest.raises(ExceptionGroup):
        await until_it_stops(house, "add music")
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert uploads(house) == ["a.mp4"]
    assert house.backend.said == ["add music"]
    assert house.chat.transcript().count(ONE) == 1
    assert len(house.chat.films()) == 2


async def until_it_stops(house: House, text: str) -> None:
    """Say something, and raise what the core ends with."""
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        core = group.create_task(house.dispatcher.run())
        await house.say(text, at=house.clock.now() + timedelta(seconds=1))
        while not core.done():
            await house.clock.advance(0.5)
            await asyncio.sleep(0)
