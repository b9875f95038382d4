"""Arguments that one operation reads in a way of its own."""

from collections.abc import Mapping
from itertools import pairwise

from studio.agent.language.arguments import (
    FILES,
    Reader,
    Words,
    all_said,
    figure,
    figures,
    flag,
    has,
    literal,
    said,
    usual_reader,
    value_of,
    values,
)
from studio.agent.plan import ArgValue
from studio.agent.vocabulary import OperationSpec


def plain_arguments(spec: OperationSpec, words: Words) -> dict[str, ArgValue]:
    """What the words say about the arguments of an operation."""
    found: dict[str, ArgValue] = {}
    for name, unit in spec.arguments.items():
        read = PARTICULARS.get((spec.name, name)) or usual_reader(name, unit)
        value = read(words) if read else None
        if value is not None:
            found[name] = value
    return found


def _caption_color(words: Words, *, highlighted: bool) -> ArgValue | None:
    return value_of("color")(words) if has(words, "highlight_verb", "highlight") == highlighted else None


def _watermark(words: Words) -> ArgValue | None:
    is_logo = has(words, "logo") and not said(words, "QUOTE", "HANDLE")
    return said(words, "IMAGEFILE") or ("logo" if is_logo else None)


def _opacity(words: Words) -> ArgValue | None:
    percent = figure(words, "PERCENT")
    if percent is not None and _names(words, "opacity", "opaque", "透明度"):
        return round(percent / 100, 4)
    return 0.5 if has(words, "translucent") else None


def _framing(words: Words) -> ArgValue | None:
    mode = next((mode for mode in ("blur_pad", "letterbox") if has(words, mode)), None)
    return (
        mode or ("crop" if has(words, "crop") else None) or ("pad" if _names(words, "pad", "padded", "补边") else None)
    )


def _names(words: Words, *marks: str) -> bool:
    """Whether one of the words is, or in Chinese holds, one of the marks."""
    return any(token.text == mark or (not mark.isascii() and mark in token.text) for token in words for mark in marks)


def _platform(words: Words) -> ArgValue | None:
    named = " ".join(token.text for token in words if token.means("platform") or token.means("shorts"))
    return next((name for name, marks in _PLATFORMS.items() if any(mark in named for mark in marks)), None)


_PLATFORMS = {
    "shorts": ("youtube short", "shorts"),
    "reels": ("reel",),
    "tiktok": ("tiktok",),
    "youtube": ("youtube", "油管"),
    "linkedin": ("linkedin",),
    "douyin": ("抖音",),
    "xiaohongshu": ("小红书",),
    "shipinhao": ("视频号",),
}


def _share(words: Words) -> ArgValue | None:
    return figure(words, "PERCENT") or (50.0 if has(words, "FRACTION", "half") else None)


def _outline(words: Words) -> ArgValue | None:
    colors = values(words, "color")
    own = _named_color(words, "outline")
    return own or (colors[-1] if has(words, "outline") and colors else None)


def _named_color(words: Words, *concepts: str) -> ArgValue | None:
    """A colour inside a word for something else: 黑边, "fade to black"."""
    named = [token.text for token in words if any(map(token.means, concepts))]
    return next(
        (color for color, marks in _INNER.items() if any(mark in text for text in named for mark in marks)), None
    )


_INNER = {"black": ("black", "黑"), "white": ("white", "白")}


def _noise(words: Words) -> ArgValue | None:
    if has(words, "echo"):
        return "echo"
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


_EDGES = {
    "top": ("top", "顶", "上"),
    "bottom": ("bottom", "底", "下"),
    "left": ("left", "左"),
    "right": ("right", "右"),
}


def _blurred(words: Words) -> ArgValue | None:
    targets = (("face", "faces"), ("plate", "plates"), ("background", "background"), ("private_info", "text"))
    return next((target for concept, target in targets if has(words, concept)), None)


def _height(words: Words) -> ArgValue | None:
    lines = said(words, "RESOLUTION")
    return int(lines.removesuffix("p")) if lines else None


def _fade(words: Words, concept: str, place: str, other: str = "") -> ArgValue | None:
    bare = has(words, "fade") and (has(words, place) or (concept == "fade_out" and has(words, "away", "TAIL")))
    if has(words, "remove", "cancel", "undo"):
        return False if has(words, concept) or not has(words, "fade_in", "fade_out") else None
    if not (bare or has(words, concept) or (other and has(words, other))):
        return None
    return figure(words, "TAIL", "HEAD", "DURATION", "MINIMUM", "TARGET") or True


def _cut_numbers(words: Words) -> ArgValue | None:
    return [float(one) for said_ in all_said(words, "CUT") for one in said_.split()] or None


def _slides(words: Words, *, each: bool) -> ArgValue | None:
    """ "A 30 second slideshow" is that long as a whole; any other length is each picture's."""
    is_whole = any(before.means("DURATION") and after.means("slideshow") for before, after in pairwise(words)) or has(
        words, "TARGET", "WITHIN"
    )
    return figure(words, *(("DURATION",) if each else ("TARGET", "WITHIN", "DURATION"))) if is_whole != each else None


def _offset(words: Words) -> ArgValue | None:
    seconds = figure(words, "DURATION")
    if seconds is None:
        return None
    back = any(mark in token.text for token in words for mark in _BEHIND) and not has(words, "later", "delay")
    return int(-seconds * 1000 if back else seconds * 1000)


_BEHIND = ("慢", "晚", "滞后", "提前", "behind", "late", "lag", "trail", "earlier", "sooner")


def _turn(words: Words) -> ArgValue | None:
    degrees = figure(words, "DEGREES")
    if degrees is not None:
        return int(degrees)
    if has(words, "upside_down"):
        return 180
    named = "".join(token.text for token in words)
    to_left, to_right = (any(mark in named for mark in marks) for marks in (_LEFTWARD, _RIGHTWARD))
    return (270 if to_left else 90) if to_left or to_right else None


_LEFTWARD = ("left", "counter", "anticlock", "anti-clock", "ccw", "逆时", "左")
_RIGHTWARD = ("right", "clockwise", "顺时", "右")


def _axis(words: Words) -> ArgValue | None:
    named = "".join(token.text for token in words)
    upright = any(mark in named for mark in ("vertical", "上下", "垂直", "upside"))
    return "vertical" if upright or has(words, "upside_down") else "horizontal"


def _reordered(words: Words) -> ArgValue | None:
    places = figures(words, "ORDINAL")
    if len(places) > 1:
        return int(places[1])
    return 1 if has(words, "place_front", "start") else (-1 if has(words, "place_back", "ending") else None)


def _zoomed_at(words: Words) -> ArgValue | None:
    point = figure(words, "POINT")
    if point is not None:
        return point
    at_cuts = has(words, "jumpcut", "cut_point") or (has(words, "each") and has(words, "cut"))
    return "clicks" if has(words, "click") else ("cuts" if at_cuts else None)


def _zoomed_on(words: Words) -> ArgValue | None:
    named = next((token.text for token in words if token.means("button")), None)
    return named or next((target for target in ("face", "speaker") if has(words, target)), None)


def _shown_at(words: Words) -> ArgValue | None:
    return figure(words, "POINT") if figure(words, "POINT") is not None else figure(words, "DURATION")


PARTICULARS: Mapping[tuple[str, str], Reader] = {
    ("thumbnail", "at"): _shown_at,
    ("captions", "style_color"): value_of("color"),
    ("captions", "style_outline"): _outline,
    ("captions", "style_background"): lambda words: "dark" if "dark" in values(words, "color") else None,
    ("caption_style", "highlight"): lambda words: _caption_color(words, highlighted=True),
    ("caption_style", "color"): lambda words: _caption_color(words, highlighted=False),
    ("caption_style", "outline"): _outline,
    ("captions", "style_size"): lambda words: (
        "large" if has(words, "large", "enlarge", "bigger") else ("small" if has(words, "smaller", "small") else None)
    ),
    ("lower_third", "name"): literal("QUOTE"),
    ("lower_third", "role"): lambda words: next(iter(all_said(words, "QUOTE")[1:]), None),
    ("edit_title", "from"): lambda words: next(iter(all_said(words, "QUOTE")[:-1]), None),
    ("edit_title", "to"): lambda words: next(iter(all_said(words, "QUOTE")[-1:]), None),
    ("add_sound_effect", "name"): lambda words: next((token.text for token in words if token.means("sfx")), None),
    ("effect", "name"): value_of("effect"),
    ("crop", "edge"): _edge,
    ("speed", "keep_pitch"): flag("pitch"),
    ("denoise_audio", "kind"): _noise,
    ("blur", "target"): _blurred,
    ("upscale", "height"): _height,
    ("watermark", "file"): _watermark,
    ("watermark", "opacity"): _opacity,
    ("add_outro", "file"): lambda words: said(words, *FILES) or ("logo" if has(words, "logo") else None),
    ("remove_background", "replace"): lambda words: said(words, "IMAGEFILE") or value_of("color")(words),
    ("chroma_key", "replace"): literal("IMAGEFILE", "VIDEOFILE"),
    ("chroma_key", "color"): lambda words: value_of("color")(words) or "green",
    ("fade", "color"): lambda words: _named_color(words, "fade_out", "fade_in", "fade", "color"),
    ("fade", "in"): lambda words: _fade(words, "fade_in", "start"),
    ("fade", "out"): lambda words: _fade(words, "fade_out", "ending"),
    ("transition", "type"): lambda words: (
        "none" if has(words, "remove", "cancel", "undo") else value_of("transition_type")(words)
    ),
    ("audio_fade", "in"): lambda words: _fade(words, "fade_in", "start"),
    ("audio_fade", "out"): lambda words: _fade(words, "fade_out", "ending", "taper"),
    ("audio_fade", "target"): lambda words: "music" if has(words, "music", "song_ref") else "all",
    ("reframe", "mode"): _framing,
    ("reframe", "platform"): _platform,
    ("reframe", "keep"): lambda words: "speaker" if has(words, "speaker", "face") else None,
    ("split", "at"): lambda words: figures(words, "POINT") or None,
    ("sync_audio", "offset_ms"): _offset,
    ("zoom", "kind"): lambda words: "ken_burns" if has(words, "ken_burns") else "punch_in",
    ("zoom", "at"): _zoomed_at,
    ("zoom", "target"): _zoomed_on,
    ("convert", "format"): lambda words: next(
        reversed(values(words, "audio_format", "video_format", "other_video_format")), None
    ),
    ("rotate", "degrees"): _turn,
    ("flip", "axis"): _axis,
    ("credits", "kind"): lambda words: "cost" if has(words, "cost") else None,
    ("status", "kind"): lambda words: "render" if has(words, "finished_question", "how_far", "progress") else None,
    ("slideshow", "seconds_per_image"): lambda words: _slides(words, each=True),
    ("slideshow", "total_seconds"): lambda words: _slides(words, each=False),
    ("slideshow", "transition"): value_of("transition_type"),
    ("compress", "percent"): _share,
    ("analyze", "want"): lambda words: "cut suggestions" if has(words, "where_question", "suggest") else None,
    ("reorder", "to"): _reordered,
    ("restore_cut", "numbers"): _cut_numbers,
}  # fmt: skip
