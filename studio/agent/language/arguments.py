"""Reading a value from the words of a clause; which reader an argument gets its name or its unit decides.

What a single operation reads in its own way is in ``particulars``, what needs the scene in ``figures``.
"""

from collections.abc import Callable, Mapping, Sequence

from studio.agent.language.strip import Value
from studio.agent.language.tokens import Token
from studio.agent.plan import ArgValue

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


def value_of(*concepts: str) -> Reader:
    """The first value of these concepts."""
    return lambda words: next(iter(values(words, *concepts)), None)


def figure_of(*kinds: str) -> Reader:
    """The first figure of these kinds."""
    return lambda words: figure(words, *kinds)


def count(*kinds: str) -> Reader:
    """The first figure of these kinds, as a whole number."""

    def read(words: Words) -> ArgValue | None:
        value = figure(words, *kinds)
        return None if value is None else int(value)

    return read


def literal(*kinds: str) -> Reader:
    """The first literal of these kinds."""
    return lambda words: said(words, *kinds)


def flag(*concepts: str) -> Reader:
    """True where one of the concepts is there."""
    return lambda words: True if has(words, *concepts) else None


def _position(words: Words) -> ArgValue | None:
    found = [place for place in values(words, "position") if place != "any"]
    return found[0] if found else value_of("position")(words)


def _aspect(words: Words) -> ArgValue | None:
    return (
        said(words, "ASPECT")
        or next(reversed(values(words, "aspect")), None)
        or next((value for value in values(words, "platform") if value != "none"), None)
        or ("2.39:1" if has(words, "letterbox") else None)
    )


def span_end(end: int) -> Reader:
    """One end of the range said: 0 the start, 1 the end."""

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
    factor = figure(words, "FACTOR", "FRACTION", "TIMES")
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


def _names_codec(token: Token) -> bool:
    return token.means("codec") and token.text.isascii() and token.text != "codec"


_BY_UNIT: Mapping[str, Reader] = {
    "position": _position,
    "aspect": _aspect,
    "resolution": literal("RESOLUTION"),
    "file": literal(*FILES),
    "text": literal("QUOTE", "HANDLE"),
    "language": _one_language,
    "languages": _languages,
    "color": value_of("color"),
    "mood": lambda words: " ".join(values(words, "mood", "genre")) or None,
    "look": value_of("look"),
    "effect": value_of("effect"),
    "transition": value_of("transition_type"),
    "degrees": count("DEGREES"),
    "factor": _factor,
    "megabytes": figure_of("SIZE"),
    "percent": figure_of("PERCENT"),
    "flag": lambda _words: None,
}
_BY_NAME: Mapping[str, Reader] = {
    "at": figure_of("POINT"),
    "start": span_end(0),
    "end": span_end(1),
    "seconds": figure_of("DURATION", "TARGET", "WITHIN"),
    "max_seconds": figure_of("WITHIN", "DURATION"),
    "every": figure_of("DURATION"),
    "seconds_per_image": figure_of("DURATION"),
    "total_seconds": figure_of("TARGET", "WITHIN"),
    "last_seconds": figure_of("TAIL"),
    "min_seconds": figure_of("MINIMUM"),
    "parts": count("COUNT"),
    "count": count("COUNT"),
    "times": count("TIMES", "COUNT"),
    "width": count("WIDTH"),
    "bitrate_kbps": count("BITRATE"),
    "clip": count("ORDINAL"),
    "lufs": figure_of("LUFS", "DECIBEL"),
    "temperature": _tone("temperature"),
    "brightness": _tone("brightness"),
    "contrast": _tone("contrast"),
    "saturation": _tone("saturation"),
    "gender": value_of("gender"),
    "tone": lambda words: next(iter(values(words, "mood")), None),
    "match": flag("match", "align"),
    "keep_pitch": flag("pitch"),
    "format": value_of("audio_format", "video_format", "other_video_format", "sub_format"),
    "codec": lambda words: next((token.text.replace(".", "") for token in words if _names_codec(token)), None),
    "size": _change(("bigger", "enlarge", "too_small"), ("smaller", "too_big")),
    "name": literal("QUOTE"),
}  # fmt: skip


def usual_reader(name: str, unit: str) -> Reader | None:
    """The reader for an argument of that name and unit."""
    return _BY_NAME.get(name) or _BY_UNIT.get(unit)
