"""The Bot API's own description of its methods and types, read from the fetched file.

Lengths and fixed words stand only in the description texts, and are taken from there.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.platforms.telegram.fetch import SCHEMA


@dataclass(frozen=True, slots=True)
class Named:
    """A type by its name: ``Integer``, ``Message``, ``InputFile`` …"""

    name: str


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array of one type."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any one of several types."""

    options: "tuple[Type, ...]"


Type = Named | ArrayOf | OneOf


@dataclass(frozen=True, slots=True)
class Limit:
    """How long or how large a value may be; both ends belong to it. ``unit`` is characters, bytes, items or value."""

    low: int
    high: int
    unit: str
    after_parsing: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a method, or a field of a type."""

    name: str
    type: Type
    required: bool
    limit: Limit | None
    word: str | None
    """The one word that it must be, if there is such a word: it tells the members of a union apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A method or a type. ``members``: for a union, the types it stands for."""

    name: str
    fields: dict[str, Field]
    members: tuple[Type, ...]


class Schema:
    """Methods and types by name."""

    def __init__(self, path: Path = SCHEMA) -> None:
        if not path.is_file():
            raise FileNotFoundError("the Bot API's schema is missing: `make test` fetches it")
        raw = json.loads(path.read_text("utf-8"))
        self.version: str = raw["api"]["version"]
        self.methods: dict[str, Entry] = {}
        self.types: dict[str, Entry] = {}
        for chapter in raw["items"]:
            for item in chapter["children"]:
                kind = self.methods if item["category"] == "methods" else self.types
                kind[item["name"]] = _entry(item)

    def limit(self, entry: str, field: str) -> Limit:
        """The limit of a method's parameter or a type's field. Raises KeyError if it has none."""
        found = (self.methods.get(entry) or self.types[entry]).fields[field].limit
        if found is None:
            raise KeyError(f"{entry}.{field} has no limit")
        return found


@cache
def load() -> Schema:
    """The fetched schema; read once a process."""
    return Schema()


def parse_type(text: str) -> Type:
    """Read a type as the documentation writes it: ``Array of A, B and C``, ``A or B``, ``A``."""
    if text.startswith("Array of "):
        return ArrayOf(parse_type(text.removeprefix("Array of ")))
    options = re.split(r", | and | or ", text)
    return Named(text) if len(options) == 1 else OneOf(tuple(Named(each) for each in options))


def _entry(item: dict) -> Entry:
    fields = {each["name"]: _field(each) for each in item["annotations"]}
    members: tuple[Type, ...] = ()
    if not fields and item["category"] == "types":
        members = tuple(Named(name) for name in re.findall(r"^ - (\w+)", item["description"], re.MULTILINE))
        if item["name"] == "RichText":
            members = (Named("String"), ArrayOf(Named("RichText")), *members)
    return Entry(item["name"], fields, members)


def _field(each: dict) -> Field:
    kind, text = parse_type(each["type"]), each["description"]
    word = re.search(r"(?:^|, )(?:must be|always) [‘'\"“]?(\w+)[’'\"”]?$", text) if each["type"] == "String" else None
    return Field(each["name"], kind, each["required"], _limit(kind, text), word[1] if word else None)


def _limit(kind: Type, text: str) -> Limit | None:
    if kind == Named("String"):
        return _text_limit(text)
    if isinstance(kind, ArrayOf):
        found = re.search(r"\b(\d+)-(\d+)\b", text)
        most = re.search(r"(?:[Aa]t most|up to) (\d+)\b", text)
        if found:
            return Limit(int(found[1]), int(found[2]), "items")
        return Limit(0, int(most[1]), "items") if most else None
    if kind in {Named("Integer"), Named("Float")}:
        found = re.search(r"\b(\d+)-(\d+)\b", text)
        return Limit(int(found[1]), int(found[2]), "value") if found else None
    return None


def _text_limit(text: str) -> Limit | None:
    found = re.search(r"\b(\d+)-(\d+) (characters|bytes)( [^.;]*after entit(?:y|ies) parsing)?", text, re.IGNORECASE)
    if found:
        return Limit(int(found[1]), int(found[2]), found[3].lower(), after_parsing=bool(found[4]))
    if "two-letter ISO 639-1" in text:
        return Limit(0, 2, "characters")
    return None
