"""Arguments of operations whose values stand in the clause as such; what needs thought is in ``figures``.

Which reader an argument gets is decided by its unit in the vocabulary, or by its name where units are shared.
"""

from collections.abc import Callable, Mapping, Sequence

from studio.agent.language.strip import Value
from studio.agent.language.tokens import Token
from studio.agent.plan import ArgValue
from studio.agent.vocabulary import OperationSpec

FILES = ("AUDIOFILE", "VIDEOFILE", "IMAGEFILE", "TEXTFILE", "SUBFILE")
Words = Sequence[Token]
Reader = Callable[[Words], ArgValue | None]


def figure(words: Words, *kinds: str) -> float | None:
    """The first figure of one of these kinds."""
    return next(iter(figures(words, *kinds)), None)


def figures(words: Words, *kinds: str) -> list[float]:
    """All figures of these kinds, in the order said."""
    return [float(t.value) for t in words if isinstance(t.value, float | int) and any(t.means(kind) for kind in kinds)]


def spans(words: Words) -> list[tuple[float, float | None]]:
    """All ranges said, in seconds; an open end is None."""
    return [_pair(token.value) for token in words if token.means("RANGE")]


def _pair(value: Value) -> tuple[float, float | None]:
    if isinstance(value, tuple) and value[0] is not None:
        return value[0], value[1]
    return 0.0, None


def said(words: Words, *kinds: str) -> str | None:
    """The first literal of one of these kinds: a quote, a file name, a handle."""
    return next(iter(all_said(words, *kinds)), None)


def all_said(words: Words, *kinds: str) -> list[str]:
    """All literals of these kinds."""
    return [token.value for token in words if isinstance(token.value, str) and any(token.means(kind) for kind in kinds)]


def values(words: Words, *concepts: str) -> list[str]:
    """The values of these concepts, in the order said, each once."""
    found = [sense.value for token in words for sense in token.senses if sense.concept in concepts]
    return list(dict.fromkeys(found))


def has(words: Words, *concepts: str) -> bool:
    """Whether any of the concepts is there."""
    return any(token.means(concept) for token in words for concept in concepts)


def _value(*concepts: str) -> Reader:
    return lambda words: next(iter(values(words, *concepts)), None)


def _figure(*kinds: str) -> Reader:
    return lambda words: figure(words, *kinds)


def _count(*kinds: str) -> Reader:
    def read(words: Words) -> ArgValue | None:
        value = figure(words, *kinds)
        return None if value is None else int(value)

    return read


def _literal(*kinds: str) -> Reader:
    return lambda words: said(words, *kinds)


def _flag(*concepts: str) -> Reader:
    return lambda words: True if has(words, *concepts) else None


def _position(words: Words) -> ArgValue | None:
    found = [place for place in values(words, "position") if place != "any"]
    return found[0] if found else _value("position")(words)


def _aspect(words: Words) -> ArgValue | None:
    return (
        said(words, "ASPECT")
        or next(reversed(values(words, "aspect")), None)
        or next((value for value in values(words, "platform") if value != "none"), None)
        or ("2.39:1" if has(words, "letterbox") else None)
    )


def _span(end: int) -> Reader:
    def read(words: Words) -> ArgValue | None:
        for span in spans(words):
            return span[end]
        head = figure(words, "HEAD")
        if head is not None:
            return (0.0, head)[end]
        return figure(words, "POINT") if not end else None

    return read


def _factor(words: Words) -> ArgValue | None:
    percent = figure(words, "PERCENT")
    if percent is not None:
        return round(percent / 100, 4)
    factor = figure(words, "FACTOR", "FRACTION")
    if factor is not None and factor > 1 and has(words, "slower", "slow_motion") and not has(words, "faster"):
        return round(1 / factor, 4)
    return factor


def _languages(words: Words) -> ArgValue | None:
    found = values(words, "language")
    return found if len(found) > 1 else (["zh", "en"] if has(words, "bilingual") and not found else None)


def _one_language(words: Words) -> ArgValue | None:
    found = values(words, "language")
    return found[0] if len(found) == 1 and not has(words, "bilingual") else None


def _change(up: tuple[str, ...], down: tuple[str, ...]) -> Reader:
    return lambda words: "up" if has(words, *up) else ("down" if has(words, *down) else None)


def _tone(kind: str) -> Reader:
    def read(words: Words) -> ArgValue | None:
        for tone in values(words, "tone"):
            name, _, value = tone.partition("_")
            if name == kind:
                return value
        return None

    return read


_BY_UNIT: Mapping[str, Reader] = {
    "position": _position,
    "aspect": _aspect,
    "resolution": _literal("RESOLUTION"),
    "file": _literal(*FILES),
    "text": _literal("QUOTE", "HANDLE"),
    "language": _one_language,
    "languages": _languages,
    "color": _value("color"),
    "mood": lambda words: " ".join(values(words, "mood", "genre")) or None,
    "look": _value("look"),
    "effect": _value("effect"),
    "transition": _value("transition_type"),
    "degrees": _count("DEGREES"),
    "factor": _factor,
    "megabytes": _figure("SIZE"),
    "percent": _figure("PERCENT"),
    "flag": lambda _words: None,
}
_BY_NAME: Mapping[str, Reader] = {
    "at": _figure("POINT"),
    "start": _span(0),
    "end": _span(1),
    "seconds": _figure("DURATION", "TARGET", "WITHIN"),
    "max_seconds": _figure("WITHIN", "DURATION"),
    "every": _figure("DURATION"),
    "seconds_per_image": _figure("DURATION"),
    "total_seconds": _figure("TARGET", "WITHIN"),
    "last_seconds": _figure("TAIL"),
    "min_seconds": _figure("MINIMUM"),
    "parts": _count("COUNT"),
    "count": _count("COUNT"),
    "times": _count("TIMES", "COUNT"),
    "width": _count("WIDTH"),
    "bitrate_kbps": _count("BITRATE"),
    "clip": _count("ORDINAL"),
    "lufs": _figure("LUFS", "DECIBEL"),
    "temperature": _tone("temperature"),
    "brightness": _tone("brightness"),
    "contrast": _tone("contrast"),
    "saturation": _tone("saturation"),
    "gender": _value("gender"),
    "tone": lambda words: next(iter(values(words, "mood")), None),
    "match": _flag("match", "align"),
    "keep_pitch": _flag("pitch"),
    "format": lambda words: next(iter(values(words, "audio_format", "video_format", "other_video_format", "sub_format")), None),
    "codec": lambda words: next((token.text for token in words if token.means("codec")), None),
    "size": _change(("bigger", "enlarge", "too_small"), ("smaller", "too_big")),
    "name": _literal("QUOTE"),
}  # fmt: skip
_OWN: Mapping[tuple[str, str], Reader] = {
    ("captions", "style_color"): _value("color"),
    ("captions", "style_background"): lambda words: "dark" if "dark" in values(words, "color") else None,
    ("caption_style", "highlight"): lambda words: _value("color")(words) if has(words, "highlight_verb", "highlight") else None,
    ("caption_style", "color"): lambda words: None if has(words, "highlight_verb", "highlight") else _value("color")(words),
    ("caption_style", "outline"): lambda words: _outline(words),
    ("edit_title", "from"): lambda words: next(iter(all_said(words, "QUOTE")[:-1]), None),
    ("edit_title", "to"): lambda words: next(iter(all_said(words, "QUOTE")[-1:]), None),
    ("add_sound_effect", "name"): lambda words: next((token.text for token in words if token.means("sfx")), None),
    ("effect", "name"): _value("effect"),
    ("crop", "edge"): lambda words: _edge(words),
    ("speed", "keep_pitch"): _flag("pitch"),
    ("denoise_audio", "kind"): lambda words: _noise(words),
    ("blur", "target"): lambda words: _blurred(words),
    ("upscale", "height"): lambda words: _height(words),
    ("watermark", "file"): lambda words: said(words, "IMAGEFILE") or ("logo" if has(words, "logo") and not said(words, "QUOTE", "HANDLE") else None),
    ("watermark", "opacity"): lambda words: 0.5 if has(words, "translucent") else None,
    ("add_outro", "file"): lambda words: said(words, *FILES) or ("logo" if has(words, "logo") else None),
    ("remove_background", "replace"): lambda words: said(words, "IMAGEFILE") or _value("color")(words),
    ("chroma_key", "replace"): _literal("IMAGEFILE", "VIDEOFILE"),
    ("chroma_key", "color"): lambda words: _value("color")(words) or "green",
    ("fade", "color"): lambda words: _named_color(words, "fade_out", "fade_in", "fade", "color"),
    ("fade", "in"): lambda words: _fade(words, "fade_in", "start"),
    ("fade", "out"): lambda words: _fade(words, "fade_out", "ending"),
    ("audio_fade", "in"): lambda words: _fade(words, "fade_in", "start"),
    ("audio_fade", "out"): lambda words: _fade(words, "fade_out", "ending", "taper"),
    ("audio_fade", "target"): lambda words: "music" if has(words, "music", "song_ref") else "all",
    ("reframe", "mode"): lambda words: "blur_pad" if has(words, "blur_pad") else ("letterbox" if has(words, "letterbox") else None),
    ("reframe", "keep"): lambda words: "speaker" if has(words, "speaker", "face") else None,
    ("split", "at"): lambda words: figures(words, "POINT") or None,
    ("sync_audio", "offset_ms"): lambda words: _offset(words),
    ("zoom", "kind"): lambda words: "ken_burns" if has(words, "ken_burns") else "punch_in",
    ("rotate", "degrees"): lambda words: _turn(words),
    ("flip", "axis"): lambda words: "vertical" if has(words, "upside_down") else "horizontal",
    ("credits", "kind"): lambda words: "cost" if has(words, "cost") else None,
    ("status", "kind"): lambda words: "render" if has(words, "finished_question") else None,
    ("slideshow", "transition"): _value("transition_type"),
    ("compress", "percent"): lambda words: figure(words, "PERCENT") or (50.0 if has(words, "FRACTION", "half") else None),
    ("analyze", "want"): lambda words: "cut suggestions" if has(words, "where_question", "suggest") else None,
    ("reorder", "to"): lambda words: _reordered(words),
}  # fmt: skip


def plain_arguments(spec: OperationSpec, words: Words) -> dict[str, ArgValue]:
    """What the words say about the arguments of an operation."""
    found: dict[str, ArgValue] = {}
    for name, unit in spec.arguments.items():
        read = _OWN.get((spec.name, name)) or _BY_NAME.get(name) or _BY_UNIT.get(unit)
        value = read(words) if read else None
        if value is not None:
            found[name] = value
    return found


def _outline(words: Words) -> ArgValue | None:
    colors = values(words, "color")
    own = _named_color(words, "outline")
    return own or (colors[-1] if has(words, "outline") and colors else None)


def _named_color(words: Words, *concepts: str) -> ArgValue | None:
    """A colour inside a word for something else: 黑边, "fade to black"."""
    named = [token.text for token in words if any(map(token.means, concepts))]
    return next((color for color, marks in _INNER.items() if any(mark in text for text in named for mark in marks)), None)


_INNER = {"black": ("black", "黑"), "white": ("white", "白")}


def _noise(words: Words) -> ArgValue | None:
    for token in words:
        if token.means("noise"):
            for kind, marks in _NOISES.items():
                if any(mark in token.text for mark in marks):
                    return kind
    return None


_NOISES = {"wind": ("wind", "风"), "hum": ("hum", "buzz", "嗡", "电流"), "hiss": ("hiss", "嘶")}


def _edge(words: Words) -> ArgValue | None:
    named = [token.text for token in words if token.means("edge") or token.means("position")]
    return next((edge for edge, marks in _EDGES.items() if any(mark in text for text in named for mark in marks)), None)


_EDGES = {"top": ("top", "顶", "上"), "bottom": ("bottom", "底", "下"), "left": ("left", "左"), "right": ("right", "右")}


def _blurred(words: Words) -> ArgValue | None:
    targets = (("face", "faces"), ("plate", "plates"), ("background", "background"), ("private_info", "text"))
    return next((target for concept, target in targets if has(words, concept)), None)


def _height(words: Words) -> ArgValue | None:
    lines = said(words, "RESOLUTION")
    return int(lines.removesuffix("p")) if lines else None


def _fade(words: Words, concept: str, place: str, other: str = "") -> ArgValue | None:
    bare = has(words, "fade") and (has(words, place) or (concept == "fade_out" and has(words, "away", "TAIL")))
    if not (bare or has(words, concept) or (other and has(words, other))):
        return None
    return figure(words, "TAIL", "HEAD", "DURATION") or True


def _offset(words: Words) -> ArgValue | None:
    seconds = figure(words, "DURATION")
    if seconds is None:
        return None
    back = any(mark in token.text for token in words for mark in _BEHIND) and not has(words, "later", "delay")
    return int(-seconds * 1000 if back else seconds * 1000)


_BEHIND = ("慢", "晚", "滞后", "提前", "behind", "late", "lag", "trail", "earlier", "sooner")


def _turn(words: Words) -> ArgValue | None:
    degrees = figure(words, "DEGREES")
    if degrees is None:
        return 180 if has(words, "upside_down") else None
    return int(degrees)


def _reordered(words: Words) -> ArgValue | None:
    places = figures(words, "ORDINAL")
    if len(places) > 1:
        return int(places[1])
    return 1 if has(words, "place_front", "start") else (-1 if has(words, "place_back", "ending") else None)
