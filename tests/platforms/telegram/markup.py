"""Texts as Telegram reads them: HTML to text and entities, and the entities it finds by itself. Offsets are UTF-16."""

import html
import re
from dataclasses import dataclass, field

from tests.platforms.telegram.refusals import Refused, bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAME = re.compile(r"[a-zA-Z][\w-]*")
_ATTRIBUTE = re.compile(r"\s*([a-zA-Z][\w-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,:;!?)\]])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})\b"
)


def utf16(text: str) -> int:
    """Length in UTF-16 code units, in which entities are measured."""
    return len(text.encode("utf-16-le")) // 2


def find_entities(text: str) -> list[dict]:
    """Links, commands and mentions in plain text, as clients and server mark them."""
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found.group())}
        for found in _FOUND.finditer(text)
    ]


def read(text: str, parse_mode: str | None) -> tuple[str, list[dict]]:
    """The text as people see it, trimmed, and its entities. Raises Refused if the markup is broken."""
    match (parse_mode or "").lower():
        case "":
            plain, entities = text, []
        case "html":
            plain, entities = parse_html(text)
        case _:
            raise bad_request("unsupported parse_mode")
    start = utf16(plain) - utf16(plain.lstrip())
    plain = plain.strip()
    entities = [{**each, "offset": max(0, each["offset"] - start)} for each in entities]
    covered = {at for each in entities for at in range(each["offset"], each["offset"] + each["length"])}
    entities += [each for each in find_entities(plain) if each["offset"] not in covered]
    return plain, sorted(entities, key=lambda each: (each["offset"], -each["length"]))


@dataclass
class _Open:
    name: str
    offset: int
    start: int
    attributes: dict[str, str]


@dataclass
class _Parser:
    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[dict] = field(default_factory=list)

    def run(self) -> None:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._text()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.stack:
            raise broken(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')

    def _text(self) -> None:
        end = self.source.find("<", self.at)
        piece = self.source[self.at : end if end >= 0 else len(self.source)]
        self.at += len(piece)
        plain = _ESCAPED.sub(lambda found: html.unescape(found.group()), piece)
        self.out.append(plain)
        self.length += utf16(plain)

    def _offset(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _start_tag(self) -> None:
        begin = self.at
        name = _NAME.match(self.source, self.at + 1)
        word = name.group().lower() if name else ""
        if word not in _TYPES:
            raise broken(f'Unsupported start tag "{word}" at byte offset {self._offset(begin)}')
        self.at += 1 + len(word)
        attributes = {}
        while self.at < len(self.source) and self.source[self.at] != ">":
            found = _ATTRIBUTE.match(self.source, self.at)
            if not found:
                break
            attributes[found[1].lower()] = html.unescape((found[2] or "").strip("\"'"))
            self.at = found.end()
        rest = re.compile(r"\s*>").match(self.source, self.at)
        if not rest:
            raise broken(f"Unclosed start tag at byte offset {self._offset(begin)}")
        if word == "span" and attributes.get("class") != "tg-spoiler":
            raise broken(f'Tag "span" must have class "tg-spoiler" at byte offset {self._offset(begin)}')
        self.at = rest.end()
        self.stack.append(_Open(word, self.length, len(self.out), attributes))

    def _end_tag(self) -> None:
        begin = self.at
        found = re.compile(r"</([\w-]*)\s*>").match(self.source, self.at)
        if not self.stack:
            raise broken(f"Unexpected end tag at byte offset {self._offset(begin)}")
        if not found:
            raise broken(f"Unclosed end tag at byte offset {self._offset(begin)}")
        opened = self.stack.pop()
        if found[1] and found[1].lower() != opened.name:
            said = f'expected "</{opened.name}>", found "</{found[1]}>"'
            raise broken(f"Unmatched end tag at byte offset {self._offset(begin)}, {said}")
        self.at = found.end()
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        kind = _TYPES[opened.name]
        entity: dict = {"type": kind, "offset": opened.offset, "length": length}
        if kind == "text_link":
            entity["url"] = opened.attributes.get("href") or "".join(self.out[opened.start :])
            if not entity["url"].startswith(("http://", "https://", "tg://")):
                return
        if kind == "custom_emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if "expandable" in opened.attributes and kind == "blockquote":
            entity["type"] = "expandable_blockquote"
        if length:
            self.entities.append(entity)


def parse_html(source: str) -> tuple[str, list[dict]]:
    """Telegram's HTML to plain text and entities. Raises Refused: can't parse entities."""
    parser = _Parser(source)
    parser.run()
    return "".join(parser.out), parser.entities


def broken(reason: str) -> Refused:
    """The refusal of a text whose markup cannot be read."""
    return bad_request(f"can't parse entities: {reason}")
