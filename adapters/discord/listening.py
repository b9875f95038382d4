"""Listening to Discord: log in, enter the gateway, and come back whenever the line breaks, until cancelled."""

import asyncio
import logging
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from adapters.discord import commands, membership
from adapters.discord.backoff import Backoff
from adapters.discord.book import DiscordBook
from adapters.discord.catch_up import CatchUp
from adapters.discord.client import DiscordClient, refusal
from adapters.discord.identify import IdentifyBudget
from adapters.discord.intake import Hearing, Intake
from adapters.discord.interactions import Interactions
from bot.core.model import JsonObject
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

_HELD_S = 30.0
_PASSING = (OSError, aiohttp.ClientError, discord.DiscordException)


class Ear:
    """Takes what the client tells to where it belongs; its work runs in the group given."""

    def __init__(self, client: DiscordClient, hearing: Hearing, group: asyncio.TaskGroup) -> None:
        self._h = hearing
        self._intake = Intake(hearing, group)
        self._interactions = Interactions(hearing)
        self._catch_up = CatchUp(client, self._intake, hearing.seen, hearing.clock, hearing.me)

    def connected(self, *, is_new: bool) -> None:
        if is_new:
            self._catch_up.begin(self._h.seen.marks)
        _log.info("listening on Discord" if is_new else "listening on Discord again, nothing was missed")

    def message(self, message: discord.Message) -> None:
        self._intake.message(message)

    def edited(self, message: discord.Message) -> None:
        self._intake.edited(message)

    def interaction(self, interaction: discord.Interaction[Any]) -> None:
        self._intake.beside(partial(self._interactions.take, interaction))

    def joined(self, guild: discord.Guild) -> None:
        self._intake.beside(partial(self._greet, guild))

    async def _greet(self, guild: discord.Guild) -> None:
        greeting = membership.greeting(guild, self._h.clock)
        if greeting is not None:
            await self._h.inbox.accept(greeting)


async def enter(client: DiscordClient, clock: Clock) -> discord.ClientUser:
    """Log in, however long it takes; who we are. Raises ConfigurationError for a token Discord does not know."""
    backoff = Backoff(clock)
    while True:
        try:
            await client.enter()
        except _PASSING as error:
            pause_s = backoff.next_s()
            _log.warning("no answer from Discord (%s); trying again in %.1f s", told(error), pause_s)
            await backoff.rest(pause_s)
        else:
            if client.user is None:
                raise AssertionError("a client that is logged in knows itself")
            return client.user


async def announce(client: DiscordClient, book: DiscordBook, clock: Clock) -> None:
    """Tell the commands if they changed; goes on until they are told. Raises StorageFailed."""
    application = client.application_id or 0

    async def tell(tree: list[JsonObject]) -> None:
        await client.http.bulk_upsert_global_commands(application, tree)

    backoff = Backoff(clock)
    while True:
        try:
            await commands.announce(tell, book, application)
        except discord.HTTPException as error:
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                _log.error("Discord does not take the commands: %s", told(error))
                return
            await backoff.rest(backoff.next_s())
        except _PASSING as error:
            _log.warning("the commands were not told (%s)", told(error))
            await backoff.rest(backoff.next_s())
        else:
            return


async def hear(client: DiscordClient, book: DiscordBook, clock: Clock, me: int) -> None:
    """Keep a line to the gateway until cancelled. Raises ConfigurationError for what only the operator can mend.

    A line that held for a while is taken up again at once, one that does not hold after growing pauses.
    """
    budget, backoff = IdentifyBudget(book, clock, me), Backoff(clock)
    while True:
        began = clock.monotonic()
        try:
            address, left, anew_s = await client.gateway()
            budget.told(left, anew_s)
            await client.listen(address, budget.spend)
            why = "Discord closed it"
        except _PASSING as error:
            if isinstance(error, discord.HTTPException) and error.status == HTTPStatus.UNAUTHORIZED:
                raise refusal() from None
            why = told(error)
        if clock.monotonic() - began > _HELD_S:
            backoff.reset()
        pause_s = backoff.again_s()
        _log.info("the line to Discord broke (%s); trying again in %.1f s", why, pause_s)
        await backoff.rest(pause_s)


def told(error: Exception) -> str:
    """An error for the log: its kind, and Discord's own number for it; never what was sent."""
    kind = type(error).__name__
    return f"{kind} {error.code}" if isinstance(error, discord.HTTPException | discord.ConnectionClosed) else kind
