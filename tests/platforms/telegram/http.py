"""The server's HTTP side: requests and answers, the faults of the wire, and uvicorn in the test's event loop."""

import asyncio
import json
import logging
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_NO_LINGER = struct.pack("ii", 1, 0)


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
    """uvicorn on a free port of 127.0.0.1, in this event loop, without logs and without signal handlers."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        config = uvicorn.Config(
            app,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws="none",
            timeout_keep_alive=600,
            timeout_graceful_shutdown=1,
        )
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        self._server = uvicorn.Server(config)
        self._socket = socket.socket()
        self._task: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> str:
        """Serve; returns the address."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._task = asyncio.create_task(self._server._serve([self._socket]))
        while not self._server.started:
            await asyncio.sleep(0)
            if self._task.done():
                self._task.result()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def stop(self) -> None:
        """Close every connection and stop."""
        self._server.should_exit = True
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()  # type: ignore[union-attr]
        if self._task is not None:
            await self._task
        self._socket.close()
