"""The first answer to an interaction: Discord wants one within three seconds, and takes exactly one.

It only tells that the request is kept. What is asked for is answered by ordinary messages, which outlive the
interaction's fifteen minutes (docs/decisions/0009-discord-in-ordinary-messages.md).
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import aiohttp
import discord

from adapters.discord import formatting
from bot.core import language
from bot.core.model import Language
from bot.core.wording import Voice

_log = logging.getLogger(__name__)

_ANSWER_S = 10.0
_QUOTED_CHARS = 300
_TOO_LATE, _ANSWERED_ALREADY = 10062, 40060

Interaction = discord.Interaction[Any]


def tongue(interaction: Interaction) -> Language:
    """The language a person's Discord speaks, if it is one of ours."""
    return language.of_locale(str(interaction.locale)) or Language.ENGLISH


async def whisper(interaction: Interaction, key: str, **facts: str) -> None:
    """Answer with a sentence only this person sees."""
    text = Voice(tongue(interaction)).say(key, **facts)
    await _answered(interaction.response.send_message(text, ephemeral=True))


async def show(interaction: Interaction, words: str, filenames: list[str], thread: int | None = None) -> None:
    """Answer with the request itself, for all to see, and where it is answered: the project is everybody's there."""
    text = quoted(words, filenames) if thread is None else f"{quoted(words, filenames)}\n<#{thread}>"
    await _answered(interaction.response.send_message(text, suppress_embeds=True, silent=True))


async def settle(interaction: Interaction) -> None:
    """Answer a pressed button with nothing new."""
    await _answered(interaction.response.defer())


async def ask(interaction: Interaction, modal: dict[str, Any]) -> None:
    """Answer with a form to fill in, as Discord describes one; the library's own would be forgotten at a restart."""
    await _answered(_open(interaction, modal))


def quoted(words: str, filenames: list[str]) -> str:
    """A request as it is shown to all: its words in a quotation, and the names of its files."""
    words = " ".join(words.split())
    if len(words) > _QUOTED_CHARS:
        words = f"{words[: _QUOTED_CHARS - 1].rstrip()}…"
    names = ", ".join(filenames)
    quoted_words, quoted_names = formatting.caption(words), formatting.caption(names[:_QUOTED_CHARS])
    lines = [f"> {quoted_words}" if words else "", f"-# {quoted_names}" if names else ""]
    return "\n".join(filter(None, lines)) or "…"


async def _open(interaction: Interaction, modal: dict[str, Any]) -> None:
    route = discord.http.Route(
        "POST",
        "/interactions/{webhook_id}/{webhook_token}/callback",
        webhook_id=interaction.id,
        webhook_token=interaction.token,
    )
    await interaction.client.http.request(
        route, json={"type": discord.InteractionResponseType.modal.value, "data": modal}
    )


async def _answered(answer: Awaitable[object]) -> None:
    """Send it once, and do not wait for ever. Whatever becomes of it: the request is kept, and is answered."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            await answer
    except discord.HTTPException as error:
        late = error.code in {_TOO_LATE, _ANSWERED_ALREADY}
        _log.log(logging.INFO if late else logging.WARNING, "an interaction was not answered: %d", error.code)
    except (OSError, aiohttp.ClientError) as error:
        _log.warning("an interaction was not answered: %s", type(error).__name__)
