"""Newer versions of a message: the text was edited, or an album has grown (``IncomingMessage.amends``).

While the message's turn waits in line it is simply replaced. Later, the change becomes a small turn of its own, so that
a crash loses nothing: late files are quietly handed to the chat's session, and changed words are told, once a message,
to come too late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core import connect, texts, uploading
from bot.core.context import TurnContext
from bot.core.ledger import Ledger
from bot.core.model import Attachment, IncomingMessage, Turn, TurnState


@dataclass(frozen=True, slots=True)
class Change:
    """What is new in a message whose turn can no longer take it in. ``words``: the person must hear of it."""

    words: bool = False
    files: tuple[Attachment, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do: platforms report invisible changes too."""
        return not (self.words or self.files)


def is_same(one: IncomingMessage, other: IncomingMessage) -> bool:
    """Whether two versions of a message ask for the same."""
    return one.text == other.text and _files(one) == _files(other)


def completed(part: IncomingMessage, known: IncomingMessage) -> IncomingMessage:
    """The newer version of a message of which only a part was told: its other files stay."""
    newer = {attachment.identity: attachment for attachment in part.attachments}
    files = [newer.pop(attachment.identity, attachment) for attachment in known.attachments]
    return replace(part, attachments=(*files, *newer.values()), is_part=False)


def change_since(earlier: Sequence[Turn], message: IncomingMessage) -> Change:
    """What is new since the turns (at least one, in arrival order) that the message has become so far."""
    versions = [turn.message for turn in earlier]
    was_told = any(first.text != second.text for first, second in pairwise(versions))
    known = {identity for version in versions for identity in _files(version)}
    new = tuple(attachment for attachment in message.attachments if attachment.identity not in known)
    is_cancelled = earlier[-1].state is TurnState.CANCELLED
    return Change(message.text != versions[-1].text and not was_told, () if is_cancelled else new)


async def change_of(ledger: Ledger, turn: Turn) -> Change:
    """What is new in a turn that was accepted as a change of an earlier one."""
    earlier = [other for other in await ledger.turns_of(turn.message.ref) if other.position < turn.position]
    return change_since(earlier, turn.message) if earlier else Change()


async def run(context: TurnContext) -> None:
    """Hand over the late files, and say what has become of the words."""
    change = await change_of(context.ports.ledger, context.turn)
    if change.files:
        session = await connect.session_of(context)
        received, _ = texts.apart(await uploading.receive_all(context, change.files))
        for file in received:
            await uploading.upload(context, session, file)
    if change.words:
        await context.answer(context.voice.say(f"amended.{await _stand(context)}"))


async def _stand(context: TurnContext) -> str:
    first, *_ = await context.ports.ledger.turns_of(context.turn.message.ref)
    return "working" if first.state.is_open else "ended"


def _files(message: IncomingMessage) -> list[str]:
    return [attachment.identity for attachment in message.attachments]
