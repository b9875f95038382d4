"""Titles as an .ass subtitle file, the one way words of a person get into a picture.

Words never stand in a filter: there a quote could end the text and begin an option.
"""

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Sequence

from studio.render.typeface import FontSet, Typeface, load_typeface
from studio.timeline.canvas import Size
from studio.timeline.model import Mark, Position, Title

ALIGNMENT = {  # as on a numeric keypad
    Position.TOP: 8,
    Position.CENTER: 5,
    Position.BOTTOM: 2,
    Position.TOP_LEFT: 7,
    Position.TOP_RIGHT: 9,
    Position.BOTTOM_LEFT: 1,
    Position.BOTTOM_RIGHT: 3,
}
EM = 0.075  # of the short side
CAPTION_EM = 0.055
MARK_EM = 0.042
SMALLEST_EM = 0.028
SIDE_MARGIN = 0.07  # of the width
EDGE_MARGIN = 0.08  # of the height
MOST_HEIGHT = 0.6
LINE_EM = 1.5
MOST_CHARACTERS = 1200
"""More never fits; what does not fit ends in an ellipsis."""
OUTLINE = 0.06  # of the em
SHADOW = 0.04
FADE_MS = 200

HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
{styles}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}
"""
STYLE = (
    "Style: {name},{family},{size:.1f},&H00FFFFFF,&H00FFFFFF,&H30000000,&H80000000,0,0,0,"
    "0,100,100,0,0,1,{outline:.1f},{shadow:.1f},{alignment},{side},{side},{edge},1"
)

WIDE = frozenset("WF")
NOT_FIRST = frozenset("、。，．：；！？）〕］｝〉》」』】…‥·～ー々”’,.;:!?)]}%")
NOT_LAST = frozenset("（〔［｛〈《「『【“‘([{$¥")


def titles_document(
    titles: Sequence[Title], size: Size, typeface: Typeface, film_ms: int, marks: Sequence[Mark] = ()
) -> str | None:
    """The .ass file for all titles and written watermarks, None where none is to be seen. Raises MissingGlyphs."""
    events, styles = [], []
    for number, mark in enumerate(mark for mark in marks if clean(mark.text)):
        typeface.require(clean(mark.text))
        em, lines = _set(clean(mark.text), size, typeface, MARK_EM)
        styles.append(_style(f"Mark{number}", em, mark.position, size, typeface))
        clear = f"{{\\alpha&H{round(255 * (1 - mark.opacity)):02X}&}}"
        words = r"\N".join(escaped(line) for line in lines)
        events.append(f"Dialogue: 1,{_clock(0)},{_clock(film_ms + 1000)},Mark{number},,0,0,0,,{clear}{words}")
    for number, title in enumerate(titles):
        text = clean(title.text)
        if len(text) > MOST_CHARACTERS:
            text = f"{text[:MOST_CHARACTERS]}…"
        start, end = max(0, title.start_ms), min(film_ms, title.start_ms + title.duration_ms)
        if not text or end <= start:
            continue
        typeface.require(text)
        em, lines = _set(text, size, typeface, CAPTION_EM if title.caption else EM)
        name = f"Title{number}"
        styles.append(_style(name, em, title.position, size, typeface))
        fade = 0 if title.caption else min(FADE_MS, (end - start) // 4)
        words = r"\N".join(escaped(line) for line in lines)
        events.append(f"Dialogue: 0,{_clock(start)},{_clock(end)},{name},,0,0,0,,{{\\fad({fade},{fade})}}{words}")
    if not events:
        return None
    return HEADER.format(width=size.width, height=size.height, styles="\n".join(styles), events="\n".join(events))


async def undrawable(text: str, fonts: FontSet) -> str:
    """The characters of a title that the font lacks, each once; a title with any cannot be rendered."""
    typeface = await asyncio.to_thread(load_typeface, fonts)
    return typeface.missing(clean(text))


def clean(text: str) -> str:
    """Text as it is drawn: line breaks kept, other control and invisible characters gone, spaces single."""
    broken = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    lines = (" ".join(_visible(line).split()) for line in broken.split("\n"))
    return "\n".join(lines).strip("\n")


def _visible(line: str) -> str:
    spaced = line.replace("\t", " ")
    selectors = range(0xFE00, 0xFE10)
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C" and ord(c) not in selectors)


def escaped(line: str) -> str:
    r"""A line in which nothing is a command to libass.

    Braces would begin one; a backslash cannot be escaped, so a word joiner, which draws nothing, keeps it from the next
    letter.
    """
    return line.replace("\\", "\\\u2060").replace("{", r"\{").replace("}", r"\}")


def wrapped(text: str, most: float, typeface: Typeface) -> list[str]:
    """The text in lines at most ``most`` em wide, about equally long; a word longer than a line is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        fewest = len(_filled(paragraph, most, typeface))
        even = typeface.width(paragraph) / fewest
        attempts = (_filled(paragraph, min(most, even * (1 + step / 16)), typeface) for step in range(1, 8))
        lines.extend(next((lines for lines in attempts if len(lines) <= fewest), _filled(paragraph, most, typeface)))
    return lines


def _filled(paragraph: str, most: float, typeface: Typeface) -> list[str]:
    """As much in each line as goes in."""
    lines, room = [""], most
    for piece in _pieces(paragraph):
        width = typeface.width(piece)
        if typeface.width(piece.rstrip()) <= room:
            lines[-1] += piece
            room -= width
            continue
        for character in piece if width > most else [piece]:
            width = typeface.width(character)
            if lines[-1] and (width > room or character == piece):
                lines.append("")
                room = most
            lines[-1] += character
            room -= width
    return [line.strip() for line in lines]


def _pieces(paragraph: str) -> Iterable[str]:
    """The text at every place where a line may end: after spaces, and around wide (Chinese, Japanese) characters."""
    piece = ""
    for character in paragraph:
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    wide = unicodedata.east_asian_width(before) in WIDE or unicodedata.east_asian_width(after) in WIDE
    return wide and after != " " and after not in NOT_FIRST and before not in NOT_LAST


def _set(text: str, size: Size, typeface: Typeface, planned: float) -> tuple[float, list[str]]:
    """The em in pixels and the lines: as large as planned, smaller where it would not fit, at last cut off."""
    room = size.width * (1 - 2 * SIDE_MARGIN)
    em, smallest = planned * size.short_side, SMALLEST_EM * size.short_side
    while True:
        lines = wrapped(text, room / em, typeface)
        fitting = int(MOST_HEIGHT * size.height / (LINE_EM * em))
        if len(lines) <= fitting:
            return em, lines
        if em <= smallest:
            return em, [*lines[: fitting - 1], lines[fitting - 1] + "…"]
        em = max(smallest, em * 0.85)


def _style(name: str, em: float, position: Position, size: Size, typeface: Typeface) -> str:
    return STYLE.format(
        name=name,
        family=typeface.family,
        size=em * typeface.line,
        outline=max(1.0, em * OUTLINE),
        shadow=max(1.0, em * SHADOW),
        alignment=ALIGNMENT[position],
        side=round(size.width * SIDE_MARGIN),
        edge=round(size.height * EDGE_MARGIN),
    )


def _clock(time_ms: int) -> str:
    hundredths = time_ms // 10
    minutes, seconds = divmod(hundredths // 100, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}.{hundredths % 100:02}"
