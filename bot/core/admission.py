"""What the inbox keeps of a message: all of it, marked with who its sender is; of a stranger's, that somebody asked."""

from dataclasses import replace

from bot.core import language
from bot.core.context import Ports
from bot.core.model import IncomingMessage


async def admitted(ports: Ports, message: IncomingMessage) -> IncomingMessage | None:
    """The message as it is kept, None if nothing of it is.

    A stranger's becomes an empty one whose event is the same for every message of this person in this chat: it is
    answered once for ever, and holds nothing of what was said or sent.
    """
    chat, sender = message.ref.chat, message.sender
    known = await ports.access.admit(message, shared=ports.chats.capabilities(chat).shared)
    if known is not None or message.amends or not message.addressed:
        return known
    return replace(
        message,
        event_id=f"stranger/{chat.key}/{sender.id}",
        sender=replace(sender, locale=language.of_message(message, None)),
        text="",
        attachments=(),
        reply_to=None,
    )
