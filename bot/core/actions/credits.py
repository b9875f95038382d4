"""Credits: the account's balance (S8), answered at once."""

from bot.core import balance
from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Tell available, frozen and total; where nothing is charged, say so."""
    credits_ = await context.ports.backend.credits()  # a backend that is away is told at once, not waited for
    await context.answer(balance.describe(credits_, context.voice))
