"""Whose word counts for what a whole chat shares: in a private chat its person's, else the opener's and the admins'."""

from bot.core.context import TurnContext


async def may_start_over(context: TurnContext) -> bool:
    """Whether the sender may part the chat from its session. Where there is none, anybody may."""
    session = await context.ports.sessions.get(context.chat)
    return session is None or _has_all_power(context) or session.opened_by == context.turn.message.sender.id


async def may_forget(context: TurnContext) -> bool:
    """Whether the sender may have all of the chat deleted, of which a session is only the latest part."""
    sessions = context.ports.sessions
    if await sessions.get(context.chat) is None and await sessions.opened(context.chat):
        return _has_all_power(context)
    return await may_start_over(context)


def _has_all_power(context: TurnContext) -> bool:
    return context.turn.message.sender.is_admin or not context.capabilities.shared
