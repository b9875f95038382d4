"""Words spoken by a synthetic voice, in a child process."""

import re

from media.limits import MEBIBYTE, Limits
from media.runner import run_child

MAX_TEXT = 10_000
"""The longest text spoken at once, in characters; at the slowest pace some fifteen minutes of speech."""

MAX_WAV_BYTES = 256 * MEBIBYTE

SLOWEST, FASTEST = 80, 400

_CHILD = "media.speech_child"
_LIMITS = Limits(cpu_s=60, memory_bytes=1024 * MEBIBYTE, file_bytes=MEBIBYTE, wall_s=90.0)
_VOICE = re.compile(r"[a-z]{2,4}(-[a-z0-9]{1,8}){0,3}")
# The engine keys Mandarin by its own ISO 639-3 code; "zh" reaches it only as a fallback.
_ALIASES = {"zh": "cmn"}


async def speak(text: str, *, voice: str = "en", words_per_minute: int = 160) -> bytes:
    """The text as a WAV: mono, 16 bit, 22,050 Hz, with short silences of the engine's own at both ends.

    ``voice`` is a language: "en", "zh", or any other name the engine knows ("en-us", "fr", "yue" …).
    ``words_per_minute`` is 80 to 400. The same words give the same samples.

    Raises ValueError for blank or overlong text, a voice that is no name, or a pace out of range; ChildFailed if the
    engine has no such voice, ChildTimedOut.
    """
    if not text.strip() or len(text) > MAX_TEXT:
        raise ValueError(f"the text must have 1 to {MAX_TEXT} characters")
    if not SLOWEST <= words_per_minute <= FASTEST:
        raise ValueError(f"the pace must be {SLOWEST} to {FASTEST} words a minute")
    name = _ALIASES.get(voice, voice)
    if not _VOICE.fullmatch(name):
        raise ValueError("no name of a voice")
    return await run_child(
        _CHILD,
        [name, str(words_per_minute)],
        limits=_LIMITS,
        stdin=text.encode("utf-8", "replace"),
        max_bytes=MAX_WAV_BYTES,
    )
