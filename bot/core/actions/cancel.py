"""Cancel: stop a turn at whatever stage, leave nothing running, and say so within two seconds."""

from bot.core import stopping
from bot.core.context import TurnContext
from bot.core.model import JsonObject, Turn, TurnId
from bot.core.steps import Steps
from bot.core.succession import status_messages


async def run(context: TurnContext) -> None:
    """Cancel the turn answered to, else this person's own; an admin without any stops the one being worked on."""
    voice, chosen = context.voice, await _choose(context)
    turns = [TurnId(turn) for turn in chosen["turns"]]
    await stopping.stop(context, turns)
    if turns and chosen["whose"] is not None:
        await context.answer(voice.say("cancel.done_for", name=chosen["whose"]))
    elif turns:
        await context.answer(voice.say("cancel.done", n=len(turns)))
    elif chosen["whose"] is not None:
        await context.answer(voice.say("cancel.not_yours", name=chosen["whose"]))
    else:
        await context.answer(voice.say("cancel.nothing"))


async def _choose(context: TurnContext) -> JsonObject:
    """The turns to cancel, remembered in the ledger so that a restart cancels the same. ``whose``: the name of somebody
    else who asked for them, or for what may not be cancelled."""

    async def look() -> JsonObject:
        sender = context.turn.message.sender
        stoppable = [turn for turn in context.open_turns.of_chat(context.chat) if stopping.may_be_meant(context, turn)]
        aimed = await _aimed_at(context, stoppable)
        own = [turn.id for turn in aimed or stoppable if turn.message.sender.id == sender.id]
        if own:
            return {"turns": own, "whose": None}
        others = (aimed or stoppable)[:1]
        whose = others[0].message.sender.name if others else None
        return {"turns": [turn.id for turn in others if sender.is_admin], "whose": whose}

    return await context.steps.take("cancel", look)


async def _aimed_at(context: TurnContext, turns: list[Turn]) -> list[Turn]:
    """The open turn of whose status messages one, or whose request, was answered to, if one was."""
    reply_to = context.turn.message.reply_to
    if reply_to is None:
        return []
    for turn in turns:
        steps = await Steps.of(context.ports.ledger, turn.id)
        if reply_to in [turn.message.ref, *status_messages(context.chat, steps)]:
            return [turn]
    return []
