"""Help: who we are, what can be said, who processes the videos."""

from bot.core.context import TurnContext
from bot.core.model import Button


async def run(context: TurnContext) -> None:
    """Answer with the greeting and three things to try."""
    voice, traits = context.voice, context.ports.backend.traits
    processed = voice.say("help.local") if traits.is_local else voice.say("help.cloud", processor=traits.processor)
    ideas = tuple(voice.say(f"idea.{number}") for number in (1, 2, 3))
    text = "\n".join([voice.say("help.greeting"), voice.say("help.commands"), processed])
    await context.answer(text, buttons=tuple(Button(idea, idea) for idea in ideas))
