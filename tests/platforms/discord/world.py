"""The world behind the server: simcord's model of Discord, on the server's clock and files, with a memory.

simcord (3.2.1, MIT) carries channels, permissions, threads, commands, interactions, components, mentions and what
each request does to them. Added here: what people saw of every message and when, boosts, closed direct messages,
locales, and being thrown out of a guild without the guild vanishing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord
import simcord.http.routes  # noqa: F401  (fills the table of routes)
from simcord.backend import Backend, serializers
from simcord.backend.models import Channel, Guild, Interaction, Member, Message, Role

from tests.platforms.discord import refusals
from tests.platforms.discord.cdn import Cdn
from tests.platforms.telegram.clock import Clock

MIB = 1 << 20
DM_LIMIT = 10 * MIB
"""Bytes a file of a bot may have in a direct message or a guild without boosts."""
LIMITS = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}
"""The same by a guild's boost level."""
BOT_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)
"""What a bot gets that was invited as its README says."""

_ONLY_AT_FIRST = {"channels", "threads", "members", "member_count", "joined_at", "large", "unavailable", "voice_states"}
"""What GUILD_CREATE tells and GUILD_UPDATE does not."""


class WorldClock:
    """The server's clock as simcord asks for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


@dataclass(frozen=True)
class Version:
    """What a message said from a moment on."""

    at_s: float
    words: str
    files: tuple[str, ...]
    buttons: tuple[str, ...]
    pinged: tuple[int, ...]
    """People and roles who got a ping by this version; 0 is everyone."""


@dataclass(eq=False)
class Shown:
    """A message as people see it, with its past."""

    message: Message
    author: str
    is_from_bot: bool
    versions: list[Version] = field(default_factory=list)
    is_deleted: bool = False
    nonce: str | None = None

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def channel_id(self) -> int:
        return self.message.channel_id

    @property
    def words(self) -> str:
        return self.message.content

    @property
    def is_ephemeral(self) -> bool:
        return self.message.is_ephemeral

    @property
    def is_edited(self) -> bool:
        return len(self.versions) > 1

    @property
    def is_response(self) -> bool:
        """Whether it was sent through an interaction's token."""
        return self.message.interaction_metadata is not None

    @property
    def is_thinking(self) -> bool:
        """Whether people see "thinking…" in its place."""
        return bool(self.message.flags & (1 << 7))

    @property
    def attachments(self) -> list[dict[str, Any]]:
        return self.message.attachments

    @property
    def components(self) -> list[dict[str, Any]]:
        """Every button and menu, also of layouts."""
        return list(flat(self.message.components))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons that can be pressed or followed."""
        return [str(each.get("label")) for each in self.components if each["type"] == 2 and not each.get("disabled")]

    @property
    def replies_to(self) -> int | None:
        reference = self.message.reference
        return int(reference["message_id"]) if reference and reference.get("type", 0) == 0 else None

    @property
    def pinged(self) -> set[int]:
        """Everybody who ever got a ping by it."""
        return {each for version in self.versions for each in version.pinged}

    @property
    def edited_at_s(self) -> list[float]:
        return [version.at_s for version in self.versions[1:]]


def flat(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components without the rows, sections and containers around them."""
    found = []
    for each in components:
        inner = [*each.get("components", []), *([each["accessory"]] if each.get("accessory") else [])]
        found += flat(inner) if inner else [each]
    return found


class World(Backend):
    """Everything there is."""

    def __init__(self, clock: Clock, cdn: Cdn, *, bot_name: str) -> None:
        self.shown: dict[int, Shown] = {}
        self.boosts: dict[int, int] = {}
        self.closed_dms: set[int] = set()
        self.locales: dict[int, str] = {}
        self.acknowledged: dict[int, float] = {}
        """Seconds from an interaction to its first answer, by its id."""
        self.asked_at: dict[int, float] = {}
        self.size_limits: dict[int, int] = {}
        """``attachment_size_limit`` by interaction."""
        self.user_installed: set[int] = set()
        """Interactions of people who brought the bot along: no more than five further messages."""
        self.nonce: str | None = None
        """The nonce of the request that is being done."""
        self.message_content = False
        """The portal's switch."""
        self.server_clock = clock
        self._by_channel: dict[int, list[Shown]] = defaultdict(list)
        super().__init__(clock=WorldClock(clock))  # type: ignore[arg-type]
        self.cdn = cdn  # type: ignore[assignment]
        self.bot_user.name = bot_name

    # what people see

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        author = self.users[message.author_id]
        is_from_bot = author.id == self.bot_user.id
        shown = Shown(message, author.name, is_from_bot, nonce=self.nonce if is_from_bot else None)
        self.shown[message.id] = shown
        self._by_channel[message.channel_id].append(shown)
        made = super().commit_message(message, broadcast=broadcast)
        self._remember(shown)
        return made

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        edited = super().edit_message(channel_id, message_id, fields)
        self._remember(self.shown[message_id])
        return edited

    def delete_message(self, channel_id: int, message_id: int) -> None:
        super().delete_message(channel_id, message_id)
        self.shown[message_id].is_deleted = True

    def _remember(self, shown: Shown) -> None:
        message = shown.message
        pinged = [*message.ping_user_ids, *message.ping_role_ids, *([0] if message.mention_everyone else [])]
        files = tuple(each["filename"] for each in message.attachments)
        at_s = self.server_clock.monotonic()
        shown.versions.append(Version(at_s, message.content, files, tuple(shown.buttons), tuple(pinged)))

    def in_channel(self, channel_id: int) -> list[Shown]:
        """The messages of a channel, deleted ones too, oldest first."""
        return list(self._by_channel[channel_id])

    # waiting

    async def until(self, happened: Callable[[], object], limit_s: float, story: Callable[[], str]) -> None:
        """Wait until it is so; AssertionError with the story after ``limit_s`` seconds of real time."""
        try:
            async with asyncio.timeout(limit_s):
                while not happened():
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"waited {limit_s} s in vain:\n{story()}") from None

    # interactions

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:  # noqa: A002
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        record.token = f"aW50ZXJhY3Rpb246{record.id}"
        self.interaction_tokens[record.token] = record.id
        self.asked_at[record.id] = self.server_clock.monotonic()
        return record

    # guilds

    def found_guild(self, name: str, owner_id: int, permissions: discord.Permissions = BOT_PERMISSIONS) -> Guild:
        """A guild with the bot in it, with these permissions."""
        guild = self.create_guild(name, owner_id=owner_id)
        self.edit_role(guild.id, self.bot_role(guild).id, {"permissions": permissions.value})
        return guild

    def bot_role(self, guild: Guild) -> Role:
        """The role that came with the bot."""
        return next(role for role in guild.roles.values() if role.managed)

    def is_in(self, guild_id: int) -> bool:
        """Whether the bot is a member."""
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot_user.id in guild.members

    def throw_out(self, guild: Guild) -> Member:
        """The bot is kicked; the guild goes on without it."""
        member = guild.members.pop(self.bot_user.id)
        self.emit("GUILD_DELETE", {"id": str(guild.id)})
        return member

    def let_in(self, guild: Guild, member: Member) -> None:
        """The bot is back."""
        guild.members[self.bot_user.id] = member
        self.emit("GUILD_CREATE", serializers.guild_create_payload(self, guild))

    def reopen(self, channel: Channel) -> None:
        """Whoever writes in an archived thread opens it again. Raises BackendError if it is locked."""
        kept = channel.thread_metadata
        if kept is None or not kept.archived:
            return
        if kept.locked:
            raise refusals.thread_locked()
        kept.archived = False
        self.emit("THREAD_UPDATE", serializers.channel_payload(self, channel))

    def upload_limit(self, channel: Channel) -> int:
        """Bytes a file of the bot may have in this channel, by an ordinary message."""
        if channel.guild_id is None:
            return DM_LIMIT
        return LIMITS[self.boosts.get(channel.guild_id, 0)]

    def fitted(self, event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A payload with what simcord leaves out: boosts, fresh addresses of files."""
        changed = self.cdn.signed(dict(payload))
        if event in {"GUILD_CREATE", "GUILD_UPDATE"}:
            changed["premium_tier"] = self.boosts.get(int(changed["id"]), 0)
        if event == "MESSAGE_CREATE":
            changed["nonce"] = self.shown[int(changed["id"])].nonce
        if event == "GUILD_UPDATE":
            changed = {key: value for key, value in changed.items() if key not in _ONLY_AT_FIRST}
        return changed
