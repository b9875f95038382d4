"""Subtitles somebody has: read from SRT or WebVTT, laid on the film as captions; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.timeline.errors import NoSubtitles
from studio.timeline.model import Position, SourceId, Span, Timeline, Title
from studio.timeline.settle import settle
from studio.timeline.spans import overlap, windows

MOST_CUES = 5000
LONGEST_CUE = 500
SHORTEST_MS = 40

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.MULTILINE)
_HEADER = re.compile(r"^[ \t\ufeff]*WEBVTT\b", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*\d+[ \t]*\n\Z", re.MULTILINE)
_TAG = re.compile(r"<[^<>\n]{0,80}>|\{\\[^{}\n]{0,80}\}")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words and when they are seen, in milliseconds."""

    start_ms: int
    end_ms: int
    text: str


def block_of(text: str) -> tuple[int, int] | None:
    """Where in a message subtitles stand: from the first cue's number (or header) to the end; None without any."""
    first = _TIMES.search(text)
    if first is None:
        return None
    before = text[: first.start()]
    lead = _HEADER.search(before) or _NUMBER.search(before)
    return (lead.start() if lead else first.start()), len(text)


def parse_subtitles(text: str) -> tuple[Cue, ...]:
    """The cues of an SRT or WebVTT text, in the order of their times. Raises NoSubtitles."""
    marks = list(_TIMES.finditer(text.replace("\r\n", "\n").replace("\r", "\n")))
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    cues: list[Cue] = []
    for number, mark in enumerate(marks[:MOST_CUES]):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(source)
        words = _words(source[mark.end() : end])
        start_ms, end_ms = _ms(mark.groups()[:4]), _ms(mark.groups()[4:])
        if words and end_ms > start_ms:
            cues.append(Cue(start_ms, end_ms, words[:LONGEST_CUE]))
    if not cues:
        raise NoSubtitles
    return tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


def with_captions(timeline: Timeline, cues: Sequence[Cue]) -> Timeline:
    """The cues as captions; those of before go.

    The times are the clip's as it was recorded, so that what has been cut since is heeded; where the film is made of
    several clips, they are the film's.
    """
    titles = [title for title in timeline.titles if not title.caption]
    for cue in cues:
        titles += [
            Title(cue.text, span.start_ms, span.duration_ms, Position.BOTTOM, caption=True)
            for span in _seen(timeline, cue)
            if span.duration_ms >= SHORTEST_MS
        ]
    return settle(replace(timeline, titles=tuple(titles)))


def with_captions_by_source(timeline: Timeline, cues: Mapping[SourceId, Sequence[Cue]]) -> Timeline:
    """The cues of each source, in its own time, as captions; those of before go."""
    titles = [title for title in timeline.titles if not title.caption]
    found = [
        Title(cue.text, span.start_ms, span.duration_ms, Position.BOTTOM, caption=True)
        for source, own in cues.items()
        for cue in own
        for span in _seen_in(timeline, cue, source)
        if span.duration_ms >= SHORTEST_MS
    ]
    captions = sorted(found, key=lambda title: title.start_ms)
    return settle(replace(timeline, titles=(*titles, *captions)))


def without_captions(timeline: Timeline) -> Timeline:
    """Without any captions. Raises NoSubtitles where there are none."""
    kept = tuple(title for title in timeline.titles if not title.caption)
    if len(kept) == len(timeline.titles):
        raise NoSubtitles
    return replace(timeline, titles=kept)


def _seen(timeline: Timeline, cue: Cue) -> list[Span]:
    """When the cue's words are said in the film; stretches that touch are one."""
    said = Span(cue.start_ms, cue.end_ms)
    if len({clip.source for clip in timeline.clips if not clip.card}) > 1:
        within = overlap(said, Span(0, timeline.duration_ms))
        return [] if within is None else [within]
    own = next((clip.source for clip in timeline.clips if not clip.card), None)
    return [] if own is None else _seen_in(timeline, cue, own)


def _seen_in(timeline: Timeline, cue: Cue, source: SourceId) -> list[Span]:
    """When the cue's words are said in the clips of a source; stretches that touch are one."""
    said = Span(cue.start_ms, cue.end_ms)
    found: list[Span] = []
    for clip, window in windows(timeline.clips):
        part = overlap(said, Span(clip.in_ms, clip.out_ms))
        if part is None or clip.card or clip.source != source:
            continue
        start = window.start_ms + round((part.start_ms - clip.in_ms) / clip.speed)
        end = window.start_ms + round((part.end_ms - clip.in_ms) / clip.speed)
        if found and found[-1].end_ms >= start - 1:
            found[-1] = Span(found[-1].start_ms, end)
        else:
            found.append(Span(start, end))
    return found


def _words(block: str) -> str:
    """A cue's lines: up to the blank line after them, without the next cue's number, tags and speakers' marks."""
    lines = block.strip("\n").split("\n\n", 1)[0].split("\n")
    plain = (" ".join(_TAG.sub("", line).split()) for line in lines)
    return "\n".join(line for line in plain if line)


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))
