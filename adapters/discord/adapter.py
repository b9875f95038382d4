"""Discord as a platform: events in, replies out; everything else in this folder is put together here."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord

from adapters.discord import listening
from adapters.discord.book import DiscordBook
from adapters.discord.buttons import Rows
from adapters.discord.client import DiscordClient, DiscordOptions
from adapters.discord.files import DiscordFiles
from adapters.discord.intake import Hearing
from adapters.discord.limits import Limits
from adapters.discord.listening import Ear
from adapters.discord.outbound import Outbound
from adapters.discord.routes import PLATFORM
from adapters.discord.seen import Seen
from adapters.discord.sender import DiscordSender
from adapters.discord.threads import Threads
from bot.core.errors import ConfigurationError, StorageFailed, Throttled
from bot.core.model import Attachment, Capabilities, ChatRef, MessageRef, Reply, StoredMedia
from bot.core.ports import Clock, Inbox, MediaStore, PercentListener, SendWatch

_log = logging.getLogger(__name__)

_ANEW_S = 5.0
_NAME = "name"
_SCOPES = ("bot", "applications.commands")
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""What the bot asks for when it is added to a server."""


@dataclass(frozen=True, slots=True)
class Known:
    """Under which name the bot is found, and the link that adds it to a server."""

    name: str
    invite: str


class DiscordAdapter:
    """One bot on Discord. Made by ``opened``."""

    def __init__(
        self, client: DiscordClient, options: DiscordOptions, book: DiscordBook, clock: Clock, name: str
    ) -> None:
        self._client = client
        self._book = book
        self._clock = clock
        self._name = name
        self._patience_s = options.silence_s
        self._seen = Seen(book, clock)
        self._threads = Threads(wanted=options.threads)
        self._rows = Rows(book, clock)
        self._limits = Limits(self._upload_limit)
        self._outbound = Outbound(clock)
        self._sender = DiscordSender(client, self._outbound, self._rows, self._limits, clock)
        self._files = DiscordFiles(client, options.api_url, clock.sleep)
        self._known: asyncio.Future[Known] = asyncio.get_running_loop().create_future()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, options: DiscordOptions, book: DiscordBook, clock: Clock
    ) -> AsyncGenerator["DiscordAdapter", None]:
        """The adapter; its connections are closed at the end."""
        async with DiscordClient(options) as client:
            yield cls(client, options, book, clock, await book.fact(_NAME) or "")

    @property
    def platform(self) -> str:
        return PLATFORM

    def capabilities(self, chat: ChatRef) -> Capabilities:
        return self._limits.capabilities(chat, address=f"@{self._name}" if self._name else "")

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        if reply.silent:
            await self._reachable()
        await self._client.until_logged_in()
        return await self._sender.send(chat, reply, key, watch)

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        await self._reachable()
        await self._sender.edit(ref, reply)

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        await self._client.until_logged_in()
        return await self._files.fetch(chat, attachment, store, progress)

    async def forget(self, chat: ChatRef) -> None:
        """Delete this platform's own records of the chat. Raises StorageFailed."""
        self._rows.forget(chat)
        self._seen.forget(chat)
        await self._book.forget(chat)

    async def listening(self) -> Known:
        """Who the bot is, once Discord has told it to this process."""
        return await asyncio.shield(self._known)

    async def run(self, inbox: Inbox) -> None:
        """Take events in until cancelled; Discord's failures are waited out.

        Raises ConfigurationError for what only the operator can mend, and StorageFailed.
        """
        while True:
            try:
                await self._listen(inbox)
            except BaseExceptionGroup as group:
                cause = _cause(group)
                if cause is not None:
                    raise cause from None
                # A group that is cancelled and then fails tells its failure alone.
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise asyncio.CancelledError from None
                _log.exception("listening on Discord broke off; it begins anew")
            finally:
                self._client.listener = None
            await self._clock.sleep(_ANEW_S)

    async def _listen(self, inbox: Inbox) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._seen.run())
            group.create_task(self._rows.keep_tidy())
            await self._seen.load()
            me = self._client.user or await listening.enter(self._client, self._clock)
            await self._know(me)
            hearing = Hearing(me.id, inbox, self._book, self._seen, self._clock, self._threads)
            self._client.listener = Ear(self._client, hearing, group)
            group.create_task(listening.announce(self._client, self._book, self._clock))
            await listening.hear(self._client, self._book, self._clock, me.id)

    async def _know(self, me: discord.ClientUser) -> None:
        """Who we are, also for the next start, which may have to speak before Discord has answered."""
        if me.name != self._name:
            await self._book.note(_NAME, me.name)
        self._name = me.name
        if not self._known.done():
            number = self._client.application_id or me.id
            invite = discord.utils.oauth_url(number, permissions=PERMISSIONS, scopes=_SCOPES)
            self._known.set_result(Known(me.name, invite))

    def _upload_limit(self, guild_id: int) -> int | None:
        guild = self._client.get_guild(guild_id)
        return None if guild is None else guild.filesize_limit

    async def _reachable(self) -> None:
        """Wait for the first log-in, but not for ever. Raises Throttled."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._client.until_logged_in()
        except TimeoutError:
            raise Throttled("Discord cannot be reached", retry_after_s=self._patience_s) from None


def _cause(group: BaseExceptionGroup[BaseException]) -> Exception | None:
    """What must end the process, if something in the group must."""
    for failure in group.exceptions:
        found = _cause(failure) if isinstance(failure, BaseExceptionGroup) else failure
        if isinstance(found, StorageFailed | ConfigurationError):
            return found
    return None
