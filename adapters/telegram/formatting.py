"""The core's plain words as Telegram shows them: cut, made harmless, escaped. Pure.

Telegram turns ``@name``, addresses and ``name.mov`` (a domain) in any text into something to press, whatever the
parse mode. Our words quote people and file names, so an invisible WORD JOINER breaks each of these up.
"""

import html
import re
from dataclasses import dataclass

from telegram import LinkPreviewOptions

from adapters.telegram.limits import CAPTION_CHARS, TEXT_CHARS

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_WORD_JOINER = "\u2060"
_NO_SCHEME = _WORD_JOINER.join(("", ":", "/", "/", ""))
_MENTION = re.compile(r"@(?=\w)")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_CUT = "…"
_NOTHING = "…"
_LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """Words as they will stand in the chat; ``html`` is the same text with markup characters escaped."""

    plain: str

    @property
    def html(self) -> str:
        """For ``parse_mode=HTML``."""
        return html.escape(self.plain, quote=False)


def message(text: str, username: str) -> Shown:
    """The text of a message: never empty, at most 4096 code points. ``username``: the bot's own, left as it is."""
    return Shown(_cut(_harmless(text, username), TEXT_CHARS) if text.strip() else _NOTHING)


def caption(text: str, username: str) -> Shown:
    """The words under a film: at most 1024 code points, or none."""
    return Shown(_cut(_harmless(text, username), CAPTION_CHARS) if text.strip() else "")


def with_link(text: str, link: str, username: str, *, is_caption: bool) -> Shown:
    """The words with an address of ours under them, whole and to be pressed; the words are cut to leave it room.

    An address too long for that is left out.
    """
    most = CAPTION_CHARS if is_caption else TEXT_CHARS
    room = most - len(link) - 1
    if room < _LEAST_WORDS:
        return Shown(_cut(_harmless(text, username), most))
    return Shown(f"{_cut(_harmless(text, username), room)}\n{link}")


def ascii_filename(name: str, extension: str) -> str:
    """A name for an upload: ASCII letters, digits, dash, underscore; ``extension`` without its dot."""
    stem = name.rpartition(".")[0] or name
    kept = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_")[:60]
    return f"{kept or 'film'}.{extension}"


def _harmless(text: str, username: str) -> str:
    own = re.compile(rf"@(?={re.escape(username)}\b)", re.IGNORECASE | re.ASCII) if username else None

    def joined(found: re.Match[str]) -> str:
        return found[0] if own is not None and own.match(text, found.start()) else f"@{_WORD_JOINER}"

    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # halves of a pair cannot be sent
    broken = _MENTION.sub(joined, text)
    return _DOMAIN.sub(f".{_WORD_JOINER}", broken.replace("://", _NO_SCHEME))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(_CUT)] + _CUT
