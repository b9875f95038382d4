"""The film's frame grid: every cut is put on it once, for picture and sound alike.

Frame n begins at n / rate seconds, in the film and in a source, and at one sample of the sound; so picture and sound
agree at every joint, however many there are. Sources are read in runs: cuts that follow one another in one source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from studio.timeline.appearance import PLAIN, Blend, Look
from studio.timeline.model import Clip, Source, SourceId, SourceKind

SAMPLE_RATE = 48_000

USUAL_RATES = tuple(
    Fraction(rate)
    for rate in ("10", "12", "15", "24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
)
DEFAULT_RATE = Fraction(30)
FASTEST, SLOWEST = Fraction(60), Fraction(8)
NEAR = Fraction(1, 200)
"""An average rate this near to a usual one is that one, measured over a whole number of frames."""

WORTH_SEEKING_S = 12
MOST_SEEKS = 6
"""Each run in a source opens it once more, which costs memory for a decoder."""
MARGIN_S = 2
"""Read before a cut, so that decoders have settled when it comes."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a source in the film, in frames. ``first``: in the source; ``at``: in the film.

    ``taken``: how many of the source's frames pass in its ``frames`` of the film; as many unless its speed is another.
    ``overlap``: over how many frames the cut before passes into it, half of them before ``at``; 0 for none.
    """

    source: SourceId
    first: int
    frames: int
    at: int
    gain: float
    taken: int
    speed: float = 1.0
    look: Look = PLAIN
    overlap: int = 0
    blend: Blend = Blend.CROSSFADE
    steady: bool = False
    jump: "Jump | None" = None

    @property
    def end(self) -> int:
        """The source's frame after the last."""
        return self.first + self.taken

    def leads_to(self, after: "Cut") -> bool:
        """Whether the source goes on in the next cut, and sounds alike."""
        return (self.source, self.end, self.gain, self.speed) == (after.source, after.first, after.gain, after.speed)


@dataclass(frozen=True, slots=True)
class Jump:
    """A joint that is led over smoothly, in frames of the source: the first one not shown before, the first shown
    after; the same one where the source itself leaps."""

    end: int
    first: int


@dataclass(frozen=True, slots=True)
class Run:
    """Cuts of one source in its own order, read in one go from frame ``seek`` on."""

    source: SourceId
    seek: int
    cuts: tuple[Cut, ...]

    @property
    def frames(self) -> int:
        """How many frames of the film come from it."""
        return sum(cut.frames for cut in self.cuts)


def film_rate(fps: Fraction | None) -> Fraction:
    """The film's constant frame rate for a first clip of that (average) rate: 8 to 60, a usual one where near."""
    if fps is None or fps < SLOWEST:
        return DEFAULT_RATE
    if fps > FASTEST:
        return FASTEST
    nearest = min(USUAL_RATES, key=lambda usual: abs(usual - fps))
    return nearest if abs(nearest - fps) <= NEAR * fps else fps.limit_denominator(1001)


def frame_at(time_ms: int, rate: Fraction) -> int:
    """The frame whose beginning is nearest to a time."""
    return int(Fraction(time_ms, 1000) * rate + Fraction(1, 2))


def sample_of(frame: int, rate: Fraction) -> int:
    """The sample with which a frame begins."""
    return int(frame * SAMPLE_RATE / rate + Fraction(1, 2))


def time_ms(frame: int, rate: Fraction) -> int:
    """When a frame begins, to the nearest ms."""
    return int(frame * 1000 / rate + Fraction(1, 2))


def cuts_of(clips: tuple[Clip, ...], rate: Fraction) -> tuple[Cut, ...]:
    """The clips on the grid, without those shorter than half a frame; neighbours that belong together as one."""
    cuts: list[Cut] = []
    start_ms = 0
    for clip in _joined(clips):
        at, end = frame_at(start_ms, rate), frame_at(start_ms + clip.duration_ms, rate)
        start_ms += clip.duration_ms
        if end > at:
            # Counted from the film's start, so that frames lost or won by rounding never add up.
            taken = _taken(end, clip.speed) - _taken(at, clip.speed)
            first = frame_at(clip.in_ms, rate)
            cut = Cut(clip.source, first, end - at, at, clip.gain, max(1, taken), clip.speed, clip.look)
            cut = replace(cut, steady=clip.steady)
            cuts.append(_entering(cut, clip, cuts[-1], rate) if cuts and clip.enter else cut)
    return tuple(cuts)


def _entering(cut: Cut, clip: Clip, before: Cut, rate: Fraction) -> Cut:
    """The cut with its transition, no longer than both cuts are."""
    if clip.enter is None:
        return cut
    if clip.enter.blend is Blend.MORPH:
        return _jumping(cut, before)
    half = min(frame_at(clip.enter.duration_ms // 2, rate), before.frames, cut.frames)
    return replace(cut, overlap=2 * half, blend=clip.enter.blend)


def _jumping(cut: Cut, before: Cut) -> Cut:
    """The cut as one that is led over to. Where the source goes on, no frame is lost or shown twice by rounding."""
    if (cut.source, cut.speed) != (before.source, before.speed):
        return cut
    if abs(cut.first - before.end) > 1:
        return replace(cut, jump=Jump(before.end, cut.first))
    return replace(cut, first=before.end, jump=Jump(cut.first, cut.first))


def _taken(frames: int, speed: float) -> int:
    return frames if speed == 1.0 else int(frames * speed + 0.5)


def _joined(clips: tuple[Clip, ...]) -> list[Clip]:
    joined: list[Clip] = []
    for clip in clips:
        last = joined[-1] if joined else None
        if last is not None and last.goes_on_in(replace(clip, name=last.name)):
            joined[-1] = replace(last, duration_ms=last.duration_ms + clip.duration_ms)
        else:
            joined.append(clip)
    return joined


def runs_of(cuts: tuple[Cut, ...], sources: Mapping[SourceId, Source], rate: Fraction) -> tuple[Run, ...]:
    """The cuts grouped for reading: a new run for each other source, each step back, and the longest jumps ahead."""
    worth = int(WORTH_SEEKING_S * rate)
    still = {source.id for source in sources.values() if is_still(source)}
    jumps = sorted(
        (after.first - before.end for before, after in pairwise(cuts) if _follows(before, after, still)), reverse=True
    )
    jump = max(worth, jumps[MOST_SEEKS] + 1 if len(jumps) > MOST_SEEKS else 0)
    groups: list[list[Cut]] = []
    for cut in cuts:
        last = groups[-1][-1] if groups else None
        if last is not None and not cut.overlap and _follows(last, cut, still) and cut.first - last.end < jump:
            groups[-1].append(cut)
        else:
            groups.append([cut])
    return tuple(Run(group[0].source, _seek(group[0], worth, rate), tuple(group)) for group in groups)


def overlapped(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the frames that transitions show of them beyond their ends; the first one begins without any."""
    leads = [0, *(run.cuts[0].overlap // 2 for run in runs[1:])]
    return tuple(
        replace(run, cuts=_beyond(run.cuts, lead, tail))
        for run, lead, tail in zip(runs, leads, [*leads[1:], 0], strict=True)
    )


def _beyond(cuts: tuple[Cut, ...], lead: int, tail: int) -> tuple[Cut, ...]:
    first = cuts[0]
    more = min(first.first, _taken(lead, first.speed))
    first = replace(
        first, first=first.first - more, taken=first.taken + more, frames=first.frames + lead, at=first.at - lead
    )
    cuts = (first, *cuts[1:])
    last = cuts[-1]
    last = replace(last, taken=last.taken + _taken(tail, last.speed), frames=last.frames + tail)
    return (*cuts[:-1], last)


def _follows(before: Cut, after: Cut, still: set[SourceId]) -> bool:
    is_alike = (before.source, before.speed, before.steady) == (after.source, after.speed, after.steady)
    return is_alike and before.source not in still and after.first >= before.end


def _seek(first: Cut, worth: int, rate: Fraction) -> int:
    return first.first - int(MARGIN_S * rate) if first.first >= worth else 0


def is_still(source: Source) -> bool:
    """Whether a source is one picture, shown for as long as its clip lasts."""
    return source.kind is SourceKind.IMAGE and (source.fps is None or source.duration_ms <= 0)
