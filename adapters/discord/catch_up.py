"""What was written while nothing listened: Discord keeps no backlog, so it is looked up in each chat we know.

Only so much, and only what Discord lets us read; a message that was seen to before is known by its id. It is done in
each chat's own order: what comes in meanwhile waits for it.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

import aiohttp
import discord

from adapters.discord import addressing, convert
from adapters.discord.backoff import Backoff
from adapters.discord.client import DiscordClient
from adapters.discord.intake import Intake
from adapters.discord.routes import place_of
from adapters.discord.seen import Seen
from bot.core.model import ChatRef
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

_MOST = 500
"""Five calls' worth; in a channel where more was said since, what came later is not looked up."""
_AT_ONCE = 4
_FORBIDDEN, _GONE = 403, 404


class CatchUp:
    """Looks chats up after the last message that was seen to in each."""

    def __init__(self, client: DiscordClient, intake: Intake, seen: Seen, clock: Clock, me: int) -> None:
        self._client = client
        self._intake = intake
        self._seen = seen
        self._clock = clock
        self._me = me
        self._few = asyncio.Semaphore(_AT_ONCE)

    def begin(self, marks: Mapping[ChatRef, int]) -> None:
        """Have it done in every chat before anything that comes from now on. Returns at once."""
        for chat, last in marks.items():
            self._intake.in_order(chat, partial(self._chat, chat, last))

    async def _chat(self, chat: ChatRef, last: int) -> None:
        await self._client.wait_until_ready()
        for message in await self._missed(chat, last):
            await self._intake.take(await self._with_member(message))

    async def _missed(self, chat: ChatRef, last: int) -> list[discord.Message]:
        """The messages after that one, the oldest first; none where we may not look.

        Tried until it is answered: what comes in meanwhile would else move the mark past what was missed.
        """
        backoff = Backoff(self._clock)
        while True:
            try:
                async with self._few:
                    return await self._history(chat, last)
            except discord.HTTPException as error:
                if error.status in {_FORBIDDEN, _GONE}:
                    _log.info("a chat cannot be looked up: %d", error.status)
                    self._seen.forget(chat)
                    return []
                trouble = str(error.status)
            except (OSError, aiohttp.ClientError, discord.DiscordException) as error:
                trouble = type(error).__name__
            _log.warning("what was said in a chat meanwhile was not looked up yet: %s", trouble)
            await backoff.rest(backoff.next_s())

    async def _history(self, chat: ChatRef, last: int) -> list[discord.Message]:
        place = place_of(chat)
        known = self._client.get_channel(place.channel_id)
        stranger = self._client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)
        channel = known if isinstance(known, discord.abc.Messageable) else stranger
        after = discord.Object(last)
        return [message async for message in channel.history(limit=_MOST, after=after, oldest_first=True)]

    async def _with_member(self, message: discord.Message) -> discord.Message:
        """The history tells only users: what the author may do is asked for where it matters."""
        guild = message.guild
        if guild is None or message.author.bot or not isinstance(message.author, discord.User):
            return message
        if addressing.read(message, self._me).addressed or convert.material_of(message):
            try:
                message.author = await guild.fetch_member(message.author.id)
            except (discord.HTTPException, OSError, aiohttp.ClientError) as error:
                _log.info("an author is not told: %s", type(error).__name__)
        return message
