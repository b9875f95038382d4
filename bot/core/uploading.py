"""Bringing a message's files to the backend: fetched, judged by content, uploaded once."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bot.core.context import TurnContext
from bot.core.errors import DiskNearlyFull, FileTooLarge, PersonError, TooLargeToFetch, UnreachableLink
from bot.core.model import (
    Attachment,
    AttachmentId,
    BackendState,
    Capabilities,
    Handed,
    JsonObject,
    MediaFacts,
    MediaId,
    MediaKind,
    SessionId,
    StoredMedia,
    Uploaded,
)
from bot.core.patience import insist
from bot.core.ports import PercentListener
from bot.core.status import Stage

MAX_FILE_BYTES = 500 * 1024 * 1024
"""The largest file the backend takes (docs/api.md); a platform may hand over less."""

_NAME_CHARS = 200
_TEXT_NAME = re.compile(r"\.(?:srt|vtt|ass|ssa|sub|txt|text|md)$", re.IGNORECASE)
SHORTLY = timedelta(hours=1)
_LISTED_AFTER_S = (0.0, 5.0, 15.0, 40.0)
"""When to look for an upload whose answer was lost, where it must not be sent twice: the list may lag behind."""


@dataclass(frozen=True, slots=True)
class Received:
    """An attachment whose bytes are ours and judged; a link has neither file nor facts."""

    number: int
    attachment: Attachment
    media: StoredMedia | None = None
    facts: MediaFacts | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it can be the film itself: a video, or a link, which most often is one."""
        return self.facts is None or self.facts.kind is MediaKind.VIDEO

    @property
    def is_text(self) -> bool:
        """Whether it is said to the backend instead of uploaded (``texts``)."""
        return self.facts is not None and self.facts.kind is MediaKind.TEXT


def has_text_name(attachment: Attachment) -> bool:
    """Whether a file is a text by its name, before anything of it is fetched; its content decides later."""
    return attachment.url is None and _TEXT_NAME.search(attachment.filename) is not None


def is_too_large(attachment: Attachment, capabilities: Capabilities) -> bool:
    """Whether the platform declares more than can be taken; nothing needs to be fetched to know."""
    return attachment.url is None and (attachment.size_bytes or 0) > min(capabilities.download_bytes, MAX_FILE_BYTES)


def check_sizes(context: TurnContext, attachments: tuple[Attachment, ...]) -> None:
    """Before anything slow. Raises FileTooLarge for the first file that is declared too large."""
    for attachment in attachments:
        if is_too_large(attachment, context.capabilities):
            with _naming(context, attachment):
                raise FileTooLarge


async def attachments_for(context: TurnContext, session: SessionId, state: BackendState) -> tuple[Attachment, ...]:
    """The files a request is about: its own, the replied-to message's, or one posted shortly before."""
    message = context.turn.message
    linked = tuple(_linked(link) for link in context.request.links)
    if message.attachments or linked:
        return message.attachments + linked

    async def choose() -> JsonObject:
        return {"files": [asdict(attachment) for attachment in await _meant(context, session, state)]}

    # Chosen once: after a restart the session lists what was uploaded, and the numbers of the rest would shift.
    chosen = await context.steps.take(context.step("files"), choose)
    return tuple(Attachment(**file) for file in chosen["files"])


async def _meant(context: TurnContext, session: SessionId, state: BackendState) -> tuple[Attachment, ...]:
    message = context.turn.message
    ledger = context.ports.ledger
    if message.reply_to is not None:
        quoted = [seen.attachment for seen in await ledger.media_of(message.reply_to)]
        if quoted:
            known = await ledger.uploads(context.chat, session)
            return tuple(one for one in quoted if one.identity not in known or has_text_name(one))
    if state.uploads:
        return ()
    posted = await ledger.recent_media(context.chat, context.ports.clock.now() - SHORTLY)
    recent = [seen for seen in posted if not has_text_name(seen.attachment)]
    if not recent:
        return ()
    return tuple(seen.attachment for seen in recent if seen.message == recent[0].message)


def _linked(link: str) -> Attachment:
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise UnreachableLink("no address") from error
    name = unquote(PurePosixPath(parts.path).name) or parts.netloc
    return Attachment(AttachmentId(link), name[:_NAME_CHARS], url=link)


async def receive_all(context: TurnContext, attachments: tuple[Attachment, ...]) -> list[Received]:
    """Fetch and judge the files, in their order. Raises the PersonError of the first that cannot be used."""
    check_sizes(context, attachments)
    return [await _receive(context, number, attachment) for number, attachment in enumerate(attachments)]


@contextmanager
def _naming(context: TurnContext, attachment: Attachment) -> Iterator[None]:
    """Put the file's name and the limit into any PersonError raised inside, where they are not told yet."""
    limit = context.capabilities.download_bytes
    sizes = {"limit": context.voice.size(min(limit, MAX_FILE_BYTES)), "most": context.voice.size(MAX_FILE_BYTES)}
    try:
        yield
    except FileTooLarge as error:
        kind = TooLargeToFetch if limit < MAX_FILE_BYTES else FileTooLarge
        raise kind(str(error), name=attachment.filename, **sizes) from error
    except PersonError as error:
        error.facts.setdefault("name", attachment.filename)
        error.facts.setdefault("limit", sizes["limit"])
        raise


async def _receive(context: TurnContext, number: int, attachment: Attachment) -> Received:
    if attachment.url is not None:
        return Received(number, attachment)
    with _naming(context, attachment):
        return await _fetch(context, number, attachment)


async def _fetch(context: TurnContext, number: int, attachment: Attachment) -> Received:
    def show(percent: float) -> None:
        if context.status is not None:
            context.status.show(Stage.RECEIVING, percent)

    media = await bring(context, attachment, show)
    facts = await context.ports.tools.inspect(media, attachment.filename)
    return Received(number, attachment, media, facts)


async def bring(context: TurnContext, attachment: Attachment, progress: PercentListener) -> StoredMedia:
    """The file's bytes, fetched unless the turn has them already: a link may not be good for a second time.

    Raises what ``ChatPort.fetch`` raises, and DiskNearlyFull.
    """
    store = context.ports.store
    step = f"fetched/{hashlib.sha256(attachment.identity.encode()).hexdigest()}"
    known = context.steps.done(step)
    media = None if known is None else await store.get(MediaId(known["media"]))
    if media is None:
        if not await store.has_room_for(attachment.size_bytes or 0):
            raise DiskNearlyFull
        media = await context.ports.chats.fetch(context.chat, attachment, store, progress)
        await context.steps.note(step, {"media": media.id})
    return media


async def receive_again(context: TurnContext, number: int, handed: Handed) -> Received:
    """A file that was received once: our own copy, or fetched anew. Raises PersonError where neither is to be had."""
    media = None if handed.media is None else await context.ports.store.get(handed.media)
    if media is None:
        return await _receive(context, number, handed.attachment)
    facts = await context.ports.tools.inspect(media, handed.attachment.filename)
    return Received(number, handed.attachment, media, facts)


async def upload(context: TurnContext, session: SessionId, received: Received, *, step: str = "upload") -> Uploaded:
    """Hand one file to the backend, once; a lost answer is settled by the session's own list of uploads."""
    name = f"{step}/{received.number}"
    key = context.key(name)
    backend, filename = context.ports.backend, received.attachment.filename

    async def look() -> JsonObject:
        state = await insist(context.ports.clock, lambda: backend.state(session))
        return {"uploads": len(state.uploads)}

    async def call() -> JsonObject:
        uploaded = await insist(context.ports.clock, lambda: _send(context, session, received, key))
        return {"filename": uploaded.filename, "kind": uploaded.kind, "duration_s": uploaded.duration_s}

    async def in_doubt(before: JsonObject) -> JsonObject | None:
        for wait_s in _LISTED_AFTER_S[:1] if backend.traits.repeatable_edits else _LISTED_AFTER_S:
            await context.ports.clock.sleep(wait_s)
            state = await insist(context.ports.clock, lambda: backend.state(session))
            for upload in state.uploads[int(before["uploads"]) :]:
                if upload.key == key or (upload.key is None and upload.filename == filename):
                    return {"filename": upload.filename, "kind": upload.kind, "duration_s": upload.duration_s}
        return None

    with _naming(context, received.attachment):
        result = await context.steps.take(context.step(name), call, look=look, in_doubt=in_doubt)
    handed = Handed(received.attachment, None if received.media is None else received.media.id)
    await context.ports.ledger.note_upload(context.chat, session, handed)
    return Uploaded(result["filename"], result["kind"], result["duration_s"])


async def _send(context: TurnContext, session: SessionId, received: Received, key: str) -> Uploaded:
    backend, attachment = context.ports.backend, received.attachment
    status = context.status
    if attachment.url is not None:
        if status is not None:
            status.show(Stage.RECEIVING)
        return await backend.upload_url(session, attachment.url, key=key)
    if received.media is None or received.facts is None:
        raise AssertionError("a file without a link has bytes")
    media = await context.ports.tools.uploadable(received.media, received.facts)

    def show(percent: float) -> None:
        if status is not None:
            status.show(Stage.UPLOADING, percent)

    return await backend.upload(session, media, attachment.filename, key=key, progress=show)
