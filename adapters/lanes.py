"""Work in order within a chat, chats beside each other. What the platforms' ways in share."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[None]]

_MOST_WAITING = 1000


class Lanes:
    """One lane a chat: what is put in it is done in its order. An error of the work ends the group it runs in."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._lanes: dict[str, deque[Work]] = {}
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    def put(self, lane: str, work: Work) -> None:
        """Have it done after all that was put in the lane before."""
        self._waiting += 1
        if self._waiting >= _MOST_WAITING:
            self._room.clear()
        if lane in self._lanes:
            self._lanes[lane].append(work)
        else:
            self._lanes[lane] = deque([work])
            self._group.create_task(self._run(lane))

    async def room(self) -> None:
        """Wait while very much is waiting already: it lies on the disk as well."""
        await self._room.wait()

    async def _run(self, lane: str) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await waiting.popleft()()
            self._waiting -= 1
            if self._waiting < _MOST_WAITING:
                self._room.set()
        del self._lanes[lane]
