"""Pauses after failures, and work waiting for its turn."""

import asyncio
from datetime import timedelta

from telegram.error import NetworkError, TimedOut

from adapters.lanes import Lanes
from adapters.telegram.backoff import Backoff
from adapters.telegram.client import Flood
from adapters.telegram.lanes import Receipts
from adapters.telegram.routes import Routes
from tests.fakes.clock import FakeClock, settle


def test_pauses_double_up_to_the_longest_and_begin_anew_after_success() -> None:
    backoff = Backoff(FakeClock(), first_s=1.0, longest_s=10.0, surprise=lambda: 0.0)
    assert [backoff.after(TimedOut()) for _ in range(6)] == [1, 2, 4, 8, 10, 10]
    backoff.reset()
    assert backoff.after(TimedOut()) == 1


def test_a_pause_is_never_cut_below_half_and_never_below_what_is_asked_for() -> None:
    backoff = Backoff(FakeClock(), first_s=1.0, longest_s=4.0, surprise=lambda: 1.0)
    assert backoff.after(NetworkError("x")) == 0.5
    assert backoff.after(Flood(30)) == 30
    assert [backoff.after(NetworkError("x")) for _ in range(100)][-1] == 2.0


def test_a_flood_tells_its_pause_as_a_duration_and_without_warning() -> None:
    assert Flood(1.5).retry_after == timedelta(seconds=1.5)


async def test_with_very_much_waiting_more_is_not_taken_in() -> None:
    gate, done = asyncio.Event(), []

    async def work() -> None:
        await gate.wait()
        done.append(1)

    async with asyncio.TaskGroup() as group:
        lanes = Lanes(group)
        for number in range(1000):
            async with asyncio.timeout(1):
                await lanes.room()
            lanes.put(f"chat {number % 7}", work)
        waiting = group.create_task(lanes.room())
        await settle()
        assert not waiting.done()
        gate.set()
    assert waiting.done()
    assert len(done) == 1000


async def test_what_is_handled_while_a_commit_runs_goes_into_the_next() -> None:
    gate, commits = asyncio.Event(), []

    async def mark(updates: object) -> None:
        commits.append(set(updates))
        await gate.wait()

    async with asyncio.TaskGroup() as group:
        receipts = Receipts(mark)
        running = group.create_task(receipts.run())
        for number in range(1, 6):
            receipts.add([number])
            await settle()
        gate.set()
        await settle()
        running.cancel()
    assert commits == [{1}, {2, 3, 4, 5}]


def test_a_move_is_told_once_and_a_circle_never() -> None:
    told: list[tuple[int, int]] = []
    routes = Routes({-1: -100}, on_move=lambda old, new: told.append((old, new)))
    for old, new in ((-1, -100), (-2, -200), (-2, -200), (-200, -2), (-5, -5), (-100, -1)):
        routes.move(old, new)
    assert told == [(-2, -200)]
    assert routes.place(routes.chat(-200, 7)) == routes.place(routes.chat(-2, 7))
