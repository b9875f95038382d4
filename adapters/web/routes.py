"""The page's own routes: the page, its session, its events, its messages, the sample clip."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from adapters.web.convert import person_content, person_message_id, shown, to_incoming
from adapters.web.events import Bells, EventStream, transcript
from adapters.web.limits import BODY_LIMIT_BYTES, CHUNK_BYTES, UPLOAD_LIMIT_BYTES, UPLOADS_PER_MESSAGE
from adapters.web.links import Signer
from adapters.web.log import LogEntry, UploadEntry, WebLog
from adapters.web.refusal import Refusal, bounded_body, language_of
from adapters.web.session import chat_of_request, keep_session
from adapters.web.wire import PostedMessage
from bot.core.model import ChatId, ChatRef, JsonObject, Language, MediaId, StoredMedia, new_id
from bot.core.ports import Clock, Inbox, MediaStore

_LOG = logging.getLogger(__name__)

PAGE_FOLDER = Path(__file__).parent / "page"
_PROBE_CHAT = ChatId("")


class SampleMaker(Protocol):
    """Makes the sample clip."""

    async def __call__(self, target: Path, *, language: str) -> object:
        """Write a short MP4 with speech in that language to ``target``."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the operator's set-up puts on the page, by language: a greeting, things to try, and who processes the
    videos (``notice``, empty when they stay with Cutdesk)."""

    greeting: Mapping[Language, str] = field(default_factory=dict)
    suggestions: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    notice: Mapping[Language, str] = field(default_factory=dict)


class Routes:
    """The handlers. Everything they keep is in the log and the media store."""

    def __init__(
        self, words: PageWords, log: WebLog, store: MediaStore, signer: Signer, clock: Clock, make_sample: SampleMaker
    ) -> None:
        self._words = words
        self._log = log
        self._store = store
        self._signer = signer
        self._clock = clock
        self._make_sample = make_sample
        self._one_sample = asyncio.Lock()
        self._samples: dict[Language, MediaId] = {}
        self.bells = Bells()

    async def page(self, _request: Request) -> Response:
        """GET /: the one page; nothing in it depends on who asks."""
        return FileResponse(PAGE_FOLDER / "index.html", headers={"Cache-Control": "no-cache"})

    async def session(self, request: Request) -> Response:
        """POST /session: gives the browser its chat and tells the page what it needs to know.

        Not done by GET /: a Strict cookie does not come with a visit from another site, and the chat would be lost.
        """
        words = self._words
        response = JSONResponse(
            {
                "greeting": words.greeting,
                "suggestions": words.suggestions,
                "notice": words.notice,
                "upload_limit_bytes": UPLOAD_LIMIT_BYTES,
                "uploads_per_message": UPLOADS_PER_MESSAGE,
                "chunk_bytes": CHUNK_BYTES,
            },
            headers={"Cache-Control": "no-store"},
        )
        keep_session(request, response)
        return response

    async def events(self, request: Request) -> EventStream:
        """GET /events: this chat's transcript from ``Last-Event-ID`` (or ``?after=``) on, then live."""
        chat = chat_of_request(request)
        told = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        number = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
        # A number the log has not reached yet comes from a database that was made anew since.
        known = range(await self._log.forgotten(chat.chat_id) + 1, await self._log.last_event(chat.chat_id) + 1)
        after = number if number in known or number == 0 else None

        def show(entry: LogEntry) -> JsonObject:
            return shown(chat, entry, self._signer, self._clock.now())

        return EventStream(transcript(self._log, self.bells, chat.chat_id, after, show))

    async def message(self, request: Request, inbox: Inbox) -> Response:
        """POST /messages: 202 once the message is kept; the same id again is answered the same and does nothing."""
        chat = chat_of_request(request)
        posted = _posted(await bounded_body(request, BODY_LIMIT_BYTES, "text_too_long"))
        uploads = await self._uploads(chat, posted)
        if not posted.text.strip() and not uploads:
            raise Refusal(422, "nothing_said")
        now = self._clock.now()
        content = person_content(posted, list(uploads.values()))
        # First into the transcript, so that no answer can stand above its question.
        await self._log.append(chat.chat_id, person_message_id(posted.id), "person", now, content)
        self.bells.ring(chat.chat_id)
        await inbox.accept(to_incoming(chat, posted, uploads, now))
        return JSONResponse({"id": person_message_id(posted.id)}, status_code=202)

    async def sample(self, request: Request) -> Response:
        """POST /sample: a fresh upload of this chat holding the sample clip."""
        chat = chat_of_request(request)
        language = language_of(request)
        async with self._one_sample:
            media = await self._sample_in(language)
        upload, name = new_id(), {Language.ENGLISH: "sample.mp4", Language.CHINESE: "示例.mp4"}[language]
        await self._log.put_upload(chat.chat_id, upload, name, media.size_bytes, media.id)
        return JSONResponse({"id": upload, "name": name, "size_bytes": media.size_bytes})

    async def _sample_in(self, language: Language) -> StoredMedia:
        made = self._samples.get(language)
        kept = None if made is None else await self._store.get(made)
        if kept is not None:
            return kept
        target = self._store.scratch("mp4")
        try:
            await self._make_sample(target, language=language.value)
        except Exception as error:
            _LOG.warning("sample clip not made", exc_info=error)
            raise Refusal(500, "sample_failed") from error
        media = await self._store.adopt(target)
        self._samples[language] = media.id
        return media

    async def health(self, _request: Request) -> Response:
        """GET /healthz: 200 while the transcript can be read."""
        await self._log.last_event(_PROBE_CHAT)
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    async def _uploads(self, chat: ChatRef, posted: PostedMessage) -> dict[str, UploadEntry]:
        found: dict[str, UploadEntry] = {}
        for upload in posted.uploads:
            entry = await self._log.upload(chat.chat_id, upload)
            if entry is None:
                raise Refusal(409, "upload_missing")
            found[upload] = entry
        return found


def _posted(body: bytes) -> PostedMessage:
    try:
        return PostedMessage.model_validate_json(body)
    except ValidationError as error:
        is_long = any(fault["type"] == "string_too_long" for fault in error.errors())
        raise Refusal(422, "text_too_long" if is_long else "malformed") from None
