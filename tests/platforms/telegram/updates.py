"""The queue of updates and the long poll on it, as the real server keeps them."""

import asyncio
from collections import deque
from dataclasses import dataclass

from tests.platforms.telegram.clock import Clock
from tests.platforms.telegram.refusals import conflict

LONGEST_POLL_S = 50
LIFE_S = 24 * 3600.0
PRESS_LIFE_S = 150.0
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class _Waiting:
    id: int
    body: dict
    until_s: float


class UpdateQueue:
    """Updates wait here until a poll with a higher offset confirms them; presses 150 s, the rest a day."""

    def __init__(self, clock: Clock, first_id: int = 700_001) -> None:
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._next_id = first_id
        self._allowed: set[str] | None = None
        self._arrived = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self.served: dict[int, int] = {}
        """How often each update was handed out."""
        self.confirmed: set[int] = set()
        self.expired: set[int] = set()

    @property
    def unconfirmed(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Whether a poll is being held just now."""
        return self._poll is not None and not self._poll.done()

    def allows(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Keep the setting; None leaves it as it is, an empty list is the default."""
        if kinds is not None:
            self._allowed = set(kinds) or None

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def push(self, update: dict) -> int:
        """Queue an update as it is, of a kind that this server does not know, say; its id is given to it."""
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._waiting.append(_Waiting(update_id, {"update_id": update_id} | update, self._clock.monotonic() + LIFE_S))
        self._arrived.set()
        return update_id

    def post(self, kind: str, body: dict) -> int | None:
        """Queue an update; None if the bot does not want this kind."""
        if not self.allows(kind):
            return None
        life_s = PRESS_LIFE_S if kind == "callback_query" else LIFE_S
        update_id, self._next_id = self._next_id, self._next_id + 1
        update = {"update_id": update_id, kind: body}
        self._waiting.append(_Waiting(update_id, update, self._clock.monotonic() + life_s))
        self._arrived.set()
        return update_id

    async def get(self, offset: int, limit: int, timeout_s: float, gone: asyncio.Future[None]) -> list[dict]:
        """Answer a poll: at once if there is something, else as soon as there is, else empty when its time is over.

        A second poll ends the first with 409. ``gone`` ends one whose client has left.
        """
        if self.is_polled and self._poll is not None:
            self._poll.set_exception(conflict(TERMINATED))
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            self._confirm(offset)
            if not self._batch(limit) and timeout_s > 0:
                await self._hold(min(timeout_s, LONGEST_POLL_S), mine, gone)
            batch = [] if gone.done() else self._batch(limit)
        finally:
            mine.cancel()
        for update in batch:
            self.served[update["update_id"]] = self.served.get(update["update_id"], 0) + 1
        return batch

    async def _hold(self, timeout_s: float, mine: asyncio.Future[None], gone: asyncio.Future[None]) -> None:
        self._arrived.clear()
        arrived = asyncio.ensure_future(self._arrived.wait())
        slept = asyncio.ensure_future(self._clock.sleep(timeout_s))
        try:
            await asyncio.wait({arrived, slept, mine, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
            slept.cancel()
        if mine.done():
            mine.result()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = self._waiting[offset].id if len(self._waiting) >= -offset else 0
        while self._waiting and self._waiting[0].id < offset:
            self.confirmed.add(self._waiting.popleft().id)

    def _batch(self, limit: int) -> list[dict]:
        now_s = self._clock.monotonic()
        self.expired |= {each.id for each in self._waiting if each.until_s <= now_s}
        self._waiting = deque(each for each in self._waiting if each.until_s > now_s)
        return [each.body for each in list(self._waiting)[:limit]]
