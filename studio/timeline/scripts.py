"""A script as captions: cut into lines that can be read, and timed by its words or by where somebody speaks; pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from studio.timeline.model import Span
from studio.timeline.subtitles import LONGEST_CUE, MOST_CUES, Cue

MOST_WIDTH = 64
"""Of a caption, in letters; a Chinese one counts as two."""
HOLD_MS = 400
"""How long a caption stays after its last word where nothing follows."""
MISSED_MS = 600
"""So much speech beside a caption's words is theirs, if no other caption has it."""
NEAR_GAP, NEAR_GAP_MS = 0.3, 700
"""Of a caption's length, and at most: so near to a gap in the speech, it begins or ends at the gap."""

_END = re.compile(r"[.!?]+[”’\"')]*(?=\s)|[。！？…]+[”’」』）]*")
"""Where a sentence ends; a point within a number ends none."""
_WORD = re.compile(r"\s+")
_WIDE = frozenset("WF")
_COMMAS = frozenset(",;:，；：、")


def caption_lines(script: str) -> tuple[str, ...]:
    """The script in captions: a sentence each, long ones in parts of about equal length."""
    lines: list[str] = []
    for paragraph in script.splitlines():
        for sentence in _sentences(paragraph):
            lines += _parts(sentence)
    return tuple(lines[:MOST_CUES])


def spoken_words(line: str) -> tuple[str, ...]:
    """The words of a caption as they are spoken, in lower case, without punctuation."""
    cleaned = (re.sub(r"[^a-z']", "", word.lower().replace("’", "'")).strip("'") for word in _WORD.split(line))
    return tuple(word for word in cleaned if word)


def timed_by_words(lines: Sequence[str], heard: Sequence[Span | None], speech: Sequence[Span]) -> tuple[Cue, ...]:
    """Captions from their first word to their last; ``heard`` has the time of each of ``spoken_words`` in turn.

    A word that was not heard lies between its neighbours; silence that a word was given by mistake is taken from it.
    """
    known = _filled(heard)
    cues: list[Cue] = []
    at = 0
    for line in lines:
        count = len(spoken_words(line))
        own, sure = known[at : at + count], [span for span in heard[at : at + count] if span is not None]
        at += count
        if own:
            start, end = _within_speech(own, sure or own, speech)
            cues.append(Cue(start, max(end, start + 1), line[:LONGEST_CUE]))
    return _held(_grown(cues, speech))


def timed_by_speech(lines: Sequence[str], speech: Sequence[Span]) -> tuple[Cue, ...]:
    """Captions spread over the stretches in which somebody speaks, as long as its length needs: an estimate."""
    total = sum(span.duration_ms for span in speech)
    widths = [_width(line) for line in lines]
    if not total or not sum(widths):
        return ()
    per_letter = total / sum(widths)
    cues: list[Cue] = []
    begun = 0.0
    for line, width in zip(lines, widths, strict=True):
        length = width * per_letter
        near = min(NEAR_GAP * length, NEAR_GAP_MS)
        start, end = _from(speech, begun, near), _until(speech, begun + length, near)
        cues.append(Cue(start, max(end, start + 1), line[:LONGEST_CUE]))
        begun += length
    return _held(cues)


def in_lines(cue: Cue) -> tuple[Cue, ...]:
    """A long stretch of speech as several captions, its time divided by their lengths."""
    lines = caption_lines(cue.text)
    return timed_by_speech(lines, [Span(cue.start_ms, cue.end_ms)])


def _sentences(paragraph: str) -> list[str]:
    ends = [0, *(match.end() for match in _END.finditer(paragraph)), len(paragraph)]
    found = (" ".join(paragraph[start:end].split()) for start, end in pairwise(ends))
    return [sentence for sentence in found if sentence]


def _parts(sentence: str) -> list[str]:
    """A sentence in as few parts as its width needs, about equally wide, rather after a comma."""
    width = _width(sentence)
    count = -(-width // MOST_WIDTH)
    lines: list[str] = []
    line, most = "", width / count
    for piece in _pieces(sentence):
        line += piece
        after_comma = line.rstrip()[-1:] in _COMMAS and _width(line) > most * 0.6
        if (_width(line) >= most * 0.95 or after_comma) and len(lines) < count - 1:
            lines.append(line.strip())
            line = ""
    return [one for one in (*lines, line.strip()) if one]


def _pieces(sentence: str) -> list[str]:
    """Where a line may end: after a word, or a Chinese character that no sign follows."""
    return re.findall(r"[ -⺀]+?(?:\s+|$)|[ -⺀]+|.[，。！？；：、”’」』）…]*", sentence)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text)


def _filled(heard: Sequence[Span | None]) -> list[Span]:
    """The words' times with those that are missing laid evenly between their neighbours; empty without any."""
    if not any(heard):
        return []
    filled: list[Span] = []
    for place, span in enumerate(heard):
        if span is not None:
            filled.append(span)
            continue
        last = filled[-1].end_ms if filled else None
        rest = [later for later in heard[place:] if later is not None]
        missing = next((count for count, later in enumerate(heard[place:]) if later is not None), 1)
        after = rest[0].start_ms if rest else None
        begin = last if last is not None else max(0, (after or 0) - 300 * missing)
        end = after if after is not None else begin + 300
        filled.append(Span(begin, max(begin, begin + (end - begin) // missing)))
    return filled


def _grown(cues: Sequence[Cue], speech: Sequence[Span]) -> list[Cue]:
    """Captions with the little speech beside them that is nobody else's: words that were taken for silence."""
    grown: list[Cue] = []
    for place, cue in enumerate(cues):
        before = grown[-1].end_ms if grown else 0
        after = cues[place + 1].start_ms if place + 1 < len(cues) else speech[-1].end_ms if speech else cue.end_ms
        start = next((span.start_ms for span in speech if span.start_ms <= cue.start_ms < span.end_ms), cue.start_ms)
        end = next((span.end_ms for span in speech if span.start_ms < cue.end_ms <= span.end_ms), cue.end_ms)
        if start < before or cue.start_ms - start > MISSED_MS:
            start = cue.start_ms
        if end > after or end - cue.end_ms > MISSED_MS:
            end = cue.end_ms
        grown.append(replace(cue, start_ms=start, end_ms=end))
    return grown


def _within_speech(words: Sequence[Span], sure: Sequence[Span], speech: Sequence[Span]) -> tuple[int, int]:
    """From the first word to the last, without silence before and after. A word is given the silence beside it or the
    words that nobody could look up, so its other end tells where the speech is that it belongs to."""
    start, end = words[0].start_ms, words[-1].end_ms
    first = next((span for span in reversed(speech) if span.start_ms < sure[0].end_ms), None)
    last = next((span for span in speech if span.end_ms > sure[-1].start_ms), None)
    if first is not None and first.end_ms > start:
        start = max(start, first.start_ms)
    if last is not None and last.start_ms < end:
        end = min(end, last.end_ms)
    return start, end


def _from(speech: Sequence[Span], spoken_ms: float, near: float) -> int:
    """When so much has been spoken; at the next stretch where one ends about then."""
    for place, span in enumerate(speech):
        reach = min(near, span.duration_ms / 2)
        if spoken_ms < span.duration_ms - reach or place == len(speech) - 1:
            into = 0.0 if spoken_ms < reach else spoken_ms
            return span.start_ms + round(min(max(into, 0.0), span.duration_ms))
        spoken_ms -= span.duration_ms
    return 0


def _until(speech: Sequence[Span], spoken_ms: float, near: float) -> int:
    """When so much has been spoken; at the end of a stretch that ends about then."""
    for place, span in enumerate(speech):
        reach = min(near, span.duration_ms / 2)
        if spoken_ms <= span.duration_ms + reach or place == len(speech) - 1:
            into = span.duration_ms if spoken_ms > span.duration_ms - reach else spoken_ms
            return span.start_ms + round(min(max(into, 0.0), span.duration_ms))
        spoken_ms -= span.duration_ms
    return 0


def _held(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Each caption stays a little, never into the next one."""
    held: list[Cue] = []
    for cue, after in zip_longest(cues, cues[1:]):
        end = cue.end_ms + HOLD_MS
        if after is not None:
            end = max(cue.start_ms + 1, min(end, after.start_ms))
        held.append(replace(cue, end_ms=end))
    return tuple(held)
