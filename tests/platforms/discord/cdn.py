"""The file server: signed addresses that expire, ranges, slow and broken transfers. Bytes stay on disk.

Addresses are ``/attachments/CHANNEL/ID/NAME?ex=…&is=…&hm=…`` as Discord's: ``ex`` is when it ends, in hexadecimal
seconds; ``hm`` signs it. A file of a person is served from where it lies, however large (sparse files, too).
"""

import asyncio
import hashlib
import hmac
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from tests.platforms.telegram.clock import Clock

LIFE_S = 24 * 3600
_KEY = b"only of this server"
_CHUNK = 256 * 1024
_DROPPED = re.compile(r"[^A-Za-z0-9_.\-()]")


@dataclass
class Upload:
    """A file that came in with a request, as simcord's routes take it; its bytes lie in ``path``."""

    filename: str
    path: Path
    content_type: str | None = None
    description: str | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def fp(self) -> "Upload":
        return self

    def read(self) -> "Upload":
        """The bytes, for simcord; here only where they are."""
        return self


@dataclass
class Kept:
    """A file on the server."""

    path: Path
    name: str
    content_type: str
    is_gone: bool = False

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass
class Transfer:
    """A download as it went."""

    attachment_id: int
    at_s: float
    first_byte: int
    status: int
    sent: int = 0


class Cdn:
    """Every file, by the id of its attachment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.base_url = ""
        self.kept: dict[int, Kept] = {}
        self.transfers: list[Transfer] = []
        self.life_s = LIFE_S
        self.rate: float | None = None
        """Bytes a second of every transfer; None is as fast as it goes."""
        self._cuts: list[int] = []

    def cut(self, after: int, times: int = 1) -> None:
        """The next transfers break off after so many bytes."""
        self._cuts += [after] * times

    def lose(self, attachment_id: int) -> None:
        """The file is gone, as those of commands are after a while."""
        self.kept[attachment_id].is_gone = True

    # storing

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: Upload, description: str | None
    ) -> dict[str, Any]:
        """Keep a file, and describe it as messages do."""
        name = sanitised(filename)
        media_type = mimetypes.guess_type(name)[0] or data.content_type or "application/octet-stream"
        self.kept[attachment_id] = Kept(data.path, name, media_type)
        payload = {
            "id": str(attachment_id),
            "filename": name,
            "size": data.size,
            "url": f"{self.base_url}/attachments/{channel_id}/{attachment_id}/{quote(name)}",
            "content_type": media_type,
            "content_scan_version": 0,
            "placeholder_version": 1,
        }
        payload["proxy_url"] = payload["url"]
        if name != filename:
            payload["title"] = Path(filename).stem
        if description is not None:
            payload["description"] = description
        return payload

    def signed(self, payload: dict[str, Any]) -> dict[str, Any]:
        """A copy in which every address of a file is fresh."""
        return {key: self._copied(key, value) for key, value in payload.items()}

    def _copied(self, key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return self.signed(value)
        if isinstance(value, list):
            return [self._copied("", each) for each in value]
        is_address = key in {"url", "proxy_url"} and isinstance(value, str) and value.startswith(self.base_url)
        return self._fresh(value.partition("?")[0]) if is_address else value

    def _fresh(self, url: str) -> str:
        now = int(self._clock.now().timestamp())
        until = format(int(now + self.life_s), "x")
        place = "/".join(url.rsplit("/", 3)[1:3])
        return f"{url}?ex={until}&is={now:x}&hm={_signature(place, until)}&"

    # serving

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one GET."""
        attachment_id = int(request.match_info["attachment"])
        kept = self.kept.get(attachment_id)
        status = self._refusal(request, kept)
        if kept is None or status:
            self.transfers.append(Transfer(attachment_id, self._clock.monotonic(), 0, status))
            return web.Response(status=status, text="This content is no longer available.")
        return await self._send(request, kept, attachment_id)

    def _refusal(self, request: web.Request, kept: Kept | None) -> int:
        until = request.query.get("ex", "")
        if kept is None or kept.is_gone or not until:
            return 404
        place = f"{request.match_info['channel']}/{request.match_info['attachment']}"
        if request.query.get("hm") != _signature(place, until):
            return 404
        return 404 if int(until, 16) <= self._clock.now().timestamp() else 0

    async def _send(self, request: web.Request, kept: Kept, attachment_id: int) -> web.StreamResponse:
        first, last = _asked_range(request.headers.get("Range", ""), kept.size)
        if first >= kept.size > 0:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{kept.size}"})
        status = 206 if "Range" in request.headers else 200
        transfer = Transfer(attachment_id, self._clock.monotonic(), first, status)
        self.transfers.append(transfer)
        response = web.StreamResponse(status=status)
        response.content_length = last - first + 1
        response.content_type = kept.content_type
        response.headers["Accept-Ranges"] = "bytes"
        if status == 206:
            response.headers["Content-Range"] = f"bytes {first}-{last}/{kept.size}"
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        left = last - first + 1
        allowed = self._cuts.pop(0) if self._cuts else None
        with kept.path.open("rb") as file:
            file.seek(first)
            while left:
                piece = file.read(min(_CHUNK, left))
                if allowed is not None and transfer.sent + len(piece) > allowed:
                    await response.write(piece[: allowed - transfer.sent])
                    transfer.sent = allowed
                    if request.transport is not None:
                        await asyncio.sleep(0.02)  # what was written is to arrive before the end does
                        request.transport.abort()
                    return response
                await response.write(piece)
                transfer.sent += len(piece)
                left -= len(piece)
                if self.rate is not None:
                    await asyncio.sleep(len(piece) / self.rate)
        await response.write_eof()
        return response


def sanitised(filename: str) -> str:
    """A name as Discord keeps it: no spaces, nothing outside ASCII."""
    stem, dot, ending = filename.rpartition(".")
    stem = stem if dot else ending
    clean = _DROPPED.sub("", stem.replace(" ", "_")) or "unknown"
    return f"{clean}.{_DROPPED.sub('', ending)}" if dot else clean


def _signature(place: str, until: str) -> str:
    return hmac.new(_KEY, f"{place}?{until}".encode(), hashlib.sha256).hexdigest()


def _asked_range(header: str, size: int) -> tuple[int, int]:
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", header)
    if found is None:
        return 0, size - 1
    return int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
