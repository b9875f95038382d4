"""The filters that play runs one after another, in picture and sound: joined plainly, or passing over."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from studio.render.grid import Run, sample_of
from studio.timeline.appearance import Blend

XFADES = {
    Blend.CROSSFADE: "fade",
    Blend.BLACK: "fadeblack",
    Blend.WHITE: "fadewhite",
    Blend.WIPE: "wipeleft",
    Blend.SLIDE: "slideleft",
    Blend.ZOOM: "zoomin",
    Blend.BLUR: "hblur",
}


def pictures_in_turn(runs: Sequence[Run], labels: Sequence[str], rate: Fraction) -> list[str]:
    """Chains from the runs' labels to ``[shown]``; ``runs`` with the frames that transitions show beyond their ends."""
    even = f"settb={1 / rate},setpts=N"

    def plain(together: Sequence[str]) -> str:
        return f"{''.join(together)}concat=n={len(together)}:v=1:a=0,{even}"

    def passing(number: int, length: int) -> str:
        cut = runs[number].cuts[0]
        start, lasting = float((length - cut.overlap) / rate), float(cut.overlap / rate)
        return f"xfade=transition={XFADES[cut.blend]}:duration={lasting:.6f}:offset={start:.6f},{even}"

    chains = [f"{label}{even},fps=fps={rate}{label[:-1]}e]" for label in labels] if _has_blends(runs) else []
    ready = [f"{label[:-1]}e]" for label in labels] if chains else list(labels)
    return chains + _in_turn(runs, [[label] for label in ready], "shown", plain, passing)


def sounds_in_turn(runs: Sequence[Run], pieces: Sequence[Sequence[str]], rate: Fraction) -> list[str]:
    """Chains from the labels of each run's pieces to ``[heard]``."""
    counted = "asettb=1/48000,asetpts=N"

    def plain(together: Sequence[str]) -> str:
        return f"{''.join(together)}concat=n={len(together)}:v=0:a=1,{counted}"

    def passing(number: int, _length: int) -> str:
        cut = runs[number].cuts[0]
        samples = sample_of(cut.at + cut.overlap, rate) - sample_of(cut.at, rate)
        return f"acrossfade=nb_samples={samples}:curve1=qsin:curve2=qsin,{counted}"

    return _in_turn(runs, pieces, "heard", plain, passing)


def _has_blends(runs: Sequence[Run]) -> bool:
    return any(run.cuts[0].overlap for run in runs[1:])


def _in_turn(
    runs: Sequence[Run],
    labels: Sequence[Sequence[str]],
    name: str,
    plain: Callable[[Sequence[str]], str],
    passing: Callable[[int, int], str],
) -> list[str]:
    """Groups of runs joined plainly, and each group passing into the next; lengths are counted in frames."""
    starts = [0, *(number for number in range(1, len(runs)) if runs[number].cuts[0].overlap), len(runs)]
    chains: list[str] = []
    length = 0
    for group, (first, end) in enumerate(pairwise(starts)):
        together = [label for number in range(first, end) for label in labels[number]]
        own = f"[{name}{group}]" if len(starts) > 2 else f"[{name}]"
        chains.append(f"{plain(together) if len(together) > 1 else together[0] + _nothing(name)}{own}")
        if group:
            so_far = f"[{name}_{group - 1}]" if group > 1 else f"[{name}0]"
            result = f"[{name}]" if end == len(runs) else f"[{name}_{group}]"
            chains.append(f"{so_far}{own}{passing(first, length)}{result}")
            length -= runs[first].cuts[0].overlap
        length += sum(run.frames for run in runs[first:end])
    return chains


def _nothing(name: str) -> str:
    return "null" if name == "shown" else "anull"
