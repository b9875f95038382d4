"""A draft in words: its summary (S9), and what changed between two drafts (S7). Pure.

No public source names the keys inside the cloud's segments, so names and times are read from wherever they are
plausible, and what cannot be read is left out.
"""

from dataclasses import dataclass
from typing import Any

from bot.core.model import BackendState, Draft
from bot.core.wording import Voice

_KINDS = {0: "video", 1: "audio", 7: "text"}


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as far as it can be told: its name, where it lies in ms, its volume in percent."""

    name: str
    start_ms: float
    duration_ms: float
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One track that has something on it. ``kind``: video, audio, text or other."""

    kind: str
    segments: tuple[Segment, ...]

    @property
    def name(self) -> str:
        """What lies on it, each name once."""
        return ", ".join(dict.fromkeys(segment.name for segment in self.segments if segment.name))

    @property
    def span_ms(self) -> tuple[float, float]:
        """Where it begins and ends."""
        starts = [segment.start_ms for segment in self.segments]
        ends = [segment.start_ms + segment.duration_ms for segment in self.segments]
        return min(starts), max(ends)


def tracks_of(draft: Draft) -> tuple[Track, ...]:
    """The draft's tracks that hold anything, in their order."""
    found = []
    for track in _dicts(draft.wire.get("t")):
        segments = _segments(track)
        if segments:
            found.append(Track(_KINDS.get(track.get("tt", -1), "other"), segments))
    return tuple(found)


def duration_ms(draft: Draft) -> float:
    """The film's length as the draft tells it, else the end of its last segment."""
    told = _number(draft.wire.get("d"))
    ends = [track.span_ms[1] for track in tracks_of(draft)]
    return told if told is not None else max(ends, default=0.0)


def first_clip(draft: Draft) -> str:
    """The name of what the first video track begins with, as ``short_name`` gives it; empty if it has none."""
    pictures = next((track for track in tracks_of(draft) if track.kind == "video"), None)
    return "" if pictures is None else min(pictures.segments, key=lambda segment: segment.start_ms).name


def short_name(name: str) -> str:
    """A name as segments bear it here: in one line, and not for ever."""
    return " ".join(name.split())[:60]


def _segments(track: dict[str, Any]) -> tuple[Segment, ...]:
    found, at = [], 0.0
    for segment in _dicts(track.get("sg")):
        meta = segment.get("m") if isinstance(segment.get("m"), dict) else {}
        start = _first_number(segment, meta, "s", "st", "start")
        length = _first_number(segment, meta, "d", "duration") or 0.0
        begin = at if start is None else start
        at = begin + length
        found.append(Segment(_name(segment, meta), begin, length, _percent(segment, meta)))
    return tuple(found)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _first_number(segment: dict[str, Any], meta: Any, *keys: str) -> float | None:
    for holder in (segment, meta):
        for key in keys:
            value = _number(holder.get(key))
            if value is not None:
                return value
    return None


def _name(segment: dict[str, Any], meta: Any) -> str:
    for holder in (meta, segment):
        for key in ("text", "title", "name", "content"):
            if isinstance(holder.get(key), str) and holder[key].strip():
                return short_name(holder[key])
    return ""


def _percent(segment: dict[str, Any], meta: Any) -> int | None:
    volume = _first_number(segment, meta, "volume", "vol", "v")
    if volume is None:
        return None
    return round(volume * 100) if volume <= 2 else round(volume)


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f}".removesuffix(".0")


def describe_track(track: Track, voice: Voice) -> str:
    """One track in one line: ``BGM: Lo-fi (0-10s, 35%)``."""
    start, end = track.span_ms
    percent = next((segment.percent for segment in track.segments if segment.percent is not None), None)
    level = f", {percent}%" if track.kind == "audio" and percent is not None else ""
    name = track.name
    if not name:
        name = voice.say("timeline.clips", n=len(track.segments))
    elif track.kind == "text":
        name = f'"{name}"'
    return f"{voice.say(f'timeline.track.{track.kind}')}: {name} ({_seconds(start)}-{_seconds(end)}s{level})"


def summarise(state: BackendState, voice: Voice, *, line_breaks: bool) -> str:
    """The chat's timeline in words; before there is one, the uploads and generated media."""
    tracks = tracks_of(state.draft)
    if not tracks:
        return _material(state, voice)
    lines = [f"{number}. {describe_track(track, voice)}" for number, track in enumerate(tracks, 1)]
    head = voice.say("timeline.head", n=len(tracks))
    return "\n".join([head, *lines]) if line_breaks else " ".join([head, *lines])


def _material(state: BackendState, voice: Voice) -> str:
    names = [upload.filename for upload in state.uploads] + list(state.generated)
    if not names:
        return voice.say("timeline.empty")
    return voice.say("timeline.material", n=len(names), names=", ".join(names))


def difference(before: Draft, after: Draft, voice: Voice) -> str | None:
    """What changed, in one or two sentences; None when nothing a person would notice did."""
    if before.wire == after.wire:
        return None
    old, new = tracks_of(before), tracks_of(after)
    changes = []
    was, now = duration_ms(before), duration_ms(after)
    if old and abs(was - now) >= 50:
        changes.append(voice.say("change.length", before=voice.duration(was), after=voice.duration(now)))
    old_lines = {describe_track(track, voice) for track in old if track.kind != "video"}
    new_lines = {describe_track(track, voice) for track in new if track.kind != "video"}
    changes += [voice.say("change.now", track=line) for line in sorted(new_lines - old_lines)]
    gone = {track.kind for track in old} - {track.kind for track in new}
    changes += [voice.say("change.gone", track=voice.say(f"timeline.track.{kind}")) for kind in sorted(gone)]
    return " ".join(changes) or voice.say("change.some")
