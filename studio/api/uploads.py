"""Taking files in: streamed to disk, judged by content, kept all together or not at all."""

import asyncio
import unicodedata
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from studio.api.access import idempotency_key, parts_of, session_of
from studio.api.links import name_of
from studio.api.multipart import BrokenForm, FileBegins, FileBytes, read_form
from studio.api.parts import Parts
from studio.api.refusals import MALFORMED, TOO_LARGE, Refused
from studio.api.wire import LinksBody, file_item, ok, read_body
from studio.store.media import Incoming
from studio.store.model import KeptSource, Session
from studio.store.sources import new_source_id
from studio.timeline.model import Source

MOST_FILES = 20
LONGEST_NAME = 120

_FORM_OVERHEAD_BYTES = 64 * 1024


@dataclass(slots=True)
class _Received:
    """The files of one request while they are not yet kept."""

    stack: AsyncExitStack
    parts: Parts
    files: list[tuple[str, Incoming]] = field(default_factory=list)
    total_bytes: int = 0

    async def begin(self, name: str) -> Incoming:
        if len(self.files) >= MOST_FILES:
            raise Refused(MALFORMED)
        room = self.parts.max_upload_bytes - self.total_bytes
        incoming = await self.stack.enter_async_context(self.parts.store.media.receive(room))
        self.files.append((name, incoming))
        return incoming


class UploadTurns:
    """Lets two requests with the same key take turns, so that the second finds what the first brought."""

    def __init__(self) -> None:
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._users: defaultdict[tuple[str, str], int] = defaultdict(int)

    @asynccontextmanager
    async def turn(self, session: str, key: str | None) -> AsyncGenerator[None, None]:
        """Hold the key's turn; a request without a key never waits."""
        if key is None:
            yield
            return
        name = (session, key)
        self._users[name] += 1
        try:
            async with self._locks[name]:
                yield
        finally:
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name], self._locks[name]


async def upload(request: Request) -> Response:
    """POST /api/upload-video/nemo_agent/me/{session}."""
    session = await session_of(request, request.path_params["session"])
    parts = parts_of(request)
    key = idempotency_key(request)
    turns: UploadTurns = request.app.state.upload_turns
    async with turns.turn(session.id, key):
        before = [] if key is None else await parts.store.sources.of_upload(session.id, key)
        kept = before or await _take(request, parts, session, key)
    return ok({"files": [file_item(one) for one in kept], "session_state_applied": True})


async def _take(request: Request, parts: Parts, session: Session, key: str | None) -> list[KeptSource]:
    content_type = request.headers.get("Content-Type", "")
    async with AsyncExitStack() as stack:
        received = _Received(stack, parts)
        if content_type.lower().startswith("multipart/form-data"):
            await _receive_form(request, content_type, received)
        else:
            await _fetch_links(request, received)
        if not received.files:
            raise Refused(MALFORMED)
        return await _keep(received, session, key)


async def _receive_form(request: Request, content_type: str, received: _Received) -> None:
    declared = request.headers.get("Content-Length", "0")
    declared_bytes = int(declared) if declared.isdecimal() else 0
    if declared_bytes > received.parts.max_upload_bytes + _FORM_OVERHEAD_BYTES:
        raise Refused(TOO_LARGE)
    received.parts.store.media.require_room(declared_bytes)
    incoming: Incoming | None = None
    try:
        async for event in read_form(content_type, request.stream()):
            if isinstance(event, FileBegins):
                incoming = await received.begin(event.filename)
            elif incoming is not None and isinstance(event, FileBytes):
                received.total_bytes += len(event.chunk)
                await incoming.write(event.chunk)
    except BrokenForm:
        raise Refused(MALFORMED) from None


async def _fetch_links(request: Request, received: _Received) -> None:
    body = await read_body(request, LinksBody)
    parts = received.parts
    parts.store.media.require_room()
    for link in body.urls:
        incoming = await received.begin(name_of(link))
        await parts.links.fetch(link, incoming, parts.max_upload_bytes - received.total_bytes)
        received.total_bytes += incoming.size_bytes


async def _keep(received: _Received, session: Session, key: str | None) -> list[KeptSource]:
    """Judge all files, then keep all of them."""
    parts = received.parts
    judged: list[tuple[Source, Incoming, str, str]] = []
    for name, incoming in received.files:
        hash_ = await incoming.finish()
        facts = await parts.inspect(incoming.path)
        source = Source(
            id=new_source_id(),
            name=shown_name(name, facts.extension),
            kind=facts.kind,
            duration_ms=facts.duration_ms,
            width=facts.width,
            height=facts.height,
            fps=facts.fps,
            has_audio=facts.has_audio,
        )
        judged.append((source, incoming, hash_, facts.extension))
    media = parts.store.media
    async with media.placing():
        kept = [
            KeptSource(source, await media.keep(incoming.path, hash_, extension), key)
            for source, incoming, hash_, extension in judged
        ]
        return await parts.store.sources.add_upload(session.id, kept, key)


def shown_name(name: str, extension: str) -> str:
    """A sender's file name as it may be shown: no folders, no control or direction marks, not endless."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C").strip()
    return clean[:LONGEST_NAME] or f"file.{extension}"
