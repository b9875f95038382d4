"""Values of a draft as it comes from a client, each checked for its kind and bounds before it is believed."""

import math
from collections.abc import Mapping

from studio.timeline.errors import BadDraft

HIGHEST_LEVEL = 16.0

JsonMap = Mapping[str, object]


def object_of(holder: JsonMap, key: str) -> JsonMap:
    """The object under the key. Raises BadDraft."""
    value = holder.get(key)
    if not isinstance(value, Mapping):
        raise BadDraft(f"{key}: no object")
    return value


def objects_of(holder: JsonMap, key: str, most: int) -> list[JsonMap]:
    """The list of objects under the key, at most so many. Raises BadDraft."""
    value = holder.get(key)
    if not isinstance(value, list) or len(value) > most:
        raise BadDraft(f"{key}: no list, or too long")
    if not all(isinstance(item, Mapping) for item in value):
        raise BadDraft(f"{key}: not all objects")
    return value


def integer_of(holder: JsonMap, key: str, least: int, most: int) -> int:
    """The whole number under the key, within its bounds. Raises BadDraft."""
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadDraft(f"{key}: no whole number from {least} to {most}")
    return value


def number_of(holder: JsonMap, key: str, least: float, most: float) -> float:
    """The number under the key, within its bounds. Raises BadDraft."""
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadDraft(f"{key}: no number")
    if not least <= value <= most:
        raise BadDraft(f"{key}: not from {least} to {most}")
    return float(value)


def level_of(holder: JsonMap, key: str) -> float:
    """The linear level under the key, 0 to HIGHEST_LEVEL. Raises BadDraft."""
    return number_of(holder, key, 0.0, HIGHEST_LEVEL)


def flag_of(holder: JsonMap, key: str) -> bool:
    """The truth value under the key. Raises BadDraft."""
    value = holder.get(key)
    if not isinstance(value, bool):
        raise BadDraft(f"{key}: neither true nor false")
    return value


def text_of(holder: JsonMap, key: str, most: int, least: int = 1) -> str:
    """The text under the key, of so many characters. Raises BadDraft."""
    value = holder.get(key)
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise BadDraft(f"{key}: no text of {least} to {most} characters")
    return value
