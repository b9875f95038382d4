"""The form that "Edit this video" opens, and what was written into it.

Its id carries the message it was opened on, so an answer is understood by any later process.
"""

import re
from collections.abc import Iterator
from typing import Any

from adapters.discord.commands import WORDS_CHARS
from bot.core.model import JsonObject, Language
from bot.core.wording import Voice

_ID = re.compile(r"cm:(\d{1,20})", re.ASCII)
_WORDS = "words"
_TITLE_CHARS, _PLACEHOLDER_CHARS = 45, 100
_LABEL, _TEXT_INPUT, _PARAGRAPH = 18, 4, 2


def form(message_id: int, language: Language) -> JsonObject:
    """The form for that message (discord.com/developers/docs/components/reference)."""
    voice = Voice(language)
    field = {
        "type": _TEXT_INPUT,
        "custom_id": _WORDS,
        "style": _PARAGRAPH,
        "required": True,
        "min_length": 1,
        "max_length": WORDS_CHARS,
        "placeholder": voice.say("discord.form.ideas")[:_PLACEHOLDER_CHARS],
    }
    label = voice.say("discord.form.label")[:_TITLE_CHARS]
    return {
        "custom_id": f"cm:{message_id}",
        "title": voice.say("discord.form.title")[:_TITLE_CHARS],
        "components": [{"type": _LABEL, "label": label, "component": field}],
    }


def message_of(data: JsonObject) -> int | None:
    """The message a filled-in form was opened on; None for a form of somebody else's."""
    found = _ID.fullmatch(str(data.get("custom_id")))
    return None if found is None else int(found[1])


def words_of(data: JsonObject) -> str:
    """What was written into it."""
    return next((str(part.get("value") or "") for part in _parts(data) if part.get("custom_id") == _WORDS), "")


def _parts(part: JsonObject) -> Iterator[JsonObject]:
    """A component and all that lies in it."""
    yield part
    inside: list[Any] = [part.get("component"), *(part.get("components") or ())]
    for inner in inside:
        if isinstance(inner, dict):
            yield from _parts(inner)
