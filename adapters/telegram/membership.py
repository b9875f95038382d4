"""Chats we are added to, thrown out of, or that get a new id."""

import logging
from datetime import datetime

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message
from telegram.constants import ChatType

from adapters.telegram.convert import person
from adapters.telegram.routes import Routes, message_ref
from bot.core.model import IncomingMessage

_log = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def move_told(message: Message) -> tuple[int, int] | None:
    """Old and new id, where a message tells that a group became a supergroup.

    It is told in both chats, in either order (core.telegram.org/bots/api#message).
    """
    if message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


def greeting(change: ChatMemberUpdated, routes: Routes, now: datetime) -> IncomingMessage | None:
    """What to hand in when our own standing in a chat changed: a first /start where we were added to a group.

    Its event is the group's own, so it is taken once. Being blocked or thrown out is only logged.
    """
    was, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if was and not is_in:
        _log.info("a chat has thrown us out: %s", change.new_chat_member.status)
    if was or not is_in or change.chat.type not in _GROUPS:
        return None
    chat = routes.chat(change.chat.id, None)
    return IncomingMessage(
        ref=message_ref(chat, change.chat.id, 0),
        event_id=f"joined/{chat.chat_id}",
        sender=person(change.from_user, is_admin=False),
        text="/start",
        received_at=now,
    )


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}
