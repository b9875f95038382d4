"""A request as the log keeps it, with its body read: JSON, and files that went straight to disk."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from tests.platforms.discord.cdn import Upload
from tests.platforms.discord.operations import Operation

_CHUNK = 256 * 1024


@dataclass
class Call:
    """One request. ``at_s`` is the server's monotonic time; tokens are in none of these fields but ``args``."""

    at_s: float
    operation: Operation
    args: dict[str, str] = field(repr=False)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[tuple[str, int]] = field(default_factory=list)
    """Name and bytes of every file."""
    uploads: list[Upload] = field(default_factory=list, repr=False)
    upload_keys: list[str] = field(default_factory=list, repr=False)
    status: int = 0
    code: int = 0
    description: str = ""
    result: Any = None
    reply_lost: bool = False
    """The answer certainly did not reach the bot."""
    answered_at_s: float = 0.0

    @property
    def name(self) -> str:
        return self.operation.name

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def place(self) -> str:
        """What its rate limit hangs on: the channel, else the interaction's token."""
        return self.args.get("channel_id") or self.args.get("token") or ""

    @property
    def message(self) -> dict[str, Any]:
        """The part of the body that is a message."""
        body = self.body if isinstance(self.body, dict) else {}
        inner = body.get("data") if self.name == "create_interaction_response" else body
        return inner if isinstance(inner, dict) else {}


async def read(request: web.Request, call: Call, folder: Path) -> None:
    """Read the body into the call. Raises ValueError for JSON that is none, ConnectionError when the bot leaves."""
    call.query = dict(request.query)
    if request.content_type == "multipart/form-data":
        await _read_form(request, call, folder)
    elif request.can_read_body:
        text = await request.text()
        call.body = json.loads(text) if text else None


async def _read_form(request: web.Request, call: Call, folder: Path) -> None:
    call.body = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "no form within a form"
        if part.name == "payload_json":
            call.body = json.loads(await part.text())
            continue
        number = sum(1 for _ in folder.iterdir())
        path = folder / str(number)
        with path.open("wb") as file:
            while piece := await part.read_chunk(_CHUNK):
                file.write(piece)
        name = part.filename or ""
        upload = Upload(name, path, part.headers.get("Content-Type"))
        call.uploads.append(upload)
        call.upload_keys.append(part.name or "")
        call.files.append((name, upload.size))
