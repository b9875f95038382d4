"""The way in for files: resumable uploads, streamed to a part file and handed to the media store when complete.

A file is one or more PUTs, each saying where its bytes go. The offset the server has is the truth: after a cut
connection the page asks for it and goes on from there.
"""

import asyncio
import re
import shutil
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from adapters.web.limits import CHUNK_BYTES, NAME_CHARS, UPLOAD_LIMIT_BYTES
from adapters.web.log import WebLog
from adapters.web.parts import PartFiles, Superseded
from adapters.web.refusal import Refusal
from adapters.web.session import chat_of_request
from adapters.web.wire import CLIENT_ID_PATTERN
from bot.core.errors import DiskNearlyFull, FileTooLarge
from bot.core.model import ChatId
from bot.core.ports import MediaStore

_CLIENT_ID = re.compile(CLIENT_ID_PATTERN)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class _Wanted:
    chat: ChatId
    upload: str
    name: str
    size_bytes: int


class Uploads:
    """The handlers of ``/uploads/{id}``."""

    def __init__(self, log: WebLog, store: MediaStore, parts: PartFiles) -> None:
        self._log = log
        self._store = store
        self._parts = parts

    async def status(self, request: Request) -> Response:
        """GET or HEAD: how many bytes are here; refuses at once what could never be taken."""
        wanted = _wanted(request)
        if await self._is_complete(wanted):
            return _told(200, wanted.size_bytes, complete=True)
        offset = self._parts.offset(wanted.chat, wanted.upload)
        await self._admit(wanted, offset)
        return _told(200, offset, complete=False)

    async def put(self, request: Request) -> Response:
        """PUT: append bytes at ``offset``; 409 with the true offset where that is not where the file ends."""
        wanted = _wanted(request)
        start = _number(request, "offset")
        if await self._is_complete(wanted):
            return _told(200, wanted.size_bytes, complete=True)
        await self._admit(wanted, start)
        if int(request.headers.get("content-length", "0")) > CHUNK_BYTES:
            raise Refusal(413, "malformed")
        try:
            return await self._take(request, wanted, start)
        except Superseded:
            return _told(409, self._parts.offset(wanted.chat, wanted.upload), complete=False)
        except FileTooLarge as error:
            raise Refusal(400, "malformed") from error
        except ClientDisconnect:
            return Response(status_code=400)

    async def delete(self, request: Request) -> Response:
        """DELETE: the person does not want this upload any more."""
        chat = chat_of_request(request).chat_id
        await self._parts.remove(chat, _upload_id(request))
        return Response(status_code=204)

    async def _take(self, request: Request, wanted: _Wanted, start: int) -> Response:
        async with self._parts.writing(wanted.chat, wanted.upload, wanted.size_bytes) as part:
            if await self._is_complete(wanted):
                return _told(200, wanted.size_bytes, complete=True)
            if part.offset != start:
                return _told(409, part.offset, complete=False)
            try:
                async for chunk in request.stream():
                    await part.write(chunk)
                if part.offset < wanted.size_bytes:
                    return _told(202, part.offset, complete=False)
                await part.settle()
                await self._keep(wanted)
            except DiskNearlyFull as error:
                raise Refusal(507, "disk_full") from error
            return _told(200, wanted.size_bytes, complete=True)

    async def _keep(self, wanted: _Wanted) -> None:
        handed = self._store.scratch("part")
        await asyncio.to_thread(shutil.move, self._parts.path(wanted.chat, wanted.upload), handed)
        media = await self._store.adopt(handed)
        await self._log.put_upload(wanted.chat, wanted.upload, wanted.name, media.size_bytes, media.id)

    async def _is_complete(self, wanted: _Wanted) -> bool:
        entry = await self._log.upload(wanted.chat, wanted.upload)
        return entry is not None and await self._store.get(entry.media) is not None

    async def _admit(self, wanted: _Wanted, offset: int) -> None:
        if wanted.size_bytes > UPLOAD_LIMIT_BYTES:
            raise Refusal(413, "too_large")
        if wanted.size_bytes == 0:
            raise Refusal(422, "empty")
        if not await self._store.has_room_for(max(0, wanted.size_bytes - offset)):
            raise Refusal(507, "disk_full")


def _wanted(request: Request) -> _Wanted:
    name = _CONTROL.sub(" ", request.query_params.get("name", "")).strip()[:NAME_CHARS]
    chat = chat_of_request(request).chat_id
    return _Wanted(chat, _upload_id(request), name or "file", _number(request, "size"))


def _upload_id(request: Request) -> str:
    upload: str = request.path_params["upload"]
    if not _CLIENT_ID.match(upload):
        raise Refusal(400, "malformed")
    return upload


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise Refusal(400, "malformed")
    return int(text)


def _told(status: int, offset: int, *, complete: bool) -> Response:
    return JSONResponse(
        {"offset": offset, "complete": complete}, status_code=status, headers={"Upload-Offset": str(offset)}
    )
