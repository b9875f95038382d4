"""Clauses that look like an operation of their own but only say how an earlier one is meant."""

import re
from collections.abc import Callable, Mapping, Sequence

from studio.agent.language.clauses import Clause
from studio.agent.language.figures import arguments
from studio.agent.language.found import Found, Reading
from studio.agent.language.levels import Args
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
    taken_in = _TAKING_IN.get((last.name, name))
    if taken_in is not None and taken_in(last, told, clause, reading):
        return True
    if (last.name, name) in _ABSORBING:
        return _told_later(last, told, *_ABSORBING[last.name, name])
    if last.name == "reframe" and (mode := _background(name, told, clause)):
        last.args["mode"] = mode
        return True
    if last.name in {"captions", "caption_style"} and clause.concepts <= _STYLING:
        styled = arguments(last.name, words, reading.text, reading.scene)[0]
        last.args |= {key: value for key, value in styled.items() if key in _STYLES}
        return True
    return False


def _half_kept(split: Found, _told: Args, clause: Clause, _reading: Reading) -> bool:
    """ "Cut at 1:00, throw the second half away" is one part kept."""
    if not clause.has("first_half", "second_half"):
        return False
    _keep_part(split, is_head=clause.has("second_half") == clause.has("remove", "cut", "unwanted"))
    return True


def _part_kept(split: Found, told: Args, _clause: Clause, _reading: Reading) -> bool:
    """ "Split it at 1:00 and delete the second part" is one part kept too."""
    points = split.args.get("at")
    if told.get("clip") not in {1, 2, -1} or not isinstance(points, list) or len(points) != 1:
        return False
    _keep_part(split, is_head=told["clip"] != 1)
    return True


def _keep_part(split: Found, *, is_head: bool) -> None:
    points = split.args.get("at")
    at = points[0] if isinstance(points, list) and points else 0.0
    split.name, split.args = "keep_range", {"start": 0.0, "end": at} if is_head else {"start": at}


def _level_of_music(music: Found, told: Args, clause: Clause, reading: Reading) -> bool:
    if clause.has(*_OTHER_SOUNDS[reading.scene.has_music]):
        return False
    music.args["volume"] = told.get("to") or ("low" if told.get("change") == "down" else "high")
    return True


def _looped(music: Found, _told: Args, _clause: Clause, _reading: Reading) -> bool:
    music.args["loop"] = True
    return True


def _faded(music: Found, told: Args, clause: Clause, reading: Reading) -> bool:
    if _IT.search(reading.text[clause.start : clause.end]) is None:
        return False
    music.args |= {f"fade_{way}": True for way in ("in", "out") if way in told}
    return True


def _words_for_voice(voice: Found, told: Args, clause: Clause, _reading: Reading) -> bool:
    return not clause.has(*_SHOWING) and _told_later(voice, told, "text", "text")


def _least_pause(pauses: Found, told: Args, clause: Clause, _reading: Reading) -> bool:
    """ "… but keep the ones under a second": how long a pause must be to go."""
    return clause.has("keep") and _told_later(pauses, told, "min_seconds", "seconds")


def _replaced(muted: Found, told: Args, clause: Clause, _reading: Reading) -> bool:
    """ "Drop the original sound, use dub.wav instead" is one sound in place of another."""
    if muted.args == {"target": "music"} and clause.has("swap", "instead"):
        muted.name, muted.args = "add_music", told
        return True
    others = muted.args.keys() - {"target"} or muted.args.get("target") == "music" or "file" not in told
    if others or clause.has("music", "beneath") or not clause.has("swap", "instead", "add"):
        return False
    muted.name, muted.args = "replace_audio", {"file": told["file"]}
    return True


def _zoomed(slideshow: Found, _told: Args, _clause: Clause, _reading: Reading) -> bool:
    slideshow.args.setdefault("effect", "zoom")
    return True


def _blended(slideshow: Found, told: Args, clause: Clause, _reading: Reading) -> bool:
    """Photos "with fades" fade into each other."""
    if told or clause.joined is not Break.WITH:
        return False
    slideshow.args.setdefault("transition", "fade")
    return True


def _said_with_it(_last: Found, _told: Args, clause: Clause, _reading: Reading) -> bool:
    """A list "with timestamps" is no list and chapters."""
    return clause.joined is Break.WITH


def _told_later(last: Found, told: Args, mine: str, theirs: str) -> bool:
    """Take over what a clause says about the operation before it, unless that was said already."""
    if theirs not in told or mine in last.args:
        return False
    last.args[mine] = told[theirs]
    return True


def _background(name: str, told: Args, clause: Clause) -> ArgValue | None:
    """What a clause after a new shape says about what is left of the film: "… with a blurred background"."""
    if name == "blur" and (told.get("target") == "background" or clause.has("edge")):
        return "blur_pad"
    return told.get("mode") if name == "reframe" and not clause.has("ASPECT", "aspect", "platform") else None


_SHOWING = ("title", "text_word", "add", "write")
_OTHER_SOUNDS = {
    True: ("music", "voice", "sound", "speech", "own_sound"),
    False: ("voice", "sound", "speech", "own_sound"),  # without music so far, "the music" is what was just added
}
_TAKING_IN: Mapping[tuple[str, str], Callable[[Found, Args, Clause, Reading], bool]] = {
    ("split", "keep_range"): _half_kept,
    ("split", "delete_clip"): _part_kept,
    ("add_music", "volume"): _level_of_music,
    ("add_music", "loop"): _looped,
    ("add_music", "fade"): _faded,
    ("add_voiceover", "add_title"): _words_for_voice,
    ("remove_silence", "shorten_to"): _least_pause,
    ("mute", "add_music"): _replaced,
    ("slideshow", "zoom"): _zoomed,
    ("slideshow", "fade"): _blended,
    ("analyze", "chapters"): _said_with_it,
}
_ABSORBING = {
    ("slideshow", "transition"): ("transition", "type"),
    ("slideshow", "shorten_to"): ("total_seconds", "seconds"),
    ("extract_clips", "shorten_to"): ("max_seconds", "seconds"),
    ("highlight_reel", "shorten_to"): ("seconds", "seconds"),
    ("edit_title", "add_title"): ("to", "text"),
    ("lower_third", "add_title"): ("name", "text"),
    ("add_outro", "lower_third"): ("text", "name"),
    ("chroma_key", "remove_background"): ("replace", "replace"),
    ("chroma_key", "overlay_image"): ("replace", "file"),
    ("remove_background", "overlay_image"): ("replace", "file"),
}
_STYLES = frozenset(
    [
        "size",
        "color",
        "outline",
        "highlight",
        "position",
        "style_size",
        "style_color",
        "style_outline",
        "style_background",
    ]
)
_STYLING = frozenset(
    [
        "text_word",
        "word",
        "large",
        "add",
        "move",
        "pronoun",
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
