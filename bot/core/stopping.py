"""Stopping turns that were asked for before, whatever they are doing, so that nothing of them runs on anywhere."""

from contextlib import suppress

from bot.core import intents
from bot.core.context import TurnContext
from bot.core.errors import BackendError, PlatformError
from bot.core.model import Intent, RenderId, Reply, Turn, TurnId, TurnState
from bot.core.steps import Steps
from bot.core.succession import Send, open_status_messages


def may_be_meant(context: TurnContext, turn: Turn) -> bool:
    """Whether a turn of the chat can be meant: not one asked later, and no deletion, half of which helps nobody."""
    if turn.position >= context.turn.position:
        return False
    return intents.understand(turn.message).intent is not Intent.FORGET_ALL


async def stop(context: TurnContext, turns: list[TurnId]) -> None:
    """Stop turns for good: their tasks, what the backend does for them, and what their status messages say."""
    for turn in turns:
        await context.ports.ledger.set_state(turn, TurnState.CANCELLED)
        await context.open_turns.stop(turn)
    for turn in turns:
        await _clear(context, turn)


async def _clear(context: TurnContext, turn_id: TurnId) -> None:
    """Stop what the backend may still do for the turn, and close its status message, with one it has just left."""
    steps = await Steps.of(context.ports.ledger, turn_id)
    await _stop_backend(context, turn_id, steps)
    key = "cancel.status" if context.ports.backend.traits.repeatable_edits else "cancel.status_cloud"
    last = Reply(context.voice.say(key), silent=True)
    with suppress(PlatformError):  # the person hears of the cancel in the answer all the same
        await Send(context.ports.chats, context.ports.clock, turn_id, context.chat, steps).settle(last)
    for ref in open_status_messages(context.chat, steps):
        with suppress(PlatformError):
            await context.ports.chats.edit(ref, last)


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
