"""The scheduler on a clock turned by hand: turns, penalties, priorities, and what must never happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from adapters.discord.failures import Fault, Refusal
from adapters.discord.outbound import Outbound, Rank
from bot.core.errors import Throttled
from tests.fakes.clock import FakeClock, settle

_HERE, _THERE = 7, 8


class House:
    """An outbound scheduler, and a log of when each call went out."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.clock = FakeClock()
        self.outbound = Outbound(self.clock)
        self.group = group
        self.log: list[tuple[float, str]] = []
        self.hanging: dict[str, asyncio.Event] = {}

    def call(self, name: str, answer: object = "sent") -> Callable[[], Awaitable[object]]:
        async def make() -> object:
            self.log.append((self.clock.monotonic(), name))
            if name in self.hanging:
                await self.hanging[name].wait()
            return answer

        return make

    def hangs(self, name: str) -> None:
        self.hanging[name] = asyncio.Event()

    def start(self, work: Awaitable[object]) -> "asyncio.Task[object]":
        """Do it beside the test; the task brings the result, or the error as a value."""

        async def outcome() -> object:
            try:
                return await work
            except Exception as error:
                return error

        return self.group.create_task(outcome())

    def send(
        self, name: str, *, chat: int = _HERE, rank: Rank = Rank.ANSWER, long: bool = False
    ) -> "asyncio.Task[object]":
        return self.start(self.outbound.send(chat, rank, self.call(name), long=long))

    def edit(
        self, name: str, message: int = 1, *, chat: int = _HERE, rank: Rank = Rank.STATUS_EDIT
    ) -> "asyncio.Task[object]":
        return self.start(self.outbound.edit(chat, message, self.call(name), rank=rank))

    def names(self) -> list[str]:
        return [name for _, name in self.log]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with asyncio.TaskGroup() as group:
        made = House(group)
        yield made
        for task in list(group._tasks):
            task.cancel()


def penalised(house: House, name: str, *penalties_s: float) -> Callable[[], Awaitable[object]]:
    left = list(penalties_s)

    async def make() -> object:
        house.log.append((house.clock.monotonic(), name))
        return Refusal(Fault.PENALTY, penalty_s=left.pop(0)) if left else "sent"

    return make


async def test_results_go_before_answers_before_status_before_edits(house: House) -> None:
    house.hangs("first")
    house.send("first")
    await settle()
    house.edit("edit")
    house.send("status", rank=Rank.STATUS)
    house.send("answer")
    house.send("result", rank=Rank.RESULT)
    house.hanging["first"].set()
    await house.clock.advance(5)
    assert house.names() == ["first", "result", "answer", "status", "edit"]


async def test_edits_are_one_in_two_seconds_and_the_newest_wins(house: House) -> None:
    tasks = [house.edit(f"{n}") for n in range(5)]
    await settle()
    tasks += [house.edit(f"{n}") for n in range(5, 9)]
    await house.clock.advance(1.9)
    assert house.log == [(0, "0")]
    await house.clock.advance(0.2)
    assert house.log == [(0, "0"), (2.0, "8")]
    assert [await task for task in tasks].count("sent") == 2


async def test_edits_of_two_messages_take_turns(house: House) -> None:
    for n in range(3):
        house.edit(f"a{n}", message=1)
        house.edit(f"b{n}", message=2)
    await house.clock.advance(10)
    assert house.log == [(0, "a0"), (2.0, "b2"), (4.0, "a2")]


async def test_an_edit_that_is_a_turn_of_events_does_not_wait_two_seconds(house: House) -> None:
    house.edit("tick")
    await settle()
    house.edit("done", rank=Rank.STATUS)
    await settle()
    assert house.log == [(0, "tick"), (0, "done")]


async def test_no_edit_overtakes_one_that_hangs_but_words_and_films_do_in_the_end(house: House) -> None:
    house.hangs("slow")
    house.edit("slow")
    await settle()
    house.edit("late")
    house.send("words")
    house.send("film", rank=Rank.RESULT, long=True)
    await house.clock.advance(9)
    assert house.names() == ["slow"]
    await house.clock.advance(60)
    assert house.names() == ["slow", "film", "words"]
    house.hanging["slow"].set()
    await house.clock.advance(2)
    assert house.names()[-1] == "late"


async def test_an_edit_given_up_on_its_way_cannot_undo_the_next_one(house: House) -> None:
    house.hangs("61 %")
    ticking = house.edit("61 %")
    await settle()
    ticking.cancel()
    await settle()
    house.edit("done", rank=Rank.STATUS)
    house.send("film", rank=Rank.RESULT)
    await settle()
    assert house.names() == ["61 %", "film"]
    await house.clock.advance(1)
    assert house.names() == ["61 %", "film", "done"]


async def test_a_film_on_its_way_holds_nobody_up(house: House) -> None:
    house.hangs("film")
    house.send("film", rank=Rank.RESULT, long=True)
    await settle()
    house.send("words")
    house.edit("edit")
    await settle()
    assert house.names() == ["film", "words", "edit"]


async def test_a_send_waits_a_penalty_out_and_other_channels_do_not_mind(house: House) -> None:
    sending = house.start(house.outbound.send(_HERE, Rank.RESULT, penalised(house, "film", 100.0)))
    await settle()
    assert house.outbound.penalty_s(_HERE) == 100.5
    house.send("elsewhere", chat=_THERE)
    await house.clock.advance(99)
    assert house.names() == ["film", "elsewhere"]
    await house.clock.advance(2)
    assert await sending == "sent"


async def test_a_penalty_ends_what_will_be_stale_after_it(house: House) -> None:
    hang, meet = asyncio.Event(), penalised(house, "first", 60.0)

    async def call() -> object:
        await hang.wait()
        return await meet()

    first = house.start(house.outbound.send(_HERE, Rank.ANSWER, call))
    await settle()
    waiting = [house.edit("edit"), house.send("status", rank=Rank.STATUS)]
    house.send("words")
    hang.set()
    await settle()
    for task in waiting:
        assert isinstance(await task, Throttled)
    assert isinstance(await house.edit("another"), Throttled)
    late = await house.send("another status", rank=Rank.STATUS)
    assert isinstance(late, Throttled)
    assert late.facts["retry_after_s"] == 60.5
    assert not first.done()
    await house.clock.advance(61)
    assert house.names() == ["first", "first", "words"]


async def test_a_new_status_message_waits_for_the_end_of_a_short_penalty(house: House) -> None:
    sending = house.start(house.outbound.send(_HERE, Rank.STATUS, penalised(house, "status", 20.0)))
    await house.clock.advance(21)
    assert await sending == "sent"


async def test_an_edit_that_meets_a_penalty_is_told_so(house: House) -> None:
    edit = house.start(house.outbound.edit(_HERE, 1, penalised(house, "edit", 9.0), rank=Rank.STATUS_EDIT))
    assert isinstance(await edit, Throttled)
    assert house.outbound.penalty_s(_HERE) == 9.5


@pytest.mark.parametrize("is_waiting", [True, False])
async def test_who_gives_up_leaves_the_line_free(house: House, is_waiting: bool) -> None:
    house.hangs("first")
    first = house.send("first")
    await settle()
    second = house.send("second")
    house.send("third")
    await settle()
    (second if is_waiting else first).cancel()
    await settle()
    house.hanging["first"].set()
    await settle()
    assert house.names()[-1] == "third"
    assert ("second" in house.names()) is not is_waiting


async def test_an_error_of_a_call_is_its_callers_alone(house: House) -> None:
    async def fails() -> object:
        raise ZeroDivisionError

    failing = house.start(house.outbound.send(_HERE, Rank.ANSWER, fails))
    house.send("next")
    await settle()
    assert isinstance(await failing, ZeroDivisionError)
    assert house.names() == ["next"]


async def test_thousands_of_channels_are_not_remembered_for_ever(house: House) -> None:
    for chat in range(3000):
        house.send("x", chat=chat)
        await asyncio.sleep(0)
        if chat % 500 == 0:
            await house.clock.advance(3)
    await house.clock.advance(3)
    assert len(house.names()) == 3000
    assert len(house.outbound._lanes) < 1100
