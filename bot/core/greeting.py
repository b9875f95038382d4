"""The greeting: what the bot does, what can be said, how to be heard in a shared chat, who processes the videos."""

from collections.abc import Sequence

from bot.core.context import TurnContext
from bot.core.model import BackendTraits, Button
from bot.core.wording import Voice


async def greet(context: TurnContext, *first: str, sayable: Sequence[str] = ()) -> None:
    """The greeting, after some lines of one's own; in a shared chat with how to be heard there.

    ``sayable``: lines on what can be asked for.
    """
    voice, traits, chat = context.voice, context.ports.backend.traits, context.capabilities
    pitch = context.profile.pitch(voice.language)
    lines = [*first, pitch.greeting, *sayable, voice.say("help.commands")]
    if chat.shared and chat.address:
        lines.append(voice.say("help.address", address=chat.address))
    lines.append(who_processes(voice, traits))
    await context.answer("\n".join(lines), buttons=tuple(Button(idea, idea) for idea in pitch.ideas))


def who_processes(voice: Voice, traits: BackendTraits) -> str:
    """Where the videos go, for people to know before they send one."""
    if not traits.is_local:
        return voice.say("help.cloud", processor=traits.processor)
    return voice.say("help.local") if traits.listener is None else voice.say("help.listener", host=traits.listener)
