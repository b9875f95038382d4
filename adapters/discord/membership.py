"""Servers we are added to."""

import discord

from adapters.discord.routes import chat_of, interaction_ref
from bot.core.model import IncomingMessage, Sender, SenderId
from bot.core.ports import Clock


def greeting(guild: discord.Guild, clock: Clock) -> IncomingMessage | None:
    """What to hand in when we were added to a server: a first /start where Discord itself greets newcomers.

    Its event is the server's own, so it is taken once. None where we may not write there; the commands tell of us too.
    Who added us is not told; the owner counts as who speaks.
    """
    channel = guild.system_channel
    if channel is None or not channel.permissions_for(guild.me).send_messages:
        return None
    return IncomingMessage(
        ref=interaction_ref(chat_of(channel.id, guild.id), 0),
        event_id=f"joined/{guild.id}",
        sender=Sender(SenderId(str(guild.owner_id or "")), "", str(guild.preferred_locale)),
        text="/start",
        received_at=clock.now(),
        within=(str(channel.id),),
    )
