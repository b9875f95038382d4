"""What has been understood of a request so far, clause by clause."""

from dataclasses import dataclass, field

from studio.agent.language.clauses import Clause
from studio.agent.language.levels import Args
from studio.agent.plan import Doubt
from studio.agent.scene import Scene


@dataclass(slots=True)
class Found:
    """An operation as read so far; ``clause`` is where it was said."""

    name: str
    args: Args
    clause: Clause


@dataclass(slots=True)
class Reading:
    """What has been understood, clause by clause."""

    text: str
    scene: Scene
    found: list[Found] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    unclear: list[Clause] = field(default_factory=list)
    vague: list[Clause] = field(default_factory=list)
    doubt: Doubt | None = None
    pending: Clause | None = None
    questions: bool = False
