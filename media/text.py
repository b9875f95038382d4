"""The words of a text file nobody vouches for: subtitles or plain words, by content. Nothing in them is ever obeyed or
opened; they are decoded, bounded and told apart."""

import re
from pathlib import Path

from media.errors import Empty, NoCues, TextTooLong, Unsupported
from media.sniff import HEAD_BYTES, sniff

MAX_TEXT_CHARS = 150_000
"""The subtitles of a film of three hours have some 120,000."""
MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS

SUBTITLES, PLAIN = "srt", "txt"
"""What a text is, as the extension it is shown under."""

_CUE = re.compile(
    r"^[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d", re.MULTILINE
)
_MARKUP = re.compile(r"\s*(?:\{\\rtf|<\?xml|<!doctype|<html|<svg|#EXTM3U|ffconcat )", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_PAIRED = 0.8
_SUBTITLE_NAMES = (".srt", ".vtt", ".ass", ".ssa", ".sub")
_PLAIN_NAMES = (".txt", ".text", ".md")


def kind_of_text(path: Path, filename: str) -> str:
    """SUBTITLES where there is a line of times, whatever the name; else PLAIN, for a name that promises no more.

    Raises Empty, TextTooLong; NoCues where the name promises subtitles; Unsupported for what is no text, or markup.
    """
    text = read_text(path)
    if _CUE.search(text):
        return SUBTITLES
    name = filename.lower()
    if name.endswith(_SUBTITLE_NAMES):
        raise NoCues("no line of times")
    if not name.endswith(_PLAIN_NAMES) or _MARKUP.match(text):
        raise Unsupported("words, but no text file")
    return PLAIN


def read_text(path: Path) -> str:
    """The text in UTF-8, UTF-16, GB18030 or Windows-1252, its lines ended by newlines alone.

    Raises Empty, TextTooLong, Unsupported; OSError without the file.
    """
    with path.open("rb") as file:
        content = file.read(MAX_TEXT_BYTES + 1)
    if sniff(content[:HEAD_BYTES]) is not None:
        raise Unsupported("no text")
    if len(content) > MAX_TEXT_BYTES:
        raise (
            TextTooLong("too many bytes") if _decoded(content[:MAX_TEXT_BYTES], whole=False) else Unsupported("no text")
        )
    text = _decoded(content, whole=True)
    if text is None:
        raise Unsupported("no text")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Empty("no words")
    if len(text) > MAX_TEXT_CHARS:
        raise TextTooLong("too many characters")
    return text


def _decoded(content: bytes, *, whole: bool) -> str | None:
    """The content as text, None where it is none. Not ``whole``: the last character may be cut in two."""
    errors = "strict" if whole else "ignore"
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding, errors).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    """The encodings that can be meant, the likeliest first."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    nulls = content[:200].count(0)
    if nulls > len(content[:200]) // 4:
        return ("utf-16-le",) if content[:1] != b"\0" else ("utf-16-be",)
    # In Chinese text bytes above 127 come in pairs; an accented letter of a Western one stands alone.
    runs = [len(run) for run in _HIGH.findall(content)]
    is_paired = sum(length % 2 == 0 for length in runs) >= _PAIRED * len(runs)
    return ("utf-8", "gb18030") if is_paired else ("utf-8", "cp1252")
