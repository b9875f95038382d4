"""Help: the greeting, to a person who asks or begins."""

from bot.core.context import TurnContext
from bot.core.greeting import greet


async def run(context: TurnContext) -> None:
    """Answer with the greeting and three things to try."""
    await greet(context)
