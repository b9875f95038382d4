"""What the store keeps, as frozen values. Times in ``_ms`` are milliseconds since 1970 (UTC)."""

from dataclasses import dataclass
from enum import StrEnum

from studio.store.media import StoredFile
from studio.timeline.model import Source


@dataclass(frozen=True, slots=True)
class Account:
    """One client's account; ``id`` begins with ``anon_``."""

    id: str


@dataclass(frozen=True, slots=True)
class Session:
    """One project. ``version`` is the current one, ``tip`` the newest redo can reach; None before the first edit."""

    id: str
    account: str
    task: str
    task_name: str
    version: int | None
    tip: int | None


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A source and the file that holds it. ``upload_key``: the Idempotency-Key it came with."""

    source: Source
    file: StoredFile
    upload_key: str | None = None
    used: bool = False


class EditState(StrEnum):
    """Where an edit stands; the last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self in {EditState.DONE, EditState.CANCELLED, EditState.FAILED}


@dataclass(frozen=True, slots=True)
class Edit:
    """One request to edit. ``events``: its answer as JSON, once it ended."""

    id: str
    session: str
    key: str
    text: str
    state: EditState
    events: str


class RenderState(StrEnum):
    """The states of docs/api.md."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


NEXT_STATES: dict[RenderState, frozenset[RenderState]] = {
    RenderState.PENDING: frozenset({RenderState.PROCESSING, RenderState.CANCELLED, RenderState.FAILED}),
    RenderState.PROCESSING: frozenset(
        {RenderState.PENDING, RenderState.COMPLETED, RenderState.FAILED, RenderState.CANCELLED}
    ),
    RenderState.COMPLETED: frozenset(),
    RenderState.FAILED: frozenset(),
    RenderState.CANCELLED: frozenset(),
}
"""Where a render may go from where it is. Processing goes back to pending when the studio was killed meanwhile."""


@dataclass(frozen=True, slots=True)
class RenderedFilm:
    """The film of a completed render, and its facts."""

    file: StoredFile
    duration_ms: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Render:
    """One export job. ``row`` names its work folder; ``id`` is the client's, unique within the account."""

    row: int
    id: str
    account: str
    session: str
    draft: str
    short_side: int | None
    state: RenderState
    error: str | None
    film: RenderedFilm | None
    created_ms: int
    completed_ms: int | None
