"""Kills at every commit where receipts get lost: no film twice without a word, none lost without [Send again]."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import ChatUnavailable, ReceiptUnknown
from bot.core.model import IncomingMessage, MessageRef
from tests.fakes.chat import CAPABILITIES, FakeChat, clip, message
from tests.fakes.house import House
from tests.fakes.stopping_ledger import StoppingLedger

LOSSY = replace(CAPABILITIES, idempotent_send=False, announces_sends=True)
AGAIN = "send it again"

Story = Callable[[House], Awaitable[None]]
Judge = Callable[[House, str], None]


def lossy_house(folder: Path) -> tuple[House, StoppingLedger]:
    ledger = StoppingLedger()
    house = House(folder, chat=FakeChat(LOSSY), ledger=ledger)
    house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
    return house, ledger


async def at_every_commit(folder: Path, arrange: Story, act: Story, judge: Judge) -> None:
    """Arrange; act in a process killed at each commit of the act in turn; start it again, act again, and judge."""
    house, ledger = lossy_house(folder / "count")
    await lives(house, ledger, arrange, act)
    commits = ledger.labels
    assert len(commits) > 3
    for number, label in enumerate(commits, 1):
        for moment in ("before", "after"):
            house, ledger = lossy_house(folder / f"{moment}{number}")
            ledger.stop_at = (moment, number)
            await lives(house, ledger, arrange, act)
            assert await ledger.open_turns() == [], f"{moment} {number} {label}"
            judge(house, f"{moment} {number} {label}")


async def lives(house: House, ledger: StoppingLedger, arrange: Story, act: Story) -> None:
    """One process arranges, the next one acts and may be killed, a third one is handed the same and ends it all."""
    ledger.armed = False
    async with house.running():
        await arrange(house)
        await house.settled()
    ledger.armed = True
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await act(house)
        while house.dispatcher._tasks and not ledger.stopped.is_set():
            await house.clock.sleep(0.1)
    ledger.revive()
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await act(house)
        await house.settled()


def carrying_again(house: House) -> list[MessageRef]:
    shown = house.chat.shown.values()
    return [each.ref for each in shown if any(button.says == AGAIN for button in each.reply.buttons)]


def handing_in(house: House, said: IncomingMessage) -> Awaitable[None]:
    """As a platform does: a process that stopped in the middle of it never answers."""

    async def hand_in() -> None:
        import asyncio

        ledger = house.ledger
        assert isinstance(ledger, StoppingLedger)
        accepting = asyncio.ensure_future(house.dispatcher.accept(said))
        stopped = asyncio.ensure_future(ledger.stopped.wait())
        await asyncio.wait((accepting, stopped), return_when=asyncio.FIRST_COMPLETED)
        for task in (accepting, stopped):
            task.cancel()
        await asyncio.gather(accepting, stopped, return_exceptions=True)

    return hand_in()


async def nothing(house: House) -> None:
    """Nothing to arrange."""


async def test_a_film_is_shown_once_or_can_be_asked_for(tmp_path: Path) -> None:
    async def act(house: House) -> None:
        await handing_in(house, message("cut the pauses", clip(), event="update-1", at=house.clock.now()))

    def judge(house: House, where: str) -> None:
        in_doubt = len(house.chat.films()) == 0
        assert len(house.chat.films()) <= 1, where
        assert house.backend.said == ["cut the pauses"], where
        last = [text for text in house.chat.transcript() if not text.startswith("Done.")]
        if "intend result/0" in where and where.startswith("after"):
            assert in_doubt, where
        if "complete result/0" not in where and "intend result/0" not in where:
            assert not in_doubt, where
            assert not carrying_again(house), where
        assert bool(carrying_again(house)) or last[-1].startswith("✅ Done"), where

    await at_every_commit(tmp_path, nothing, act, judge)


async def test_sending_again_shows_the_film_once_or_can_be_asked_for(tmp_path: Path) -> None:
    async def arrange(house: House) -> None:
        house.chat.fail = [("film", ReceiptUnknown(), False)]
        await house.say("cut the pauses", clip())

    async def act(house: House) -> None:
        status = next(iter(house.chat.shown.values())).ref
        await handing_in(house, message(AGAIN, event="press-1", reply_to=status, at=house.clock.now()))

    def judge(house: House, where: str) -> None:
        assert len(house.chat.films()) <= 1, where
        if "result/again/0" in where and not (where.startswith("before") and "intend" in where):
            assert house.chat.films() or len(carrying_again(house)) == 2, where
        else:
            assert len(house.chat.films()) == 1, where
            assert carrying_again(house) == [], where
        assert len(house.backend.renders) == 1, where

    await at_every_commit(tmp_path, arrange, act, judge)


async def test_a_result_of_a_barred_chat_is_offered_whatever_happens(tmp_path: Path) -> None:
    async def arrange(house: House) -> None:
        house.chat.refuses["send"] = ChatUnavailable()
        await house.say("cut the pauses", clip())

    async def act(house: House) -> None:
        house.chat.refuses.clear()
        await handing_in(house, message("credits", event="update-2", at=house.clock.now()))

    def judge(house: House, where: str) -> None:
        offers = [text for text in house.chat.transcript() if text.startswith("While I could not post here")]
        assert 1 <= len(offers) <= 2, where  # an answer in doubt is told at least once
        assert len(carrying_again(house)) == len(offers), where

    await at_every_commit(tmp_path, arrange, act, judge)


async def test_a_turn_in_a_barred_chat_keeps_its_result_whatever_happens(tmp_path: Path) -> None:
    async def act(house: House) -> None:
        house.chat.refuses["send"] = ChatUnavailable()
        await handing_in(house, message("cut the pauses", clip(), event="update-1", at=house.clock.now()))

    def judge(house: House, where: str) -> None:
        assert house.backend.said == ["cut the pauses"], where
        (turn,) = house.ledger.turns.values()  # type: ignore[attr-defined]
        steps = house.ledger._steps[turn.id]  # type: ignore[attr-defined]
        assert "undelivered/result/0" in steps or steps["result/0"].state.value == "unknown", where
        if "result/0" not in where:
            assert "undelivered/result/0" in steps, where

    await at_every_commit(tmp_path, nothing, act, judge)


@pytest.mark.parametrize("late", [False, True])
async def test_an_album_that_grew_is_uploaded_whole_and_once(tmp_path: Path, late: bool) -> None:
    def album(house: House, *names: str, event: str, amends: IncomingMessage | None = None) -> IncomingMessage:
        return message("merge them", *map(clip, names), event=event, amends=amends, at=house.clock.now())

    async def arrange(house: House) -> None:
        if late:
            await handing_in(house, album(house, "a.mp4", event="update-1"))

    async def act(house: House) -> None:
        first = album(house, "a.mp4", event="update-1")
        await handing_in(house, first)
        await handing_in(house, album(house, "a.mp4", "b.mp4", event="update-2", amends=first))

    def judge(house: House, where: str) -> None:
        uploads = [effect for effect in house.backend.effects if effect.startswith("upload")]
        assert uploads == ["upload a.mp4", "upload b.mp4"], where
        assert house.backend.said == ["merge them"], where

    await at_every_commit(tmp_path, arrange, act, judge)


async def test_an_answer_in_doubt_is_given_in_the_words_it_was_intended_in(tmp_path: Path) -> None:
    ledger = StoppingLedger()
    house = House(tmp_path, ledger=ledger)
    ledger.armed = False
    (first,) = await _credits(house)
    ledger.armed = True
    counting = House(tmp_path, ledger=StoppingLedger())
    await _credits(counting)
    ledger.stop_at = ("after", counting.ledger.labels.index("intend answer") + 1)
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.say("credits")
        await ledger.stopped.wait()
    ledger.revive()
    house.backend.balance = replace(house.backend.balance, available=1.0, unlimited=False)
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert house.chat.transcript() == [first, first]
    assert await _credits(house) != [first]


async def _credits(house: House) -> list[str]:
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        return await house.ask("credits")
