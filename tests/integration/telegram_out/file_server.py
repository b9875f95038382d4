"""A Bot API server that only hands out one file, and each time in the way it was told to."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.platforms.telegram.server import TOKEN


@dataclass
class Way:
    """How one GET is answered. ``cut_after``: bytes of the body sent before the connection breaks."""

    status: int | None = None
    cut_after: int | None = None
    knows_ranges: bool = True
    wrong_range: bool = False
    tells_length: bool = True


@dataclass
class FileServer:
    """``ways`` are used up one by one; afterwards the file is served as it should be."""

    content: bytes
    file_path: str = "videos/file_1.mp4"
    file_size: int | None = None
    ways: list[Way] = field(default_factory=list)
    asked: int = 0
    ranges: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                method, path, _ = lines[0].split(" ")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
                await reader.readexactly(int(headers.get("content-length", 0)))
                if method == "POST":
                    await self._get_file(writer)
                elif not await self._serve(writer, path, headers.get("range", "")):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _get_file(self, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        facts = {"file_id": "f", "file_unique_id": "u", "file_path": self.file_path}
        if self.file_size is not None:
            facts["file_size"] = self.file_size
        body = json.dumps({"ok": True, "result": facts}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()

    async def _serve(self, writer: asyncio.StreamWriter, path: str, wanted: str) -> bool:
        """Answer a GET; whether the connection lives on."""
        self.ranges.append(wanted)
        self.paths.append(path.replace(TOKEN, "TOKEN"))
        way = self.ways.pop(0) if self.ways else Way()
        if way.status is not None:
            writer.write(b"HTTP/1.1 %d Oops\r\nContent-Length: 0\r\n\r\n" % way.status)
            await writer.drain()
            return True
        found = re.match(r"bytes=(\d+)-", wanted) if way.knows_ranges else None
        begin = int(found[1]) if found else 0
        told = begin + 7 if way.wrong_range else begin
        body = self.content[begin:]
        head = [b"HTTP/1.1 206 Partial Content" if found else b"HTTP/1.1 200 OK"]
        if found:
            head.append(b"Content-Range: bytes %d-%d/%d" % (told, len(self.content) - 1, len(self.content)))
        head.append(b"Content-Length: %d" % len(body) if way.tells_length else b"Connection: close")
        writer.write(b"\r\n".join(head) + b"\r\n\r\n" + body[: way.cut_after])
        await writer.drain()
        return way.cut_after is None and way.tells_length


@asynccontextmanager
async def file_server(content: bytes, **settings: object) -> AsyncGenerator[FileServer, None]:
    """Serve until the block is left."""
    server = FileServer(content, **settings)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
