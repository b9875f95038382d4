"""Levels of sound: how loud, how much louder, and what is muted where."""

import math
import re

from studio.agent.language.arguments import Words, figure, has, said, spans
from studio.agent.language.tokens import Token
from studio.agent.language.tones import amount
from studio.agent.plan import ArgValue
from studio.agent.scene import Scene

Args = dict[str, ArgValue]
LOUDEST = 2.0
_TO = re.compile(r"(?:\b(?:to|at|is|be|around|about|only)(?: about| around| just)?|[到成为至在是])\s*$", re.IGNORECASE)


def span_args(start: float, end: float | None) -> Args:
    """A range; without ``end`` it goes to the film's end."""
    return {"start": start} if end is None else {"start": start, "end": end}


def mute(words: Words, _text: str, scene: Scene) -> list[Args]:
    """What is silenced, and where; one set of arguments for each range."""
    target = _target(words)
    args: Args = {} if target == "all" else {"target": target}
    film = scene.duration_ms / 1000
    tail = figure(words, "TAIL")
    if spans(words):
        return [args | span_args(*span) for span in spans(words)]
    if has(words, "HEAD"):
        return [args | span_args(0.0, figure(words, "HEAD"))]
    if tail is not None:
        return [args | span_args(max(film - tail, 0.0), film or None)]
    return [args | one_clip(words)]


def one_clip(words: Words) -> Args:
    """The clip whose sound is meant, by its place or its file."""
    place, name = figure(words, "ORDINAL"), said(words, "VIDEOFILE")
    if place is not None:
        return {"clip": int(place)}
    return {} if name is None else {"file": name}


def _target(words: Words) -> str:
    if has(words, "music", "song_ref") and not has(words, "own_sound"):
        return "voice" if has(words, "all_but") else "music"
    if has(words, "voice", "speech", "own_sound"):
        return "voice"
    return "all"


def volume(words: Words, text: str, _scene: Scene) -> list[Args]:
    """The level to go to, or the way to go: up or down, by how much where that was said."""
    args: Args = {"target": _target(words), **one_clip(words)}
    down = has(words, "loud_down", "too_loud", "down", "less", "reduce", "smaller", "drown", "noisy")
    up = has(words, "loud_up", "up", "more", "boost", "bigger", "enlarge", "cant_hear") and not has(
        words, "loud_down", "less"
    )
    percent, decibels = figure(words, "PERCENT"), figure(words, "DECIBEL")
    if percent is not None and (is_absolute(words, text) or not (up or down)):
        return [args | {"to": round(min(percent / 100, LOUDEST), 4)}]
    halved = next((token for token in words if token.means("FRACTION")), None)
    if halved is not None and isinstance(halved.value, float) and _leads_to(text, halved):
        return [args | {"to": halved.value}]
    if up or down:
        args["change"] = "up" if up and not (down and not has(words, "loud_up")) else "down"
    if amount(words).get("amount") == "much":
        args["amount"] = "much"
    loudness = _decibels(words, percent, decibels, down=args.get("change") == "down")
    if loudness is not None:
        args |= {"db": loudness, "change": "up" if loudness > 0 else "down"}
    return [args]


def is_absolute(words: Words, text: str) -> bool:
    """Whether a percentage is the level to go to ("down to 20 percent"), not the way to go ("down 20 percent")."""
    return _leads_to(text, next(token for token in words if token.means("PERCENT")))


def _leads_to(text: str, level: Token) -> bool:
    """Whether a "to" stands before a level, or is part of it ("to half")."""
    before = text[max(0, level.start - 20) : level.start]
    return level.text.startswith("to ") or _TO.search(before) is not None


def _decibels(words: Words, percent: float | None, decibels: float | None, *, down: bool) -> float | None:
    if decibels is not None:
        return -abs(decibels) if down else decibels
    factor = figure(words, "FACTOR", "FRACTION")
    if percent is not None:
        factor = 1 - percent / 100 if down else 1 + percent / 100
    elif factor is not None and factor > 1 and down:
        factor = 1 / factor
    return None if not factor or factor <= 0 else round(20 * math.log10(factor), 2)
