"""Words spoken by a synthetic voice, as a sound file."""

import asyncio
from pathlib import Path

from media.speech import speak

ENGLISH, CHINESE = "en", "zh"
HAN_SHARE = 0.2
WORDS_PER_MINUTE = 150


def voice_for(words: str) -> str:
    """The voice that can read the words: Chinese from a fifth of Han characters on, else English."""
    letters = [letter for letter in words if letter.isalpha()]
    han = sum("\u3400" <= letter <= "\u9fff" for letter in letters)
    return CHINESE if han and han >= len(letters) * HAN_SHARE else ENGLISH


async def spoken(words: str, target: Path) -> None:
    """Write the words to ``target`` as WAV. Raises ValueError for none or too many, media.errors.ChildFailed."""
    sound = await speak(words, voice=voice_for(words), words_per_minute=WORDS_PER_MINUTE)
    await asyncio.to_thread(target.write_bytes, sound)
