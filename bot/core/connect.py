"""The backend session of a chat: found, or opened with a word about it (S1, C4)."""

from bot.core.context import TurnContext
from bot.core.model import ChatSession, SessionId
from bot.core.patience import insist
from bot.core.status import Stage


async def session_of(context: TurnContext) -> SessionId:
    """The chat's session. Opens one if there is none; one opened twice over a crash costs nothing."""
    ports = context.ports
    known = await ports.sessions.get(context.chat)
    if known is not None:
        return known.session_id
    if context.status is not None:
        context.status.show(Stage.CONNECTING)
    opened = await insist(ports.clock, lambda: ports.backend.open_session(context.voice.language))
    await ports.sessions.put(ChatSession(context.chat, opened, ports.clock.now(), context.turn.message.sender.id))
    return opened
