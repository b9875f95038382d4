"""What Discord demands of application commands beyond its OpenAPI: names, counts, order, sizes, creates a day."""

import re
from collections import deque
from typing import Any

import discord
from simcord.backend import errors

from tests.platforms.discord import refusals
from tests.platforms.discord.calls import Call
from tests.platforms.discord.world import World

CREATES_A_DAY = 200
DAY_S = 24 * 3600.0
MOST = {1: 100, 2: 15, 3: 15}
"""Commands of a kind in one place."""
MOST_CHARACTERS = 8000
_NAME = re.compile(r"[-_'\w]{1,32}")
_LOCALES = {locale.value for locale in discord.Locale}


class Sync:
    """Checks a whole new set of commands."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._creates: deque[float] = deque()

    def check(self, call: Call) -> None:
        """Raise BackendError for a set that Discord would not take."""
        wanted: list[dict[str, Any]] = call.body or []
        guild_id = int(call.args["guild_id"]) if "guild_id" in call.args else None
        keys = [(each["name"], each.get("type", 1)) for each in wanted]
        if len(set(keys)) != len(keys):
            raise errors.BackendError(400, 50035, "Invalid Form Body: Application command names must be unique")
        for kind, most in MOST.items():
            if sum(key[1] == kind for key in keys) > most:
                raise errors.BackendError(400, 30032, f"Maximum number of application commands reached ({most})")
        for each in wanted:
            _check_command(each)
        self._count([key for key in keys if key not in self._world.commands.get(guild_id, {})])

    def _count(self, new: list[tuple[str, int]]) -> None:
        now_s = self._world.server_clock.monotonic()
        while self._creates and self._creates[0] <= now_s - DAY_S:
            self._creates.popleft()
        if len(self._creates) + len(new) > CREATES_A_DAY:
            raise refusals.too_many_creates()
        self._creates.extend([now_s] * len(new))


def _check_command(command: dict[str, Any]) -> None:
    kind = command.get("type", 1)
    if kind == 1:
        _check_name(command)
        if not command.get("description"):
            raise _invalid(f"{command['name']}.description: This field is required")
    elif command.get("description") or command.get("options"):
        raise _invalid(f"{command['name']}: this kind of command has no description and no options")
    _check_locales(command)
    _check_options(command)
    if _characters(command) > MOST_CHARACTERS:
        raise _invalid(f"{command['name']}: Command exceeds maximum size ({MOST_CHARACTERS})")


def _check_options(node: dict[str, Any]) -> None:
    options = node.get("options") or []
    names = [each["name"] for each in options]
    if len(set(names)) != len(names):
        raise _invalid(f"{node['name']}.options: Option names must be unique")
    seen_optional = False
    for each in options:
        _check_name(each)
        _check_locales(each)
        _check_options(each)
        if each.get("required") and seen_optional:
            raise _invalid(f"{each['name']}: Required options must be placed before non-required options")
        seen_optional = seen_optional or not each.get("required")


def _check_name(node: dict[str, Any]) -> None:
    for name in (node["name"], *(node.get("name_localizations") or {}).values()):
        if not _NAME.fullmatch(name) or name != name.lower():
            raise _invalid(f"name: String value did not validate against validation regex: {name}")


def _check_locales(node: dict[str, Any]) -> None:
    for key in ("name_localizations", "description_localizations"):
        unknown = set(node.get(key) or {}) - _LOCALES
        if unknown:
            raise _invalid(f"{key}: unknown locale {unknown.pop()}")


def _characters(node: dict[str, Any]) -> int:
    """Names, descriptions and values, the longest translation of each."""
    total = 0
    for key in ("name", "description"):
        words = [node.get(key) or "", *(node.get(f"{key}_localizations") or {}).values()]
        total += max(len(each) for each in words)
    total += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in node.get("choices") or ())
    return total + sum(_characters(each) for each in node.get("options") or ())


def _invalid(detail: str) -> errors.BackendError:
    return errors.invalid_form_body(detail)
