"""The doors the core needs, named by what the core wants of them.

The ledger, the largest of them, has a file of its own. Every implementation, fake or real, passes the same suite
under ``tests/contract``. All methods may raise ``StorageFailed`` where they touch the database; nobody but the wiring
catches that.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.core.model import (
    Attachment,
    BackendEvent,
    BackendState,
    BackendTraits,
    Capabilities,
    ChatRef,
    ChatSession,
    Credits,
    Draft,
    IncomingMessage,
    Language,
    Link,
    MediaFacts,
    MediaId,
    MessageRef,
    RenderId,
    RenderOutput,
    RenderProgress,
    Reply,
    SayableGroup,
    Sender,
    SessionId,
    StoredMedia,
    Uploaded,
)

PercentListener = Callable[[float], None]


class Clock(Protocol):
    """Time, so that tests can turn it by hand."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Wait. Cancellable."""


class Inbox(Protocol):
    """What the core offers to the adapters: hand in a message, and know that it is kept."""

    async def accept(self, message: IncomingMessage) -> bool:
        """Keep the message on disk, then have it answered in its chat's order.

        Returns after the commit: only then may the adapter acknowledge to its platform. False if this
        ``event_id`` was accepted before (nothing is done again).
        """

    def refusal(self, message: IncomingMessage) -> str | None:
        """The catalogues' key of what a stranger is told; None for who is served.

        For platforms that can say so to one person alone; elsewhere ``accept`` has it said, once.
        """


class ReceivedFile(Protocol):
    """A file on its way into the media store."""

    async def write(self, chunk: bytes) -> None:
        """Append. Raises FileTooLarge past the agreed size, DiskNearlyFull without room."""

    async def keep(self) -> StoredMedia:
        """Make it durable under its content's hash; the same content is kept once. Raises EmptyFile."""


class MediaStore(Protocol):
    """Files, content-hashed, in a folder of our own. Names given by people never reach the disk."""

    def receive(self, max_bytes: int) -> AbstractAsyncContextManager[ReceivedFile]:
        """Open a file to write into. Leaving the context without ``keep`` removes it."""

    def scratch(self, extension: str) -> Path:
        """The path of a new, not yet existing file in the scratch folder, which is emptied at start."""

    async def adopt(self, path: Path) -> StoredMedia:
        """Move a file made at a ``scratch`` path into the store. Raises EmptyFile."""

    async def get(self, media: MediaId) -> StoredMedia | None:
        """The file, or None if it is not (any more) there."""

    async def remove(self, media: MediaId) -> None:
        """Delete the file, if it is there."""

    async def has_room_for(self, size_bytes: int) -> bool:
        """Whether the disk can take that much and still have its reserve."""


class MediaTools(Protocol):
    """What the core needs to know and make of media, done out of process."""

    async def inspect(self, media: StoredMedia, filename: str) -> MediaFacts:
        """Judge by content; ``filename`` only tells what plain words were meant for. Of a text the extension is ``srt``
        where it has times. Raises UnsupportedFile, UnreadableFile, PictureTooLarge, NoDuration, EmptyFile, NoCues,
        TextFileTooLong."""

    async def read_text(self, media: StoredMedia) -> str:
        """The words of a file that ``inspect`` found to be a text."""

    async def uploadable(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia:
        """The file itself, or what the backend takes in its place (voice notes become m4a, S5)."""

    async def poster(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia | None:
        """A JPEG of at most 320 pixels a side from early in the film, None if none can be made."""

    async def fit(
        self, media: StoredMedia, facts: MediaFacts, max_bytes: int, progress: PercentListener
    ) -> StoredMedia | None:
        """A copy re-encoded to at most ``max_bytes``, None where that cannot be watchable."""


class Links(Protocol):
    """Expiring links to full files, if the operator has a public address."""

    async def link(self, media: StoredMedia, filename: str) -> Link | None:
        """A signed link of single purpose, None when links are not enabled (``PUBLIC_URL``)."""


class SendWatch(Protocol):
    """Kept informed by ``ChatPort.send`` of a send that must not be repeated by itself."""

    async def going(self) -> None:
        """The send is handed to the platform now: from here on it may arrive. Awaited before every attempt."""

    async def refused(self) -> None:
        """The platform certainly refused the attempt just announced; another one may follow."""


class ChatPort(Protocol):
    """The way out to chats, over all platforms."""

    def capabilities(self, chat: ChatRef) -> Capabilities:
        """What this chat can do just now. No I/O."""

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        """Post a new message. ``key`` names this send for ever; platforms with idempotency use it.

        ``watch`` is given with a film where ``Capabilities.announces_sends``; elsewhere it may be ignored.
        Raises ReceiptUnknown, TooLargeToSend, VideoNotAllowed, ChatUnavailable, Throttled.
        """

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message. Unchanged text is success. Raises MessageGone, ChatUnavailable, Throttled."""

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        """Bring an attachment's bytes into the store; repeatable. Raises AttachmentGone, FileTooLarge,
        EmptyFile, DiskNearlyFull. ``progress`` is called with 0 to 100 where the size is known."""

    async def forget(self, chat: ChatRef) -> None:
        """Delete what the platform's adapter itself keeps of the chat, for good; what it shows elsewhere stays."""


class PlatformAdapter(ChatPort, Protocol):
    """One platform: its way in and its way out."""

    @property
    def platform(self) -> str:
        """The name that stands in this platform's ``ChatRef``s."""

    async def run(self, inbox: Inbox) -> None:
        """Listen until cancelled; reconnects by itself. Raises ConfigurationError only."""


class BackendClient(Protocol):
    """The editing backend, cloud or studio: the same wire (docs/api.md)."""

    @property
    def traits(self) -> BackendTraits:
        """How this backend differs from others, as data."""

    def attributed_to(self, source: str) -> "BackendClient":
        """The same backend, told with every call that ``source``, a profile's name, is calling (S3)."""

    async def open_session(self, language: Language) -> SessionId:
        """Open a session; gets the installation's account first if there is none."""

    async def upload(
        self,
        session: SessionId,
        media: StoredMedia,
        filename: str,
        *,
        key: str,
        progress: PercentListener,
    ) -> Uploaded:
        """Stream a file up at constant memory. Raises OutcomeUnknown when the answer never came."""

    async def upload_url(self, session: SessionId, url: str, *, key: str) -> Uploaded:
        """Have the backend fetch a link. Raises ProtectedLink, UnreachableLink, OutcomeUnknown."""

    def converse(self, session: SessionId, text: str, *, key: str) -> AsyncGenerator[BackendEvent, None]:
        """Ask for an edit and stream what happens; the end of the iterator is the end of the edit.

        Use under ``aclosing``; closing early does not cancel the edit. Raises OutcomeUnknown when the
        connection is lost after the request was sent, or 15 minutes passed. Never repeats by itself.
        """

    async def cancel_edit(self, session: SessionId, key: str) -> bool:
        """Stop a running edit. False where the backend cannot."""

    async def state(self, session: SessionId) -> BackendState:
        """Uploads, generated media and draft. A read: may be repeated."""

    async def start_render(
        self, session: SessionId, render: RenderId, draft: Draft, output: RenderOutput
    ) -> RenderProgress:
        """Start an export. Raises DuplicateRender when the id is taken, OutcomeUnknown."""

    async def render(self, render: RenderId) -> RenderProgress | None:
        """How far a render is; None if the backend does not know it."""

    async def cancel_render(self, render: RenderId) -> bool:
        """Stop a render. False where the backend cannot."""

    async def download(self, progress_of: RenderProgress, store: MediaStore, progress: PercentListener) -> StoredMedia:
        """Bring a completed render's film into the store; resumes a cut transfer."""

    async def forget_session(self, session: SessionId) -> bool:
        """Delete the session with its files and films, stopping what runs in it; repeatable. False where the
        backend cannot, and keeps its copy by rules of its own."""

    async def credits(self) -> Credits:
        """The account's credits (S8)."""

    async def sayable(self, language: Language) -> tuple[SayableGroup, ...]:
        """What can be asked for, by subject; empty where the backend has no such list. Answers within seconds."""


class Sessions(Protocol):
    """One backend session a chat (C4), the profile of each chat, and the language of each person."""

    async def get(self, chat: ChatRef) -> ChatSession | None:
        """The chat's session, if it has one."""

    async def put(self, session: ChatSession) -> None:
        """Set the chat's session, replacing the one before."""

    async def forget(self, chat: ChatRef) -> None:
        """The chat has no session any more; which ones it had is still known."""

    async def opened(self, chat: ChatRef) -> tuple[SessionId, ...]:
        """Every session the chat ever had, with the present one."""

    async def erase(self, chat: ChatRef) -> None:
        """The chat has no session and no profile, and never had one."""

    async def profile(self, chat: ChatRef) -> str | None:
        """The name of the profile the chat has chosen, if it has."""

    async def set_profile(self, chat: ChatRef, name: str) -> None:
        """Remember what the chat has chosen."""

    async def language(self, sender: Sender, chat: ChatRef) -> Language | None:
        """The language this person asked for, if they did."""

    async def set_language(self, sender: Sender, chat: ChatRef, language: Language | None) -> None:
        """Remember a person's language; None goes back to guessing."""


class Accounts(Protocol):
    """The one backend account of this installation (S1)."""

    async def client_id(self) -> str:
        """The installation's id, at most 64 characters: made once, kept for ever."""

    async def token(self, backend: str) -> str | None:
        """The anonymous token last given by that backend."""

    async def put_token(self, backend: str, token: str, user_id: str | None) -> None:
        """Keep a token. It never leaves the database but in an Authorization header."""
