"""What must be known of a font before words are drawn with it: which characters it has, and how wide they are."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from studio.render.errors import MissingGlyphs

EMOJI = range(0x1F000, 0x20000)
MISCELLANEOUS = "Symbols"
FULL_WIDTH = 1.0


@dataclass(frozen=True, slots=True)
class FontSet:
    """The font for titles: the folder that holds it and nothing else, its family name, its file."""

    folder: Path
    family: str
    file: Path


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font's measures. ``widths``: by code point, in em. ``line``: the height that .ass sizes mean, in em."""

    family: str
    widths: dict[int, float]
    line: float

    def width(self, text: str) -> float:
        """How wide a line of text is, in em, without kerning."""
        return sum(self.widths.get(ord(character), FULL_WIDTH) for character in text)

    def missing(self, text: str) -> str:
        """The characters that cannot be drawn, each once; spaces and line breaks need no glyph."""
        return "".join(
            character
            for character in dict.fromkeys(text)
            if not character.isspace() and ord(character) not in self.widths
        )

    def require(self, text: str) -> None:
        """Raises MissingGlyphs if a character cannot be drawn."""
        missing = self.missing(text)
        if missing:
            raise MissingGlyphs(missing, tuple(dict.fromkeys(script(character) for character in missing)))


def load_typeface(fonts: FontSet) -> Typeface:
    """Read a font's tables; slow (0.2 s), so not on the event loop. Raises OSError, fontTools.ttLib.TTLibError."""
    with TTFont(fonts.file, lazy=True) as font:
        em = font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        widths = {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        metrics = font["OS/2"]
        return Typeface(fonts.family, widths, (metrics.usWinAscent + metrics.usWinDescent) / em)


def script(character: str) -> str:
    """The name of the script a character belongs to, as its Unicode name begins: "Thai", "Arabic", "Hangul"."""
    if ord(character) in EMOJI:
        return "Emoji"
    if unicodedata.category(character)[0] not in "LMN":
        return MISCELLANEOUS
    return unicodedata.name(character, MISCELLANEOUS).split()[0].title()
