"""The filters of the picture: from each run of a source to frames of the film's size and rate, one after another."""

from dataclasses import dataclass
from fractions import Fraction

from studio.render.colours import coloured, within
from studio.render.command import Patches
from studio.render.framing import framed
from studio.render.grid import Run, frame_at, is_still
from studio.render.rings import ringed
from studio.render.smoothing import patched
from studio.render.steadying import steadied
from studio.timeline.appearance import Fades, Framing
from studio.timeline.canvas import Size
from studio.timeline.model import Source, SourceKind

TITLES_FILE = "titles.ass"
FONTS_FOLDER = "fonts"
"""Names in the working folder: no path of this machine is ever part of a filter."""


FINE = 1000
"""Parts of a frame in which other speeds are counted."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What every run's picture is brought to."""

    size: Size
    rate: Fraction
    framing: Framing


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run's picture is made with. ``movements``: the file that tells how the camera shook; ``patches``: what
    leads over jump cuts; ``rings``: the file that draws rings around clicks."""

    movements: str = ""
    patches: Patches | None = None
    rings: str | None = None


def run_chain(run: Run, source: Source, pad: str, canvas: Canvas, name: str, seen: Seen) -> str:
    """The chain that ends with exactly the run's frames. ``pad``: its input's label, unused where there is no picture;
    ``name``: what labels within the chain begin with.

    A picture that begins late holds its first frame before, one that ends early its last one after.
    """
    size, rate = canvas.size, canvas.rate
    if source.kind is SourceKind.AUDIO:
        return f"color=c=black:s={size.width}x{size.height}:r={rate},format=yuv420p,trim=end_frame={run.frames}"
    shape = f"{framed(source, size, canvas.framing, coloured(run.cuts), name)},setsar=1,format=yuv420p"
    if is_still(source):
        return f"{pad}{shape},loop=loop=-1:size=1,{_counted(rate)},trim=end_frame={run.frames}"
    steady = f"{steadied(seen.movements)}," if run.cuts[0].steady else ""
    begun = looked_at(run, pad, rate, name, seen.patches)
    rings = ringed(seen.rings, run.seek, rate) if seen.rings else ""
    return f"{begun},{rings}{steady}{_kept(run)}{_sped(run, rate)}{shape},{_counted(rate)}"


def looked_at(run: Run, pad: str, rate: Fraction, name: str, patches: Patches | None) -> str:
    """The chains that bring a source to the film's rate, from the run's first frame read to its last, its jump cuts
    led over."""
    end = run.cuts[-1].end - run.seek
    on_grid = f"fps=fps={rate}:start_time=0,tpad=stop=-1:stop_mode=clone,trim=end_frame={end}"
    return f"{pad}{on_grid}" if patches is None else patched(pad, on_grid, patches, run.seek, rate, name)


def faded(fades: Fades, frames: int, first: int, end: int, rate: Fraction) -> str:
    """The filters, comma in front, that bring the picture up and down; of a film of ``frames`` frames, those from
    ``first`` up to ``end`` pass through."""
    colour = "white" if fades.white else "black"
    up, down = min(frame_at(fades.in_ms, rate), end), min(frame_at(fades.out_ms, rate), end - first)
    rising = f",fade=t=in:s=0:n={up}:color={colour}" if up and first == 0 else ""
    falling = f",fade=t=out:s={end - first - down}:n={down}:color={colour}" if down and end == frames else ""
    return rising + falling


def titled(first: int) -> str:
    """The filters, comma in front, that draw the titles on a picture that begins with the film's frame ``first``."""
    draw = f"ass=filename={TITLES_FILE}:fontsdir={FONTS_FOLDER}"
    return f",setpts=N+{first},{draw},setpts=N" if first else f",{draw}"


def _kept(run: Run) -> str:
    if len(run.cuts) == 1 and run.cuts[0].first == run.seek:
        return ""
    return f"select='{within([(cut.first - run.seek, cut.end - run.seek) for cut in run.cuts])}',"


def _sped(run: Run, rate: Fraction) -> str:
    """The frames of a run at another speed: frame k of the film is frame k times speed of what was kept."""
    speed = run.cuts[0].speed
    if speed == 1.0:
        return ""
    fine = f"settb=1/({rate}*{FINE}),setpts=N*{FINE}/{speed:.6f}"
    every = f"fps=fps={rate}:start_time=0:round=up,tpad=stop=-1:stop_mode=clone"
    return f"{fine},{every},trim=end_frame={run.frames},"


def _counted(rate: Fraction) -> str:
    """Frames renumbered without gaps."""
    return f"settb={1 / rate},setpts=N"
