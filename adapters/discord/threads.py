"""A thread of its own for an edit asked for in a plain channel, where the operator wants that.

A thread that begins at a message has the message's own id, so a message that comes again finds its thread again.
"""

import asyncio
import logging
from dataclasses import replace

import aiohttp
import discord

from adapters.discord.acks import Interaction
from adapters.discord.routes import chat_of, interaction_ref
from bot.core.intents import understand
from bot.core.model import IncomingMessage, Intent

_log = logging.getLogger(__name__)

_NAME_CHARS = 60
_EXISTS = 160004
_PATIENCE_S = 5.0
_INTERACTION_S = 1.5
"""Of the three seconds in which a command must be kept and acknowledged."""
_BEGINS = {Intent.EDIT, Intent.UPLOAD}


class Threads:
    """Moves requests into threads if ``wanted``; where none can be opened they stay where they were made."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted

    async def of_message(self, message: discord.Message, asked: IncomingMessage) -> IncomingMessage:
        """The request as one of its thread, if it begins something in a plain channel."""
        if not self._wanted or not isinstance(message.channel, discord.TextChannel):
            return asked
        if not message.flags.has_thread and message.thread is None:
            if asked.amends or asked.reply_to is not None or understand(asked).intent not in _BEGINS:
                return asked
            if not await _is_opened(message, name_of(asked)):
                return asked
        return _moved(asked, message.id, message.channel.guild.id, message.id)

    async def of_command(self, interaction: Interaction, asked: IncomingMessage) -> IncomingMessage:
        """As ``of_message``, for a command or form."""
        channel = interaction.channel
        if not self._wanted or not isinstance(channel, discord.TextChannel) or understand(asked).intent not in _BEGINS:
            return asked
        try:
            async with asyncio.timeout(_INTERACTION_S):
                thread = await channel.create_thread(name=name_of(asked), type=discord.ChannelType.public_thread)
        except (discord.HTTPException, OSError, aiohttp.ClientError) as error:
            _log.warning("no thread for a command: %s", type(error).__name__)
            return asked
        return _moved(asked, thread.id, channel.guild.id, interaction.id)


def name_of(asked: IncomingMessage) -> str:
    """What a request's thread is called: its words, else its first file."""
    words = " ".join(understand(asked).words.split()) or next((file.filename for file in asked.attachments), "…")
    return words if len(words) <= _NAME_CHARS else f"{words[: _NAME_CHARS - 1].rstrip()}…"


async def _is_opened(message: discord.Message, name: str) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await message.create_thread(name=name)
    except discord.HTTPException as error:
        if error.code != _EXISTS:
            _log.warning("no thread for a message: %d", error.code)
            return False
    except (OSError, aiohttp.ClientError) as error:
        _log.warning("no thread for a message: %s", type(error).__name__)
        return False
    return True


def _moved(asked: IncomingMessage, thread: int, guild: int, asked_by: int) -> IncomingMessage:
    """The request in the thread: there it is no message that could be answered."""
    return replace(asked, ref=interaction_ref(chat_of(thread, guild), asked_by))
