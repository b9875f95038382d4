"""Edited messages and albums that grow: before their turn, while it is worked on, and after."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import StorageFailed
from bot.core.model import ChatId, IncomingMessage, TurnId, TurnState
from tests.fakes.backend import EditScript, says
from tests.fakes.chat import ROOM, TOM, clip, message
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger
from tests.unit.core.test_mishaps import until_it_stops

WORKING = (
    "That request is already being worked on, so your change came too late for it. "
    "Say “undo” when it is done, or send a new instruction."
)
ENDED = "That request is already done, so your change came too late for it. Say “undo”, or send a new instruction."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        for name in "abcd":
            house.chat.files[f"{name}.mp4"] = b"video 1000 64x64"
        yield house


async def busy(house: House) -> EditScript:
    """The chat works on its first request until the script is released."""
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    return script


def uploads(house: House) -> list[str]:
    return [effect for effect in house.backend.effects if effect.startswith("upload")]


async def test_a_waiting_instruction_is_what_it_was_edited_to(house: House) -> None:
    first = await busy(house)
    said = await house.say("make it blue")
    await house.say("剪掉停顿，导出480p", amends=said)
    assert len(await house.ledger.open_turns()) == 2
    first.release()
    await house.settled()
    assert house.backend.said == ["first", "剪掉停顿，导出480p"]
    assert [render.output.short_side for render in house.backend.renders.values()] == [None, 480]
    assert house.chat.transcript()[1].startswith("✅ 完成，用时")


async def test_an_edit_that_is_delivered_again_later_changes_nothing_back(house: House) -> None:
    first = await busy(house)
    said = await house.say("one")
    for text, event in (("two", "edit-2"), ("three", "edit-3"), ("two", "edit-2")):
        await house.say(text, amends=said, event=event)
    first.release()
    await house.settled()
    assert house.backend.said == ["first", "three"]
    await house.say("two", amends=said, event="edit-2")
    await house.settled()
    assert len(house.chat.shown) == 4


async def test_a_waiting_album_takes_in_its_late_siblings(house: House) -> None:
    first = await busy(house)
    album = await house.say("cut the pauses", clip("a.mp4"))
    await house.say("cut the pauses", clip("a.mp4"), clip("b.mp4"), amends=album)
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["upload a.mp4", "upload b.mp4"]
    assert house.backend.said == ["first", "cut the pauses", "cut the pauses"]


async def test_a_part_of_a_waiting_album_that_is_told_anew_leaves_its_other_files(house: House) -> None:
    first = await busy(house)
    album = await house.say("cut the pauses", clip("a.mp4"), clip("b.mp4"))
    part = message("add music", clip("a.mp4"), amends=album, at=house.clock.now())
    await house.dispatcher.accept(replace(part, is_part=True))
    first.release()
    await house.settled()
    assert uploads(house)[1:] == ["upload a.mp4", "upload b.mp4"]
    assert house.backend.said == ["first", "add music", "add music"]


async def test_a_part_of_a_message_nobody_knows_any_more_is_nothing(house: House) -> None:
    forgotten = message("cut the pauses", clip("a.mp4"))
    await house.dispatcher.accept(replace(message("add music", amends=forgotten), is_part=True))
    await house.settled()
    assert not house.chat.shown


async def test_a_waiting_instruction_edited_to_a_cancel_cancels_at_once(house: House) -> None:
    await busy(house)
    said = await house.say("make it blue")
    await house.chat.until(lambda chat: len(chat.shown) == 2)
    await house.say("cancel", amends=said)
    await house.settled()
    assert house.chat.transcript() == ["🚫 Cancelled", "💬 Answered below", "Cancelled. Your video is safe."]
    assert house.backend.said == ["first"]


async def test_a_question_edited_to_an_instruction_before_it_was_read_waits_in_line(tmp_path: Path) -> None:
    house = House(tmp_path)
    asked = message("credits", clip(), at=house.clock.now())
    await house.ledger.accept(asked)
    (turn,) = await house.ledger.open_turns()
    assert await house.ledger.replace(turn.id, replace(asked, text="cut the pauses", event_id="edit"))
    async with house.running():
        await house.settled()
    assert house.backend.said == ["cut the pauses"]
    assert house.chat.transcript()[0].startswith("✅ Done")


async def test_both_versions_handed_in_at_once_are_the_newer_one(tmp_path: Path) -> None:
    house = House(tmp_path)
    async with house.running():
        asked = message("credits", at=house.clock.now())
        await house.dispatcher.accept(asked)
        await house.dispatcher.accept(message("cut the pauses", clip(), amends=asked, at=house.clock.now()))
        await house.settled()
    assert house.backend.said == ["cut the pauses"]
    assert not any("free" in text for text in house.chat.transcript())


async def test_words_changed_too_late_are_told_so_once(house: House) -> None:
    first = await busy(house)
    (turn,) = await house.ledger.open_turns()
    await house.say("something else", clip(), amends=turn.message)
    await house.chat.until_text(WORKING)
    assert house.backend.said == ["first"]
    await house.say("and something else", clip(), amends=turn.message)
    first.release()
    await house.settled()
    await house.say("and yet another", clip(), amends=turn.message)
    await house.settled()
    assert [text for text in house.chat.transcript() if "too late" in text] == [WORKING]
    assert house.backend.said == ["first"]


async def test_words_changed_after_the_end_are_told_so_in_their_language(house: House) -> None:
    said = await house.say("cut the pauses", clip())
    await house.settled()
    assert await house.ask("cut the pauses, please", clip(), amends=said) == [ENDED]
    chinese = await house.say("剪掉停顿")
    await house.settled()
    (told,) = await house.ask("剪掉所有停顿", amends=chinese)
    assert told.startswith("那条请求已经处理完了")


async def test_a_change_nobody_sees_is_nothing(house: House) -> None:
    said = await house.say("cut the pauses", clip())
    await house.settled()
    assert await house.ask("cut the pauses", clip(), amends=said) == []
    assert await house.ask("cut the pauses", amends=said) == []
    assert len(house.ledger.turns) == 1  # type: ignore[attr-defined]


async def test_late_siblings_of_a_running_album_are_taken_in_quietly_and_in_order(house: House) -> None:
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    album = await house.say("merge them", clip("a.mp4"), clip("b.mp4"))
    await house.backend.until(lambda backend: backend.said == ["merge them"])
    await house.say("merge them", clip("a.mp4"), clip("b.mp4"), clip("c.mp4"), amends=album)
    await house.say("merge them", *(clip(f"{name}.mp4") for name in "abcd"), amends=album)
    assert uploads(house) == ["upload a.mp4", "upload b.mp4"]
    script.release()
    await house.settled()
    assert uploads(house) == [f"upload {name}.mp4" for name in "abcd"]
    assert len(house.chat.shown) == 2
    assert house.backend.said == ["merge them"]
    assert len(house.chat.films()) == 1


async def test_late_siblings_of_an_album_that_was_asked_about_are_taken_in_quietly(house: House) -> None:
    album = await house.say("", clip("a.mp4"))
    await house.settled()
    await house.say("", clip("a.mp4"), clip("b.mp4"), amends=album)
    await house.settled()
    assert uploads(house) == ["upload a.mp4", "upload b.mp4"]
    assert len(house.chat.shown) == 2


async def test_late_siblings_of_a_cancelled_album_wait_to_be_asked_for(house: House) -> None:
    house.backend.scripts.append(EditScript(slow=True))
    album = await house.say("merge them", clip("a.mp4"))
    await house.backend.until(lambda backend: backend.said == ["merge them"])
    await house.ask("cancel")
    await house.ask("merge them", clip("a.mp4"), clip("b.mp4"), amends=album)
    assert uploads(house) == ["upload a.mp4"]
    await house.ask("merge them", reply_to=album.ref)
    assert uploads(house) == ["upload a.mp4", "upload b.mp4"]


async def test_a_late_sibling_that_cannot_be_used_is_told_of(house: House) -> None:
    album = await house.say("", clip("a.mp4"))
    await house.settled()
    house.chat.files["b.mp4"] = b"broken"
    (told,) = await house.ask("", clip("a.mp4"), clip("b.mp4"), amends=album)
    assert told.startswith("I cannot read b.mp4")


async def test_a_late_sibling_whose_session_is_lost_goes_to_another_with_its_album(house: House) -> None:
    album = await house.say("", clip("a.mp4"))
    await house.settled()
    house.backend.lose_sessions()
    (told,) = await house.ask("", clip("a.mp4"), clip("b.mp4"), amends=album)
    assert told == "The editor had lost this chat's timeline, so I have begun anew with your file."
    assert uploads(house) == ["upload a.mp4", "upload a.mp4", "upload b.mp4"]


async def test_media_merely_seen_follow_their_message(house: House) -> None:
    seen = await house.say("", clip("a.mp4"), addressed=False)
    await house.say("", clip("a.mp4"), clip("b.mp4"), addressed=False, amends=seen)
    assert house.chat.transcript() == []
    await house.ask("merge them", reply_to=seen.ref)
    assert uploads(house) == ["upload a.mp4", "upload b.mp4"]


async def test_a_message_edited_to_address_us_is_a_request(house: House) -> None:
    seen = await house.say("look at this", clip("a.mp4"), addressed=False)
    status, _ = await house.ask("@bot cut the pauses", clip("a.mp4"), amends=seen)
    assert status.startswith("✅ Done")
    assert house.backend.said == ["@bot cut the pauses"]


async def test_an_edit_in_one_chat_does_not_touch_another_s_message_of_that_number(house: House) -> None:
    first = await busy(house)
    said = await house.say("one")
    other = replace(ROOM, chat_id=ChatId("other"))
    stranger = replace(message("two", sender=TOM, amends=said), ref=replace(said.ref, chat=other))
    await house.dispatcher.accept(stranger)
    await house.chat.until_text("There is no video here yet")
    first.release()
    await house.settled()
    assert house.backend.said == ["first", "one"]


class StoppingLedger(MemoryLedger):
    """A ledger whose process ends when a file is noted as uploaded."""

    stops = False

    async def note_upload(self, *details: object) -> None:
        if self.stops:
            raise StorageFailed("killed")
        await super().note_upload(*details)  # type: ignore[arg-type]


async def test_a_late_sibling_survives_a_kill_and_is_uploaded_once(tmp_path: Path) -> None:
    ledger = StoppingLedger()
    house = House(tmp_path, ledger=ledger)
    house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 1000 64x64"}
    async with house.running():
        album = await house.say("cut the pauses", clip("a.mp4"))
        await house.settled()
    ledger.stops = True
    house.dispatcher = house.new_dispatcher()
    with pytest.raises(ExceptionGroup):
        await until_it_stops(house, "cut the pauses", clip("a.mp4"), clip("b.mp4"), amends=album)
    ledger.stops = False
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert uploads(house) == ["upload a.mp4", "upload b.mp4"]
    assert await ledger.open_turns() == []
    assert len(house.chat.shown) == 2


async def test_an_edit_taken_in_before_a_kill_counts_after_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    first = EditScript(slow=True)
    house.backend.scripts += [first, says("Done.")]
    async with house.running():
        await house.say("first", clip())
        await house.backend.until(lambda backend: backend.said == ["first"])
        said: IncomingMessage = await house.say("one")
        await house.say("two", amends=said)
    first.release()
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert house.backend.said == ["first", "two"]
    states = {turn.state for turn in house.ledger.turns.values()}  # type: ignore[attr-defined]
    assert states == {TurnState.DONE}


async def test_an_edit_that_arrives_as_the_turn_begins_is_not_lost(tmp_path: Path) -> None:
    class Crossing(MemoryLedger):
        """Lets the newer version in at the last moment a turn can take it."""

        newer: IncomingMessage | None = None

        async def set_state(self, turn: TurnId, state: TurnState) -> None:
            if self.newer is not None and state is TurnState.WORKING:
                newer, self.newer = self.newer, None
                assert await self.replace(turn, newer)
            await super().set_state(turn, state)

    ledger = Crossing()
    house = House(tmp_path, ledger=ledger)
    async with house.running():
        said = message("one", clip(), at=house.clock.now())
        ledger.newer = replace(said, text="two", event_id="edit")
        await house.dispatcher.accept(said)
        await house.settled()
    assert house.backend.said == ["two"]
