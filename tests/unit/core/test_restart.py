"""A core that stops at any commit of its ledger and starts again: everything answered, nothing done twice."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import OutcomeUnknown
from bot.core.model import JsonObject, RenderStatus, TurnId, TurnState
from tests.fakes.backend import EditScript, FakeBackend, says
from tests.fakes.chat import clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger

MAIN = "cut the pauses, add background music and export in 1080p"


class StoppingLedger(MemoryLedger):
    """A ledger whose process ends at the n-th durable write: just before it, or just after."""

    def __init__(self) -> None:
        super().__init__()
        self.stop_at: tuple[str, int] | None = None
        self.writes = 0
        self.stopped = asyncio.Event()

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        await self._commit(super().intend(turn, name, before))

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        await self._commit(super().complete(turn, name, result))

    async def set_state(self, turn: TurnId, state: TurnState) -> None:
        await self._commit(super().set_state(turn, state))

    async def _commit(self, write: Any) -> None:
        self.writes += 1
        stopping = self.stop_at is not None and self.writes == self.stop_at[1]
        if stopping and self.stop_at == ("before", self.writes):
            write.close()
            await self._stop()
        await write
        if stopping:
            await self._stop()

    async def _stop(self) -> None:
        self.stopped.set()
        await asyncio.Event().wait()


async def commits_of_a_turn(folder: Path) -> int:
    house = House(folder, ledger=StoppingLedger())
    async with house.running():
        await house.ask(MAIN, clip())
    assert isinstance(house.ledger, StoppingLedger)
    return house.ledger.writes


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_stopped_at_every_commit_the_turn_ends_once_with_its_film(tmp_path: Path, moment: str) -> None:
    for number in range(1, await commits_of_a_turn(tmp_path / "count") + 1):
        ledger = StoppingLedger()
        house = House(tmp_path / f"{moment}{number}", ledger=ledger)
        house.backend.scripts.append(says("3 pauses removed."))
        ledger.stop_at = (moment, number)
        async with house.running():
            await house.say(MAIN, clip())
            async with asyncio.timeout(5):
                await ledger.stopped.wait()
        ledger.stop_at = None
        house.dispatcher = house.new_dispatcher()
        async with house.running():
            await house.settled()
        effects = [effect.split()[0] for effect in house.backend.effects if not effect.startswith("session")]
        assert effects == ["upload", "edit", "render"], f"{moment} commit {number}"
        assert len(house.chat.films()) == 1
        assert house.chat.films()[0].reply.text.startswith("3 pauses removed.")
        assert house.chat.transcript()[0].startswith("✅ Done")
        assert await ledger.open_turns() == []


async def test_answers_lost_on_the_way_are_settled_without_a_second_effect(tmp_path: Path) -> None:
    house = House(tmp_path)
    for call in ("upload", "start_render"):
        house.backend.fail(call, OutcomeUnknown(), after_effect=True)
    house.backend.scripts.append(EditScript(lost=OutcomeUnknown()))
    async with house.running():
        await house.ask(MAIN, clip())
    effects = [effect.split()[0] for effect in house.backend.effects]
    assert effects == ["session", "upload", "edit", "render"]
    assert len(house.chat.films()) == 1


async def test_on_the_cloud_a_lost_edit_is_looked_for_and_never_said_again(tmp_path: Path) -> None:
    from backend.traits import NEMO

    house = House(tmp_path, backend=FakeBackend(NEMO))
    house.backend.scripts.append(EditScript(lost=OutcomeUnknown()))
    async with house.running():
        await house.ask(MAIN, clip())
        assert len(house.chat.films()) == 1
        house.backend.scripts.append(EditScript(changes=False, lost=OutcomeUnknown()))
        _, answer = await house.ask("add music")
    assert house.backend.said == [MAIN, "add music"]
    assert answer.startswith("That edit did not work.")


async def test_turns_waiting_in_line_are_answered_in_order_after_a_restart(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.backend.renders_by_hand = True
    async with house.running():
        await house.say("first", clip())
        await house.say("second")
        await house.say("credits")
        await house.backend.until(lambda backend: len(backend.renders) == 1)
    house.backend.move_render(RenderStatus.COMPLETED)
    house.backend.renders_by_hand = False
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert house.backend.said == ["first", "second"]
    assert len(house.chat.films()) == 2
    assert [text for text in house.chat.transcript() if "free" in text] == [
        "Local editing is free: no credits, no limits."
    ]


async def test_a_cancel_cut_short_by_a_restart_is_finished(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.backend.renders_by_hand = True
    async with house.running():
        await house.say("cut", clip())
        await house.backend.until(lambda backend: len(backend.renders) == 1)
        house.backend.fail("cancel_render", OutcomeUnknown())
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.say("cancel")
        await house.settled()
    assert house.chat.transcript()[0] == "🚫 Cancelled"
    assert house.chat.films() == []
