"""A pressed button becomes a message that says what the button says; the person's phone waits for our answer."""

import logging

from telegram import Bot, CallbackQuery
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from adapters.telegram.admins import Admins
from adapters.telegram.book import ButtonEntry, TelegramBook
from adapters.telegram.convert import person
from adapters.telegram.routes import Routes, message_ref
from bot.core import language
from bot.core.model import IncomingMessage, Language
from bot.core.ports import Clock, Inbox
from bot.core.wording import Voice

_log = logging.getLogger(__name__)


class Presses:
    """Takes presses. What one carries is believed of nobody: anyone can send any data with a client of their own."""

    def __init__(self, bot: Bot, book: TelegramBook, admins: Admins, routes: Routes, clock: Clock) -> None:
        self._bot = bot
        self._book = book
        self._admins = admins
        self._routes = routes
        self._clock = clock

    async def take(self, query: CallbackQuery, inbox: Inbox, *, again: bool) -> None:
        """Hand the press in and answer it; ``again``: one that was under way when an earlier process ended.

        Raises StorageFailed. A group's admins may first have to be asked for: then the phone is answered before.
        """
        button = await self._button(query)
        if button is None or query.message is None:
            await self._answer(query, "telegram.press.unknown")
            return
        is_shared = query.message.chat.type != ChatType.PRIVATE
        if is_shared and not self._admins.knows(self._routes.place(button.chat).chat_id):
            await self._answer(query)
            await inbox.accept(await self._message(query, button, is_shared=True))
            return
        is_new = await inbox.accept(await self._message(query, button, is_shared=is_shared))
        await self._answer(query, None if is_new or again else "telegram.press.again")

    async def _button(self, query: CallbackQuery) -> ButtonEntry | None:
        """The button that was pressed, if it is one of ours and was pressed in the chat it was made for."""
        if query.message is None or not query.data:
            return None
        button = await self._book.button(query.data)
        here = self._routes.chat(query.message.chat.id, None)
        if button is None or button.chat.chat_id != here.chat_id:
            return None
        return button

    async def _message(self, query: CallbackQuery, button: ButtonEntry, *, is_shared: bool) -> IncomingMessage:
        if query.message is None:
            raise AssertionError("a button known to us stands under a message")
        chat_id, user = query.message.chat.id, query.from_user
        carrier = message_ref(button.chat, chat_id, query.message.message_id)
        here = self._routes.place(button.chat).chat_id
        return IncomingMessage(
            ref=carrier,
            event_id=f"press/{query.data}" if button.once else f"press/{query.data}/{user.id}",
            sender=person(user, is_admin=is_shared and await self._admins.is_admin(here, user.id)),
            text=button.says,
            received_at=self._clock.now(),
            reply_to=carrier,
        )

    async def _answer(self, query: CallbackQuery, key: str | None = None) -> None:
        """Stop the phone's waiting, perhaps with a few words; one that waited too long has stopped by itself."""
        tongue = language.of_locale(query.from_user.language_code) or Language.ENGLISH
        try:
            await self._bot.answer_callback_query(query.id, None if key is None else Voice(tongue).say(key))
        except BadRequest:
            _log.info("a press was answered too late")
        except TelegramError as error:
            _log.warning("a press was not answered: %s", type(error).__name__)
