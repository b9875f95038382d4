"""What the backend asks to be done on a screen, done by us: what is free or only read, once, and never said back to it.

The backend believes that somebody sits at an editor. Its "click Export" is an export, its "preview in the timeline" the
summary of the timeline, its "check your account" the balance. The words for what was done are left out; all others
become words for a chat.
"""

from bot.core import balance, timeline, translate
from bot.core.context import TurnContext
from bot.core.editing import EditOutcome
from bot.core.errors import BackendError
from bot.core.translate import ScreenAction


def asks_for_export(outcome: EditOutcome) -> bool:
    """Whether the backend asks for an export, and there is something to export."""
    return not outcome.after.draft.is_empty and ScreenAction.EXPORT in translate.asked(outcome.said)


async def told(context: TurnContext, outcome: EditOutcome, *, is_delivered: bool) -> str:
    """What a person is told of an edit, with the answers to what the backend wants looked at.

    ``is_delivered``: the film comes along.
    """
    voice, asked = context.voice, translate.asked(outcome.said)
    answers: dict[ScreenAction, str] = {}
    if ScreenAction.EXPORT in asked and is_delivered:
        answers[ScreenAction.EXPORT] = ""
    if ScreenAction.TIMELINE in asked:
        answers[ScreenAction.TIMELINE] = timeline.summarise(
            outcome.after, voice, line_breaks=context.capabilities.line_breaks
        )
    if ScreenAction.CREDITS in asked and (known := await _balance(context)):
        answers[ScreenAction.CREDITS] = known
    words = translate.to_chat_words(outcome.said, voice, done=frozenset(answers))
    lines = list(filter(None, (words, *answers.values())))
    if words or (lines and not outcome.changed):
        return "\n".join(lines)
    return "\n".join([_silent(context, outcome, is_delivered=is_delivered), *lines])


def _silent(context: TurnContext, outcome: EditOutcome, *, is_delivered: bool) -> str:
    """For an edit without words: what changed (S7)."""
    voice = context.voice
    changes = timeline.difference(outcome.before, outcome.after.draft, voice)
    return changes or voice.say("export.done" if is_delivered else "change.none")


async def _balance(context: TurnContext) -> str | None:
    try:
        return balance.describe(await context.ports.backend.credits(), context.voice)
    except BackendError:
        return None  # the words then say how to ask for it
