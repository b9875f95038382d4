"""A stranger: one polite line, and where the owner is still to be found, how."""

from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Say that the bot works for others."""
    wants_owner = context.ports.access.wanted_code([context.chat.platform]) is not None
    await context.answer(context.voice.say("stranger.pairing" if wants_owner else "stranger.closed"))
