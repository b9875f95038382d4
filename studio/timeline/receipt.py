"""The receipt of the pauses that were cut: each has a number, a place in the film, and can be put back; pure.

A cut's place is not kept but found: it is where the film passes from what went before it to what came after it. So it
stays right whatever is cut, joined or moved elsewhere.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from studio.timeline.cuts import clips_in, remove_spans, removed_by
from studio.timeline.errors import CutMoved, NoSuchCut
from studio.timeline.model import Clip, Music, PauseCut, Span, Timeline, Title, Voiceover
from studio.timeline.settle import joined, settle

ROUNDED_MS = 20
"""By so much the ends of clips may part that once met, once their speed was changed."""

Laid = TypeVar("Laid", Music, Title)


def cut_pauses(timeline: Timeline, pauses: Iterable[Span]) -> Timeline:
    """Without the pauses, and with a receipt for each; numbers go on from those given before. Raises NothingLeft."""
    spans = list(pauses)
    gone = removed_by(timeline, spans)
    first = 1 + max((cut.number for cut in timeline.receipt), default=0)
    cuts = [PauseCut(number, clips_in(timeline, span)) for number, span in enumerate(gone, first)]
    return replace(remove_spans(timeline, spans), receipt=(*timeline.receipt, *cuts))


def place_of(timeline: Timeline, cut: PauseCut) -> int | None:
    """Where in the film a cut is, in milliseconds; None if what lay on both its sides is gone."""
    joint = _joint(timeline, cut)
    return None if joint is None else sum(clip.duration_ms for clip in timeline.clips[:joint])


def put_back(timeline: Timeline, number: int) -> Timeline:
    """With the pause of that number in the film again; what lies over the film after it moves on.

    Raises NoSuchCut, CutMoved.
    """
    cut = next((cut for cut in timeline.receipt if cut.number == number), None)
    if cut is None:
        raise NoSuchCut(number)
    joint = _joint(timeline, cut)
    if joint is None:
        raise CutMoved(number)
    at = sum(clip.duration_ms for clip in timeline.clips[:joint])
    return settle(
        replace(
            timeline,
            clips=joined((*timeline.clips[:joint], *cut.pieces, *_entering_plainly(timeline.clips[joint:]))),
            music=tuple(_moved(bed, at, cut.duration_ms) for bed in timeline.music),
            titles=tuple(_moved(title, at, cut.duration_ms) for title in timeline.titles),
            voiceovers=tuple(_moved_voice(voice, at, cut.duration_ms) for voice in timeline.voiceovers),
            receipt=tuple(other for other in timeline.receipt if other is not cut),
        )
    )


def _entering_plainly(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """The clips, the first of them without the transition it had to what goes before it no more."""
    return (replace(clips[0], enter=None), *clips[1:]) if clips else clips


def _joint(timeline: Timeline, cut: PauseCut) -> int | None:
    """Before which clip the pieces belong: best where both neighbours fit, else where one does."""
    clips = timeline.clips
    fits = [_fit(clips, place, cut) for place in range(len(clips) + 1)]
    best = max(fits)
    if best == 0:
        return None
    places = [place for place, fit in enumerate(fits) if fit == best]
    # The same clip may be in the film several times: the cuts of each have their places in the order of their numbers.
    earlier = sum(other.pieces == cut.pieces and other.number < cut.number for other in timeline.receipt)
    return places[min(earlier, len(places) - 1)]


def _fit(clips: tuple[Clip, ...], place: int, cut: PauseCut) -> int:
    first, last = cut.pieces[0], cut.pieces[-1]
    before = clips[place - 1] if place else None
    after = clips[place] if place < len(clips) else None
    goes_on = before is not None and before.source == first.source and abs(before.out_ms - first.in_ms) <= ROUNDED_MS
    leads_on = after is not None and after.source == last.source and abs(after.in_ms - last.out_ms) <= ROUNDED_MS
    return goes_on + leads_on


def _moved(laid: Laid, at_ms: int, gap_ms: int) -> Laid:
    """What lies over the film once it is ``gap_ms`` longer at a moment; what is there at the film's start stays."""
    start, end = laid.start_ms, laid.start_ms + laid.duration_ms
    begin = start + gap_ms if start > at_ms or start == at_ms > 0 else start
    return replace(laid, start_ms=begin, duration_ms=(end + gap_ms if end > at_ms else end) - begin)


def _moved_voice(voice: Voiceover, at_ms: int, gap_ms: int) -> Voiceover:
    """A voice-over goes on speaking over what was put back while it spoke."""
    is_after = voice.start_ms > at_ms or voice.start_ms == at_ms > 0
    return replace(voice, start_ms=voice.start_ms + gap_ms) if is_after else voice
