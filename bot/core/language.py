"""Which language a person is answered in (S17): what they asked for, else their words, else their platform. Pure."""

import re

from bot.core.model import IncomingMessage, Language
from bot.core.quotes import without_quotes

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURES = re.compile(r"[A-Za-z]*\d[A-Za-z\d]*")
"""1080p, 4K, mp4, 2x: they are written alike in every language."""
_CHINESE_SHARE = 0.2
_READ_CHARS = 4000


def spoken(text: str) -> Language | None:
    """The language of some words, quotations and figures aside; None when there are no letters to judge by."""
    text = _FIGURES.sub(" ", text)
    own = without_quotes(text)
    if not _LETTER.search(own):
        own = text
    letters = len(_LETTER.findall(own))
    if letters == 0:
        return None
    return Language.CHINESE if len(_CJK.findall(own)) >= letters * _CHINESE_SHARE else Language.ENGLISH


def of_locale(locale: str | None) -> Language | None:
    """The language of a BCP 47 tag, if it is one we speak."""
    if locale is None:
        return None
    prefix = re.split(r"[-_]", locale.lower())[0]
    return next((language for language in Language if language == prefix), None)


def of_message(message: IncomingMessage, preferred: Language | None) -> Language:
    """The language to answer a message in."""
    words = re.sub(r"^/\w+(@\w+)?", "", message.text[:_READ_CHARS])
    return preferred or spoken(words) or of_locale(message.sender.locale) or Language.ENGLISH
