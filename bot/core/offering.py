"""Results that could not be posted in a chat, offered once as soon as somebody there addresses us again."""

from bot.core.context import TurnContext
from bot.core.keeping import OFFERED, unsettled
from bot.core.model import Button, Turn, TurnId
from bot.core.steps import Steps

OFFER = "offer"
"""The step that posts the offer. Its result names the turns whose results are offered, in ``about``."""


async def offer(context: TurnContext) -> None:
    """Offer what is kept for the chat, in one message with [Send again]. Raises PlatformError when it is refused."""
    ledger, voice = context.ports.ledger, context.voice
    kept = [turn for turn in await ledger.undelivered(context.chat) if turn.id != context.turn.id]
    made = context.steps.done(OFFER)
    if made is None:
        if not kept:
            return
        again = Button(voice.say("button.send_again"), voice.say("says.send_again"))
        text = voice.say(f"offer.{await _kind(context, kept)}", n=len(kept))
        about = [turn.id for turn in kept]
        await context.answer(text, name=OFFER, buttons=(again,), facts={"about": about}, keep=False)
        made = context.steps.done(OFFER) or {"about": about}
    for turn_id in made["about"]:
        await ledger.complete(TurnId(turn_id), OFFERED, {"by": context.turn.id})


async def _kind(context: TurnContext, turns: list[Turn]) -> str:
    for turn in turns:
        steps = await Steps.of(context.ports.ledger, turn.id)
        if any(kept.media is not None for kept in unsettled(steps).values()):
            return "films"
    return "answers"
