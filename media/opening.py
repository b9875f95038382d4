"""How a child opens media nobody vouches for, with PyAV: its own demuxer, no other files, bounded."""

from pathlib import Path

import av
from av.container import InputContainer

from media.formats import FORMAT_WHITELIST, PROTOCOL_WHITELIST, Format
from media.limits import MAX_PIXELS, MAX_STREAMS

_SAFE = {
    "protocol_whitelist": PROTOCOL_WHITELIST,
    "format_whitelist": FORMAT_WHITELIST,
    "max_streams": str(MAX_STREAMS),
    "max_pixels": str(MAX_PIXELS),
}


def opened(path: Path, known: Format) -> InputContainer:
    """Open a file of a known kind, in a child process only. Raises av.FFmpegError, OSError."""
    return av.open(str(path), format=known.demuxer, options=dict(_SAFE), metadata_errors="replace", timeout=None)
