"""Leading over jump cuts: a few frames around each are made anew and laid over the source's, before all else is done.

The new frames of a source lie in one file of ours, each at the time of the frame it stands for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from media.errors import ChildFailed, FfmpegFailed
from media.jump_cuts import SIDE, Joint, morph
from media.runner import run_ffmpeg
from studio.render.colours import within
from studio.render.command import Input, Patches, SourceMedia, opening
from studio.render.errors import EncodeFailed
from studio.render.grid import MARGIN_S, Jump, cuts_of, film_rate, is_still
from studio.timeline.appearance import Blend
from studio.timeline.canvas import first_picture
from studio.timeline.model import SourceId, SourceKind, Timeline

MOST_JUMPS = 300
"""More are left as they are: each takes a second, and 10 MB on the disk until its frames are made."""
NEARLY_LOSSLESS = (
    "-an",
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-qp",
    "6",
    "-pix_fmt",
    "yuv420p",
    "-f",
    "matroska",
)


@dataclass(frozen=True, slots=True)
class _Around:
    """The frames around a jump: stretches of the source, and how many of them lie before it."""

    stretches: tuple[tuple[int, int], ...]
    left: int

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for first, end in self.stretches for number in range(first, end))


async def smoothed(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    folder: Path,
    progress: Callable[[float], None],
) -> Mapping[SourceId, SourceMedia]:
    """The media with the frames that lead over the film's jump cuts; they lie in ``folder``.

    ``progress`` is told the share done, 0 to 1. Raises EncodeFailed, media.errors.DiskFull.
    """
    shown = first_picture([media[clip.source].source for clip in timeline.clips])
    if shown is None or not has_smoothing(timeline):
        return media
    rate = film_rate(shown.fps)
    jumps: dict[SourceId, list[Jump]] = {}
    for cut in cuts_of(timeline.clips, rate):
        if cut.jump is not None and _moves(media[cut.source]):
            jumps.setdefault(cut.source, []).append(cut.jump)
    made = dict(media)
    for number, (source, found) in enumerate(jumps.items()):
        share, whole = number / len(jumps), len(jumps)

        def tell(part: float, share: float = share, whole: int = whole) -> None:
            progress(share + part / whole)

        try:
            patches = await _patches(media[source], found, rate, folder, f"smooth{number}.mkv", tell)
        except (FfmpegFailed, ChildFailed) as failure:
            raise EncodeFailed(f"jump cuts cannot be smoothed: {failure}") from failure
        made[source] = replace(media[source], patches=patches)
    return made


def has_smoothing(timeline: Timeline) -> bool:
    """Whether any jump cut of the film is to be led over, where its picture is seen."""
    return not timeline.delivery.kind.is_sound and any(
        clip.enter is not None and clip.enter.blend is Blend.MORPH for clip in timeline.clips
    )


def patched(pad: str, on_grid: str, patches: Patches, seek: int, rate: Fraction, name: str) -> str:
    """The chains from a source's input to its frames with those that lead over jumps laid upon them.

    ``pad``: the input's label, or nothing; ``name``: what labels begin with; ``seek``: the frame counted as 0.
    """
    spans = [(first - seek, end - seek) for first, end in _runs(patches.frames) if end > seek]
    if not spans:
        return f"{pad}{on_grid}"
    counted = f"settb={1 / rate},setpts=round(T*{rate})-{seek},trim=start_pts=0"
    upon = f"overlay=eof_action=pass:format=auto:enable='{within(spans)}'"
    return f"{pad}{on_grid}[{name}g];movie=filename={patches.file},{counted}[{name}p];[{name}g][{name}p]{upon}"


async def _patches(  # a source, its jumps, and where all goes
    held: SourceMedia, jumps: Iterable[Jump], rate: Fraction, folder: Path, file: str, tell: Callable[[float], None]
) -> Patches | None:
    around = _apart(sorted(set(jumps), key=lambda jump: (jump.end, jump.first)))[:MOST_JUMPS]
    joints = []
    for at, one in enumerate(around):
        tell(at / (len(around) + 1))
        files = [folder / f"{file}.{at}.{number}" for number in range(len(one.stretches))]
        for stretch, target in zip(one.stretches, files, strict=True):
            await _extract(held, stretch, rate, target)
        joints.append(Joint(tuple(files), one.numbers, one.left))
    if not joints:
        return None
    made = await morph(joints, folder / file, rate=rate)
    return Patches(file, made.numbers) if made.numbers else None


async def _extract(held: SourceMedia, stretch: tuple[int, int], rate: Fraction, target: Path) -> None:
    first, end = stretch
    seek = max(0, first - int(MARGIN_S * rate))
    before = ("-ss", f"{float(seek / rate):.6f}") if seek else ()
    opened = Input(held.path.resolve(), (*before, "-t", f"{float((end - seek) / rate) + 1:.6f}"))
    grid = f"fps=fps={rate}:start_time=0,tpad=stop=-1:stop_mode=clone"
    seen = f"{grid},trim=start_frame={first - seek}:end_frame={end - seek},settb={1 / rate},setpts=N"
    await run_ffmpeg([*opening([opened]), "-map", "0:V:0", "-vf", seen, *NEARLY_LOSSLESS, str(target.resolve())])


def _apart(jumps: Iterable[Jump]) -> list[_Around]:
    """The frames around each jump, fewer where two are near; none of them around two."""
    found: list[_Around] = []
    taken: set[int] = set()
    for jump in jumps:
        before = _free(range(jump.end - 1, max(-1, jump.end - 1 - SIDE), -1), taken)
        after = _free(range(jump.first, jump.first + SIDE), taken | set(before))
        if not before or not after:
            continue
        taken |= {*before, *after}
        left, right = (before[-1], jump.end), (jump.first, after[-1] + 1)
        goes_on = jump.end == jump.first
        found.append(_Around(((left[0], right[1]),) if goes_on else (left, right), len(before)))
    return sorted(found, key=lambda one: one.stretches)


def _free(frames: Iterable[int], taken: set[int]) -> list[int]:
    free: list[int] = []
    for frame in frames:
        if frame in taken:
            break
        free.append(frame)
    return free


def _runs(frames: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as stretches, first up to end."""
    runs: list[tuple[int, int]] = []
    for frame in sorted(frames):
        if runs and runs[-1][1] == frame:
            runs[-1] = (runs[-1][0], frame + 1)
        else:
            runs.append((frame, frame + 1))
    return runs


def _moves(held: SourceMedia) -> bool:
    return held.source.kind is not SourceKind.AUDIO and not is_still(held.source)
