"""Pair: the code printed at start has made its sender the owner, which the inbox saw to; here that is said."""

from bot.core.context import TurnContext
from bot.core.greeting import greet


async def run(context: TurnContext) -> None:
    """Welcome the owner with the greeting; anybody else has nothing to pair."""
    if not context.ports.access.is_owner(context.turn.message):
        await context.answer(context.voice.say("pair.nothing"))
        return
    await greet(context, context.voice.say("pair.done"))
