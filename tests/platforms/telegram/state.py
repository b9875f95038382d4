"""What the methods of the server share: the world, the settings, and the records that tests read afterwards."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.platforms.telegram.clock import Clock
from tests.platforms.telegram.files import FileStore
from tests.platforms.telegram.flood import Flood
from tests.platforms.telegram.model import Message, User
from tests.platforms.telegram.schema import Schema
from tests.platforms.telegram.world import World


@dataclass
class ApiCall:
    """A call as the log keeps it. ``at_s`` is the server's monotonic time; the token is in none of these fields."""

    at_s: float
    method: str
    params: dict[str, object] = field(default_factory=dict)
    status: int = 0
    result: object = None
    description: str = ""
    reply_lost: bool = False
    """The answer certainly did not reach the bot: it was cut or held back, or the bot had gone."""
    answered_at_s: float = 0.0
    line_ended_at_s: float = 0.0
    """When the connection ended, if this was the last call on it. Both by the computer's clock, 0 is never."""

    @property
    def ok(self) -> bool:
        return self.status == 200

    def may_be_unread(self, within_s: float = 1.0) -> bool:
        """Whether the bot may not know the answer: lost, or the line ended right after it and nothing followed."""
        ended_soon = 0.0 < self.line_ended_at_s <= self.answered_at_s + within_s
        return self.reply_lost or ended_soon


@dataclass(eq=False)
class Toast:
    """What a person sees after pressing a button."""

    text: str = ""
    is_alert: bool = False


@dataclass(eq=False)
class Press:
    """A press on a button, until it is answered or too old."""

    id: str
    person: User
    message: Message
    data: str
    at_s: float
    toast: Toast | None = None


@dataclass
class State:
    """All of it."""

    token: str = field(repr=False)
    world: World
    files: FileStore
    clock: Clock
    schema: Schema
    flood: Flood
    local: bool
    local_folder: Path
    log: list[ApiCall] = field(default_factory=list)
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict]] = field(default_factory=dict)
    """By scope (canonical JSON) and language."""
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name, description and short description by kind and language."""
    webhook: str = ""
    refused_until_s: float = 0.0
    """After logOut: until then the cloud knows this bot no more."""
    started_at_s: float = 0.0
    square_videos: list[Message] = field(default_factory=list)
    """Videos over 10 MB sent without geometry or thumbnail: people see a black square of 0:00."""
    missing_methods: set[str] = field(default_factory=set)
    """Methods that this server is too old to know: 404."""
    scheduled_videos: int = 0
    """So many of the next videos are only put on the list for sending: their answer has message_id 0."""
    slow_files_s: float = 0.0
    """How long getFile takes with --local, as if the file came in only now."""
