"""Help: the greeting with what can be said, to a person who asks or begins; about one subject, all there is to it.

What can be said is the backend's to tell. Where it has no list, or does not answer, the greeting goes without.
"""

import logging
import re
from collections.abc import Sequence

from bot.core.context import TurnContext
from bot.core.errors import BackendError
from bot.core.greeting import greet
from bot.core.model import Sayable, SayableGroup
from bot.core.wording import Voice

_EXAMPLES = 2
_BESIDE_THE_SUBJECT = re.compile(
    r"^/?(?:start|help)(?![a-z])|\b(?:with|about|on|me|the|for|please)\b|帮助|怎么[用说]?|[\s:：?？!！。.,，]+",
    re.IGNORECASE,
)
_log = logging.getLogger(__name__)


async def run(context: TurnContext) -> None:
    """Answer with the greeting and three things to try; with all examples of a subject, where one was named."""
    groups = await _sayable(context)
    subject = _BESIDE_THE_SUBJECT.sub(" ", context.request.words).strip().lower()
    meant = [group for group in groups if subject and _is_about(group, subject)]
    if meant:
        await context.answer("\n".join(_in_full(context.voice, meant)))
        return
    await greet(context, sayable=_in_short(context.voice, groups))


async def _sayable(context: TurnContext) -> tuple[SayableGroup, ...]:
    try:
        return await context.ports.backend.sayable(context.voice.language)
    except BackendError as error:
        _log.warning("no list of what can be said", extra={"reason": type(error).__name__})
        return ()


def _is_about(group: SayableGroup, subject: str) -> bool:
    """Whether the subject's words stand in the group's title or in one thing's: "colour" in "colours"."""
    stems = [word.rstrip("s") or word for word in subject.split()]
    titles = (group.title, *(thing.title for thing in group.things))
    return any(all(stem in title.lower() for stem in stems) for title in titles)


def _in_short(voice: Voice, groups: Sequence[SayableGroup]) -> list[str]:
    if not groups:
        return []
    lines = [
        voice.say("help.group", title=group.title, examples=_examples(voice, group.things[:_EXAMPLES]))
        for group in groups
    ]
    return [voice.say("help.sayable"), *lines, voice.say("help.more")]


def _in_full(voice: Voice, groups: Sequence[SayableGroup]) -> list[str]:
    lines: list[str] = []
    for group in groups:
        lines.append(voice.say("help.subject", title=group.title))
        lines += (voice.say("help.thing", title=thing.title, example=thing.example) for thing in group.things)
    return lines


def _examples(voice: Voice, things: Sequence[Sayable]) -> str:
    return voice.say("help.between").join(voice.say("help.example", words=thing.example) for thing in things)
