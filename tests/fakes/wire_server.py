"""An HTTP server that answers byte for byte what a test tells it: for faults no honest server has.

Each connection takes one request and one reply. Anonymous tokens are handed out by themselves (``nmv_usr_canary1``,
``nmv_usr_canary2`` …), so that a test scripts only the call it is about.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TOKEN = "nmv_usr_canary"
LIMIT_S = 5.0


@dataclass(frozen=True)
class Request:
    """What arrived; header names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Bytes to send; an event among them is waited for. After them the connection is closed, ``rudely`` by a reset."""

    parts: tuple[bytes | asyncio.Event, ...] = ()
    rudely: bool = False
    read_body: bool = True


@dataclass
class WireServer:
    """The running server."""

    url: str = ""
    replies: deque[Reply] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    tokens_given: int = 0
    gives_tokens: bool = True

    def will(self, *replies: Reply) -> None:
        """Answer the next requests like this, in this order."""
        self.replies.extend(replies)

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._answer(reader, writer)
        except (OSError, EOFError):
            pass  # the client went first
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        method, path, _ = line.split(" ")
        headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
        if self.gives_tokens and path == "/api/auth/anonymous-token":
            self.requests.append(Request(method, path, headers, b""))
            self.tokens_given += 1
            reply = ok({"token": f"{TOKEN}{self.tokens_given}", "user_id": "anon_1"})
        else:
            reply = self.replies.popleft()
            length = int(headers.get("content-length", "0"))
            body = await reader.readexactly(length) if reply.read_body else b""
            self.requests.append(Request(method, path, headers, body))
        await self._send(reply, writer)

    async def _send(self, reply: Reply, writer: asyncio.StreamWriter) -> None:
        for part in reply.parts:
            if isinstance(part, asyncio.Event):
                await part.wait()
            else:
                writer.write(part)
                await writer.drain()
        if reply.rudely:
            writer.transport.abort()


@asynccontextmanager
async def wire_server() -> AsyncGenerator[WireServer, None]:
    """Serve on a free port of 127.0.0.1 until the block is left."""
    server = WireServer()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with listener:
        yield server
    assert not server.replies, "replies nobody asked for"


def head(status: int = 200, **headers: str | int) -> bytes:
    """A status line and headers; underscores in names stand for hyphens."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def replied(status: int = 200, body: bytes = b"", content_type: str = "application/json", **headers: str) -> Reply:
    """A whole answer."""
    return Reply((head(status, Content_Type=content_type, Content_Length=len(body), **headers), body))


def ok(data: object) -> Reply:
    """A success in the envelope."""
    return replied(body=json.dumps({"code": 0, "message": "ok", "data": data}).encode())


def refusal(status: int, code: int, reason: str | None = None, message: str = "no", **headers: str) -> Reply:
    """A refusal in the envelope."""
    data = {} if reason is None else {"reason": reason}
    return replied(status, json.dumps({"code": code, "message": message, "data": data}).encode(), **headers)


def chunk(data: bytes) -> bytes:
    """One chunk of a body of unknown length."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def stream(*parts: bytes | asyncio.Event, cut: bool = False) -> Reply:
    """A stream of events; ``cut`` ends it without its last chunk."""
    start = head(Content_Type="text/event-stream; charset=utf-8", Transfer_Encoding="chunked")
    chunks = [part if isinstance(part, asyncio.Event) else chunk(part) for part in parts]
    return Reply((start, *chunks, b"" if cut else b"0\r\n\r\n"))


def frame(value: object) -> bytes:
    """One event of a stream."""
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def text_frame(text: str, **fields: object) -> bytes:
    """An event of the agent framework that says something."""
    content = {"parts": [{"text": text}], "role": "model"}
    return frame({"content": content, "author": "nemo_agent", "invocationId": "e-1", "actions": {}, **fields})
