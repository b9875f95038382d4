"""Send again: films whose receipt was lost, or that could not be posted, sent once more on a person's word."""

from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Say that there is nothing to send."""
    await context.answer(context.voice.say("again.nothing"))
