"""The core's identifiers and frozen values.

Identifiers are opaque: only the part that made one may parse it. They are stored, so their form is a
promise to older databases. Units stand in the names: ``_ms`` milliseconds, ``_s`` seconds, ``_bytes`` bytes.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NewType

PlatformName = NewType("PlatformName", str)
ChatId = NewType("ChatId", str)
MessageId = NewType("MessageId", str)
SenderId = NewType("SenderId", str)
AttachmentId = NewType("AttachmentId", str)
MediaId = NewType("MediaId", str)
SessionId = NewType("SessionId", str)
RenderId = NewType("RenderId", str)
TurnId = NewType("TurnId", str)

JsonObject = dict[str, Any]


class Language(StrEnum):
    """The languages the catalogues are written in."""

    ENGLISH = "en"
    CHINESE = "zh"


class MediaKind(StrEnum):
    """What a file is to an editor; a text is said to it, never uploaded."""

    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    TEXT = "text"


class Intent(StrEnum):
    """What one message wants (product.md S4 and the control words of demand.md)."""

    EDIT = "edit"
    UPLOAD = "upload"
    EXPORT = "export"
    CREDITS = "credits"
    TIMELINE = "timeline"
    UNDO = "undo"
    HELP = "help"
    CANCEL = "cancel"
    NEW = "new"
    LANGUAGE = "language"
    PROFILE = "profile"
    FORGET = "forget"
    FORGET_ALL = "forget_all"
    KEEP_ALL = "keep_all"
    PAIR = "pair"
    SEND_AGAIN = "send_again"


@dataclass(frozen=True, slots=True)
class ChatRef:
    """One chat: a Telegram chat or topic, a Discord channel, thread or DM, a web chat."""

    platform: PlatformName
    chat_id: ChatId
    thread_id: str | None = None

    @property
    def key(self) -> str:
        """The chat as one string, for the database and the logs."""
        parts = [self.platform, self.chat_id]
        return ":".join(parts if self.thread_id is None else [*parts, self.thread_id])


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One message of a chat, as a handle for replying and editing."""

    chat: ChatRef
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a message. ``locale`` is the platform's BCP 47 tag, if it tells one."""

    id: SenderId
    name: str
    locale: str | None = None
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or link that came with a message. Its bytes are fetched by the adapter when wanted.

    ``id`` is the platform's handle (a file id, an upload id). ``url`` is set for a link in the text,
    which the backend fetches itself. ``size_bytes`` is what the platform declares, if it does. ``unique`` names the
    same file whatever handle it comes with, where the platform's handles differ from message to message.
    """

    id: AttachmentId
    filename: str
    size_bytes: int | None = None
    url: str | None = None
    unique: str | None = None

    @property
    def identity(self) -> str:
        """What tells this file from any other of its chat; never its name, which people give twice."""
        return self.unique or self.id


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One request, whatever platform it came from; an album is one message.

    ``event_id`` is unique within the platform: the same event delivered twice is one message.
    ``addressed`` is False for media merely seen in a group (remembered, not answered). ``amends``: the message was
    handed in before and has changed since: its text was edited, or its album has grown; ``is_part``: of its files only
    those here were told anew. ``within``: further ids the operator may have allowed it under: the channel it stands in,
    the roles of its sender. ``hides_reply``: the platform does not show us what stands in the message it answers.
    """

    ref: MessageRef
    event_id: str
    sender: Sender
    text: str
    received_at: datetime
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageRef | None = None
    addressed: bool = True
    amends: bool = False
    within: tuple[str, ...] = ()
    is_part: bool = False
    hides_reply: bool = False

    @property
    def is_pressed(self) -> bool:
        """Whether it is a pressed button: it stands under the message of ours that bears it."""
        return self.reply_to == self.ref


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A file held by the media store under its content's hash."""

    id: MediaId
    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What probing found. Sizes are display sizes: after rotation and pixel shape."""

    kind: MediaKind
    extension: str
    duration_ms: int
    width: int = 0
    height: int = 0
    has_audio: bool = False


@dataclass(frozen=True, slots=True)
class Film:
    """A finished video as a reply carries it: the file, its facts, a poster, a name to show."""

    media: StoredMedia
    facts: MediaFacts
    filename: str
    poster: StoredMedia | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply. A press is a message whose text is ``says`` and which replies to the button's message.

    ``once``: only the first press counts, whoever presses; else one press a person.
    """

    label: str
    says: str
    once: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link offered under a reply; ``expires_at`` is None where the lifetime is not known."""

    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person gets to see; adapters decide how their platform shows it.

    ``rings_for``: whose wish a result grants, for platforms where a message alone rings with nobody. ``pressed``: the
    wish was a button, so that ``reply_to`` is a message of ours.
    """

    text: str
    film: Film | None = None
    link: Link | None = None
    buttons: tuple[Button, ...] = ()
    reply_to: MessageRef | None = None
    silent: bool = False
    rings_for: SenderId | None = None
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one chat's platform can do just now, as data: the core never asks a platform's name.

    ``edit_interval_s``: shortest time between two edits of one message. ``upload_bytes``: the live limit
    for a file the bot sends. ``download_bytes``: the limit for a file the bot can fetch.
    ``idempotent_send``: a send repeated with the same key is shown once. ``announces_sends``: ``send`` tells its
    ``watch`` when a send really goes, so that one still waiting for the platform's pace is not in doubt after a crash.
    ``life_sign_s``: how often a status
    message changes while nothing else happens. ``text_chars`` and ``caption_chars``: limits of a text alone and
    of one under a film. ``address``: what to write before a request in a shared chat (``/edit@name``), empty where
    plain words do. ``edit_window_s``: how old a message may be and still be edited freely, None for any age.
    """

    text_chars: int
    caption_chars: int
    edit_interval_s: float
    upload_bytes: int
    download_bytes: int
    idempotent_send: bool
    announces_sends: bool = False
    life_sign_s: float = 5.0
    buttons: bool = True
    native_video: bool = True
    line_breaks: bool = True
    shared: bool = False
    address: str = ""
    edit_window_s: float | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """The account's credits. ``unlimited`` where the backend never charges."""

    available: float
    frozen: float
    total: float
    unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Sayable:
    """One thing that can be asked for: what it is, and words that ask for it."""

    title: str
    example: str


@dataclass(frozen=True, slots=True)
class SayableGroup:
    """Things that can be asked for about one subject, those asked for most first."""

    title: str
    things: tuple[Sayable, ...]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One file as the backend lists it. ``duration_s`` is seconds, as on the wire (protocol.md §5)."""

    filename: str
    kind: str
    duration_s: float | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The backend's timeline as it came over the wire: opaque, passed back to a render untouched (S13)."""

    wire: JsonObject

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to export: no track with a segment (protocol.md §7.1)."""
        tracks = self.wire.get("t")
        if not isinstance(tracks, list):
            return True
        return not any(isinstance(track, dict) and track.get("sg") for track in tracks)


@dataclass(frozen=True, slots=True)
class BackendState:
    """A session as the backend tells it: uploads, generated media, and the draft if there is one."""

    uploads: tuple[Uploaded, ...] = ()
    generated: tuple[str, ...] = ()
    draft: Draft = field(default_factory=lambda: Draft({}))


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Words for the person. ``partial`` marks a piece of a longer text whose whole follows."""

    text: str
    partial: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolActivity:
    """The backend uses one of its tools; never forwarded, but the status may name the stage."""

    name: str
    finished: bool


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Work goes on."""


@dataclass(frozen=True, slots=True)
class StreamFailure:
    """The backend reported an error inside the stream; ``message`` is for the log, never for the chat.

    ``is_passing``: it called the trouble temporary, which it also does after an edit that succeeded.
    """

    message: str
    code: int | None = None
    is_passing: bool = False


BackendEvent = TextChunk | ToolActivity | Heartbeat | StreamFailure


class RenderStatus(StrEnum):
    """The states of a render on the wire (protocol.md §8.2), and cancelled, which the studio adds."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RenderProgress:
    """One answer to a poll. ``percent`` 0 to 100, None when not told; ``url`` where the film lies."""

    id: RenderId
    status: RenderStatus
    percent: float | None = None
    url: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RenderOutput:
    """What a render shall make. ``short_side`` in pixels, None for the draft's own size."""

    short_side: int | None = None

    def to_wire(self) -> dict[str, str]:
        """The ``output`` object of protocol.md §8.1."""
        wire = {"format": "mp4", "quality": "high"}
        return wire if self.short_side is None else {**wire, "resolution": f"{self.short_side}p"}


@dataclass(frozen=True, slots=True)
class BackendTraits:
    """How a backend differs, as data. ``repeatable_edits``: an edit posted again with its key is answered
    with the first outcome. ``poll_s``: seconds between two looks at a render. ``settle_s``: for how long an edit
    whose outcome is unknown may still take effect. ``processor``: who processes the videos, told to people;
    ``listener``: who else is sent their sound, to write down what is said.
    """

    processor: str
    repeatable_edits: bool
    poll_s: float
    settle_s: float
    is_local: bool
    listener: str | None = None


@dataclass(frozen=True, slots=True)
class ChatSession:
    """The backend session of a chat (C4): one a chat. ``opened_by``: who asked for what it was opened for."""

    chat: ChatRef
    session_id: SessionId
    opened_at: datetime
    opened_by: SenderId | None = None


class TurnState(StrEnum):
    """Where a turn stands. Open: waiting, working. The rest are final."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether the turn still has to be answered."""
        return self in {TurnState.WAITING, TurnState.WORKING}


@dataclass(frozen=True, slots=True)
class Turn:
    """One request and everything done to answer it."""

    id: TurnId
    message: IncomingMessage
    state: TurnState
    position: int


class StepState(StrEnum):
    """A step of a turn: intended (in doubt after a crash), done, or its receipt unknown for good."""

    INTENDED = "intended"
    DONE = "done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One outward effect in the ledger: what the world looked like before, and what came of it."""

    name: str
    state: StepState
    before: JsonObject
    result: JsonObject


@dataclass(frozen=True, slots=True)
class SeenMedia:
    """An attachment once seen in a chat, remembered by reference."""

    message: MessageRef
    attachment: Attachment
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that a session was given, and our own copy of it; a link has none."""

    attachment: Attachment
    media: MediaId | None = None


def new_id() -> str:
    """A fresh random identifier of 32 hexadecimal digits."""
    return secrets.token_hex(16)


def render_id_for(turn: TurnId, part: int, attempt: int) -> RenderId:
    """The id of a turn's render: derived, so that a restart asks for the same one (S10)."""
    digest = hashlib.sha256(f"{turn}/{part}/{attempt}".encode()).hexdigest()
    return RenderId(f"render_{digest[:32]}")
