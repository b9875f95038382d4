"""The people of a test: they write, film, forward, use commands, press buttons, fill in forms."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simcord.backend import serializers
from simcord.backend.models import AllowedMentions, User
from simcord.enums import InteractionType

from tests.platforms.discord import asking
from tests.platforms.discord.asking import Asked, NotPossible
from tests.platforms.discord.cdn import Upload
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.state import LIMIT_S, State
from tests.platforms.discord.world import MIB, Shown

_VOICE = 1 << 13
_SILENT = 1 << 12


@dataclass(eq=False)
class Person:
    """Somebody with an account. ``upload_limit``: bytes a file of theirs may have (500 MiB with Nitro)."""

    state: State
    user: User
    upload_limit: int = 10 * MIB

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    # writing

    async def sends(
        self,
        room: Room,
        text: str = "",
        *,
        files: tuple[Path, ...] | list[Path] = (),
        mention: bool = False,
        reply_to: Shown | None = None,
        ping: bool = True,
        voice: Path | None = None,
        silent: bool = False,
    ) -> Shown:
        """Send one message. ``mention``: it begins with the bot's name; ``ping``: a reply pings whom it answers."""
        self._check(room, text, files, voice)
        self.state.world.reopen(room.channel)
        if mention:
            text = f"<@{self.state.world.bot_user.id}> {text}".strip()
        attachments = [self._stored(room, path) for path in files]
        flags = _SILENT if silent else 0
        if voice is not None:
            spoken = self._stored(room, voice) | {"duration_secs": 3.5, "waveform": "AAAA", "content_type": "audio/ogg"}
            attachments, flags = [spoken], flags | _VOICE
        reference = None
        if reply_to is not None:
            reference = {"message_id": str(reply_to.id), "channel_id": str(reply_to.channel_id)}
        message = self.state.world.create_message(
            room.id,
            self.id,
            text,
            attachments=attachments,
            flags=flags,
            reference=reference,
            allowed_mentions=AllowedMentions(replied_user=ping),
        )
        return self.state.world.shown[message.id]

    async def forwards(self, message: Shown, room: Room) -> Shown:
        """Forward a message to another place; the bot sees a snapshot without an author."""
        reference = {"type": 1, "message_id": str(message.id), "channel_id": str(message.channel_id)}
        made = self.state.world.create_message(room.id, self.id, "", reference=reference)
        return self.state.world.shown[made.id]

    async def edits(self, message: Shown, text: str) -> None:
        """Change one's own message."""
        assert message.message.author_id == self.id, "people edit only their own"
        self.state.world.edit_message(message.channel_id, message.id, {"content": text})

    async def deletes(self, message: Shown) -> None:
        """Delete a message: one's own, or another's with the permission to manage messages."""
        channel = self.state.world.get_channel(message.channel_id)
        if message.message.author_id != self.id:
            self.state.world.require_permissions(channel.guild_id, self.id, channel.id, "manage_messages")
        self.state.world.delete_message(message.channel_id, message.id)

    def closes_dms(self) -> None:
        """The bot may no longer write to this person."""
        self.state.world.closed_dms.add(self.id)

    def opens_dms(self) -> None:
        self.state.world.closed_dms.discard(self.id)

    # commands

    async def runs(self, room: Room, command: str, *, user_install: bool = False, **options: Any) -> Asked:
        """Use a slash command, without waiting. An option that is a path is a file: ``video=clip``."""
        found = asking.find_command(self.state, command, room.channel.guild_id, 1)
        self._sees(room)
        data = asking.options_data(self.state, found, options, room.id)
        if any(isinstance(each, Path) and each.stat().st_size > self.upload_limit for each in options.values()):
            raise NotPossible("the file is larger than this person's limit")
        return self._asks(room, InteractionType.APPLICATION_COMMAND, data, user_install=user_install)

    async def uses(self, room: Room, command: str, **options: Any) -> Asked:
        """Use a slash command, and wait for the first answer."""
        return await (await self.runs(room, command, **options)).answered()

    async def runs_on(self, message: Shown, command: str, room: Room) -> Asked:
        """Use a command of a message's menu, without waiting."""
        found = asking.find_command(self.state, command, room.channel.guild_id, 3)
        self._sees(room)
        target = dict(serializers.message_payload(self.state.world, message.message))
        data = {
            "id": found["id"],
            "name": found["name"],
            "type": 3,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): target}},
        }
        return self._asks(room, InteractionType.APPLICATION_COMMAND, data)

    async def uses_on(self, message: Shown, command: str, room: Room) -> Asked:
        """The same, and wait for the first answer."""
        return await (await self.runs_on(message, command, room)).answered()

    # buttons and forms

    async def taps(self, message: Shown, label: str) -> Asked:
        """Press a button, without waiting."""
        found = [each for each in message.components if each["type"] == 2 and each.get("label") == label]
        if not found or found[0].get("disabled"):
            raise NotPossible(f"no button {label!r} to press, but {message.buttons}")
        if "custom_id" not in found[0]:
            raise NotPossible(f"{label!r} is a link")
        return await self.forges_press(message, found[0]["custom_id"])

    async def presses(self, message: Shown, label: str, limit_s: float = LIMIT_S) -> Asked:
        """Press a button, and wait for the answer."""
        return await (await self.taps(message, label)).answered(limit_s)

    async def forges_press(self, message: Shown, custom_id: str) -> Asked:
        """A press with any id, as changed clients can send it."""
        if not message.message.visible_to(self.id):
            raise NotPossible("others do not see this message")
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        room = Room(self.state, self.state.world.get_channel(message.channel_id))
        self._sees(room)
        return self._asks(room, InteractionType.MESSAGE_COMPONENT, data, message=message)

    async def chooses(self, message: Shown, *values: str, limit_s: float = LIMIT_S) -> Asked:
        """Choose from the one menu of a message, and wait for the answer."""
        (menu,) = (each for each in message.components if each["type"] == 3)
        unknown = set(values) - {option["value"] for option in menu["options"]}
        if unknown or not menu.get("min_values", 1) <= len(values) <= menu.get("max_values", 1):
            raise NotPossible(f"the menu does not take {values}")
        data = {"custom_id": menu["custom_id"], "component_type": 3, "id": menu.get("id", 1), "values": list(values)}
        room = Room(self.state, self.state.world.get_channel(message.channel_id))
        asked = self._asks(room, InteractionType.MESSAGE_COMPONENT, data, message=message)
        return await asked.answered(limit_s)

    async def fills(self, shown: Asked, limit_s: float = LIMIT_S, **fields: Any) -> Asked:
        """Fill in the form one was shown, by custom id or label (spaces as ``_``), and wait for the answer."""
        return await (await self.sends_form(shown, **fields)).answered(limit_s)

    async def sends_form(self, shown: Asked, **fields: Any) -> Asked:
        """The same, without waiting."""
        names = {_key(name): name for name in _names(shown.form)}
        given = {names.get(_key(name), name): value for name, value in fields.items()}
        data = asking.filled(self.state, shown.form, given, shown.record.channel_id)
        if shown.record.modal_consumed:
            raise NotPossible("the form was sent already")
        shown.record.modal_consumed = True
        room = Room(self.state, self.state.world.get_channel(shown.record.channel_id))
        message = self.state.world.shown.get(shown.record.source_message_id or 0)
        return self._asks(room, InteractionType.MODAL_SUBMIT, data, message=message)

    # inside

    def _asks(
        self,
        room: Room,
        kind: int,
        data: dict[str, Any],
        *,
        message: Shown | None = None,
        user_install: bool = False,
    ) -> Asked:
        return asking.send(
            self.state,
            int(kind),
            data,
            channel_id=room.id,
            user_id=self.id,
            message=message,
            size_limit=self.upload_limit,
            by_user_install=user_install,
        )

    def _sees(self, room: Room) -> None:
        self.state.world.require_permissions(room.channel.guild_id, self.id, room.id)

    def _check(self, room: Room, text: str, files: tuple[Path, ...] | list[Path], voice: Path | None) -> None:
        send = "send_messages_in_threads" if room.channel.is_thread else "send_messages"
        self.state.world.require_permissions(room.channel.guild_id, self.id, room.id, send)
        if not (text or files or voice):
            raise NotPossible("an empty message")
        if len(text) > 2000 or len(files) > 10:
            raise NotPossible("too much for one message")
        if any(path.stat().st_size > self.upload_limit for path in files):
            raise NotPossible("a file is larger than this person's limit")

    def _stored(self, room: Room, path: Path) -> dict[str, Any]:
        world = self.state.world
        upload = Upload(path.name, path)
        return world.cdn.store_attachment(world.snowflake(), room.id, path.name, upload, None)  # type: ignore[arg-type]


def _names(form: dict[str, Any]) -> list[str]:
    fields = [row.get("component") or row["components"][0] for row in form["components"] if row["type"] in {1, 18}]
    labels = [row.get("label") for row in form["components"]] + [field.get("label") for field in fields]
    return [name for name in [*(field["custom_id"] for field in fields), *labels] if name]


def _key(name: str) -> str:
    return re.sub(r"\W", "_", name)
