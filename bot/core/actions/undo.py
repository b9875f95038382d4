"""Undo: the version before, rendered and delivered like any other edit."""

from bot.core import connect, producing
from bot.core.context import TurnContext
from bot.core.errors import NothingToEdit
from bot.core.patience import insist


async def run(context: TurnContext) -> None:
    """Have the backend take the last change back."""
    ports = context.ports
    session = await connect.session_of(context)
    state = await insist(ports.clock, lambda: ports.backend.state(session))
    if not state.uploads and state.draft.is_empty:
        raise NothingToEdit
    await producing.produce(context, session, 0, context.request.words or context.voice.say("says.undo"))
