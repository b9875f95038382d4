"""A pressed button becomes a message that says what the button says; the person's screen waits for our answer."""

from adapters.discord import acks, convert
from adapters.discord.acks import Interaction
from adapters.discord.book import ButtonEntry, DiscordBook
from adapters.discord.buttons import button_id
from adapters.discord.routes import chat_of, message_ref
from bot.core.model import ChatRef, IncomingMessage, JsonObject
from bot.core.ports import Clock, Inbox


class Presses:
    """Takes presses. Discord vouches for who presses and where; that they may is for the core to say."""

    def __init__(self, book: DiscordBook, inbox: Inbox, clock: Clock) -> None:
        self._book = book
        self._inbox = inbox
        self._clock = clock

    async def take(self, interaction: Interaction) -> None:
        """Hand the press in, then answer it. Raises StorageFailed."""
        name, carrier = _pressed(interaction)
        button = None if name is None else await self._book.button(name)
        if button is None or carrier is None or button.chat != _here(interaction):
            await acks.whisper(interaction, "discord.press.unknown")
            return
        if await self._inbox.accept(self._message(interaction, button, name or "", carrier)):
            await acks.settle(interaction)
        else:
            await acks.whisper(interaction, "discord.press.again")

    def _message(self, interaction: Interaction, button: ButtonEntry, name: str, carrier: int) -> IncomingMessage:
        user = interaction.user
        under = message_ref(button.chat, carrier)
        return IncomingMessage(
            ref=under,
            event_id=f"press/{name}" if button.once else f"press/{name}/{user.id}",
            sender=convert.sender_of(user, is_admin=may_moderate(interaction), locale=str(interaction.locale)),
            text=button.says,
            received_at=self._clock.now(),
            reply_to=under,
            within=convert.within(interaction.channel, user),
        )


def may_moderate(interaction: Interaction) -> bool:
    """Whether the person may delete other people's messages there, as Discord tells with the interaction."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


def _pressed(interaction: Interaction) -> tuple[str | None, int | None]:
    """The button's id in the book, and the message it stands under."""
    data: JsonObject = dict(interaction.data or {})
    message = interaction.message
    return button_id(str(data.get("custom_id") or "")), None if message is None else message.id


def _here(interaction: Interaction) -> ChatRef | None:
    channel = interaction.channel_id
    return None if channel is None else chat_of(channel, interaction.guild_id)
