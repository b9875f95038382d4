"""The server's HTTP side: requests and answers, the faults of the wire, and uvicorn in the test's event loop."""

import asyncio
import json
import logging
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_NO_LINGER = struct.pack("ii", 1, 0)
_GRACE_S = 0.1


class Last(Protocol):
    """Something that is told when its connection ended, if it was the last on it."""

    line_ended_at_s: float


class Line(H11Protocol):
    """A connection that remembers the last call on it."""

    last: Last | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.last is not None:
            self.last.line_ended_at_s = time.monotonic()


class ClientLeft(Exception):
    """The bot closed the connection before its call was read."""


@dataclass
class Exchange:
    """One request and its answer."""

    scope: Scope
    receive: Receive
    send: Send

    @property
    def content_type(self) -> str:
        headers = dict(self.scope["headers"])
        return headers.get(b"content-type", b"").decode("latin-1")

    async def body(self) -> AsyncIterator[bytes]:
        """The body, piece by piece. Raises ClientLeft."""
        while True:
            event = await self.receive()
            if event["type"] == "http.disconnect":
                raise ClientLeft
            yield event.get("body", b"")
            if not event.get("more_body"):
                return

    def note(self, last: Last) -> None:
        """Remember what this exchange is about, until the next on the same connection."""
        line = self._transport.get_protocol()
        if isinstance(line, Line):
            line.last = last

    async def left(self) -> None:
        """Return when the client has gone. Only after the body was read."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    @property
    def is_gone(self) -> bool:
        return self._transport.is_closing()

    async def answer(self, status: int, body: dict | bytes, *, cut: bool = False) -> None:
        """Answer in JSON, or with a page of HTML; ``cut`` sends half of it and closes."""
        is_page = isinstance(body, bytes)
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = [(b"content-type", b"text/html" if is_page else b"application/json")]
        headers.append((b"content-length", str(len(data)).encode()))
        retry_after = None if isinstance(body, bytes) else body.get("parameters", {}).get("retry_after")
        if retry_after is not None:
            headers.append((b"retry-after", str(retry_after).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        if not cut:
            await self.send({"type": "http.response.body", "body": data})
            return
        await self.send({"type": "http.response.body", "body": data[: len(data) // 2], "more_body": True})
        self._transport.close()

    def reset(self) -> None:
        """Tear the connection down at once, so that the client sees a reset."""
        plug = self._transport.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    @property
    def _transport(self) -> asyncio.Transport:
        return self.send.__self__.transport  # type: ignore[attr-defined]  # uvicorn's cycle; ASGI has no word for it


class Uvicorn:
    """uvicorn's HTTP on a port of 127.0.0.1, in this event loop, without its main loop, logs and signal handlers."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._config = uvicorn.Config(
            app,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            ws="none",
            timeout_keep_alive=600,
        )
        self._config.load()
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        self._state = ServerState()
        self._listener: asyncio.Server | None = None

    async def start(self, port: int = 0) -> str:
        """Serve; returns the address. The port is a free one unless named."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._protocol, "127.0.0.1", port, backlog=512)
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close every connection, and end the calls that are still being answered."""
        if self._listener is not None:
            self._listener.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        if self._state.tasks:
            _, held = await asyncio.wait(self._state.tasks, timeout=_GRACE_S)
            for task in held:
                task.cancel()

    def _protocol(self) -> asyncio.Protocol:
        return Line(config=self._config, server_state=self._state, app_state={})
