"""What people's clients send when they use commands, press buttons and fill in forms; checked as Discord checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
from simcord import interactions
from simcord.backend import serializers
from simcord.backend.models import Interaction

from tests.platforms.discord.cdn import Upload
from tests.platforms.discord.state import LIMIT_S, State
from tests.platforms.discord.world import Shown

STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
    ATTACHMENT: (Path,),
}
_STRING_LIMIT = 6000
_DM_PERMISSIONS = discord.Permissions(
    embed_links=True, attach_files=True, mention_everyone=True, external_emojis=True
).value
"""What every bot is told it may do in direct messages."""


class NotPossible(AssertionError):
    """Discord's client would not let a person send this."""


@dataclass(eq=False)
class Asked:
    """An interaction, and what became of it."""

    state: State
    record: Interaction
    locale: str

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def is_answered(self) -> bool:
        return self.record.responded

    @property
    def answered_after_s(self) -> float:
        """Seconds on the server's clock from the asking to the first answer."""
        return self.state.world.acknowledged[self.id]

    @property
    def kind(self) -> str:
        """How it was answered: ``message``, ``deferred``, ``deferred_update``, ``update``, ``modal``; "" is not yet."""
        return str(self.record.response_kind or "")

    @property
    def form(self) -> dict[str, Any]:
        """The form that was shown."""
        assert self.record.modal is not None, f"no form was shown, but {self.kind or 'nothing'}"
        return self.record.modal

    @property
    def response(self) -> Shown | None:
        """The message that answers it, as it is now."""
        return self.state.world.shown.get(self.record.message_id or 0)

    @property
    def followups(self) -> list[Shown]:
        return [self.state.world.shown[each] for each in self.record.followup_ids]

    async def answered(self, limit_s: float = LIMIT_S) -> "Asked":
        """Wait for the first answer."""
        await self.state.world.until(lambda: self.is_answered, limit_s, lambda: "nobody answered the interaction")
        return self

    async def says(self, containing: str, limit_s: float = LIMIT_S) -> Shown:
        """Wait for an answer of it, first or later, with these words in it."""

        def found() -> Shown | None:
            said = [*([self.response] if self.response else []), *self.followups]
            return next((each for each in reversed(said) if containing in each.words), None)

        await self.state.world.until(found, limit_s, lambda: f"no answer said {containing!r}, but {self.response}")
        shown = found()
        assert shown is not None
        return shown


def send(
    state: State,
    kind: int,
    data: dict[str, Any],
    *,
    channel_id: int,
    user_id: int,
    message: Shown | None = None,
    size_limit: int,
    by_user_install: bool = False,
) -> Asked:
    """Make the interaction, and tell the bot."""
    world = state.world
    channel = world.get_channel(channel_id)
    record, payload = interactions.base_payload(
        world, type=kind, channel_id=channel_id, guild_id=channel.guild_id, user_id=user_id, data=data
    )
    locale = world.locales.get(user_id, "en-US")
    payload["locale"] = locale
    payload["attachment_size_limit"] = max(size_limit, world.upload_limit(channel))
    world.size_limits[record.id] = payload["attachment_size_limit"]
    owners = {"1": str(user_id)} if by_user_install else {"0": str(channel.guild_id or 0)}
    payload["authorizing_integration_owners"] = owners
    if by_user_install:
        world.user_installed.add(record.id)
    if channel.guild_id is None:
        payload["app_permissions"] = str(_DM_PERMISSIONS)
    else:
        payload["guild"] = {"id": str(channel.guild_id), "locale": "en-US", "features": []}
    if message is not None:
        record.source_message_id = message.id
        payload["message"] = dict(serializers.message_payload(world, message.message))
    world.emit("INTERACTION_CREATE", payload)
    return Asked(state, record, locale)


def find_command(state: State, name: str, guild_id: int | None, kind: int) -> dict[str, Any]:
    """The command of that name, by default name or a translation. Raises NotPossible if it was not synced."""
    for scope in (guild_id, None):
        for command in state.world.commands.get(scope, {}).values():
            if command["type"] != kind:
                continue
            if name in {command["name"], *(command.get("name_localizations") or {}).values()}:
                return command
    known = sorted(each["name"] for scope in state.world.commands.values() for each in scope.values())
    raise NotPossible(f"there is no command {name!r}, but {known}")


def options_data(state: State, command: Mapping[str, Any], given: Mapping[str, Any], channel_id: int) -> dict[str, Any]:
    """The data of a slash command. Raises NotPossible for options that Discord's client would not send."""
    known = {option["name"]: option for option in command.get("options") or ()}
    unknown = given.keys() - known.keys()
    if unknown:
        raise NotPossible(f"/{command['name']} has no option {sorted(unknown)}, but {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in given]
    if missing:
        raise NotPossible(f"/{command['name']} needs {missing}")
    resolved: dict[str, dict[str, Any]] = {}
    options = []
    for name, option in known.items():
        if name in given:
            value = _option(state, option, given[name], channel_id, resolved)
            options.append({"name": name, "type": option["type"], "value": value})
    data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    return data | ({"resolved": resolved} if resolved else {})


def _option(
    state: State, option: Mapping[str, Any], value: Any, channel_id: int, resolved: dict[str, dict[str, Any]]
) -> Any:
    kind, name = option["type"], option["name"]
    if not isinstance(value, _TYPES[kind]) or (kind in {INTEGER, NUMBER} and isinstance(value, bool)):
        raise NotPossible(f"{name} is not {value!r}")
    if kind == ATTACHMENT:
        return attach(state, value, channel_id, resolved)
    if kind == STRING:
        longest = option.get("max_length", _STRING_LIMIT)
        if not max(1, option.get("min_length", 0)) <= len(value) <= longest:
            raise NotPossible(f"{name} has {len(value)} characters")
    if kind in {INTEGER, NUMBER} and not option.get("min_value", value) <= value <= option.get("max_value", value):
        raise NotPossible(f"{name} is {value}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and not option.get("autocomplete") and value not in choices:
        raise NotPossible(f"{name} is one of {choices}, not {value!r}")
    return value


def attach(state: State, path: Path, channel_id: int, resolved: dict[str, dict[str, Any]]) -> str:
    """Upload a file of an interaction; the id that stands for it."""
    world = state.world
    upload = Upload(path.name, path)
    payload = world.cdn.store_attachment(world.snowflake(), channel_id, path.name, upload, None)  # type: ignore[arg-type]
    resolved.setdefault("attachments", {})[payload["id"]] = payload | {"ephemeral": True}
    return str(payload["id"])


def filled(state: State, form: Mapping[str, Any], given: Mapping[str, Any], channel_id: int) -> dict[str, Any]:
    """The data of a form as filled in, by label or custom id. Raises NotPossible where it is not filled in rightly."""
    resolved: dict[str, dict[str, Any]] = {}
    left = dict(given)
    rows = []
    for row in form["components"]:
        if row["type"] == 18:
            names = (row["component"]["custom_id"], row.get("label"))
            value = _field(state, row["component"], _taken(left, names), channel_id, resolved)
            rows.append({"type": 18, "id": row["id"], "component": value})
        elif row["type"] == 1:
            inner = row["components"][0]
            value = _field(state, inner, _taken(left, (inner["custom_id"], inner.get("label"))), channel_id, resolved)
            rows.append({"type": 1, "id": row["id"], "components": [value]})
    if left:
        raise NotPossible(f"the form has no {sorted(left)}")
    data: dict[str, Any] = {"custom_id": form["custom_id"], "components": rows}
    return data | ({"resolved": resolved} if resolved else {})


def _taken(given: dict[str, Any], names: tuple[str | None, ...]) -> Any:
    return next((given.pop(name) for name in names if name in given), None)


def _field(
    state: State, field: Mapping[str, Any], value: Any, channel_id: int, resolved: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    kind, name = field["type"], field["custom_id"]
    answer: dict[str, Any] = {"type": kind, "id": field.get("id", 0), "custom_id": name}
    required = field.get("required", True)
    if kind == 4:
        text = value if value is not None else field.get("value") or ""
        if required and not text:
            raise NotPossible(f"{name} must be filled in")
        if text and not (field.get("min_length") or 0) <= len(text) <= (field.get("max_length") or 4000):
            raise NotPossible(f"{name} has {len(text)} characters")
        return answer | {"value": text}
    chosen = list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
    least = 1 if field.get("min_values") is None else field["min_values"]
    most = field.get("max_values") or 1
    if (required or chosen) and not least <= len(chosen) <= most:
        raise NotPossible(f"{name} takes {least} to {most}, not {len(chosen)}")
    if kind == 19:
        return answer | {"values": [attach(state, path, channel_id, resolved) for path in chosen]}
    options = {option["value"] for option in field.get("options") or ()}
    if options and not options >= set(chosen):
        raise NotPossible(f"{name} has no {sorted(set(chosen) - options)}")
    if kind == 21:
        return answer | {"value": chosen[0] if chosen else None}
    return answer | {"values": chosen}
