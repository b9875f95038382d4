"""Bringing a source's sound and picture together where they are apart; pure."""

from dataclasses import dataclass, replace

from studio.timeline.model import SourceId, Sync, Timeline

LONGEST_DELAY_MS = 60_000
LEAST_TEMPO, MOST_TEMPO = 0.9, 1.1


@dataclass(frozen=True, slots=True)
class StreamTimes:
    """When a file's picture and sound begin and end, in milliseconds of the file."""

    picture_start: float
    picture_end: float
    sound_start: float
    sound_end: float


NEGLIGIBLE_START_MS = 15.0
"""Nobody hears so little; encoders and containers round by as much."""
NEGLIGIBLE_DRIFT_MS = 150.0
MOST_DRIFT = 0.02
"""A recording's sound and picture rarely end together; only further apart, and in proportion, is it drift."""


def sync_of(timeline: Timeline, source: SourceId) -> Sync:
    """How a source's sound lies to its picture; untouched if nobody moved it."""
    return next((sync for sync in timeline.syncs if sync.source == source), Sync(source))


def with_sync(timeline: Timeline, sync: Sync) -> Timeline:
    """The timeline with another sync of a source."""
    bounded = replace(
        sync,
        delay_ms=round(min(max(sync.delay_ms, -LONGEST_DELAY_MS), LONGEST_DELAY_MS)),
        tempo=round(min(max(sync.tempo, LEAST_TEMPO), MOST_TEMPO), 6),
    )
    others = tuple(other for other in timeline.syncs if other.source != sync.source)
    return replace(timeline, syncs=others if bounded == Sync(sync.source) else (*others, bounded))


def delayed(timeline: Timeline, source: SourceId, delay_ms: int) -> Timeline:
    """A source's sound so much later than now, earlier below zero."""
    sync = sync_of(timeline, source)
    return with_sync(timeline, replace(sync, delay_ms=sync.delay_ms + delay_ms))


def container_sync(source: SourceId, times: StreamTimes) -> Sync:
    """What brings both streams of a file to begin, and to run, together; no change where they nearly do."""
    picture_ms = times.picture_end - times.picture_start
    sound_ms = times.sound_end - times.sound_start
    apart_ms = times.sound_start - times.picture_start
    drift = sound_ms / picture_ms if picture_ms > 0 and sound_ms > 0 else 1.0
    drifts = abs(sound_ms - picture_ms) >= NEGLIGIBLE_DRIFT_MS and abs(drift - 1) <= MOST_DRIFT
    begins_apart = abs(apart_ms) >= NEGLIGIBLE_START_MS
    tempo = round(drift, 6) if drifts else 1.0
    delay = round(times.picture_start * tempo - times.sound_start) if begins_apart else 0
    return Sync(source, delay, tempo)


def seen_at(sync: Sync, sound_ms: int) -> int:
    """The moment of the picture at which a moment of the source's sound is heard."""
    return round((sound_ms + sync.delay_ms) / sync.tempo)
