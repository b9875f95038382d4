"""A session that the backend has lost, begun anew in the middle of a turn: with the files it had been given, and a
sentence about the timeline, which is gone."""

from bot.core import connect, uploading
from bot.core.context import TurnContext
from bot.core.errors import DiskNearlyFull, PersonError, SessionLost
from bot.core.model import Handed, Intent, JsonObject, SessionId

_MOST_FILES = 20
"""The newest so many are handed over again."""

_ABOUT_THE_TIMELINE = {Intent.EXPORT, Intent.UNDO, Intent.SEND_AGAIN}
"""What has no meaning without the timeline that was lost."""


async def renew(context: TurnContext) -> None:
    """Part from the lost session, and note which it was: the turn goes on in another one, with steps of its own."""

    async def look() -> JsonObject:
        lost = await context.ports.sessions.get(context.chat)
        if lost is None:
            return {}
        message = context.turn.message
        return {"session": lost.session_id, "is_older": message.amends or lost.opened_at < message.received_at}

    async def forget() -> JsonObject:
        await context.ports.sessions.forget(context.chat)
        return {}

    await context.steps.take(f"renewed/{context.renewals}", forget, look=look)
    context.renewals += 1


async def restore(context: TurnContext) -> bool:
    """Hand the lost session's files to the new one, and say what was lost; the turn's own files it hands over itself.

    False where that is all that can be done for the request. Raises SessionLost where nothing is left of the files.
    """
    lost = context.steps.before(f"renewed/{context.renewals - 1}")
    if "session" not in lost:
        return True
    message = context.turn.message
    # A message that has changed hands over only what is new in it.
    attachments = () if message.amends else message.attachments
    own = {attachment.identity for attachment in attachments} | set(context.request.links)
    handed = await context.ports.ledger.handed(context.chat, SessionId(lost["session"]))
    files = [file for file in handed if file.attachment.identity not in own][-_MOST_FILES:]
    kept = [await _hand_over(context, number, file) for number, file in enumerate(files)].count(True)
    if files and not (kept or own):
        raise SessionLost("none of the files is left")
    goes_on = bool(own) or message.amends or context.request.intent not in _ABOUT_THE_TIMELINE
    if lost["is_older"] or not goes_on:
        await context.answer(_told(context, kept, goes_on=goes_on), name="restored")
    return goes_on


def _told(context: TurnContext, kept: int, *, goes_on: bool) -> str:
    voice = context.voice
    told = voice.say("session.begun_anew", n=kept) if kept else voice.say("session.timeline_lost")
    return told if goes_on else f"{told} {voice.say('session.say_anew')}"


async def _hand_over(context: TurnContext, number: int, file: Handed) -> bool:
    """Whether the file could be handed over; one that is neither here nor on its platform any more cannot."""
    session = await connect.session_of(context)
    try:
        received = await uploading.receive_again(context, number, file)
        if received.is_text:  # what was said of the lost timeline
            return False
        await uploading.upload(context, session, received, step="restore")
    except DiskNearlyFull:
        raise
    except PersonError:
        return False
    return True
