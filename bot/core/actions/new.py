"""New: the chat starts over with an empty timeline."""

from bot.core import authority
from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Part from the chat's session; what was uploaded stays where it is until it ages out."""
    if not await authority.may_start_over(context):
        await context.answer(context.voice.say("new.not_yours"))
        return
    await context.ports.sessions.forget(context.chat)
    await context.answer(context.voice.say("new.done"))
