"""What the API is made of, handed to it by the wiring; each test hands over its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from media.limits import MAX_UPLOAD_BYTES
from studio.agent.plan import Plan
from studio.agent.planner import plan
from studio.agent.queue import EditQueue
from studio.agent.scene import Scene
from studio.api.links import LinkFetcher
from studio.render.jobs import RenderJobs
from studio.store.store import Store
from studio.timeline.model import SourceKind

HEARTBEAT_S = 5.0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What looking into an upload found. Sizes are display sizes; ``duration_ms`` is 0 for a picture."""

    kind: SourceKind
    extension: str
    duration_ms: int
    width: int = 0
    height: int = 0
    fps: Fraction | None = None
    has_audio: bool = False


Inspect = Callable[[Path], Awaitable[FileFacts]]
"""Judges a file by its content. Raises the media errors of the refusals' table."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The running parts, and the API's own figures."""

    store: Store
    edits: EditQueue
    renders: RenderJobs
    inspect: Inspect
    links: LinkFetcher = field(default_factory=LinkFetcher)
    max_upload_bytes: int = MAX_UPLOAD_BYTES
    heartbeat_s: float = HEARTBEAT_S
    plan: Callable[[str, Scene], Plan] = plan
    can_listen: bool = False
