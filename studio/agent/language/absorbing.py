"""Clauses that look like an operation of their own but only say how an earlier one is meant."""

import re
from collections.abc import Sequence

from studio.agent.language.clauses import Clause
from studio.agent.language.figures import Args, arguments
from studio.agent.language.found import Found, Reading
from studio.agent.language.rules import Match
from studio.agent.language.tokens import Break, Token
from studio.agent.plan import ArgValue

_IT = re.compile(r"\bit\b|它", re.IGNORECASE)


def absorbed(reading: Reading, clause: Clause, match: Match, words: Sequence[Token]) -> bool:
    """Whether an operation only says how an earlier one is meant: "… as background, quieter"."""
    if not reading.found or clause.joined is Break.STOP:
        return False
    last, name = reading.found[-1], match.rule.spec.name
    told = arguments(name, words, reading.text, reading.scene)[0]
    if (last.name, name) == ("split", "keep_range") and clause.has("first_half", "second_half"):
        _keep_half(last, clause)
    elif (last.name, name) == ("add_music", "volume") and not clause.has(*_SOUNDS):
        last.args["volume"] = told.get("to") or ("low" if told.get("change") == "down" else "high")
    elif last.name == "reframe" and (mode := _background(name, told, clause)):
        last.args["mode"] = mode
    elif (last.name, name) == ("add_music", "loop"):
        last.args["loop"] = True
    elif (last.name, name) == ("add_voiceover", "add_title") and not clause.has(*_SHOWING):
        return _told_later(last, told, "text", "text")
    elif (last.name, name) in _ABSORBING:
        return _told_later(last, told, *_ABSORBING[last.name, name])
    elif (last.name, name) == ("add_music", "fade") and _IT.search(reading.text[clause.start : clause.end]):
        last.args |= {f"fade_{way}": True for way in ("in", "out") if way in told}
    elif last.name in {"captions", "caption_style"} and clause.concepts <= _STYLING:
        last.args |= dict(arguments("caption_style", words, reading.text, reading.scene)[0].items())
    else:
        return False
    return True


def _told_later(last: Found, told: Args, mine: str, theirs: str) -> bool:
    """Take over what a clause says about the operation before it, unless that was said already."""
    if theirs not in told or mine in last.args:
        return False
    last.args[mine] = told[theirs]
    return True


def _background(name: str, told: Args, clause: Clause) -> ArgValue | None:
    """What a clause after a new shape says about what is left of the film: "… with a blurred background"."""
    if name == "blur" and told.get("target") == "background":
        return "blur_pad"
    return told.get("mode") if name == "reframe" and not clause.has("ASPECT", "aspect", "platform") else None


def _keep_half(split: Found, clause: Clause) -> None:
    """ "Cut at 1:00, throw the second half away" is one part kept."""
    points = split.args.get("at")
    at = points[0] if isinstance(points, list) and points else 0.0
    is_head = clause.has("second_half") == clause.has("remove", "cut", "unwanted")
    split.name, split.args = "keep_range", {"start": 0.0, "end": at} if is_head else {"start": at}


_SHOWING = ("title", "text_word", "add", "write")
_SOUNDS = ("music", "voice", "sound", "speech", "own_sound")
_ABSORBING = {
    ("slideshow", "transition"): ("transition", "type"),
    ("extract_clips", "shorten_to"): ("max_seconds", "seconds"),
    ("highlight_reel", "shorten_to"): ("seconds", "seconds"),
    ("edit_title", "add_title"): ("to", "text"),
    ("lower_third", "add_title"): ("name", "text"),
    ("chroma_key", "remove_background"): ("replace", "replace"),
    ("chroma_key", "overlay_image"): ("replace", "file"),
    ("remove_background", "overlay_image"): ("replace", "file"),
}
_STYLING = frozenset(
    [
        "bigger",
        "smaller",
        "enlarge",
        "color",
        "outline",
        "bold",
        "font",
        "bars",
        "position",
        "zoom",
        "up",
        "down",
        "loud_up",
        "loud_down",
        "make",
        "edge",
        "boost",
        "swap",
        "tone",
    ]
)
