"""Arguments of the operations that are carried out: times, levels, titles, where a figure needs its context."""

import re
from collections.abc import Callable, Mapping

from studio.agent.language.arguments import (
    FILES,
    Words,
    all_said,
    figure,
    figures,
    has,
    said,
    spans,
    values,
)
from studio.agent.language.levels import LOUDEST, Args, is_absolute, mute, span_args, volume
from studio.agent.language.particulars import plain_arguments
from studio.agent.language.tones import amount, tones
from studio.agent.plan import ArgValue, Doubt
from studio.agent.scene import Scene
from studio.agent.vocabulary import spec


def arguments(name: str, words: Words, text: str, scene: Scene) -> list[Args]:
    """The arguments said for an operation; several sets when it is asked for several times (two ranges, two titles)."""
    read = _READERS.get(name)
    return read(words, text, scene) if read else [plain_arguments(spec(name), words)]


_NEEDED: Mapping[str, tuple[tuple[str, ...], Doubt]] = {
    "trim_head": (("seconds",), Doubt.HOW_LONG),
    "trim_tail": (("seconds",), Doubt.HOW_LONG),
    "keep_range": (("start", "last_seconds"), Doubt.WHICH_RANGE),
    "cut_range": (("start", "last_seconds"), Doubt.WHICH_RANGE),
    "restore_cut": (("numbers",), Doubt.WHICH_CUT),
    "add_title": (("text",), Doubt.WHICH_TEXT),
    "add_intro": (("text", "file"), Doubt.WHICH_TEXT),
    "add_outro": (("text", "file"), Doubt.WHICH_TEXT),
    "add_voiceover": (("text", "file"), Doubt.WHICH_SPEECH),
    "volume": (("change", "to", "db"), Doubt.HOW_LOUD),
}
"""For an operation, the arguments of which one must be said, and what is asked where none is."""


def lacking(name: str, args: Mapping[str, ArgValue]) -> Doubt | None:
    """What must be asked before the operation can be done."""
    if args.get("file") == "":
        return Doubt.WHICH_SOUND
    wanted, doubt = _NEEDED.get(name, ((), None))
    return doubt if all(args.get(key) in (None, "") for key in wanted) else None


def _trim_head(words: Words, _text: str, _scene: Scene) -> list[Args]:
    seconds = figure(words, "HEAD", "ENDS", "POINT", "DURATION")
    return [{} if seconds is None else {"seconds": seconds}]


def _trim_tail(words: Words, _text: str, _scene: Scene) -> list[Args]:
    seconds = figure(words, "TAIL", "ENDS", "DURATION")
    return [{} if seconds is None else {"seconds": seconds}]


def _cut_range(words: Words, _text: str, _scene: Scene) -> list[Args]:
    return [span_args(*span) for span in spans(words)] or [{}]


def _keep_range(words: Words, _text: str, scene: Scene) -> list[Args]:
    film = scene.duration_ms / 1000
    if spans(words):
        return [span_args(*span) for span in spans(words)]
    head, tail, point = figure(words, "HEAD"), figure(words, "TAIL"), figure(words, "POINT", "TARGET", "DURATION")
    if head is not None:
        return [span_args(0.0, head)]
    if tail is not None:
        return [span_args(film - tail, film) if film > tail else {"last_seconds": tail}]
    if has(words, "first_half", "second_half"):
        if not film:
            return [{}]
        later = has(words, "second_half") != has(words, "remove", "cut")
        return [span_args(film / 2, film) if later else span_args(0.0, point or film / 2)]
    return [{} if point is None else span_args(0.0, point)]


def _add_music(words: Words, _text: str, scene: Scene) -> list[Args]:
    args: Args = {}
    name = said(words, "AUDIOFILE", "VIDEOFILE") or _own_song(words, scene)
    moods = [mood for mood in values(words, "mood", "genre") if mood != "auto"]
    if name is not None:
        args["file"] = name
    elif moods:
        args["mood"] = " ".join(moods)
    elif scene.fresh_sounds and scene.sound_names:
        args["file"] = scene.sound_names[-1]
    else:
        args["mood"] = "auto"
    percent = figure(words, "PERCENT")
    if percent is not None:
        args["volume"] = round(min(percent / 100, LOUDEST), 4)
    elif has(words, "loud_down", "loud_up"):
        args["volume"] = "low" if has(words, "loud_down") else "high"
    faded = has(words, "fade") and not has(words, "fade_in", "fade_out")
    args |= {flag: True for flag in ("fade_in", "fade_out") if has(words, flag) or faded}
    return [args | ({"loop": True} if has(words, "loop") else {})]


def _own_song(words: Words, scene: Scene) -> str | None:
    """The person's own sound file; "" when they mean one and none is there."""
    quoted = [quote for quote in all_said(words, "QUOTE") if quote in scene.sound_names]
    if quoted:
        return quoted[0]
    if not has(words, "song_ref"):
        return None
    return scene.sound_names[-1] if scene.sound_names else ""


def _add_voiceover(words: Words, text: str, scene: Scene) -> list[Args]:
    args = plain_arguments(spec("add_voiceover"), words)
    if has(words, "start") and "start" not in args:
        args["start"] = 0.0
    if "text" not in args and "file" not in args:
        if has(words, "own_recording", "song_ref") or _POINTS_AT.search(text):
            args["file"] = scene.sound_names[-1] if scene.sound_names else ""
        elif scene.fresh_sounds and scene.sound_names:
            args["file"] = scene.sound_names[-1]
    return [args]


_POINTS_AT = re.compile(
    r"\b(?:use|take|put|lay) (?:this|that|it)\b(?! (?:text|script|line))|[用把拿](?:这[个段条]?|它)(?=[做当作配放])",
    re.IGNORECASE,
)
"""A sound that is not called one: "use this as the voiceover"."""


def _add_title(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args = plain_arguments(spec("add_title"), words)
    args.pop("end", None) if "end" in args and "start" not in args else None
    if not isinstance(args.get("at", ""), str):
        args.pop("at")
    if has(words, "HEAD"):
        args |= {"start": 0.0, "end": float(figure(words, "HEAD") or 0.0)}
    if has(words, "start", "intro") and "start" not in args:
        args["at"] = "start"
    elif has(words, "ending", "outro") and "last_seconds" not in args and "start" not in args:
        args["at"] = "end"
    texts = all_said(words, "QUOTE", "HANDLE")
    return [args | {"text": text} for text in texts] or [args]


def _color(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args = {key: value for key, value in plain_arguments(spec("color"), words).items() if key in _COLOR_PLAIN}
    changes = tones(words)
    return [args | changes | (dict(amount(words)) if changes else {})]


def _speed(words: Words, text: str, _scene: Scene) -> list[Args]:
    args = plain_arguments(spec("speed"), words)
    percent = figure(words, "PERCENT")
    is_slower = has(words, "slower", "slow_motion", "late") and not has(words, "faster", "early")
    if percent is not None and has(words, "faster", "slower", "early", "late") and not is_absolute(words, text):
        args["factor"] = round(max(1 - percent / 100, 0.0) if is_slower else 1 + percent / 100, 4)
    if has(words, "normal_speed"):
        args["factor"] = 1.0
    if "factor" not in args:
        args["change"] = "down" if is_slower else "up"
        if has(words, "slow_motion"):
            args["factor"] = 0.5
        args |= dict(amount(words))
    return [{key: value for key, value in args.items() if "factor" not in args or key not in {"change", "amount"}}]


_COLOR_PLAIN = ("look", "match", "start", "end", "clip")


def _export(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args: Args = {}
    resolution = said(words, "RESOLUTION")
    if resolution or has(words, "high_definition"):
        args["resolution"] = resolution or "1080p"
    return [args | ({"format": "mp4"} if has(words, "video_format") else {})]


def _undo(words: Words, _text: str, _scene: Scene) -> list[Args]:
    steps = figure(words, "STEPS", "TIMES", "COUNT")
    return [{"steps": int(steps)} if steps and steps >= 1 else {}]


def _merge(words: Words, _text: str, _scene: Scene) -> list[Args]:
    names = all_said(words, *FILES)
    args: Args = {"files": names} if len(names) > 1 else {}
    return [args | ({"order": "as_sent"} if has(words, "order") else {})]


def _remove_silence(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args: Args = {}
    least = figure(words, "MINIMUM")
    if least is not None:
        args["min_seconds"] = least
    if has(words, "start") != has(words, "ending"):
        args["where"] = "start" if has(words, "start") else "end"
    return [args]


def _captions(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args = plain_arguments(spec("captions"), words)
    args.pop("text", None)  # only subtitles are, and those are found before words are read
    if args.get("style_color") == args.get("style_background"):
        args.pop("style_color", None)
    return [args]


def _split(words: Words, _text: str, _scene: Scene) -> list[Args]:
    args = plain_arguments(spec("split"), words)
    points = figures(words, "POINT")
    return [args | ({"at": points} if points else {})]


_READERS: Mapping[str, Callable[[Words, str, Scene], list[Args]]] = {
    "trim_head": _trim_head,
    "trim_tail": _trim_tail,
    "cut_range": _cut_range,
    "keep_range": _keep_range,
    "mute": mute,
    "volume": volume,
    "add_music": _add_music,
    "add_title": _add_title,
    "add_voiceover": _add_voiceover,
    "export": _export,
    "color": _color,
    "speed": _speed,
    "undo": _undo,
    "merge": _merge,
    "remove_silence": _remove_silence,
    "captions": _captions,
    "split": _split,
}
