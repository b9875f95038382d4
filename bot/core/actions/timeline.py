"""Timeline: what lies on it (S9), answered at once, also while a render runs."""

from bot.core import timeline
from bot.core.context import TurnContext
from bot.core.model import BackendState


async def run(context: TurnContext) -> None:
    """Summarise the session's draft, or what was uploaded so far."""
    ports = context.ports
    known = await ports.sessions.get(context.chat)
    state = BackendState()
    if known is not None:
        state = await ports.backend.state(known.session_id)  # a backend that is away is told at once
    await context.answer(timeline.summarise(state, context.voice, line_breaks=context.capabilities.line_breaks))
