"""How the film's sound is finished: noise taken out of the recordings, all of it brought to a loudness. Pure values."""

from dataclasses import dataclass
from enum import StrEnum

USUAL_LUFS = -14.0
"""What YouTube, TikTok and Spotify play at."""
SOFTEST_LUFS, LOUDEST_LUFS = -36.0, -9.0


class Noise(StrEnum):
    """What kind of noise is taken out of the recordings."""

    ANY = "any"
    WIND = "wind"
    HUM = "hum"
    HISS = "hiss"


@dataclass(frozen=True, slots=True)
class Mastering:
    """``noise``: what is taken out of the clips' own sound, None for nothing. ``lufs``: the integrated loudness of the
    whole film (EBU R 128), None for as loud as it comes out."""

    noise: Noise | None = None
    lufs: float | None = None


AS_RECORDED = Mastering()


def bounded_lufs(lufs: float) -> float:
    """A loudness somebody asks for, within what is useful; a figure said without its minus is meant with it."""
    return round(min(max(-abs(lufs), SOFTEST_LUFS), LOUDEST_LUFS), 2)
