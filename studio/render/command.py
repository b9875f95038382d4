"""What ffmpeg will be told: inputs, arguments, files beside it; and how its outputs are encoded."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media.runner import input_arguments
from studio.render.grid import time_ms
from studio.timeline.canvas import Size
from studio.timeline.delivery import FileKind
from studio.timeline.model import Source

GRAPH_FILE = "graph.txt"
PARTS_FILE = "parts.txt"
SPLICED_FILE = "spliced.mp4"
"""Names in the working folder."""

PICTURE_CODEC = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-profile:v", "high", "-pix_fmt", "yuv420p")
SOUND_CODEC = ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "160k")
# Nothing of a source's metadata (place, device, title) goes into the film.
CONTAINER = ("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn", "-movflags", "+faststart", "-f", "mp4")
KEYFRAME_S = 2
MOST_BITS_PER_PIXEL = 0.2
MOST_BITS_PER_S = 16_000_000
"""Bounds for noisy footage, which would otherwise come out larger than it went in: 12 Mb/s for 1920x1080 at 30."""

WITH_GRAPH = ("-/filter_complex", GRAPH_FILE)
LIST_OPTIONS = ("-f", "concat", "-safe", "1")
PART_SOUND = ("-c:a", "pcm_f32le", "-f", "mov")


@dataclass(frozen=True, slots=True)
class Patches:
    """Frames that stand for some of a source's: a file in the working folder, and their numbers on the film's grid."""

    file: str
    frames: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceMedia:
    """A source and its file.

    ``level_db``: how loud its speech (or all its sound) is, dBFS; ``floor_db``: how loud its quietest parts are that
    are not silent; None if not known. ``patches``: what leads over its jump cuts; ``rings``: the file that
    draws rings around its clicks, in the working folder.
    """

    source: Source
    path: Path
    level_db: float | None = None
    floor_db: float | None = None
    patches: Patches | None = None
    rings: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One file to open, with the options before it. ``own``: a file of ours in the working folder, by its name."""

    path: Path
    options: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """A look at a source before the film is made, which leaves what it found in the working folder."""

    inputs: tuple[Input, ...]
    arguments: tuple[str, ...]
    frames: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a film with too many runs to be made at once; its picture is final, its sound only the clips'."""

    name: str
    inputs: tuple[Input, ...]
    arguments: tuple[str, ...]
    files: Mapping[str, str]
    frames: int
    passes: tuple[Pass, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: the passes, the parts if there are any, then the inputs in order, the arguments, the target.

    ``files``: texts to be written into the working folder first, by name. ``titled``: the font folder must be reachable
    there as ``picture.FONTS_FOLDER``. ``frames`` and ``rate``: what the film will have.
    """

    inputs: tuple[Input, ...]
    arguments: tuple[str, ...]
    files: Mapping[str, str]
    size: Size
    frames: int
    rate: Fraction
    titled: bool
    parts: tuple[Part, ...] = ()
    kind: FileKind = FileKind.FILM
    passes: tuple[Pass, ...] = ()

    @property
    def duration_ms(self) -> int:
        """The film's length in milliseconds."""
        return time_ms(self.frames, self.rate)


def bits_per_s(size: Size, rate: Fraction) -> int:
    """The most a film of that size and rate is given."""
    return min(MOST_BITS_PER_S, int(MOST_BITS_PER_PIXEL * size.width * size.height * rate))


def encoded_picture(size: Size, rate: Fraction, threads: int) -> tuple[str, ...]:
    """The options that encode the graph's picture, frame for frame."""
    bits = bits_per_s(size, rate)
    frames = ("-r", str(rate), "-fps_mode", "cfr", "-g", str(math.ceil(KEYFRAME_S * rate)))
    return (*frames, *PICTURE_CODEC, "-maxrate", str(bits), "-bufsize", str(2 * bits), "-threads", str(threads))


def part_output(size: Size, rate: Fraction, threads: int, graph: str) -> tuple[str, ...]:
    """The arguments of a part. Without B-frames its packets can be joined with the next part's as they are."""
    picture = (*encoded_picture(size, rate, threads), "-bf", "0")
    return ("-/filter_complex", graph, "-map", "[picture]", "-map", "[voice]", *picture, *PART_SOUND)


def parts_list(parts: tuple[Part, ...], rate: Fraction) -> str:
    """The text that has ffmpeg read the parts as one file."""
    lines = [f"file {part.name}\nduration {float(part.frames / rate):.6f}" for part in parts]
    return "\n".join(["ffconcat version 1.0", *lines, ""])


def opening(inputs: Sequence[Input]) -> list[str]:
    """The arguments that open the inputs; files of people only in the safe way."""
    arguments: list[str] = []
    for each in inputs:
        if each.own:
            arguments += [*each.options, "-i", str(each.path)]
        else:
            arguments += input_arguments(each.path.resolve(), before=each.options)
    return arguments
