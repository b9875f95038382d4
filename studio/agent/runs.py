"""One edit in progress as its listeners see it: everything told so far, and what is still to come."""

import asyncio
from collections.abc import AsyncGenerator, Iterable

from studio.agent.events import EditEvent, Stamped, stamp
from studio.store.model import Edit


class EditRun:
    """The events of one edit. Any number of listeners, each from the first event to the last."""

    def __init__(self, edit: Edit, told: Iterable[Stamped] = (), *, ended: bool = False) -> None:
        self.edit = edit
        self.told: list[Stamped] = list(told)
        self.cancel_asked = False
        # A task cancelled before its first step never runs at all, so it could not say that it was cancelled.
        self.entered = False
        self._ended = ended
        self._news = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether nothing more will be told."""
        return self._ended

    def tell(self, event: EditEvent) -> None:
        """Tell the listeners at once."""
        self.show([stamp(event, self.edit.id)])

    def show(self, events: Iterable[Stamped]) -> None:
        """Tell events that have their stamps already."""
        self.told.extend(events)
        self._wake()

    def end(self) -> None:
        """Nothing more will be told."""
        self._ended = True
        self._wake()

    async def follow(self, heartbeat_s: float) -> AsyncGenerator[Stamped | None, None]:
        """Every event from the first; None whenever ``heartbeat_s`` seconds have passed without one."""
        seen = 0
        while True:
            news = self._news
            while seen < len(self.told):
                yield self.told[seen]
                seen += 1
            if self._ended:
                return
            try:
                async with asyncio.timeout(heartbeat_s):
                    await news.wait()
            except TimeoutError:
                yield None

    async def wait_ended(self) -> None:
        """Return when the edit has ended."""
        while not self._ended:
            await self._news.wait()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
