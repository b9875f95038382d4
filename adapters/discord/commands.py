"""The slash commands: what Discord is told of them, once and again when they change, and what a given one says.

What they are called in which language is data: ``commands.toml``. A command's own name is its English one, and a
command becomes the words a person would have typed (``/export 1080p``), so the core reads both alike.
"""

import hashlib
import json
import logging
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from adapters.discord.book import DiscordBook
from bot.core.model import JsonObject
from bot.core.profile import load

_log = logging.getLogger(__name__)

COMMANDS = ("edit", "export", "status", "credits", "undo", "new", "cancel", "profile", "language", "forget", "help")
"""The commands people are offered, in the order they are listed in."""

MOST_FILES = 5
WORDS_CHARS = 4000
_LINK_CHARS = 2000
_SLASH, _ON_MESSAGE = 1, 3
_STRING, _FILE = 3, 11
_SERVERS_ONLY, _SERVERS_AND_DIRECT = [0], [0, 1]
_ENGLISH = ("en-US", "en-GB")
_RESOLUTIONS = ("480p", "720p", "1080p", "1440p", "2160p")
_LANGUAGES = ("English", "中文")

Tell = Callable[[list[JsonObject]], Awaitable[object]]


@cache
def _table() -> JsonObject:
    return tomllib.loads((Path(__file__).parent / "commands.toml").read_text("utf-8"))


async def announce(tell: Tell, book: DiscordBook, application: int) -> None:
    """Tell Discord the commands, if they are not those told last. Raises StorageFailed, and what ``tell`` raises."""
    commands = tree()
    digest = hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()
    name = f"commands/{application}"
    if await book.fact(name) == digest:
        return
    await tell(commands)
    await book.note(name, digest)
    _log.info("the commands were told to Discord")


def tree() -> list[JsonObject]:
    """All commands as Discord takes them (discord.com/developers/docs/interactions/application-commands)."""
    commands = [
        {**_named(name, _table()[name]), "type": _SLASH, "options": list(_options(name)), **_where()}
        for name in COMMANDS
    ]
    menu = _table()["message"]
    localised = {**dict.fromkeys(_ENGLISH, menu["about"]), **menu["names"]}
    return [*commands, {"name": menu["about"], "name_localizations": localised, "type": _ON_MESSAGE, **_where()}]


def text_of(data: Mapping[str, Any]) -> str:
    """The words a given slash command stands for."""
    values = [str(option["value"]) for option in data.get("options") or () if option.get("type") == _STRING]
    return " ".join([f"/{data['name']}", *values])


def words_of(data: Mapping[str, Any]) -> str:
    """What the person wrote into the command, without its name."""
    return text_of(data).partition(" ")[2]


def files_of(data: Mapping[str, Any]) -> list[JsonObject]:
    """The files given with a command, in the order of its options, as Discord describes them."""
    known = (data.get("resolved") or {}).get("attachments") or {}
    ids = [str(option["value"]) for option in data.get("options") or () if option.get("type") == _FILE]
    return [known[number] for number in ids if number in known]


def _where() -> JsonObject:
    return {"integration_types": _SERVERS_ONLY, "contexts": _SERVERS_AND_DIRECT}


def _named(name: str, table: JsonObject, n: int | None = None) -> JsonObject:
    """A name and what it is for, in every language; English is told too, lest British be shown to Americans."""
    localised = {locale: text.format(n=n) for locale, text in table["names"].items()}
    return {
        "name": name,
        "description": table["about"],
        "name_localizations": {**dict.fromkeys(_ENGLISH, name), **localised},
        "description_localizations": {**dict.fromkeys(_ENGLISH, table["about"]), **table["abouts"]},
    }


def _options(command: str) -> Iterator[JsonObject]:
    about = _table()["options"]
    match command:
        case "edit":
            limits = {"required": True, "min_length": 1, "max_length": WORDS_CHARS}
            yield {**_named("words", about["words"]), "type": _STRING, **limits}
            yield {**_named("video", about["video"]), "type": _FILE}
            for n in range(2, MOST_FILES + 1):
                yield {**_named(f"video{n}", about["more"], n), "type": _FILE}
            yield {**_named("link", about["link"]), "type": _STRING, "max_length": _LINK_CHARS}
        case "export":
            yield _choice("resolution", about["resolution"], _RESOLUTIONS)
        case "profile":
            yield _choice("name", about["name"], tuple(profile.name for profile in load()))
        case "language":
            yield _choice("language", about["language"], _LANGUAGES)
        case _:
            return


def _choice(name: str, table: JsonObject, values: tuple[str, ...]) -> JsonObject:
    choices = [{"name": value, "value": value} for value in values]
    return {**_named(name, table), "type": _STRING, "choices": choices}
