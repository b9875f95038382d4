"""Profile: what the bot is for in this chat, told and chosen."""

from bot.core.context import TurnContext
from bot.core.model import Button
from bot.core.profile import Profile


async def run(context: TurnContext) -> None:
    """Take up the profile named, and say what it is good at; without one, offer them all."""
    wanted = context.ports.profiles.meant_by(context.request.words)
    if wanted is None:
        await _offer(context)
        return
    await context.ports.sessions.set_profile(context.chat, wanted.name)
    voice, pitch = context.voice, wanted.pitch(context.voice.language)
    lines = [voice.say("profile.done", title=pitch.title, emphasis=pitch.emphasis)]
    lines += [voice.say("profile.tip", tip=tip) for tip in pitch.tips]
    await context.answer("\n".join(lines), buttons=tuple(Button(idea, idea) for idea in pitch.ideas))


async def _offer(context: TurnContext) -> None:
    voice, profiles = context.voice, context.ports.profiles.all
    lines = [voice.say("profile.now", title=context.profile.pitch(voice.language).title)]
    lines += [_line(context, profile) for profile in profiles]
    await context.answer("\n".join(lines), buttons=tuple(_button(context, profile) for profile in profiles))


def _line(context: TurnContext, profile: Profile) -> str:
    pitch = profile.pitch(context.voice.language)
    return context.voice.say("profile.line", title=pitch.title, emphasis=pitch.emphasis, name=profile.name)


def _button(context: TurnContext, profile: Profile) -> Button:
    title = profile.pitch(context.voice.language).title
    return Button(title, context.voice.say("says.profile", title=title), once=False)
