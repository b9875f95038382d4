"""Slash commands, the command of a message's menu, forms and buttons: kept first, then acknowledged."""

from dataclasses import replace

import discord

from adapters.discord import acks, commands, convert, modal
from adapters.discord.acks import Interaction
from adapters.discord.intake import Hearing
from adapters.discord.presses import Presses, may_moderate
from adapters.discord.routes import channel_id, chat_of, interaction_ref, message_ref
from bot.core import language
from bot.core.model import Attachment, IncomingMessage, JsonObject

_SLASH, _ON_MESSAGE = 1, 3
_NAMES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_NEEDED = ("view_channel", "send_messages", "attach_files", "read_message_history")
_NEEDED_IN_THREAD = ("view_channel", "send_messages_in_threads", "attach_files", "read_message_history")


class Interactions:
    """Takes whatever people do beside writing."""

    def __init__(self, hearing: Hearing) -> None:
        self._h = hearing
        self._presses = Presses(hearing.book, hearing.inbox, hearing.clock)

    async def take(self, interaction: Interaction) -> None:
        """Hand it in, then answer it. Raises StorageFailed."""
        data: JsonObject = dict(interaction.data or {})
        if language.of_locale(str(interaction.locale)) is not None:
            self._h.tongues.put(str(interaction.user.id), str(interaction.locale))
        match interaction.type:
            case discord.InteractionType.ping | discord.InteractionType.autocomplete:
                return
            case _ if await self._is_strangers(interaction):
                return
            case discord.InteractionType.application_command if await self._is_barred(interaction):
                return
            case discord.InteractionType.application_command if data.get("type") == _ON_MESSAGE:
                await self._open_form(interaction, data)
            case discord.InteractionType.application_command if data.get("type") == _SLASH:
                await self._command(interaction, data)
            case discord.InteractionType.modal_submit:
                await self._form(interaction, data)
            case discord.InteractionType.component:
                await self._presses.take(interaction)
            case _:
                return

    async def _is_strangers(self, interaction: Interaction) -> bool:
        """Whether a stranger asks: that is said to the stranger alone, and nothing is kept."""
        refusal = self._h.inbox.refusal(self._request(interaction, "", ()))
        if refusal is None:
            return False
        await acks.whisper(interaction, refusal)
        return True

    async def _is_barred(self, interaction: Interaction) -> bool:
        """Whether we could not answer where it was asked; said to the person alone then."""
        missing = missing_permissions(interaction)
        if missing is None:
            return False
        await acks.whisper(interaction, "discord.barred", permissions=", ".join(missing))
        return True

    async def _command(self, interaction: Interaction, data: JsonObject) -> None:
        files = convert.given_files(commands.files_of(data))
        is_edit = data["name"] == "edit"
        asked = self._request(interaction, commands.text_of(data), files)
        if is_edit:
            asked = await self._h.threads.of_command(interaction, asked)
        is_kept = await self._take_in(interaction, asked)
        if is_kept and is_edit:
            names = [file.filename for file in files]
            await acks.show(interaction, commands.words_of(data), names, _elsewhere(interaction, asked))
        elif is_kept:
            await acks.whisper(interaction, "discord.taken")

    async def _open_form(self, interaction: Interaction, data: JsonObject) -> None:
        """The files of the message are told now only, so they are remembered before the words are asked for."""
        target = int(data["target_id"])
        raw = ((data.get("resolved") or {}).get("messages") or {}).get(str(target)) or {}
        author = int((raw.get("author") or {}).get("id") or 0)
        where = {"channel_id": interaction.channel_id, "id": target}
        files = () if author == self._h.me else convert.material_of_raw({**raw, **where})
        if files:
            asked = self._request(interaction, "", files)
            ref = message_ref(asked.ref.chat, target)
            seen = replace(asked, ref=ref, event_id=convert.seen_event(target), addressed=False)
            await self._h.inbox.accept(seen)
        await acks.ask(interaction, modal.form(target, acks.tongue(interaction)))

    async def _form(self, interaction: Interaction, data: JsonObject) -> None:
        target, words = modal.message_of(data), modal.words_of(data)
        if target is None:
            return
        asked = self._request(interaction, words, ())
        answers = message_ref(asked.ref.chat, target)
        asked = await self._h.threads.of_command(interaction, replace(asked, reply_to=answers))
        if await self._take_in(interaction, asked):
            await acks.show(interaction, words, [], _elsewhere(interaction, asked))

    async def _take_in(self, interaction: Interaction, message: IncomingMessage) -> bool:
        """Whether it was kept, and is not one that was kept before."""
        is_kept = await self._h.inbox.accept(message)
        if is_kept:
            # Where messages wait in line or are looked up just now, a command must not move the mark past them.
            await self._h.seen.follow(message.ref.chat, interaction.id)
        return is_kept

    def _request(self, interaction: Interaction, text: str, files: tuple[Attachment, ...]) -> IncomingMessage:
        chat, user = chat_of(interaction.channel_id or 0, interaction.guild_id), interaction.user
        return IncomingMessage(
            ref=interaction_ref(chat, interaction.id),
            event_id=f"interaction/{interaction.id}",
            sender=convert.sender_of(user, is_admin=may_moderate(interaction), locale=str(interaction.locale)),
            text=text,
            received_at=self._h.clock.now(),
            attachments=files,
            within=convert.within(interaction.channel, user),
        )


def _elsewhere(interaction: Interaction, asked: IncomingMessage) -> int | None:
    """The thread in which the request is answered, if it is not the place where it was made."""
    there = channel_id(asked.ref.chat)
    return None if there == interaction.channel_id else there


def missing_permissions(interaction: Interaction) -> list[str] | None:
    """What we may not do where it was asked, though we must, as Discord's settings call it; None if all is well."""
    if interaction.guild_id is None:
        return None
    is_thread = isinstance(interaction.channel, discord.Thread)
    needed = _NEEDED_IN_THREAD if is_thread else _NEEDED
    is_member = interaction.client.get_guild(interaction.guild_id) is not None
    allowed = interaction.app_permissions if is_member else discord.Permissions.none()
    missing = [name for name in needed if not getattr(allowed, name)]
    return [_NAMES[name] for name in missing] or None
