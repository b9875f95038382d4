"""The two backends Cutdesk knows, as data: the studio beside it, and the NemoVideo cloud."""

from dataclasses import dataclass

from bot.core.model import BackendTraits

STUDIO = BackendTraits(processor="this computer", repeatable_edits=True, poll_s=1.0, settle_s=900.0, is_local=True)
NEMO = BackendTraits(processor="NemoVideo", repeatable_edits=False, poll_s=30.0, settle_s=900.0, is_local=False)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each kind of waiting may last, in seconds.

    ``answer_s``: from the last byte sent to the first byte of an ordinary answer, and between bytes. ``upload_s`` and
    ``link_s``: the same for uploads, which the backend judges, and links, which it fetches, before it answers.
    ``gap_s``: silence inside a stream; heartbeats end it. ``edit_s``: one edit in all.
    """

    connect_s: float = 10.0
    write_s: float = 60.0
    pool_s: float = 30.0
    answer_s: float = 60.0
    upload_s: float = 300.0
    link_s: float = 900.0
    gap_s: float = 300.0
    edit_s: float = 900.0


def timeouts_of(traits: BackendTraits) -> Timeouts:
    """The studio promises a heartbeat every 10 s, so a minute of silence means it is gone; the cloud promises none."""
    return Timeouts(gap_s=60.0) if traits.is_local else Timeouts()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a backend's answers are to be taken where their shapes leave it open.

    ``owns_up``: a 408, a 503, or a 5xx with a code says that nothing was done; else an edit refused so may still take
    effect. ``speaks_in_words``: its agent may say in plain words what should have been an error.
    """

    owns_up: bool
    speaks_in_words: bool


def dialect_of(traits: BackendTraits) -> Dialect:
    """The studio answers as docs/api.md promises; of the cloud no such promise is published."""
    return Dialect(owns_up=traits.is_local, speaks_in_words=not traits.is_local)
