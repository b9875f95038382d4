"""Language: what a person wants to be answered in, over all chats of a platform (S17)."""

from bot.core.context import TurnContext
from bot.core.wording import Voice


async def run(context: TurnContext) -> None:
    """Remember the language named; without one, say how to choose."""
    wanted = context.request.language
    if wanted is None:
        await context.answer(context.voice.say("language.how"))
        return
    await context.ports.sessions.set_language(context.turn.message.sender, context.chat, wanted)
    await context.answer(Voice(wanted).say("language.done"))
