"""Whether a message is meant for us, and what it says once our own name is taken out. Pure.

Direct messages: always. Servers: our name in the text, or an answer to one of our messages. Without the Message Content
intent the text and files of all other messages come empty.
"""

import re
from dataclasses import dataclass

import discord

from adapters.discord import convert

_KINDS = (discord.MessageType.default, discord.MessageType.reply)
_LEADING = re.compile(r"\A(?:\s*\0[\s,，:：、;；]*)+")
_SPACES = re.compile(r"[ \t]{2,}")
_EMOJI = re.compile(r"<a?:(\w{1,32}):\d{1,20}>")
_MENTION = re.compile(r"<(@!?|@&|#)(\d{1,20})>")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a message for the core to read, and whether they are meant for us."""

    text: str
    addressed: bool


def is_ignored(message: discord.Message) -> bool:
    """Whether no person said it: other bots, webhooks, ourselves, and what Discord itself notes in a channel."""
    return message.author.bot or message.webhook_id is not None or message.type not in _KINDS


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message this one answers, if Discord still has it."""
    reference = message.reference
    if reference is None or reference.type is discord.MessageReferenceType.forward:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def is_hidden(message: discord.Message) -> bool:
    """Whether Discord keeps from us what stands in it: without the Message Content intent all parts come empty."""
    parts = (message.content, message.attachments, message.embeds, message.components, message.stickers, message.poll)
    return not any(parts) and not message.message_snapshots


def read(message: discord.Message, me: int) -> Said:
    """The words without our name, and whether they are for us; ``me`` is our own id."""
    other = replied_to(message)
    own_roles = {role.id for role in message.role_mentions if role.tags is not None and role.tags.bot_id == me}
    is_named = any(user.id == me for user in message.mentions) or bool(own_roles)
    is_answer = other is not None and other.author.id == me
    names = {("@", user.id): user.display_name for user in message.mentions}
    names |= {("@&", role.id): role.name for role in message.role_mentions}
    names |= {("#", channel.id): channel.name for channel in message.channel_mentions}

    def shown(mention: re.Match[str]) -> str:
        kind, number = mention[1].removesuffix("!"), int(mention[2])
        if (kind == "@" and number == me) or (kind == "@&" and number in own_roles):
            return "\0"
        name = names.get((kind, number))
        return mention[0] if name is None else f"{kind[0]}{name}"

    text = _EMOJI.sub(r":\1:", _MENTION.sub(shown, words(message)))
    return Said(_without_name(text), convert.guild_of(message) is None or is_named or is_answer)


def words(message: discord.Message) -> str:
    """What was written; of a message that only forwards another one without files, what that one says (a link)."""
    forwarded = (shot.content for shot in message.message_snapshots if not shot.attachments)
    return message.content or next(forwarded, "")


def _without_name(text: str) -> str:
    """The text without our name (``\\0``), and without what set it off from the words where it came first."""
    return _SPACES.sub(" ", _LEADING.sub("", text).replace("\0", "")).strip()
