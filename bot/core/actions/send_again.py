"""Send again: what may not have arrived, sent once more on a person's word.

The turn meant is the one whose message the word answers: a status line, an offer, or words on how to get a film. What
arrives now is noted in that turn, so that a second word sends nothing more.
"""

import logging

from bot.core import producing
from bot.core.context import TurnContext
from bot.core.delivery import deliver_kept
from bot.core.errors import PlatformAbsent, PlatformError
from bot.core.keeping import Kept, all_settled, unsettled
from bot.core.model import JsonObject, Reply, TurnId
from bot.core.offering import OFFER
from bot.core.steps import Steps
from bot.core.succession import status_message

_log = logging.getLogger(__name__)

_AGAIN = "again"


async def run(context: TurnContext) -> None:
    """Send what the turns meant still owe; where none is meant, the film of the timeline as it stands."""

    async def look() -> JsonObject:
        return await _meant(context)

    meant = await context.steps.take(_AGAIN, look)
    if not meant["turns"]:
        await producing.export_timeline(context)
        return
    if not meant["owed"]:
        await context.answer(context.voice.say("again.nothing"))
        return
    gone = [place for place in enumerate(meant["owed"]) if not await _send(context, *place)]
    if gone:
        delivered = context.delivered
        await producing.export_timeline(context)
        for _, (turn, name) in gone if context.delivered > delivered else ():
            await _note_arrival(context, TurnId(turn), name)


async def _meant(context: TurnContext) -> JsonObject:
    """The turns the word is about, and the names of their steps whose results may not have arrived."""
    ledger, reply_to = context.ports.ledger, context.turn.message.reply_to
    turn = await ledger.posted_by(reply_to) if reply_to is not None else None
    if turn is None or reply_to is None:
        return {"turns": [], "owed": []}
    offer = (await Steps.of(ledger, turn.id)).done(OFFER) or {}
    named = offer["about"] if offer.get("message") == reply_to.message_id else [turn.id]
    roots: dict[str, None] = {}
    for turn_id in named:
        again = (await Steps.of(ledger, TurnId(turn_id))).done(_AGAIN) or {}
        roots |= dict.fromkeys(again.get("turns") or [turn_id])
    owed = [[root, name] for root in roots for name in unsettled(await Steps.of(ledger, TurnId(root)))]
    return {"turns": list(roots), "owed": owed}


async def _send(context: TurnContext, number: int, owed: tuple[str, str]) -> bool:
    """Send one of the results; False when its file is not there any more."""
    turn, name = TurnId(owed[0]), owed[1]
    kept = unsettled(await Steps.of(context.ports.ledger, turn)).get(name)
    if kept is None:  # it arrived in an earlier life of this turn
        context.delivered += 1
        await _note_arrival(context, turn, name)
        return True
    if kept.media is None:
        await _say(context, number, kept)
        if context.steps.done(_words(number)) is not None:
            await _note_arrival(context, turn, name)
        return True
    media = await context.ports.store.get(kept.media)
    if media is None:
        return False
    if await deliver_kept(context, f"result/again/{number}", kept, media):
        await _note_arrival(context, turn, name)
    return True


async def _say(context: TurnContext, number: int, kept: Kept) -> None:
    await context.answer(kept.text, name=_words(number), buttons=kept.buttons)


def _words(number: int) -> str:
    return f"again/{number}"


async def _note_arrival(context: TurnContext, turn: TurnId, name: str) -> None:
    """The turn owes that no more; when it owes nothing, its status line says so and loses its button."""
    steps = await Steps.of(context.ports.ledger, turn)
    await steps.note(name, {"sent_again_by": context.turn.id})
    await all_settled(steps)
    ref = status_message(context.chat, steps)
    if ref is None or unsettled(steps):
        return
    try:
        await context.ports.chats.edit(ref, Reply(context.voice.say("status.sent_again"), silent=True))
    except PlatformAbsent:
        raise
    except PlatformError as error:
        _log.info("status message not closed", extra={"reason": type(error).__name__})
