"""What a film's file says about itself: codecs, sizes, the place of its index."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av


@dataclass(frozen=True, slots=True)
class Container:
    """Facts of an MP4. ``declared_ms``: the length its index tells; ``index_first``: moov stands before mdat."""

    is_mp4: bool
    video_codecs: tuple[str, ...]
    audio_codecs: tuple[str, ...]
    pixel_format: str
    width: int
    height: int
    declared_ms: float
    index_first: bool


def read_container(path: Path) -> Container:
    """Raises ``av.FFmpegError`` for what is no film at all."""
    atoms = top_level_atoms(path)
    with av.open(str(path)) as file:
        videos, sounds = file.streams.video, file.streams.audio
        return Container(
            is_mp4="mp4" in file.format.name.split(",") and atoms[:1] == ["ftyp"],
            video_codecs=tuple(stream.codec_context.name for stream in videos),
            audio_codecs=tuple(stream.codec_context.name for stream in sounds),
            pixel_format=str(videos[0].codec_context.pix_fmt) if videos else "",
            width=videos[0].codec_context.width if videos else 0,
            height=videos[0].codec_context.height if videos else 0,
            declared_ms=(file.duration or 0) / 1000,
            index_first="moov" in atoms and ("mdat" not in atoms or atoms.index("moov") < atoms.index("mdat")),
        )


def top_level_atoms(path: Path) -> list[str]:
    """The types of an MP4's outermost boxes, in the order of the file."""
    atoms = []
    with path.open("rb") as file:
        while box := _next_atom(file):
            atoms.append(box)
    return atoms


def _next_atom(file: BinaryIO) -> str:
    header = file.read(8)
    if len(header) < 8:
        return ""
    size, read = int.from_bytes(header[:4]), 8
    if size == 1:  # the size did not fit and follows in 64 bits
        size, read = int.from_bytes(file.read(8)), 16
    file.seek(max(size - read, 0), 1) if size else file.seek(0, 2)
    return header[4:].decode("latin-1")
