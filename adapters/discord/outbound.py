"""The one way out: every send and edit waits here for its turn, by channel and rank; newer edits replace older ones.

Discord's own limits are told in its answers, and its library keeps to them; this keeps us well below them, and what
matters before what only ticks on. Only permission is given here: the calls run in their callers' tasks.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import TypeVar

from adapters.discord.failures import Fault, Refusal
from adapters.discord.limits import EDIT_S
from bot.core.errors import Throttled
from bot.core.ports import Clock

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

STATUS_PATIENCE_S = 30.0
"""How long a penalty may be for a new status message to wait for its end: work waits for that message to be posted."""
_HOLD_S = 10.0
"""A call that hangs holds new messages up only so long."""
_LANDING_S = 1.0
"""An edit given up on its way may still be on it: one made right after could be overtaken by it, and undone."""
_AFTER_PENALTY_S = 0.5
_MANY_LANES = 512


class Rank(IntEnum):
    """What a call is for; the smaller goes first."""

    RESULT = 0
    ANSWER = 1
    STATUS = 2
    STATUS_EDIT = 3


@dataclass(slots=True, eq=False)
class _Ticket:
    """A place in a channel's line. ``message``: an edit of that one; ``long``: it carries a file."""

    rank: Rank
    order: int
    message: int | None = None
    long: bool = False
    is_replaced: bool = False
    is_stale: bool = False

    @property
    def place(self) -> tuple[int, int]:
        return self.rank, self.order


@dataclass(slots=True)
class _Lane:
    """One channel: who waits, what runs since when, and when it may be written to again."""

    waiting: list[_Ticket] = field(default_factory=list)
    running: dict[_Ticket, float] = field(default_factory=dict)
    edited_at: float = float("-inf")
    landed_at: float = float("-inf")
    parked_until: float = float("-inf")
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def stir(self) -> None:
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def wait_s(self, ticket: _Ticket, now: float) -> float | None:
        """For how many seconds it must wait, None: until something changes. Not above 0: it may go."""
        if min(self.waiting, key=lambda other: other.place) is not ticket:
            return None
        short = [since for other, since in self.running.items() if not other.long]
        if ticket.message is not None and short:
            return None  # an edit overtaken by an older one would leave the message stale
        at = max([self.parked_until, *(since + _HOLD_S for since in short)])
        if ticket.message is not None:
            at = max(at, self.landed_at)
        if ticket.rank is Rank.STATUS_EDIT:
            at = max(at, self.edited_at + EDIT_S)
        return at - now

    def is_idle(self, now: float) -> bool:
        return not self.waiting and not self.running and now >= max(self.parked_until, self.edited_at + EDIT_S)


class Outbound:
    """The scheduler of all channels."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[int, _Lane] = {}
        self._order = count()

    async def send(
        self, channel: int, rank: Rank, call: Callable[[], Awaitable[_T | Refusal]], *, long: bool = False
    ) -> _T | Refusal:
        """Make a call in the channel's turn, after any penalty; one that meets a penalty is made again after it.

        ``long``: it carries a file, others need not wait for its end. Never returns a PENALTY. A new status message
        is not worth a long penalty: that raises Throttled.
        """
        order = next(self._order)
        while True:
            if rank is Rank.STATUS and self.penalty_s(channel) > STATUS_PATIENCE_S:
                raise self._throttled(channel)
            outcome = await self._in_turn(channel, _Ticket(rank, order, long=long), call)
            if outcome is not None and not _is_penalty(outcome):
                return outcome

    async def edit(
        self, channel: int, message: int, call: Callable[[], Awaitable[_T | Refusal]], *, rank: Rank
    ) -> _T | Refusal | None:
        """Make an edit in the channel's turn; None when a newer edit of the message took its place.

        Raises Throttled during a penalty, for what the edit says will be stale by then.
        """
        order = next(self._order)
        lane = self._lane(channel)
        for older in lane.waiting:
            if older.message == message:
                older.is_replaced = True
                order = min(order, older.order)
        lane.stir()
        if self.penalty_s(channel) > 0:
            raise self._throttled(channel)
        outcome = await self._in_turn(channel, _Ticket(rank, order, message), call)
        if _is_penalty(outcome):
            raise self._throttled(channel)
        return outcome

    def penalty_s(self, channel: int) -> float:
        """How many seconds the channel must still be left alone."""
        lane = self._lanes.get(channel)
        return 0.0 if lane is None else max(0.0, lane.parked_until - self._clock.monotonic())

    async def _in_turn(
        self, channel: int, ticket: _Ticket, call: Callable[[], Awaitable[_T | Refusal]]
    ) -> _T | Refusal | None:
        """The outcome of the call; None when it was replaced, or has met a penalty that makes it stale."""
        lane = self._lane(channel)
        if not await self._may_go(channel, lane, ticket):
            return None
        try:
            outcome = await call()
        except asyncio.CancelledError:
            if ticket.message is not None:
                lane.landed_at = self._clock.monotonic() + _LANDING_S
            raise
        finally:
            del lane.running[ticket]
            if ticket.message is not None:
                lane.edited_at = self._clock.monotonic()
            lane.stir()
        if isinstance(outcome, Refusal) and outcome.fault is Fault.PENALTY:
            self._park(lane, outcome.penalty_s)
        return outcome

    async def _may_go(self, channel: int, lane: _Lane, ticket: _Ticket) -> bool:
        """Wait for the ticket's turn, and take it; False when it was replaced. Raises Throttled."""
        lane.waiting.append(ticket)
        try:
            while not ticket.is_replaced:
                if ticket.is_stale:
                    raise self._throttled(channel)
                wait_s = lane.wait_s(ticket, self._clock.monotonic())
                if wait_s is not None and wait_s <= 0:
                    lane.running[ticket] = self._clock.monotonic()
                    return True
                await self._until_changed(lane, wait_s)
            return False
        finally:
            lane.waiting.remove(ticket)
            lane.stir()

    async def _until_changed(self, lane: _Lane, wait_s: float | None) -> None:
        changed = lane.changed
        if wait_s is None:
            await changed.wait()
            return

        async def ring() -> None:
            await self._clock.sleep(wait_s)
            lane.stir()

        async with asyncio.TaskGroup() as group:
            alarm = group.create_task(ring())
            await changed.wait()
            alarm.cancel()

    def _park(self, lane: _Lane, penalty_s: float) -> None:
        _log.warning("Discord wants silence in a channel for %.0f s", penalty_s)
        lane.parked_until = max(lane.parked_until, self._clock.monotonic() + penalty_s + _AFTER_PENALTY_S)
        for ticket in lane.waiting:
            is_late = ticket.rank is Rank.STATUS and penalty_s > STATUS_PATIENCE_S
            ticket.is_stale = ticket.message is not None or is_late
        lane.stir()

    def _lane(self, channel: int) -> _Lane:
        lane = self._lanes.get(channel)
        if lane is None:
            if len(self._lanes) >= _MANY_LANES:
                now = self._clock.monotonic()
                self._lanes = {id_: kept for id_, kept in self._lanes.items() if not kept.is_idle(now)}
            lane = self._lanes[channel] = _Lane()
        return lane

    def _throttled(self, channel: int) -> Throttled:
        return Throttled("the channel is parked", retry_after_s=round(self.penalty_s(channel), 1))


def _is_penalty(outcome: object) -> bool:
    return isinstance(outcome, Refusal) and outcome.fault is Fault.PENALTY
