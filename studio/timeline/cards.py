"""Intros and outros: a clip before or after what was filmed, with words on it; pure.

What lies over and under the film moves with it; music that fills the film sounds under its cards too.
"""

from dataclasses import replace

from studio.timeline.cuts import remove_spans
from studio.timeline.model import Clip, Span, Timeline, Title
from studio.timeline.settle import settle
from studio.timeline.titles import readable


def with_intro(timeline: Timeline, card: Clip, words: str | None = None) -> Timeline:
    """The card before the film, in place of the intro there was. Raises BadTitle."""
    film = _without_card(timeline, at_start=True)
    shift = card.duration_ms
    return settle(
        replace(
            film,
            clips=(replace(card, card=True), *film.clips),
            music=tuple(bed if bed.fills else replace(bed, start_ms=bed.start_ms + shift) for bed in film.music),
            titles=(*_title(words, 0, shift), *(replace(one, start_ms=one.start_ms + shift) for one in film.titles)),
            voiceovers=tuple(replace(voice, start_ms=voice.start_ms + shift) for voice in film.voiceovers),
        )
    )


def with_outro(timeline: Timeline, card: Clip, words: str | None = None) -> Timeline:
    """The card after the film, in place of the outro there was. Raises BadTitle."""
    film = _without_card(timeline, at_start=False)
    title = _title(words, film.duration_ms, card.duration_ms)
    return settle(
        replace(film, clips=(*film.clips, replace(card, card=True)), titles=(*film.titles, *title)),
    )


def _without_card(timeline: Timeline, *, at_start: bool) -> Timeline:
    if not timeline.clips or all(clip.card for clip in timeline.clips):
        return timeline
    clip = timeline.clips[0 if at_start else -1]
    if not clip.card:
        return timeline
    end = clip.duration_ms if at_start else timeline.duration_ms
    return remove_spans(timeline, [Span(end - clip.duration_ms, end)])


def _title(words: str | None, start_ms: int, duration_ms: int) -> tuple[Title, ...]:
    return () if words is None else (Title(readable(words), start_ms, duration_ms),)
