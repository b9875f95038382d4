"""What a message wants: words to ``Intent``. Pure.

A command word counts only when it is the whole request, politeness aside: "export" exports, "add the word
EXPORT as a title" and "don't export yet" do not (S4). All else is an edit. The phrases are
data: ``phrases/intents.toml``.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.core.model import IncomingMessage, Intent, Language
from bot.core.profile import load
from bot.core.quotes import without_quotes

_COMMANDS = {
    "start": Intent.HELP,
    "help": Intent.HELP,
    "edit": Intent.EDIT,
    "new": Intent.NEW,
    "export": Intent.EXPORT,
    "status": Intent.TIMELINE,
    "credits": Intent.CREDITS,
    "undo": Intent.UNDO,
    "cancel": Intent.CANCEL,
    "language": Intent.LANGUAGE,
    "profile": Intent.PROFILE,
    "upload": Intent.UPLOAD,
    "forget": Intent.FORGET,
    "pair": Intent.PAIR,
}

_SLASH = re.compile(r"^/([a-z]+)(?:@\w+)?(?:\s+|$)", re.IGNORECASE)

_OPENERS = re.compile(
    r"^(?:please|pls|plz|hey|hi|hello|ok(?:ay)?|now|just|then|and|so|great|thanks|thank you|"
    r"(?:can|could|would|will) you|i(?:'d| would) like (?:you )?to|i want (?:you )?to|let's|go ahead and|"
    r"请问?|麻烦你?|帮我|帮忙|给我|可以|能不能|能否|好的?|那就?|现在|我想要?|我要)[\s,，、:：!！]*"
)
_CLOSERS = re.compile(
    r"[\s,，]*(?:please|pls|plz|now|thanks|thank you|for me|right now|again|吧|一下|谢谢|好吗|好么|吗|呢|啊|了)$"
)


def _any_of(names: Iterable[str]) -> str:
    """A part that is any of the names."""
    return f"(?:{'|'.join(re.escape(name) for name in names)})"


_PROFILES = load()
_TABLE = tomllib.loads((Path(__file__).parent / "phrases" / "intents.toml").read_text("utf-8"))
_TABLE["parts"] |= {
    "profile": _any_of(name for profile in _PROFILES for name in profile.names),
    "profile_file": _any_of(profile.name for profile in _PROFILES),
}


def _compile(pattern: str) -> re.Pattern[str]:
    """The pattern with its named parts put in; parts may name other parts."""
    while (named := re.sub(r"<(\w+)>", lambda part: _TABLE["parts"][part[1]], pattern)) != pattern:
        pattern = named
    return re.compile(pattern)


_PHRASES = tuple(
    (Intent(intent), _compile(pattern)) for intent, patterns in _TABLE["intents"].items() for pattern in patterns
)

_AT_THE_ENDS = " .。!！?？~～,，;；…"
_BESIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_REPEATED = re.compile(r"^(\w{2,12}|[\u3400-\u9fff]{1,2})(?:[\s,，!！]*\1)+$")
_LINK = re.compile(r"https?://[^\s<>\"“”「」，。；、！？（）《》]+", re.IGNORECASE)
_MOST_LINKS = 5
# The patterns below take time that grows with the square of a text, and everybody waits while they run.
_LONGEST_COMMAND = 300
_READ_CHARS = 4000
_AFTER_LINK = ".,;:!?)]}'"
_CHINESE_NAMES = re.compile(r"chinese|mandarin|中文|汉语|普通话|\bzh\b|中", re.IGNORECASE)
_ENGLISH_NAMES = re.compile(r"english|英文|英语|\ben\b", re.IGNORECASE)

_NO_DELIVERY = re.compile(
    r"\b(?:don'?t|do not|not|without|no|never)\b[^,.;]{0,20}?\b(?:export|render|download|send)(?:ing)?\b"
    r"|(?:先|暂时)?(?:别|不要|不用|无需|先不)(?:急着)?(?:导出|渲染|输出|下载)",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(r"(?<![0-9A-Za-z.])(?:(\d{3,4})\s*[pP]|([248])\s*[kK])(?![0-9A-Za-z])")
_SHORT_SIDES = {"2": 1440, "4": 2160, "8": 4320}
_MERGE = re.compile(
    r"\b(?:merge|join|combine|stitch|concatenate|together|into one|one (?:video|film|clip)|back to back)\b"
    r"|合并|拼接|拼成|拼在一起|合成一个|连起来|接起来|剪在一起|放在一起",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A message understood as far as the bot needs it.

    ``words``: the instruction without a leading command. ``short_side``: a resolution named in it, pixels.
    ``deliver``: False when the words say not to export. ``merge``: several clips shall become one film. ``links``: the
    web addresses that stood in it; they are not part of the words.
    """

    intent: Intent
    words: str
    short_side: int | None = None
    deliver: bool = True
    merge: bool = False
    language: Language | None = None
    links: tuple[str, ...] = ()


def understand(message: IncomingMessage) -> Request:
    """Read a message. A file or link without words is an upload; anything that is not a command is an edit."""
    links = tuple(dict.fromkeys(link.rstrip(_AFTER_LINK) for link in _LINK.findall(message.text)))[:_MOST_LINKS]
    text = re.sub(r"[ \t]{2,}", " ", _LINK.sub(" ", message.text)).strip() if links else message.text.strip()
    has_files = bool(message.attachments or links)
    slash = _SLASH.match(text)
    if slash and slash[1].lower() in _COMMANDS:
        words = text[slash.end() :].strip()
        return _request(_intent_of_command(_COMMANDS[slash[1].lower()], words, has_files=has_files), words, links)
    if not text:
        return _request(Intent.UPLOAD if has_files else Intent.HELP, "", links)
    return _request(_intent_of_words(text, has_files=has_files), text, links)


def _intent_of_command(intent: Intent, words: str, *, has_files: bool) -> Intent:
    if intent is Intent.EDIT and not words:
        return Intent.UPLOAD if has_files else Intent.HELP
    return intent


def _intent_of_words(text: str, *, has_files: bool) -> Intent:
    if len(text) > _LONGEST_COMMAND:
        return Intent.EDIT
    core = _bare(text)
    for intent, pattern in _PHRASES:
        if pattern.fullmatch(core):
            return Intent.EDIT if has_files and intent is Intent.EXPORT else intent
    return Intent.EDIT


def _bare(text: str) -> str:
    """The words without politeness, punctuation at the ends, and doubled spaces, in lower case."""
    core = re.sub(r"\s+", " ", text.lower().replace("’", "'").replace("一下", ""))
    core = _BESIDE_CHINESE.sub("", core).strip(_AT_THE_ENDS)
    core = _REPEATED.sub(r"\1", core)
    previous = None
    while previous != core:
        previous = core
        core = _CLOSERS.sub("", _OPENERS.sub("", core)).strip(_AT_THE_ENDS)
        core = core or previous
    return core


def _request(intent: Intent, words: str, links: tuple[str, ...]) -> Request:
    unquoted = without_quotes(words[:_READ_CHARS])
    return Request(
        intent,
        words,
        short_side=_short_side(unquoted),
        deliver=_NO_DELIVERY.search(unquoted) is None,
        merge=_MERGE.search(unquoted) is not None,
        language=_language_named(words) if intent is Intent.LANGUAGE else None,
        links=links,
    )


def _short_side(text: str) -> int | None:
    found = _RESOLUTION.search(text)
    if found is None:
        return None
    return _SHORT_SIDES[found[2]] if found[2] else int(found[1])


def _language_named(words: str) -> Language | None:
    if _CHINESE_NAMES.search(words):
        return Language.CHINESE
    if _ENGLISH_NAMES.search(words):
        return Language.ENGLISH
    return None
