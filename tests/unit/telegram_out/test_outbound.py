"""The scheduler on a clock turned by hand: turns, penalties, priorities, and what must never happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from adapters.telegram.failures import Fault, Refusal
from adapters.telegram.outbound import Outbound
from adapters.telegram.pace import Rank
from bot.core.errors import Throttled
from tests.fakes.clock import FakeClock, settle

_PRIVATE, _GROUP, _OTHER = 7, -100, 8


class House:
    """An outbound scheduler that runs, and a log of when each call went out."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.clock = FakeClock()
        self.outbound = Outbound(self.clock)
        self.group = group
        self.log: list[tuple[float, str]] = []
        self.group.create_task(self.outbound.run())

    def call(self, name: str, answer: object = "sent") -> Callable[[], Awaitable[object]]:
        async def make() -> object:
            self.log.append((self.clock.monotonic(), name))
            return answer

        return make

    def start(self, work: Awaitable[object]) -> "asyncio.Task[object]":
        """Do it beside the test; the task brings the result, or the error as a value."""

        async def outcome() -> object:
            try:
                return await work
            except Exception as error:
                return error

        return self.group.create_task(outcome())

    def send(self, name: str, *, chat: int = _GROUP, rank: Rank = Rank.ANSWER) -> "asyncio.Task[object]":
        return self.start(self.outbound.send(chat, rank, self.call(name)))

    def edit(self, name: str, message: int = 1, *, chat: int = _GROUP, last: bool = False) -> "asyncio.Task[object]":
        rank = Rank.ANSWER if last else Rank.STATUS_EDIT
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


def _flood(house: House, name: str, *penalties_s: float) -> Callable[[], Awaitable[object]]:
    left = list(penalties_s)

    async def make() -> object:
        house.log.append((house.clock.monotonic(), name))
        return Refusal(Fault.PENALTY, penalty_s=left.pop(0)) if left else "sent"

    return make


async def test_results_go_before_answers_before_status_before_edits(house: House) -> None:
    house.send("first")
    await settle()
    house.edit("edit")
    house.send("status", rank=Rank.STATUS)
    house.send("answer")
    house.send("result", rank=Rank.RESULT)
    await house.clock.advance(10)
    assert house.names() == ["first", "result", "answer", "status", "edit"]


async def test_only_the_newest_waiting_edit_of_a_message_is_made_and_the_others_are_success(
    house: House,
) -> None:
    house.edit("other", 2)
    older = house.edit("old", 1)
    newer = house.edit("new", 1)
    await house.clock.advance(30)
    assert house.names() == ["other", "new"]
    assert older.result() is None
    assert newer.result() == "sent"


async def test_an_edit_that_is_written_again_and_again_keeps_its_place_in_the_line(house: House) -> None:
    house.send("first")
    await settle()
    house.edit("a", 1)
    house.edit("b", 2)
    house.edit("a again", 1)
    await house.clock.advance(30)
    assert house.names() == ["first", "a again", "b"]


async def test_a_penalty_drops_waiting_edits_and_keeps_results_and_answers_in_order(house: House) -> None:
    result = house.start(house.outbound.send(_GROUP, Rank.RESULT, _flood(house, "result", 60, 120)))
    answer, second = house.send("answer"), house.send("second answer")
    edit = house.edit("edit")
    await settle()
    throttled = await edit
    assert isinstance(throttled, Throttled)
    assert throttled.facts["retry_after_s"] == 60.5
    await house.clock.advance(60.4)
    assert house.names() == ["result"]
    await house.clock.advance(200)
    assert house.names() == ["result", "result", "result", "answer", "second answer"]
    assert (result.result(), answer.result(), second.result()) == ("sent", "sent", "sent")
    assert [at for at, name in house.log if name == "result"] == [0, 60.5, 181.0]


async def test_an_edit_during_a_penalty_is_refused_at_once_but_the_last_one_waits_like_an_answer(house: House) -> None:
    house.start(house.outbound.send(_GROUP, Rank.RESULT, _flood(house, "result", 50)))
    await settle()
    throttled = await house.edit("edit")
    assert isinstance(throttled, Throttled)
    last = house.edit("last words", last=True)
    await house.clock.advance(60)
    assert house.names() == ["result", "result", "last words"]
    assert last.result() == "sent"


async def test_an_edit_that_meets_the_penalty_says_how_long_it_lasts(house: House) -> None:
    edit = house.start(house.outbound.edit(_GROUP, 1, _flood(house, "edit", 33)))
    throttled = await edit
    assert isinstance(throttled, Throttled)
    assert throttled.facts["retry_after_s"] == 33.5


async def test_the_last_edit_takes_the_place_of_waiting_ones(house: House) -> None:
    house.send("first")
    await settle()
    waiting = house.edit("running")
    house.edit("done", last=True)
    await house.clock.advance(30)
    assert house.names() == ["first", "done"]
    assert waiting.result() is None


async def test_an_edit_that_turns_the_status_goes_before_those_that_tick_on_but_not_into_a_penalty(
    house: House,
) -> None:
    house.send("first")
    await settle()
    house.edit("tick", 1)
    turning = house.start(house.outbound.edit(_GROUP, 2, house.call("turn"), rank=Rank.STATUS))
    await house.clock.advance(10)
    assert house.names() == ["first", "turn", "tick"]
    assert turning.result() == "sent"
    house.start(house.outbound.send(_GROUP, Rank.RESULT, _flood(house, "result", 50)))
    await settle()
    refused = await house.start(house.outbound.edit(_GROUP, 2, house.call("turn"), rank=Rank.STATUS))
    assert isinstance(refused, Throttled)


async def test_a_new_status_message_waits_for_the_end_of_a_short_penalty_but_not_of_a_long_one(house: House) -> None:
    house.start(house.outbound.send(_GROUP, Rank.RESULT, _flood(house, "result", 20, 300)))
    await settle()
    patient = house.send("status", rank=Rank.STATUS)
    await settle()
    assert not patient.done()
    await house.clock.advance(21)
    assert isinstance(patient.result(), Throttled)
    assert isinstance(await house.send("status", rank=Rank.STATUS), Throttled)
    await house.clock.advance(301)
    assert house.names() == ["result", "result", "result"]


async def test_one_chats_penalty_holds_no_other_chat(house: House) -> None:
    house.start(house.outbound.send(_GROUP, Rank.RESULT, _flood(house, "parked", 600)))
    await settle()
    for _ in range(10):
        house.send("private", chat=_PRIVATE)
    await house.clock.advance(9)
    assert house.names().count("private") == 10


async def test_an_upload_that_takes_minutes_holds_neither_its_chat_nor_others(house: House) -> None:
    uploaded = asyncio.Event()

    async def upload() -> str:
        await uploaded.wait()
        return "film"

    film = house.start(house.outbound.send(_PRIVATE, Rank.RESULT, upload, long=True))
    await settle()
    house.edit("edit", chat=_PRIVATE)
    house.send("other", chat=_OTHER)
    await house.clock.advance(2)
    assert sorted(house.names()) == ["edit", "other"]
    uploaded.set()
    await settle()
    assert film.result() == "film"


async def test_a_surprise_in_one_call_reaches_its_caller_and_nobody_else(house: House) -> None:
    async def broken() -> str:
        raise ZeroDivisionError

    failed = house.start(house.outbound.send(_GROUP, Rank.ANSWER, broken))
    after = house.send("after")
    await house.clock.advance(5)
    assert isinstance(await failed, ZeroDivisionError)
    assert after.result() == "sent"


async def test_a_caller_that_is_cancelled_while_it_waits_frees_its_place(house: House) -> None:
    house.send("first")
    await settle()
    gone = house.send("gone", rank=Rank.RESULT)
    house.send("answer")
    await settle()
    gone.cancel()
    await house.clock.advance(1)
    assert house.names() == ["first", "answer"]


async def test_a_caller_cancelled_in_its_call_frees_its_chat(house: House) -> None:
    async def hang() -> str:
        await asyncio.Event().wait()
        return "never"

    hanging = house.start(house.outbound.send(_PRIVATE, Rank.ANSWER, hang))
    await settle()
    house.send("next", chat=_PRIVATE)
    await settle()
    hanging.cancel()
    await house.clock.advance(1)
    assert house.names() == ["next"]


async def test_a_caller_cancelled_between_permission_and_call_does_not_block_its_chat(house: House) -> None:
    task = house.send("unlucky", chat=_PRIVATE)
    for _ in range(10):
        await asyncio.sleep(0)
        lane = house.outbound._lanes.get(_PRIVATE)
        if lane is not None and any(ticket.permit.done() for ticket in lane.waiting):
            task.cancel()
            break
    house.send("next", chat=_PRIVATE)
    await house.clock.advance(2)
    assert task.cancelled()
    assert house.names() == ["next"]


async def test_all_chats_together_stay_within_the_budget_and_results_go_first(house: House) -> None:
    for chat in range(1, 101):
        house.send("answer", chat=chat)
    for chat in range(101, 111):
        house.send("result", chat=chat, rank=Rank.RESULT)
    await settle()
    assert house.names() == ["result"] * 10 + ["answer"] * 18
    await house.clock.advance(3.1)
    assert len(house.log) == 110
    assert house.log[-1][0] >= 3.0
    for first, later in zip(house.log, house.log[28:], strict=False):
        assert later[0] - first[0] >= 0.99


async def test_a_silence_for_the_whole_bot_stops_every_chat_and_lets_go_of_stale_edits(house: House) -> None:
    for chat in (1, 2):
        house.start(house.outbound.send(chat, Rank.ANSWER, _flood(house, f"refused {chat}", 40.0)))
    await settle()
    edit, status = house.edit("edit", chat=3), house.send("status", chat=4, rank=Rank.STATUS)
    result = house.send("result", chat=5, rank=Rank.RESULT)
    await house.clock.advance(40)
    assert isinstance(await edit, Throttled)
    assert isinstance(await status, Throttled)
    assert not result.done()
    assert house.outbound.penalty_s(999) > 0
    await house.clock.advance(2)
    assert sorted(house.names()) == ["refused 1", "refused 1", "refused 2", "refused 2", "result"]


async def test_a_call_that_goes_through_keeps_two_punished_chats_their_own_affair(house: House) -> None:
    house.start(house.outbound.send(1, Rank.ANSWER, _flood(house, "refused", 200.0)))
    await house.clock.advance(0.5)
    house.send("fine", chat=2)
    await house.clock.advance(0.5)
    house.start(house.outbound.send(3, Rank.ANSWER, _flood(house, "refused", 200.0)))
    await settle()
    house.send("fine too", chat=4)
    await settle()
    assert house.names()[-1] == "fine too"


async def test_ten_turns_at_once_in_one_group_end_with_every_result_within_the_allowance(house: House) -> None:
    for turn in range(10):
        house.send(f"status {turn}", rank=Rank.STATUS)

    async def work(turn: int) -> None:
        for percent in range(30):
            await house.clock.sleep(5)
            await house.outbound.edit(_GROUP, turn, house.call(f"edit {turn} {percent}"))
        await house.outbound.send(_GROUP, Rank.RESULT, house.call(f"result {turn}"))
        await house.outbound.edit(_GROUP, turn, house.call(f"done {turn}"), rank=Rank.ANSWER)

    working = [house.group.create_task(work(turn)) for turn in range(10)]
    for _ in range(200):
        await house.clock.advance(15)
        if all(task.done() for task in working):
            break
    assert sorted(name for name in house.names() if name.startswith("result")) == [f"result {n}" for n in range(10)]
    assert sum(name.startswith("done") for name in house.names()) == 10
    for first, later in zip(house.log, house.log[20:], strict=False):
        assert later[0] - first[0] >= 60


async def test_chats_that_have_been_quiet_are_forgotten(house: House) -> None:
    for chat in range(1, 601):
        house.send("hello", chat=chat)
        await house.clock.advance(0.05)
    await house.clock.advance(120)
    house.send("hello", chat=1000)
    await settle()
    assert len(house.outbound._lanes) < 100
