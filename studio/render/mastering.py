"""The filters that finish the sound: noise out of a recording, and the whole film to a loudness.

Noise is taken out of each source by itself, for each has a floor of its own. Loudness takes two runs of ``loudnorm``:
the first measures the mix, the second brings it to its target, as a plain gain where the peaks allow it.
"""

import asyncio
import json
import math
from dataclasses import dataclass
from pathlib import Path

from studio.render.errors import EncodeFailed
from studio.render.grid import SAMPLE_RATE
from studio.timeline.mastering import Noise

REDUCTION_DB = 24
ABOVE_FLOOR_DB = 8.0
"""How far above the measured floor a sound still counts as noise; more of it begins to gnaw at the speech."""
LEAST_FLOOR_DB, MOST_FLOOR_DB = -80.0, -20.0
UNKNOWN_FLOOR_DB = -50.0
# afftdn hands its sound on one window late (1200 samples at 48 kHz) and does not say so in its time stamps.
LATENESS = 1200
LOWEST_HZ = {Noise.WIND: 150}
USUAL_LOWEST_HZ = 80
MAINS_HZ = (50, 60, 100, 120, 150, 180)

MOST_GAIN = 4
PAUSE_DB = 26.0

STATS_FILE = "loudness.json"
"""Name in the working folder."""
PEAK_DBTP = -1.5
RANGE_LU = 7


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the first run found: integrated loudness (LUFS), range (LU), true peak (dBTP), gate (LUFS), and by how much
    the second would miss its target (LU)."""

    integrated: float
    range: float
    peak: float
    threshold: float
    offset: float


def cleaned(noise: Noise | None, floor_db: float | None) -> str:
    """The filters that take noise out of a source's sound at 48 kHz, a comma behind each; none for no noise."""
    if noise is None:
        return ""
    floor = UNKNOWN_FLOOR_DB if floor_db is None else floor_db
    floor = min(max(floor + ABOVE_FLOOR_DB, LEAST_FLOOR_DB), MOST_FLOOR_DB)
    filters = [f"highpass=f={LOWEST_HZ.get(noise, USUAL_LOWEST_HZ)}"]
    if noise is Noise.HUM:
        filters += [f"bandreject=f={hertz}:width_type=h:w=6" for hertz in MAINS_HZ]
    filters += [
        f"afftdn=nr={REDUCTION_DB}:nf={floor:.2f}",
        f"atrim=start_sample={LATENESS}",
        "asetpts=PTS-STARTPTS",
    ]
    return "".join(f"{one}," for one in filters)


def evened(speech_db: float) -> str:
    """The filter that brings louder and softer voices nearer to their average, which is ``speech_db`` (dBFS)."""
    target = 10 ** (speech_db / 20)
    # Whatever stays that far below the speech is a pause, and is not made louder.
    threshold = 10 ** ((speech_db - PAUSE_DB) / 20)
    return f"dynaudnorm=f=500:g=7:p=0.95:m={MOST_GAIN}:r={target:.5f}:t={threshold:.6f}"


def measuring(lufs: float) -> str:
    """The filter of the first run, which writes what it finds to STATS_FILE."""
    return f"{_loudnorm(lufs)}:print_format=json:stats_file={STATS_FILE}"


def normalized(lufs: float, found: Loudness) -> str:
    """The filters of the second run."""
    measured = (
        f":measured_I={found.integrated}:measured_LRA={found.range}:measured_TP={found.peak}"
        f":measured_thresh={found.threshold}:offset={found.offset}:linear=true"
    )
    return f"{_loudnorm(lufs)}{measured},aresample={SAMPLE_RATE}"


async def read_loudness(folder: Path) -> Loudness | None:
    """What the first run wrote into its folder; None for silence. Raises EncodeFailed."""
    try:
        told = json.loads(await asyncio.to_thread((folder / STATS_FILE).read_text, "utf-8"))
        found = Loudness(
            *(float(told[name]) for name in ("input_i", "input_lra", "input_tp", "input_thresh", "target_offset"))
        )
    except (OSError, ValueError, KeyError) as failure:
        raise EncodeFailed(f"the loudness cannot be read: {type(failure).__name__}") from failure
    return found if math.isfinite(found.integrated) and found.integrated > LEAST_FLOOR_DB else None


def _loudnorm(lufs: float) -> str:
    return f"loudnorm=I={lufs}:TP={PEAK_DBTP}:LRA={RANGE_LU}"
