"""The one way out: every send and edit waits here for its turn, by chat, rank and pace.

Only permission is given here: the calls run in their callers' tasks, so a slow upload, a surprise exception or a
cancelled caller concern nobody else. Questions (``get…``), answered presses and chat actions do not come this way.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from heapq import heapify, heappop
from itertools import count
from typing import TypeVar

from adapters.telegram.budget import WRITES_PER_S, Budget
from adapters.telegram.failures import Fault, Refusal
from adapters.telegram.pace import Mark, Pace, Rank
from bot.core.errors import Throttled
from bot.core.ports import Clock

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

STATUS_PATIENCE_S = 30.0
"""How long a penalty may be for a new status message to wait for its end: work waits for that message to be posted."""
_MANY_LANES = 512
_SHORTEST_NAP_S = 0.001
_BEHIND_S = 0.03
"""A round of all that is ready to run, so long, is a process with more to do than it has time for."""
_LONGEST_HOLD_S = 0.25


@dataclass(slots=True, eq=False)
class _Ticket:
    """A place in a chat's line. ``permit`` brings the mark of the call; None: a newer edit took the place."""

    rank: Rank
    order: int
    permit: asyncio.Future[Mark | None]
    message: int | None = None
    long: bool = False


@dataclass(slots=True)
class _Lane:
    """One chat: its pace, and who waits."""

    pace: Pace
    waiting: list[_Ticket] = field(default_factory=list)


class Outbound:
    """The scheduler. Nothing goes out unless ``run`` runs. ``total_per_s``: calls a second over all chats."""

    def __init__(self, clock: Clock, *, total_per_s: float = WRITES_PER_S) -> None:
        self._clock = clock
        self._budget = Budget(total_per_s)
        self._lanes: dict[int, _Lane] = {}
        self._busy: dict[int, _Lane] = {}
        """The lanes in which somebody waits or is calling."""
        self._order = count()
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Let calls go when they may, until cancelled."""
        while True:
            self._changed.clear()
            await self._until_changed(self._let_go())
            await self._until_calm()

    async def send(
        self, chat_id: int, rank: Rank, call: Callable[[], Awaitable[_T | Refusal]], *, long: bool = False
    ) -> _T | Refusal:
        """Make a call in the chat's turn, after any penalty; one that meets a penalty is made again after it.

        ``long``: it carries a file, others need not wait for its end. Never returns a PENALTY. A new status message
        is not worth a long penalty: that raises Throttled.
        """
        order = next(self._order)
        while True:
            if rank is Rank.STATUS and self.penalty_s(chat_id) > STATUS_PATIENCE_S:
                raise self._throttled(self._lane(chat_id))
            _, outcome = await self._in_turn(chat_id, self._ticket(rank, order, long=long), call)
            if outcome is not None and not _is_penalty(outcome):
                return outcome

    async def edit(
        self,
        chat_id: int,
        message: int,
        call: Callable[[], Awaitable[_T | Refusal]],
        *,
        rank: Rank = Rank.STATUS_EDIT,
    ) -> _T | Refusal | None:
        """Make an edit in the chat's turn; None when a newer edit of the message took its place.

        Raises Throttled during a penalty, for what the edit says will be stale by then; only edits of an answer's
        ``rank`` wait as answers do.
        """
        lane = self._lane(chat_id)
        order = next(self._order)
        for older in lane.waiting:
            if older.message == message and not older.permit.done():
                older.permit.set_result(None)
                order = min(order, older.order)
        if rank < Rank.STATUS:
            return await self.send(chat_id, rank, call)
        if self.penalty_s(chat_id) > 0:
            raise self._throttled(lane)
        was_made, outcome = await self._in_turn(chat_id, self._ticket(rank, order, message=message), call)
        if was_made and _is_penalty(outcome):
            raise self._throttled(self._lane(chat_id))
        return outcome

    def penalty_s(self, chat_id: int) -> float:
        """How many seconds the chat must still be left alone."""
        lane = self._lanes.get(chat_id)
        now = self._clock.monotonic()
        return self._budget.parked_s(now) if lane is None else self._parked_s(lane, now)

    def is_busy(self, chat_id: int) -> bool:
        """Whether a new message of words would have to wait."""
        now = self._clock.monotonic()
        if self._budget.due(now) > now:
            return True
        lane = self._lanes.get(chat_id)
        return lane is not None and (bool(lane.waiting) or lane.pace.due(Rank.STATUS, now) > now)

    async def _in_turn(
        self, chat_id: int, ticket: _Ticket, call: Callable[[], Awaitable[_T | Refusal]]
    ) -> tuple[bool, _T | Refusal | None]:
        lane = self._lane(chat_id)
        lane.waiting.append(ticket)
        self._busy[chat_id] = lane
        self._changed.set()
        try:
            mark = await ticket.permit
            if mark is None:
                return False, None
            outcome = await call()
        finally:
            self._leave(chat_id, lane, ticket)
        if isinstance(outcome, Refusal) and outcome.fault is Fault.PENALTY:
            self._park(chat_id, lane, outcome.penalty_s)
        else:
            self._budget.went_through(mark)
        return True, outcome

    def _leave(self, chat_id: int, lane: _Lane, ticket: _Ticket) -> None:
        if ticket in lane.waiting:
            lane.waiting.remove(ticket)
        if not lane.waiting:
            self._busy.pop(chat_id, None)
        # A caller may be cancelled between its permission and its call: then too the call is over.
        granted = ticket.permit.done() and not ticket.permit.cancelled() and ticket.permit.exception() is None
        mark = ticket.permit.result() if granted else None
        if mark is not None:
            lane.pace.end(mark, self._clock.monotonic())
        self._changed.set()

    def _park(self, chat_id: int, lane: _Lane, penalty_s: float) -> None:
        now = self._clock.monotonic()
        lane.pace.park(now, penalty_s)
        if self._budget.refused(chat_id, now, penalty_s, writes=lane.pace.writes(now)):
            _log.warning("Telegram wants silence in all chats for %.0f s", penalty_s)
            for other in self._lanes.values():
                self._drop_stale(other, penalty_s)
        else:
            _log.warning("Telegram wants silence in a chat for %.0f s", penalty_s)
            self._drop_stale(lane, penalty_s)

    def _drop_stale(self, lane: _Lane, penalty_s: float) -> None:
        for ticket in lane.waiting:
            is_stale = ticket.message is not None or (ticket.rank is Rank.STATUS and penalty_s > STATUS_PATIENCE_S)
            if is_stale and not ticket.permit.done():
                ticket.permit.set_exception(self._throttled(lane))

    def _let_go(self) -> float | None:
        """Give permission to all who may go now; the seconds until somebody may, None when nobody waits for time."""
        now = self._clock.monotonic()
        if (at := self._budget.due(now)) > now:  # before looking at the chats, of which there may be very many
            return max(_SHORTEST_NAP_S, at - now)
        due = float("inf")
        firsts = self._firsts()
        while firsts:
            _, _, lane, first = heappop(firsts)
            if (at := self._budget.due(now)) > now:
                due = min(due, at)
                break
            if (at := lane.pace.due(first.rank, now)) > now:
                due = min(due, at)
                continue
            mark = lane.pace.start(first.rank, now, long=first.long)
            self._budget.start(mark)
            first.permit.set_result(mark)
            self._changed.set()
            if first.rank is Rank.STATUS:  # work begins with it: one at a time, as time allows
                break
        return None if due == float("inf") else max(_SHORTEST_NAP_S, due - now)

    def _firsts(self) -> list[tuple[Rank, int, _Lane, _Ticket]]:
        """Who is first in each chat, as a heap: only so far as the budget goes need paces be asked."""
        firsts = []
        for lane in self._busy.values():
            waiting = [ticket for ticket in lane.waiting if not ticket.permit.done()]
            if waiting:
                first = waiting[0] if len(waiting) == 1 else min(waiting, key=_place)
                firsts.append((first.rank, first.order, lane, first))
        heapify(firsts)
        return firsts

    async def _until_calm(self) -> None:
        """Let the process catch up a little: work begun now would delay the first signs of those who just asked."""
        until = (before := self._clock.monotonic()) + _LONGEST_HOLD_S
        while before < until:
            await asyncio.sleep(0)
            if (now := self._clock.monotonic()) - before < _BEHIND_S:
                break
            before = now

    async def _until_changed(self, wait_s: float | None) -> None:
        if wait_s is None:
            await self._changed.wait()
            return
        async with asyncio.TaskGroup() as group:
            alarm = group.create_task(self._ring_after(wait_s))
            await self._changed.wait()
            alarm.cancel()

    async def _ring_after(self, wait_s: float) -> None:
        await self._clock.sleep(wait_s)
        self._changed.set()

    def _lane(self, chat_id: int) -> _Lane:
        lane = self._lanes.get(chat_id)
        if lane is None:
            if len(self._lanes) >= _MANY_LANES:
                self._forget_idle()
            lane = self._lanes[chat_id] = _Lane(Pace(shared=chat_id < 0))
        return lane

    def _forget_idle(self) -> None:
        now = self._clock.monotonic()
        self._lanes = {
            chat_id: lane for chat_id, lane in self._lanes.items() if lane.waiting or not lane.pace.is_idle(now)
        }

    def _ticket(self, rank: Rank, order: int, *, message: int | None = None, long: bool = False) -> _Ticket:
        return _Ticket(rank, order, asyncio.get_running_loop().create_future(), message, long)

    def _throttled(self, lane: _Lane) -> Throttled:
        left_s = self._parked_s(lane, self._clock.monotonic())
        return Throttled("the chat is parked", retry_after_s=round(left_s, 1))

    def _parked_s(self, lane: _Lane, now: float) -> float:
        return max(lane.pace.parked_s(now), self._budget.parked_s(now))


def _place(ticket: _Ticket) -> tuple[int, int]:
    return ticket.rank, ticket.order


def _is_penalty(outcome: object) -> bool:
    return isinstance(outcome, Refusal) and outcome.fault is Fault.PENALTY
