"""The numbers that bound what strangers can make this machine do."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE

MAX_UPLOAD_BYTES = 500 * MEBIBYTE
"""The largest file taken, anywhere (docs/api.md)."""

MAX_PIXELS = 34_000_000
"""The largest picture decoded: an 8K film (7680x4320, 33.2 million) passes, 8192x8192 does not."""

MAX_STREAMS = 64
"""The most streams a file may have; a header can declare a million."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use.

    ``cpu_s``: seconds of CPU, at least 1. ``memory_bytes``: address space, not resident memory. ``file_bytes``: the
    largest file it may write. ``wall_s``: seconds until it is killed.
    """

    cpu_s: int
    memory_bytes: int
    file_bytes: int
    wall_s: float


DEFAULT_LIMITS = Limits(cpu_s=4 * 3600, memory_bytes=3 * GIBIBYTE, file_bytes=4 * GIBIBYTE, wall_s=2 * 3600.0)
"""For renders: a long film on a slow, busy machine."""

QUICK_LIMITS = Limits(cpu_s=20, memory_bytes=1536 * MEBIBYTE, file_bytes=64 * MEBIBYTE, wall_s=30.0)
"""For a look into a file: a probe, a thumbnail."""
