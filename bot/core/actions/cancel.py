"""Cancel: stop a turn at whatever stage, leave nothing running, and say so within two seconds."""

from bot.core.context import TurnContext, status_ref
from bot.core.errors import BackendError, PlatformError
from bot.core.model import JsonObject, MessageRef, RenderId, Reply, Turn, TurnId, TurnState
from bot.core.steps import Steps


async def run(context: TurnContext) -> None:
    """Cancel the turn whose status was answered to, else all of this person's turns in the chat."""
    chosen = await _choose(context)
    if chosen is None:
        await context.answer(context.voice.say("cancel.not_yours"))
        return
    if not chosen:
        await context.answer(context.voice.say("cancel.nothing"))
        return
    for turn in chosen:
        await context.ports.ledger.set_state(turn, TurnState.CANCELLED)
        await context.open_turns.stop(turn)
    for turn in chosen:
        await _clear(context, turn)
    await context.answer(context.voice.say("cancel.done", n=len(chosen)))


async def _choose(context: TurnContext) -> list[TurnId] | None:
    """The turns to cancel, remembered in the ledger so that a restart cancels the same; None if not allowed."""

    async def look() -> JsonObject:
        earlier = context.turn.position  # what was asked after the cancel is not meant by it
        open_turns = [turn for turn in context.open_turns.of_chat(context.chat) if turn.position < earlier]
        aimed = await _aimed_at(context, open_turns)
        mine = [turn.id for turn in aimed if _may(context, turn)]
        return {"turns": mine, "refused": bool(aimed) and not mine}

    found = await context.steps.take("cancel", look)
    return None if found["refused"] else [TurnId(turn) for turn in found["turns"]]


async def _aimed_at(context: TurnContext, turns: list[Turn]) -> list[Turn]:
    reply_to = context.turn.message.reply_to
    if reply_to is None:
        return turns
    aimed = []
    for turn in turns:
        steps = await Steps.of(context.ports.ledger, turn.id)
        if reply_to in (status_ref(turn, steps), turn.message.ref):
            aimed.append(turn)
    return aimed or turns


def _may(context: TurnContext, turn: Turn) -> bool:
    sender = context.turn.message.sender
    return sender.is_admin or sender.id == turn.message.sender.id


async def _clear(context: TurnContext, turn_id: TurnId) -> None:
    """Stop what the backend may still do for the turn, and close its status message."""
    steps = await Steps.of(context.ports.ledger, turn_id)
    await _stop_backend(context, turn_id, steps)
    posted = steps.done("status")
    if posted is None:
        return
    ref = MessageRef(context.chat, posted["message"])
    key = "cancel.status" if context.ports.backend.traits.repeatable_edits else "cancel.status_cloud"
    try:
        await context.ports.chats.edit(ref, Reply(context.voice.say(key), silent=True))
    except PlatformError:
        return  # the person hears of the cancel in the answer all the same


async def _stop_backend(context: TurnContext, turn_id: TurnId, steps: Steps) -> None:
    session = await context.ports.sessions.get(context.chat)
    backend = context.ports.backend
    for name in steps.names():
        try:
            if "edit/" in name and steps.done(name) is None and session is not None:
                await backend.cancel_edit(session.session_id, f"{turn_id}.{name.replace('/', '.')}")
            if "render/" in name:
                await _stop_render(context, steps, name)
        except BackendError:
            continue  # what has ended already cannot be stopped; what runs beside it can


async def _stop_render(context: TurnContext, steps: Steps, name: str) -> None:
    known = steps.done(name) or steps.before(name)
    if "id" in known:
        await context.ports.backend.cancel_render(RenderId(known["id"]))
