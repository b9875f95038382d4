"""Edits of what is heard: the clips' own sound and the music under them; pure.

Levels are linear: 1.0 is as recorded for a clip, as loud as the speech for music.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from studio.timeline.cuts import split_clips
from studio.timeline.errors import NoMusic
from studio.timeline.model import Clip, Music, Span, Timeline
from studio.timeline.settle import joined, settle
from studio.timeline.spans import windows

LOUDEST_CLIP = 4.0
"""Twelve decibels above the recording; louder is only distortion."""

LOUDEST_MUSIC = 2.0
"""Six decibels above the speech."""

USUAL_MUSIC_VOLUME = 0.3
SOFT_EDGE_MS = 100
"""Music that stops or starts in mid-film does so over this long, lest it clicks."""


class Target(StrEnum):
    """Whose loudness is meant."""

    VOICE = "voice"
    MUSIC = "music"
    ALL = "all"

    @property
    def has_clips(self) -> bool:
        """Whether the clips' own sound is meant."""
        return self is not Target.MUSIC

    @property
    def has_music(self) -> bool:
        """Whether the music is meant."""
        return self is not Target.VOICE


def set_music(timeline: Timeline, bed: Music) -> Timeline:
    """The film with this music alone; what music there was goes."""
    return settle(replace(timeline, music=(replace(bed, volume=_bounded(bed.volume, LOUDEST_MUSIC)),)))


def set_volume(timeline: Timeline, target: Target, level: float) -> Timeline:
    """Every level of the target at ``level``, bounded. Raises NoMusic if music alone is meant and there is none."""
    return _with_levels(timeline, target, lambda _old, _usual: level)


def scale_volume(timeline: Timeline, target: Target, factor: float) -> Timeline:
    """Every level of the target times ``factor``; what was mute comes back at its usual level when made louder.

    Raises NoMusic if music alone is meant and there is none.
    """
    return _with_levels(timeline, target, lambda old, usual: scaled(old, factor, usual))


def change_clips(timeline: Timeline, spans: Sequence[Span], change: Callable[[float], float]) -> Timeline:
    """The level of each clip that lies at one of the spans changed, bounded; what lies elsewhere stays as it is."""
    clips = tuple(
        replace(clip, gain=_bounded(change(clip.gain), LOUDEST_CLIP)) if window in spans else clip
        for clip, window in windows(timeline.clips)
    )
    return replace(timeline, clips=joined(clips))


def scaled(old: float, factor: float, usual: float = 1.0) -> float:
    """A level times ``factor``; what was mute comes back at its usual level when made louder."""
    return usual if old == 0 and factor > 1 else old * factor


def mute(timeline: Timeline, target: Target, span: Span | None = None) -> Timeline:
    """No sound of the target, in the whole film or in ``span``. Raises NoMusic as set_volume does.

    Muted in a span, music stops before it and starts anew after it.
    """
    if span is None:
        return set_volume(timeline, target, 0.0)
    _check_music(timeline, target)
    result = timeline
    if target.has_clips:
        split = split_clips(timeline.clips, (span.start_ms, span.end_ms))
        result = replace(result, clips=joined(tuple(_muted_in(clip, window, span) for clip, window in windows(split))))
    if target.has_music:
        result = replace(result, music=tuple(part for bed in result.music for part in _around(bed, span)))
    return settle(result)


def duck_music(timeline: Timeline, *, ducked: bool = True) -> Timeline:
    """Music that steps back while somebody speaks, or does not. Raises NoMusic."""
    _check_music(timeline, Target.MUSIC)
    return replace(timeline, music=tuple(replace(bed, ducked=ducked) for bed in timeline.music))


def fade_music(timeline: Timeline, fade_in_ms: int | None = None, fade_out_ms: int | None = None) -> Timeline:
    """The first bed fades in, the last one out, over so many milliseconds (None: as before). Raises NoMusic."""
    _check_music(timeline, Target.MUSIC)
    beds = list(timeline.music)
    if fade_in_ms is not None:
        beds[0] = replace(beds[0], fade_in_ms=fade_in_ms)
    if fade_out_ms is not None:
        beds[-1] = replace(beds[-1], fade_out_ms=fade_out_ms)
    return settle(replace(timeline, music=tuple(beds)))


def _with_levels(timeline: Timeline, target: Target, change: Callable[[float, float], float]) -> Timeline:
    _check_music(timeline, target)
    clips, music = timeline.clips, timeline.music
    if target.has_clips:
        clips = joined(tuple(replace(clip, gain=_bounded(change(clip.gain, 1.0), LOUDEST_CLIP)) for clip in clips))
    if target.has_music:
        music = tuple(
            replace(bed, volume=_bounded(change(bed.volume, USUAL_MUSIC_VOLUME), LOUDEST_MUSIC)) for bed in music
        )
    return replace(timeline, clips=clips, music=music)


def _bounded(level: float, loudest: float) -> float:
    return round(min(max(level, 0.0), loudest), 3)


def _check_music(timeline: Timeline, target: Target) -> None:
    if target is Target.MUSIC and not timeline.music:
        raise NoMusic


def _muted_in(clip: Clip, window: Span, span: Span) -> Clip:
    middle = (window.start_ms + window.end_ms) // 2
    return replace(clip, gain=0.0) if span.start_ms <= middle < span.end_ms else clip


def _around(bed: Music, span: Span) -> list[Music]:
    """What is left of a bed before and after ``span``."""
    end = bed.start_ms + bed.duration_ms
    if span.end_ms <= bed.start_ms or span.start_ms >= end:
        return [bed]
    parts: list[Music] = []
    if bed.start_ms < span.start_ms:
        before = span.start_ms - bed.start_ms
        parts.append(replace(bed, duration_ms=before, fills=False, fade_out_ms=SOFT_EDGE_MS))
    if span.end_ms < end:
        parts.append(replace(bed, start_ms=span.end_ms, duration_ms=end - span.end_ms, fade_in_ms=SOFT_EDGE_MS))
    return parts
