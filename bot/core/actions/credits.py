"""Credits: the account's balance (S8), answered at once."""

from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Tell available, frozen and total; where nothing is charged, say so."""
    ports, voice = context.ports, context.voice
    credits_ = await ports.backend.credits()  # a backend that is away is told at once, not waited for
    if credits_.unlimited:
        await context.answer(voice.say("credits.unlimited"))
        return
    await context.answer(
        voice.say(
            "credits.balance",
            available=f"{credits_.available:g}",
            frozen=f"{credits_.frozen:g}",
            total=f"{credits_.total:g}",
        )
    )
