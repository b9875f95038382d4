"""What the stand-in knows: people, chats, messages, files. Plain records; the modules beside change them."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

GENERAL_TOPIC = 1


@dataclass(slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None
    is_deactivated: bool = False

    @property
    def mention(self) -> str:
        return f"@{self.username}" if self.username else self.first_name


@dataclass(slots=True, eq=False)
class StoredFile:
    """A file on the server with what is known of it. ``folder`` is the kind's word in file paths: videos, documents …

    Lengths in pixels and whole seconds; zero is not known.
    """

    unique_id: str
    path: Path
    size: int
    folder: str
    name: str | None = None
    media_type: str | None = None
    width: int = 0
    height: int = 0
    duration: int = 0
    thumbnail: "StoredFile | None" = None
    supports_streaming: bool = False


@dataclass(slots=True)
class Media:
    """A file as one message shows it: as a video, a document …, under an id of the message's own."""

    kind: str
    file: StoredFile
    file_id: str

    @property
    def is_square(self) -> bool:
        """Whether it looks like a film nobody measured: 320 by 320, no length."""
        return self.kind == "video" and (self.file.width, self.file.height, self.file.duration) == (320, 320, 0)


@dataclass(slots=True, eq=False)
class Message:
    """A message as people see it, with its past."""

    id: int
    chat: "Chat"
    sender: User
    date: datetime
    text: str | None = None
    caption: str | None = None
    entities: list[dict] = field(default_factory=list)
    media: Media | None = None
    reply_to: "Message | None" = None
    quote: dict | None = None
    thread_id: int | None = None
    markup: dict | None = None
    album: str | None = None
    forwarded_from: User | None = None
    service: dict | None = None
    silent: bool = False
    is_deleted: bool = False
    edited_at: datetime | None = None
    past: list[str] = field(default_factory=list)
    """The texts that it had before, oldest first."""
    reactions: list[str] = field(default_factory=list)
    is_anonymous: bool = False
    """Sent by an administrator in the group's name."""

    @property
    def words(self) -> str:
        """Its text or caption."""
        return self.text if self.text is not None else self.caption or ""

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, row after row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    @property
    def is_from_bot(self) -> bool:
        return self.sender.is_bot

    def __repr__(self) -> str:
        return f"<message {self.id} in {self.chat.id} from {self.sender.first_name}: {self.words[:60]!r}>"


@dataclass(slots=True)
class Member:
    """Somebody in a group. ``status`` as Telegram's: creator, administrator, member, restricted, left, kicked."""

    user: User
    status: str = "member"


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, a group, or a supergroup."""

    id: int
    kind: str
    title: str
    members: dict[int, Member] = field(default_factory=dict)
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    forbidden_kinds: set[str] = field(default_factory=set)
    """What members may not send, in the words of Telegram's refusals: videos, documents, text messages …"""
    is_started: bool = False
    """A private chat that its person has opened."""
    is_blocked: bool = False
    moved_to: "Chat | None" = None
    other_bot_spoke_last: bool = False
    actions: list[str] = field(default_factory=list)
    """The chat actions shown, in their order."""

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def bot_status(self) -> str:
        """What the bot is here; empty in private chats."""
        return next((each.status for each in self.members.values() if each.user.is_bot), "")

    @property
    def shown(self) -> list[Message]:
        """The messages that are there, oldest first."""
        return [message for message in self.messages.values() if not message.is_deleted]

    @property
    def from_bot(self) -> list[Message]:
        """The bot's messages that are there, oldest first."""
        return [message for message in self.shown if message.is_from_bot]

    @property
    def last(self) -> Message | None:
        """The newest message that is there."""
        return next(reversed(self.shown), None)
