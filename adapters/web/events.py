"""The way down: a chat's transcript as Server-Sent Events, replayed from any event number and then kept live."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager

from starlette.types import Receive, Scope, Send

from adapters.web.log import LogEntry, WebLog
from bot.core.model import ChatId, JsonObject

PING_S = 15.0
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Bell(asyncio.Event):
    """Rings when something changed. ``emptied``: the transcript was deleted since it was last looked at."""

    emptied = False


class Bells:
    """Wakes the open streams of a chat when its transcript changed, and all of them when the server closes."""

    def __init__(self) -> None:
        self._listeners: defaultdict[ChatId, set[Bell]] = defaultdict(set)
        self.closed = False

    def ring(self, chat: ChatId) -> None:
        """Something changed in this chat."""
        for bell in self._listeners.get(chat, ()):
            bell.set()

    def empty(self, chat: ChatId) -> None:
        """This chat's transcript was deleted."""
        for bell in self._listeners.get(chat, ()):
            bell.emptied = True
            bell.set()

    def close(self) -> None:
        """End all streams."""
        self.closed = True
        for bells in self._listeners.values():
            for bell in bells:
                bell.set()

    @contextmanager
    def listen(self, chat: ChatId) -> Iterator[Bell]:
        """A bell of one's own while the context lasts."""
        bell = Bell()
        self._listeners[chat].add(bell)
        try:
            yield bell
        finally:
            self._listeners[chat].discard(bell)
            if not self._listeners[chat]:
                del self._listeners[chat]


async def transcript(
    log: WebLog, bells: Bells, chat: ChatId, after: int | None, shown: Callable[[LogEntry], JsonObject]
) -> AsyncGenerator[bytes, None]:
    """Everything changed since event ``after``, a ``ready`` event, then changes as they happen and a ping now and then.

    With None, for a page that shows what the log does not know, ``reset`` and the whole transcript.
    """
    yield b"retry: 1000\n\n"
    with bells.listen(chat) as bell:
        is_ready = False
        while not bells.closed:
            bell.clear()
            if after is None or bell.emptied:
                after, bell.emptied = 0, False
                yield b"event: reset\ndata: {}\n\n"
            for entry in await log.changes(chat, after):
                after = entry.event
                yield _frame("message", shown(entry), after)
            if not is_ready:
                is_ready = True
                yield b"event: ready\ndata: {}\n\n"
            try:
                async with asyncio.timeout(PING_S):
                    await bell.wait()
            except TimeoutError:
                yield b": ping\n\n"


def _frame(kind: str, data: JsonObject, number: int) -> bytes:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class EventStream:
    """An endless answer that ends as soon as the browser goes, not at the next ping."""

    def __init__(self, source: AsyncGenerator[bytes, None]) -> None:
        self._source = source

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.TaskGroup() as group:
            pump = group.create_task(self._pump(send))
            leaving = group.create_task(_left(receive))
            await asyncio.wait({pump, leaving}, return_when=asyncio.FIRST_COMPLETED)
            pump.cancel()
            leaving.cancel()

    async def _pump(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        async with aclosing(self._source) as source:
            async for chunk in source:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
