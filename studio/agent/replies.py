"""Every sentence the studio says, read from the catalogues in both languages.

An entry is a text with named places, or a table ``one``/``other`` chosen by the fact ``count``. Facts are put in as
they are: a brace or a percent sign in what a person wrote stays what it is.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from studio.agent.plan import Tongue

Fact = str | int
Entry = str | Mapping[str, str]

_FOLDER = Path(__file__).parent / "catalogues"


@cache
def catalogue(tongue: Tongue) -> Mapping[str, Entry]:
    """All entries of a language by their dotted keys."""
    tables = tomllib.loads((_FOLDER / f"{tongue.value}.toml").read_text("utf-8"))
    return dict(_flat(tables, ""))


def say(tongue: Tongue, key: str, **facts: Fact) -> str:
    """The sentence of that key. Raises KeyError for a key, or a place in its text, that does not exist."""
    entry = catalogue(tongue)[key]
    if not isinstance(entry, str):
        entry = entry["one"] if facts["count"] == 1 and "one" in entry else entry["other"]
    return entry.format_map(facts)


def places(entry: Entry) -> frozenset[str]:
    """The names of the facts an entry wants, the count a plural is chosen by among them."""
    texts = [entry] if isinstance(entry, str) else [*entry.values(), "{count}"]
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from [(key, value)] if "other" in value else _flat(value, f"{key}.")
