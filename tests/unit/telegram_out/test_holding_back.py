"""Work is begun as the process has time for it, so that those who just asked see their sign first."""

import asyncio
from itertools import pairwise

import pytest

from adapters.telegram.outbound import Outbound
from adapters.telegram.pace import Rank
from tests.fakes.clock import FakeClock


class BusyClock(FakeClock):
    """Time of a process that is behind: between two looks at the clock ``round_s`` have gone by."""

    def __init__(self, round_s: float) -> None:
        super().__init__()
        self.round_s = round_s

    def monotonic(self) -> float:
        self._elapsed += self.round_s
        return self._elapsed


async def _starts(clock: FakeClock, rank: Rank, chats: int) -> list[float]:
    """When the calls of as many chats went out."""
    outbound = Outbound(clock)
    starts: list[float] = []

    async def call() -> str:
        starts.append(clock._elapsed)
        return "sent"

    async with asyncio.TaskGroup() as group:
        running = group.create_task(outbound.run())
        calls = [group.create_task(outbound.send(chat, rank, call)) for chat in range(1, chats + 1)]
        await asyncio.wait(calls)
        running.cancel()
    return starts


async def test_a_process_with_time_begins_all_work_at_once() -> None:
    assert await _starts(FakeClock(), Rank.STATUS, 5) == [0.0] * 5


async def test_a_process_that_is_behind_begins_one_after_the_other() -> None:
    starts = await _starts(BusyClock(0.04), Rank.STATUS, 5)
    assert all(later - first >= 0.2 for first, later in pairwise(starts))


async def test_it_goes_on_beginning_work_however_far_behind_it_is() -> None:
    assert len(await _starts(BusyClock(1.0), Rank.STATUS, 5)) == 5


@pytest.mark.parametrize("rank", [Rank.RESULT, Rank.ANSWER])
async def test_what_ends_work_goes_out_together(rank: Rank) -> None:
    starts = await _starts(BusyClock(0.001), rank, 5)
    assert starts[-1] - starts[0] < 0.1
