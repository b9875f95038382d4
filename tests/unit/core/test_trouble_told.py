"""Trouble that the backend tells of an edit, weighed against what became of the timeline."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from backend.traits import NEMO
from bot.core.errors import OutOfCredits, StorageFailed
from bot.core.model import JsonObject, StreamFailure, TextChunk, ToolActivity, TurnId
from tests.fakes.backend import EditScript, FakeBackend
from tests.fakes.chat import clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger

WORDS = TextChunk("All done.")
BROKEN = StreamFailure("500: boom", 500)
PASSING = StreamFailure("a temporary issue", is_passing=True)
UNPAID = StreamFailure("2001: no credits", 2001)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path, backend=FakeBackend(NEMO)).running() as house:
        yield house


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((BROKEN,), "The timeline was changed."),
        ((WORDS, BROKEN), "All done."),
        ((PASSING,), "The timeline was changed."),
        ((WORDS, PASSING), "All done."),
    ],
)
async def test_an_edit_that_took_effect_is_delivered_whatever_was_told_of_it(
    house: House, events: tuple[TextChunk | StreamFailure, ...], told: str
) -> None:
    house.backend.scripts.append(EditScript(events=events))
    said = await house.ask("cut the pauses", clip())
    assert any(text.startswith(told) for text in said)
    assert len(house.chat.films()) == 1


@pytest.mark.parametrize(
    "events", [(BROKEN,), (WORDS, BROKEN), (PASSING,), (WORDS, PASSING, BROKEN), (BROKEN, PASSING)]
)
async def test_an_edit_without_effect_is_told_to_have_failed(
    house: House, events: tuple[TextChunk | StreamFailure, ...]
) -> None:
    house.backend.scripts.append(EditScript(events=events, changes=False))
    said = await house.ask("cut the pauses", clip())
    assert any("That edit did not work" in text for text in said)
    assert not any("All done" in text for text in said)


async def test_a_question_stands_though_a_passing_trouble_was_told_after_it(house: House) -> None:
    house.backend.scripts.append(EditScript(events=(TextChunk("Which clip?"), PASSING), changes=False))
    assert "Which clip?" in await house.ask("cut it", clip())


@pytest.mark.parametrize(
    "script",
    [
        EditScript(events=(ToolActivity("cut", finished=True), UNPAID)),
        EditScript(events=(WORDS, UNPAID)),
        EditScript(events=(), lost=OutOfCredits("2001")),
    ],
)
async def test_credits_that_run_out_halfway_leave_a_film_to_export(house: House, script: EditScript) -> None:
    house.backend.scripts.append(script)
    said = await house.ask("cut the pauses and add music", clip())
    assert said[-1].startswith("The editing credits ran out before all of it was done. The timeline was changed.")
    assert [button.says for button in list(house.chat.shown.values())[-1].reply.buttons] == ["export"]
    await house.ask("export")
    assert len(house.chat.films()) == 1
    assert len(house.backend.said) == 1


async def test_credits_that_are_used_up_before_anything_are_told_as_such(house: House) -> None:
    house.backend.scripts.append(EditScript(events=(UNPAID,), changes=False))
    said = await house.ask("cut the pauses", clip())
    assert any(text.startswith("The editing credits are used up.") for text in said)


class KilledLedger(MemoryLedger):
    """Stops the process once, before the render."""

    killed = False

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        if name == "render/0/0" and not self.killed:
            self.killed = True
            raise StorageFailed("killed")
        await super().intend(turn, name, before)


async def until_it_stops(house: House, text: str) -> None:
    """Say something with a clip, and raise what the core ends with."""
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        core = group.create_task(house.dispatcher.run())
        await house.say(text, clip())
        while not core.done():
            await house.clock.advance(0.5)
            await asyncio.sleep(0)


async def test_trouble_told_before_a_kill_is_weighed_the_same_after_it(tmp_path: Path) -> None:
    house = House(tmp_path, backend=FakeBackend(NEMO), ledger=KilledLedger())
    house.backend.scripts.append(EditScript(events=(BROKEN,)))
    with pytest.raises(ExceptionGroup):
        await until_it_stops(house, "剪掉停顿")
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert house.backend.said == ["剪掉停顿"]
    assert any(text.startswith("时间线已更新。") for text in house.chat.transcript())
    assert len(house.chat.films()) == 1
