"""What the places people send films to want: shape, longest length, loudness."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

UPRIGHT, WIDE, SQUARE = Fraction(9, 16), Fraction(16, 9), Fraction(1)


@dataclass(frozen=True, slots=True)
class Platform:
    """``name`` as people write it. ``longest_ms``: what it takes without a special account. ``lufs``: the loudness it
    plays at, None where that is not known."""

    name: str
    aspect: Fraction
    longest_ms: int
    lufs: int | None = None


_MINUTE_MS = 60_000
PLATFORMS: Mapping[str, Platform] = {
    "reels": Platform("Instagram Reels", UPRIGHT, 3 * _MINUTE_MS, -14),
    "shorts": Platform("YouTube Shorts", UPRIGHT, 3 * _MINUTE_MS, -14),
    "tiktok": Platform("TikTok", UPRIGHT, 10 * _MINUTE_MS, -14),
    "youtube": Platform("YouTube", WIDE, 15 * _MINUTE_MS, -14),
    "linkedin": Platform("LinkedIn", SQUARE, 15 * _MINUTE_MS),
    "douyin": Platform("抖音", UPRIGHT, 15 * _MINUTE_MS),
    "xiaohongshu": Platform("小红书", Fraction(3, 4), 15 * _MINUTE_MS),
    "shipinhao": Platform("视频号", UPRIGHT, 60 * _MINUTE_MS),
}
