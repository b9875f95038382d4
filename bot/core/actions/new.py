"""New: the chat starts over with an empty timeline."""

from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Forget the chat's session; what was uploaded stays where it is until it ages out."""
    await context.ports.sessions.forget(context.chat)
    await context.answer(context.voice.say("new.done"))
