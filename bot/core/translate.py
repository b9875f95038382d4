"""The backend's words for a screen that is not there, turned into words for a chat (S12). Pure.

The backend believes in buttons, panels and a preview. What it says of the film is kept; what it says of the
screen is replaced by what a person can say in the chat. The phrases are data: ``phrases/gui.toml``.
"""

import re
import tomllib
from pathlib import Path

from bot.core.wording import Voice

_TABLE = tomllib.loads((Path(__file__).parent / "phrases" / "gui.toml").read_text("utf-8"))

_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), f"gui.{name}")
    for name, patterns in _TABLE["gui"].items()
    for pattern in patterns
)


def to_chat_words(text: str, voice: Voice) -> str:
    """The text without buttons and panels."""
    for pattern, key in _RULES:
        text = pattern.sub(lambda _, key=key: voice.say(key), text)  # type: ignore[misc]
    return re.sub(r"[ \t]+", " ", text).strip()
