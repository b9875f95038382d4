"""The files of a turn that waits are brought before its turn: the links they came with may end while it waits."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import DiskNearlyFull, StorageFailed
from bot.core.model import Attachment, ChatId, ChatRef, JsonObject, MessageId, MessageRef, StoredMedia, TurnId
from bot.core.ports import MediaStore, PercentListener
from tests.fakes.backend import EditScript
from tests.fakes.chat import ROOM, FakeChat, clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger

NAMES = ("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "f.mp4")


class SlowChat(FakeChat):
    """Transfers go on when ``opened``; ``under_way`` are those that have begun, ``broken_off`` those that were cut."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = asyncio.Event()
        self.opened.set()
        self.under_way: list[str] = []
        self.broken_off: list[str] = []

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        self.under_way.append(attachment.filename)
        try:
            progress(10.0)
            await self.opened.wait()
            return await super().fetch(chat, attachment, store, progress)
        except asyncio.CancelledError:
            self.broken_off.append(attachment.filename)
            raise
        finally:
            self.under_way.remove(attachment.filename)


@pytest.fixture
def chat() -> SlowChat:
    chat = SlowChat()
    for number, name in enumerate(NAMES, 1):
        chat.files[name] = f"video {number}000 64x64".encode()
    return chat


@pytest.fixture
async def house(tmp_path: Path, chat: SlowChat) -> AsyncGenerator[House, None]:
    async with House(tmp_path, chat=chat).running() as house:
        yield house


def room(name: str) -> ChatRef:
    return replace(ROOM, chat_id=ChatId(name))


async def busy(house: House, chat: ChatRef = ROOM) -> EditScript:
    """The chat works on a request until the script is released."""
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    said = len(house.backend.said)
    await house.say("first", clip(), chat=chat)
    await house.backend.until(lambda backend: len(backend.said) > said)
    return script


async def everything_tried() -> None:
    """Let whatever can go on do so; nothing here waits for a clock."""
    for _ in range(200):
        await asyncio.sleep(0)


def uploads(house: House) -> list[str]:
    return [effect.split()[1] for effect in house.backend.effects if effect.startswith("upload")]


async def test_a_link_that_ends_while_the_turn_waits_was_followed_before(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    await house.say("second", clip("a.mp4"), clip("b.mp4"))
    await everything_tried()
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4"]
    del chat.files["a.mp4"], chat.files["b.mp4"]
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["a.mp4", "b.mp4"]
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4"]


async def test_a_file_under_way_when_the_turn_comes_is_brought_once_and_its_progress_shown(
    house: House, chat: SlowChat
) -> None:
    first = await busy(house)
    chat.opened.clear()
    await house.say("second", clip("a.mp4"), clip("b.mp4"))
    await everything_tried()
    assert not any("Receiving" in text for _, text in chat.history[2:]), "it waits, as far as anybody is told"
    first.release()
    await chat.until_text("Receiving")
    chat.opened.set()
    await house.settled()
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4"]
    assert uploads(house)[1:] == ["a.mp4", "b.mp4"]


async def test_a_waiting_turn_cancelled_while_its_file_comes_leaves_nothing(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    chat.opened.clear()
    await house.say("second", clip("a.mp4"))
    await chat.until(lambda chat: len(chat.shown) == 2)
    await everything_tried()
    assert chat.under_way == ["a.mp4"]
    await house.say("cancel", reply_to=MessageRef(ROOM, MessageId(list(chat.shown)[1])))
    await chat.until_text("Cancelled. Your video is safe.")
    assert (chat.under_way, chat.broken_off) == ([], ["a.mp4"])
    first.release()
    chat.opened.set()
    await house.settled()
    assert chat.fetched == ["talk.mp4"]


async def test_after_a_restart_what_is_kept_is_not_fetched_again(tmp_path: Path, chat: SlowChat) -> None:
    house = House(tmp_path, chat=chat)
    async with house.running():
        first = await busy(house)
        await house.say("second", clip("a.mp4"), clip("b.mp4"))
        await everything_tried()
        chat.opened.clear()
        await house.say("third", clip("c.mp4"))
        await everything_tried()
    assert chat.broken_off == ["c.mp4"]
    chat.opened.set()
    first.release()
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4"]
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4", "c.mp4"]
    assert uploads(house) == ["talk.mp4", "a.mp4", "b.mp4", "c.mp4"]


async def test_a_kept_file_that_was_taken_out_of_the_store_is_fetched_again(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    await house.say("second", clip("a.mp4"))
    await everything_tried()
    await house.store.remove(house.store.put(chat.files["a.mp4"]).id)
    first.release()
    await house.settled()
    assert chat.fetched == ["talk.mp4", "a.mp4", "a.mp4"]
    assert uploads(house)[1:] == ["a.mp4"]


async def test_what_fails_early_is_tried_again_in_its_turn_and_told_only_then(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    chat.fail.append(("fetch", DiskNearlyFull(), False))
    await house.say("second", clip("a.mp4"))
    await house.say("third", clip("gone.mp4"))
    await everything_tried()
    assert chat.fetched == ["talk.mp4", "a.mp4", "gone.mp4"]
    assert ["⏳ Waiting, number" in text for text in chat.transcript()] == [False, True, True]
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["a.mp4"]
    assert any("gone.mp4" in text for text in chat.transcript())


async def test_a_full_disk_takes_nothing_early(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    house.store.free_bytes = 10
    await house.say("second", clip("a.mp4"))
    await everything_tried()
    assert chat.fetched == ["talk.mp4"]
    house.store.free_bytes = 10**9
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["a.mp4"]


async def test_two_files_of_a_chat_come_at_once_and_four_in_all(house: House, chat: SlowChat) -> None:
    scripts = [await busy(house, room(name)) for name in "xyz"]
    chat.opened.clear()
    for name in "xyz":
        for number, file in enumerate(NAMES[:3]):
            await house.say(f"{name} {number}", clip(file), chat=room(name))
    await everything_tried()
    assert chat.under_way == ["a.mp4", "b.mp4", "a.mp4", "b.mp4"]
    await house.say("now", clip("f.mp4"), chat=room("free"))
    await everything_tried()
    assert chat.under_way[-1] == "f.mp4", "a turn that works does not wait for those that wait"
    chat.opened.set()
    for script in scripts:
        script.release()
    await house.settled()
    assert len(uploads(house)) == 3 + 9 + 1
    assert len(chat.fetched) == 3 + 9 + 1


async def test_what_a_newer_version_brings_is_brought_and_what_it_took_out_is_not_used(
    house: House, chat: SlowChat
) -> None:
    first = await busy(house)
    said = await house.say("second", clip("a.mp4"))
    await everything_tried()
    await house.say("second", clip("b.mp4"), amends=said)
    await everything_tried()
    assert chat.fetched == ["talk.mp4", "a.mp4", "b.mp4"]
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["b.mp4"]


async def test_a_file_taken_out_of_the_message_while_it_comes_holds_nobody_up(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    chat.opened.clear()
    said = await house.say("second", clip("a.mp4"))
    await everything_tried()
    await house.say("second, without", amends=said)
    first.release()
    await house.settled()
    assert chat.broken_off == ["a.mp4"]
    assert house.backend.said == ["first", "second, without"]


async def test_only_files_that_the_turn_can_take_are_brought(house: House, chat: SlowChat) -> None:
    first = await busy(house)
    await house.say("/export", clip("a.mp4"))
    await house.say("second, with https://example.org/b.mp4")
    await everything_tried()
    assert chat.fetched == ["talk.mp4"]
    first.release()
    await house.settled()


async def test_a_ledger_that_cannot_note_a_file_stops_the_process(tmp_path: Path, chat: SlowChat) -> None:
    class Full(MemoryLedger):
        """Cannot note what was fetched early."""

        is_full = False

        async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
            if self.is_full and name.startswith("fetched/"):
                raise StorageFailed("disk full")
            await super().complete(turn, name, result)

    ledger = Full()
    house = House(tmp_path, chat=chat, ledger=ledger)
    core = asyncio.ensure_future(house.dispatcher.run())
    await busy(house)
    ledger.is_full = True
    await house.say("second", clip("a.mp4"))
    with pytest.raises(ExceptionGroup) as stopped:
        await asyncio.wait_for(core, 5)
    assert stopped.value.subgroup(StorageFailed) is not None
    assert len(await ledger.open_turns()) == 2
