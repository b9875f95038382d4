"""A chat platform in memory: what a person would see, in order, and ways to break it.

``FakeChat`` fulfils PlatformAdapter. ``transcript()`` is the conversation as it stands; ``history`` every text every
message ever showed. ``files`` maps attachment ids to bytes. ``fail`` queues errors as ("send" | "film" | "words" |
"edit" | "fetch", error, landed): "film" and "words" are sends with and without one, a landed send reaches the person
although it raises. ``refuses`` raises at every such call until it is emptied. ``pace``: cleared, no send goes.
``now``, set to a clock's, has messages older than the capabilities' ``edit_window_s`` edited once a minute only.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.core.errors import AttachmentGone, MessageGone, Throttled
from bot.core.model import (
    Attachment,
    AttachmentId,
    Capabilities,
    ChatId,
    ChatRef,
    IncomingMessage,
    MessageId,
    MessageRef,
    PlatformName,
    Reply,
    Sender,
    SenderId,
    StoredMedia,
)
from bot.core.ports import Inbox, MediaStore, PercentListener, SendWatch

CAPABILITIES = Capabilities(
    text_chars=4096,
    caption_chars=1024,
    edit_interval_s=1.0,
    upload_bytes=50_000_000,
    download_bytes=500 * 1024 * 1024,
    idempotent_send=True,
    life_sign_s=10.0,
)


_OLD_EDITS_S = 60.0


@dataclass(slots=True)
class Shown:
    """One message of the bot as it stands."""

    ref: MessageRef
    key: str
    reply: Reply


@dataclass
class FakeChat:
    """See the module."""

    capabilities_: Capabilities = CAPABILITIES
    files: dict[str, bytes] = field(default_factory=dict)
    shown: dict[MessageId, Shown] = field(default_factory=dict)
    history: list[tuple[MessageId, str]] = field(default_factory=list)
    fail: list[tuple[str, Exception, bool]] = field(default_factory=list)
    fetched: list[AttachmentId] = field(default_factory=list)
    refuses: dict[str, Exception] = field(default_factory=dict)
    pace: asyncio.Event = field(default_factory=asyncio.Event)
    forgotten: list[ChatRef] = field(default_factory=list)
    now: Callable[[], float] | None = None
    platform: str = "fake"
    _posted_at: dict[MessageId, float] = field(default_factory=dict)
    _edited_old_at: float = float("-inf")
    _keys: dict[str, MessageRef] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.pace.set()

    def capabilities(self, chat: ChatRef) -> Capabilities:
        return self.capabilities_

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        await self.pace.wait()
        if watch is not None and self.capabilities_.announces_sends:
            await watch.going()
        error, landed = self._failure("film" if reply.film is not None else "words")
        if error is None:
            error, landed = self._failure("send")
        if error is not None and not landed:
            raise error
        if self.capabilities_.idempotent_send and key in self._keys:
            ref = self._keys[key]
        else:
            ref = MessageRef(chat, MessageId(f"m{len(self.shown) + 1}"))
            self._keys[key] = ref
            self.shown[ref.message_id] = Shown(ref, key, reply)
            self._posted_at[ref.message_id] = self.now() if self.now is not None else 0.0
            self._note(ref, reply)
        if error is not None:
            raise error
        return ref

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        error, landed = self._failure("edit")
        if error is not None and not landed:
            raise error
        if ref.message_id not in self.shown:
            raise MessageGone
        self._raise_if_too_old(ref)
        shown = self.shown[ref.message_id]
        if shown.reply.text != reply.text or shown.reply.buttons != reply.buttons:
            shown.reply = replace(shown.reply, text=reply.text, buttons=reply.buttons)
            self._note(ref, reply)
        if error is not None:
            raise error

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        self.fetched.append(attachment.id)
        error, _ = self._failure("fetch")
        if error is not None:
            raise error
        if attachment.id not in self.files:
            raise AttachmentGone(name=attachment.filename)
        async with store.receive(self.capabilities_.download_bytes) as received:
            content = self.files[attachment.id]
            for start in range(0, len(content), 65536):
                await received.write(content[start : start + 65536])
            progress(100.0)
            return await received.keep()

    async def forget(self, chat: ChatRef) -> None:
        self.forgotten.append(chat)

    async def run(self, inbox: Inbox) -> None:
        await asyncio.Event().wait()

    def transcript(self) -> list[str]:
        """Every message of the bot as it stands now, oldest first."""
        return [shown.reply.text for shown in self.shown.values()]

    def films(self) -> list[Shown]:
        """The messages that carry a film."""
        return [shown for shown in self.shown.values() if shown.reply.film is not None]

    async def until(self, condition: Callable[["FakeChat"], bool]) -> None:
        """Wait until the condition holds; fails after 5 seconds."""
        async with asyncio.timeout(5):
            while not condition(self):
                await self._changed.wait()

    async def until_text(self, part: str) -> None:
        """Wait until some message ever showed that text; fails after 5 seconds."""
        await self.until(lambda chat: any(part in text for _, text in chat.history))

    def _note(self, ref: MessageRef, reply: Reply) -> None:
        self.history.append((ref.message_id, reply.text))
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _raise_if_too_old(self, ref: MessageRef) -> None:
        window_s = self.capabilities_.edit_window_s
        if self.now is None or window_s is None or self.now() - self._posted_at[ref.message_id] <= window_s:
            return
        if self.now() - self._edited_old_at < _OLD_EDITS_S:
            raise Throttled(retry_after_s=_OLD_EDITS_S)
        self._edited_old_at = self.now()

    def _failure(self, call: str) -> tuple[Exception | None, bool]:
        for number, (name, error, landed) in enumerate(self.fail):
            if name == call:
                del self.fail[number]
                return error, landed
        return self.refuses.get(call), False


ROOM = ChatRef(PlatformName("fake"), ChatId("room"))
MEI = Sender(SenderId("mei"), "Mei")
TOM = Sender(SenderId("tom"), "Tom")

_count = iter(range(1, 1_000_000))


def message(
    text: str,
    *attachments: Attachment,
    chat: ChatRef = ROOM,
    sender: Sender = MEI,
    reply_to: MessageRef | None = None,
    event: str | None = None,
    addressed: bool = True,
    amends: IncomingMessage | None = None,
    at: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
) -> IncomingMessage:
    """A message with defaults for all that a test does not care about; ``amends``: a newer version of that one."""
    event = event or f"e{next(_count)}"
    ref = MessageRef(chat, MessageId(f"in-{event}")) if amends is None else amends.ref
    amending = amends is not None
    return IncomingMessage(ref, event, sender, text, at, attachments, reply_to, addressed, amending)


def clip(name: str = "talk.mp4", size: int | None = 1000, *, file: str | None = None) -> Attachment:
    """An attachment whose id is its name, or ``file``."""
    return Attachment(AttachmentId(file or name), name, size)
