"""The places of a test, as tests hold them: guilds, channels, threads, direct messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord
from simcord.backend import serializers
from simcord.backend.models import Channel, Guild, Overwrite, Role
from simcord.enums import OverwriteType

from tests.platforms.discord import transcript
from tests.platforms.discord.state import LIMIT_S, State
from tests.platforms.discord.world import BOT_PERMISSIONS, Shown

if TYPE_CHECKING:
    from tests.platforms.discord.people import Person


@dataclass(eq=False)
class Room:
    """A channel, a thread or a direct message."""

    state: State
    channel: Channel

    @property
    def id(self) -> int:
        return self.channel.id

    @property
    def is_dm(self) -> bool:
        return self.channel.guild_id is None

    @property
    def shown(self) -> list[Shown]:
        """The messages that are there, ephemeral ones too; oldest first."""
        return [each for each in self.state.world.in_channel(self.id) if not each.is_deleted]

    @property
    def from_bot(self) -> list[Shown]:
        return [each for each in self.shown if each.is_from_bot]

    @property
    def last(self) -> Shown:
        """The newest message. Raises AssertionError if there is none."""
        assert self.shown, "nothing was said"
        return self.shown[-1]

    @property
    def videos(self) -> list[Shown]:
        """The bot's messages with a video attached, oldest first."""
        return [each for each in self.from_bot if any(_is_video(file) for file in each.attachments)]

    def transcript(self, *, past: bool = False) -> str:
        """The whole channel in words."""
        return transcript.transcript(self.state.world, self.id, past=past)

    async def until(self, happened: Callable[["Room"], object], limit_s: float = LIMIT_S) -> "Room":
        """Wait until it is so; AssertionError with the transcript after ``limit_s`` seconds of real time."""
        await self.state.world.until(lambda: happened(self), limit_s, lambda: self.transcript(past=True))
        return self

    async def answer(self, *, containing: str = "", limit_s: float = LIMIT_S) -> Shown:
        """Wait for a message of the bot with these words in it, edited or new; the newest one."""
        await self.until(lambda room: any(containing in each.words for each in room.from_bot), limit_s)
        return next(each for each in reversed(self.from_bot) if containing in each.words)

    async def video(self, *, number: int = 1, limit_s: float = LIMIT_S) -> Shown:
        """Wait for the bot's video of this number, counted from 1."""
        await self.until(lambda room: len(room.videos) >= number, limit_s)
        return self.videos[number - 1]

    # what may be done here

    def forbid(self, *names: str) -> None:
        """The bot may no longer do this here: ``view_channel``, ``send_messages``, ``attach_files`` …"""
        self._overwrite(deny=_flags(names))

    def allow(self, *names: str) -> None:
        """The bot may do this here, and nothing is forbidden any more."""
        self._overwrite(allow=_flags(names))

    def _overwrite(self, *, allow: int = 0, deny: int = 0) -> None:
        world = self.state.world
        place = world.get_channel(self.channel.permission_channel_id())
        world.set_overwrite(place.id, Overwrite(world.bot_user.id, OverwriteType.MEMBER, allow, deny))

    def slows_down(self, seconds: int) -> None:
        """Slow mode: everybody but moderators writes only once in so many seconds."""
        self.channel.rate_limit_per_user = seconds
        self.state.world.announce_channel_update(self.id)

    # threads

    @property
    def threads(self) -> list["Room"]:
        """The threads of this channel, archived ones too."""
        found = self.state.world.channels.values()
        return [Room(self.state, each) for each in found if each.is_thread and each.parent_id == self.id]

    def opens_thread(self, name: str, by: "Person", message: Shown | None = None) -> "Room":
        """Somebody starts a thread, on a message or on none."""
        started = message.id if message is not None else None
        return Room(self.state, self.state.world.create_thread(self.id, name, by.id, message_id=started))

    def archive(self, *, locked: bool = False) -> None:
        """This thread is put away; ``locked``: only moderators may open it again."""
        kept = self.channel.thread_metadata
        assert kept is not None, "not a thread"
        kept.archived, kept.locked = True, locked
        self.state.world.announce_channel_update(self.id)

    @property
    def is_archived(self) -> bool:
        kept = self.channel.thread_metadata
        return kept is not None and kept.archived

    def vanishes(self) -> None:
        """The channel or thread is deleted, with everything in it."""
        for each in self.state.world.in_channel(self.id):
            each.is_deleted = True
        self.state.world.delete_channel(self.id)


@dataclass(eq=False)
class Server:
    """A guild, which people call a server."""

    state: State
    guild: Guild

    @property
    def id(self) -> int:
        return self.guild.id

    def channel(self, name: str) -> Room:
        """A new text channel."""
        return Room(self.state, self.state.world.create_channel(self.id, name))

    def role(self, name: str, **permissions: bool) -> Role:
        """A new role; ``manage_messages=True`` and the like."""
        return self.state.world.create_role(self.id, name, permissions=discord.Permissions(**permissions).value)

    def joins(self, person: "Person", *roles: Role) -> None:
        """Somebody becomes a member, with these roles."""
        self.state.world.add_member(self.id, person.id, roles=[role.id for role in roles])

    def gives(self, person: "Person", role: Role) -> None:
        self.state.world.add_member_role(self.id, person.id, role.id)

    def takes(self, person: "Person", role: Role) -> None:
        self.state.world.remove_member_role(self.id, person.id, role.id)

    def boosts(self, level: int) -> None:
        """The boost level, 0 to 3: from 2 on files may be larger."""
        self.state.world.boosts[self.id] = level
        self.state.world.emit("GUILD_UPDATE", serializers.guild_create_payload(self.state.world, self.guild))

    def removes_bot(self) -> None:
        """The bot is kicked."""
        self._member = self.state.world.throw_out(self.guild)

    def adds_bot(self) -> None:
        """The bot is back after it was kicked."""
        self.state.world.let_in(self.guild, self._member)

    def allows_bot(self, permissions: discord.Permissions = BOT_PERMISSIONS) -> None:
        """The bot may do this everywhere from now on, and nothing else."""
        role = self.state.world.bot_role(self.guild)
        self.state.world.edit_role(self.id, role.id, {"permissions": permissions.value})
        everyone = self.guild.everyone_role
        self.state.world.edit_role(self.id, everyone.id, {"permissions": everyone.permissions & permissions.value})


def _flags(names: tuple[str, ...]) -> int:
    return discord.Permissions(**dict.fromkeys(names, True)).value


def _is_video(attachment: dict[str, object]) -> bool:
    return str(attachment.get("content_type")).startswith("video/")
