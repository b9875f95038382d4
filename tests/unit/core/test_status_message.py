"""The status message under penalties, losses and deletions: it never holds up a result, and never stays at work."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, ReceiptUnknown, Throttled
from bot.core.model import ChatRef, MessageRef, Reply, TurnState
from bot.core.ports import SendWatch
from tests.fakes.backend import EditScript
from tests.fakes.chat import CAPABILITIES, MEI, FakeChat, clip
from tests.fakes.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


def states(house: House) -> list[TurnState]:
    return [turn.state for turn in house.ledger.turns.values()]  # type: ignore[attr-defined]


async def until_noted(house: House, turns: int) -> None:
    """Wait until that many turns have all done but their last line."""
    async with asyncio.timeout(5):
        while sum("ending" in steps for steps in house.ledger._steps.values()) < turns:  # type: ignore[attr-defined]
            await asyncio.sleep(0)


async def test_a_penalty_holds_up_neither_the_film_nor_the_next_turn(house: House) -> None:
    await house.say("first", clip())
    await house.chat.until(lambda chat: len(chat.shown) == 1)
    house.chat.refuses["edit"] = Throttled(retry_after_s=1200.0)
    await house.say("second")
    await house.chat.until(lambda chat: len(chat.films()) == 2)
    assert house.clock.monotonic() < 60
    assert "✅" not in house.chat.transcript()[0]
    house.chat.refuses.clear()
    await house.settled()
    statuses = [text for text in house.chat.transcript() if not text.startswith("Done.")]
    assert len(statuses) == 2
    assert all(text.startswith("✅ Done in 0:0") for text in statuses)
    assert states(house) == [TurnState.DONE, TurnState.DONE]
    assert 1200 <= house.clock.monotonic() < 1300


async def test_a_penalty_without_end_is_not_waited_out_for_ever(house: House) -> None:
    await house.say("first", clip())
    await house.chat.until(lambda chat: len(chat.shown) == 1)
    house.chat.refuses["edit"] = Throttled(retry_after_s=14_000.0)
    await house.settled()
    assert states(house) == [TurnState.DONE]
    assert house.clock.monotonic() < 100


async def test_a_last_line_not_yet_written_is_written_after_a_restart_and_nothing_else_is_done(tmp_path: Path) -> None:
    house = House(tmp_path)
    async with house.running():
        await house.say("first", clip())
        await house.chat.until(lambda chat: len(chat.shown) == 1)
        house.chat.refuses["edit"] = Throttled(retry_after_s=600.0)
        await house.chat.until(lambda chat: len(chat.films()) == 1)
        await house.say("undo")
        await until_noted(house, 2)
    house.chat.refuses.clear()
    calls = len(house.backend.calls)
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert len(house.backend.calls) == calls
    assert len(house.chat.films()) == 2
    assert states(house) == [TurnState.DONE, TurnState.DONE]
    assert not any("Rendering" in text or "Got it" in text for text in house.chat.transcript())


async def test_send_again_is_offered_once_the_penalty_is_over(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, idempotent_send=False)
    house.chat.fail = [("film", ReceiptUnknown(), False)]
    await house.say("first", clip())
    await house.chat.until(lambda chat: len(chat.shown) == 1)
    house.chat.refuses["edit"] = Throttled(retry_after_s=300.0)
    await until_noted(house, 1)
    house.chat.refuses.clear()
    await house.settled()
    (status,) = house.chat.shown.values()
    assert [button.label for button in status.reply.buttons] == ["Send again"]


async def test_a_lost_receipt_of_an_edit_does_not_end_the_status(house: House) -> None:
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    house.chat.fail = [("edit", ReceiptUnknown(), False)] * 2 + [("edit", PlatformError(), False)] * 2
    await house.say("first", clip())
    await house.chat.until_text("Editing")
    house.chat.fail = [("edit", ReceiptUnknown(), False)] * 2
    script.release()
    await house.settled()
    assert house.chat.transcript()[0].startswith("✅ Done")


async def test_a_platform_that_refuses_every_edit_is_not_asked_for_ever(house: House) -> None:
    class Counting(FakeChat):
        """It counts the edits it refuses."""

        edits = 0

        async def edit(self, ref: MessageRef, reply: Reply) -> None:
            self.edits += 1
            raise PlatformError

    house.chat = Counting(files=house.chat.files)
    house.dispatcher = house.new_dispatcher()
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    async with house.running():
        await house.say("first", clip())
        await house.backend.until(lambda backend: backend.said == ["first"])
        await house.clock.sleep(300)
        script.release()
        await house.settled()
    assert house.chat.edits <= 6
    assert len(house.chat.films()) == 1


class Deleting(FakeChat):
    """A person deletes the status message as soon as it says that editing began; the next one stays."""

    gone: MessageRef | None = None

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        if "Editing" in reply.text and self.gone is None:
            self.gone = ref
        if ref == self.gone:
            raise MessageGone
        await super().edit(ref, reply)


async def test_a_vanished_status_message_is_replaced_once_and_found_by_cancel(tmp_path: Path) -> None:
    chat = Deleting()
    house = House(tmp_path, chat=chat)
    house.backend.scripts.append(EditScript(slow=True))
    async with house.running():
        await house.say("first", clip())
        await chat.until(lambda chat: len(chat.shown) == 2)
        again = list(chat.shown.values())[1]
        assert again.reply.silent
        assert [button.says for button in again.reply.buttons] == ["cancel"]
        await house.ask("cancel", reply_to=again.ref)
    assert again.reply.text == "🚫 Cancelled"


async def test_a_status_message_that_took_another_s_place_goes_on_after_a_restart(tmp_path: Path) -> None:
    chat = Deleting()
    house = House(tmp_path, chat=chat)
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    async with house.running():
        await house.say("first", clip())
        await chat.until(lambda chat: len(chat.shown) == 2)
    script.release()
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert len(chat.shown) == 3
    assert chat.transcript()[1].startswith("✅ Done")


async def test_the_first_line_names_who_asked_in_a_shared_chat(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, shared=True)
    await house.ask("first", clip(), sender=MEI)
    assert house.chat.history[0][1] == "👀 Got it, for Mei · 0:00"


async def test_an_answer_refused_as_a_whole_ends_the_turn_all_the_same(tmp_path: Path) -> None:
    class Mute(FakeChat):
        """It takes the status message, then nothing."""

        async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
            if not key.endswith(".status"):
                raise ChatUnavailable
            return await super().send(chat, reply, key=key, watch=watch)

    house = House(tmp_path, chat=Mute())
    async with house.running():
        (status,) = await house.ask("cut the pauses")
    assert status.startswith("There is no video here yet.")
    assert states(house) == [TurnState.FAILED]
