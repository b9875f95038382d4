"""The core's replies as Telegram messages: posted once, edited in place, and every refusal met with the next best way.

A send whose answer never came is not repeated here: Telegram has no key by which it would know it again.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from telegram import Bot, InlineKeyboardMarkup, Message

from adapters.telegram import films, formatting
from adapters.telegram.edits import Edit, Editor, Memory
from adapters.telegram.failures import Fault, Refusal, attempt, core_error
from adapters.telegram.limits import Limits
from adapters.telegram.outbound import Outbound
from adapters.telegram.pace import Rank
from adapters.telegram.posting import Post
from adapters.telegram.routes import Routes, message_ref, telegram_message
from adapters.telegram.typing import Signs, while_uploading
from bot.core.errors import MessageGone, ReceiptUnknown, Throttled, TooLargeToSend
from bot.core.model import Button, ChatRef, MessageRef, Reply
from bot.core.ports import Clock, SendWatch

_log = logging.getLogger(__name__)

_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_SERVER_TRIES = 5
_STATUS_TRIES = 4
"""After which work begins without a status message: it waits for that one to be posted."""


class Keyboards(Protocol):
    """Who makes buttons into keyboards: the same buttons of the same message are the same keyboard."""

    async def keyboard(self, chat: ChatRef, message_key: str, buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
        """The keyboard, None without buttons."""


class TelegramSender:
    """The way out. ``username`` tells the bot's own name, without ``@``, once it is known.

    ``outbox``: given when the server runs in local mode and can read that folder: films are handed over by path.
    """

    def __init__(  # noqa: PLR0913  # the parts it is put together from
        self,
        bot: Bot,
        outbound: Outbound,
        keyboards: Keyboards,
        routes: Routes,
        limits: Limits,
        clock: Clock,
        *,
        username: Callable[[], str] = str,
        outbox: films.Outbox | None = None,
    ) -> None:
        self._bot = bot
        self._outbound = outbound
        self._keyboards = keyboards
        self._routes = routes
        self._limits = limits
        self._clock = clock
        self._username = username
        self._outbox = outbox
        self._editor = Editor(bot, outbound, clock)
        self.signs = Signs(bot, outbound, clock)
        self._keys = Memory[str]()

    async def send(self, chat: ChatRef, reply: Reply, key: str, watch: SendWatch | None = None) -> MessageRef:
        """Post a new message; ``key`` names it to the keyboards. Waits out penalties, and a server out of reach.

        ``watch`` hears of every attempt; with one, or with a film, an attempt that may have arrived is the last.
        Raises ReceiptUnknown, TooLargeToSend, VideoNotAllowed, ChatUnavailable, PlatformError; Throttled only for a
        ``silent`` message, which is not worth a long wait.
        """
        if reply.film is not None and reply.film.media.size_bytes > self._limits.upload_bytes:
            raise TooLargeToSend(limit_bytes=self._limits.upload_bytes)
        keyboard = await self._keyboards.keyboard(chat, key, reply.buttons)
        post = Post(self._routes.place(chat), reply, keyboard, self._username())
        failures = 0
        while True:
            outcome = await self._in_turn(post, watch)
            if not isinstance(outcome, Refusal):
                return self._posted(chat, post, outcome, key)
            if self._goes_another_way(chat, post, outcome):
                continue
            is_precious = watch is not None or reply.film is not None
            self._raise_unless_repeatable(post, outcome, failures, 0 if is_precious else _SERVER_TRIES)
            await self._rest(failures)
            failures += 1

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message's words and buttons; what would change nothing is not sent.

        A reply that is not ``silent`` is the message's last word: it outlasts a penalty. Raises MessageGone,
        ChatUnavailable, Throttled, ReceiptUnknown, PlatformError.
        """
        chat_id, message_id = telegram_message(ref)
        # A group that moved left its messages behind; a message of id 0 was only scheduled by the server.
        if message_id == 0 or chat_id != self._routes.place(ref.chat).chat_id:
            raise MessageGone("not in this chat")
        key = self._keys.get(ref.message_id) or ref.message_id
        keyboard = await self._keyboards.keyboard(ref.chat, key, reply.buttons)
        words = formatting.message(reply.text, self._username())
        refusal = await self._editor.make(Edit(chat_id, message_id, words, keyboard, last=not reply.silent))
        if refusal is None:
            return
        if refusal.fault is Fault.MOVED:
            self._routes.move(chat_id, refusal.chat_id)
        if refusal.fault in {Fault.MOVED, Fault.THREAD_GONE}:
            raise MessageGone(refusal.fault)
        raise core_error(refusal)

    async def _in_turn(self, post: Post, watch: SendWatch | None) -> Message | Refusal:
        is_long = post.reply.film is not None
        sending = self._outbound.send(post.place.chat_id, post.rank, lambda: self._call(post, watch), long=is_long)
        return await (sending if is_long else self.signs.while_waiting(sending, post.place))

    async def _call(self, post: Post, watch: SendWatch | None) -> Message | Refusal:
        if watch is None:
            return await self._attempt(post)
        await watch.going()
        try:
            outcome = await self._attempt(post)
        except OSError:  # the film itself cannot be read: nothing was sent
            await watch.refused()
            raise
        if isinstance(outcome, Refusal) and outcome.fault not in {Fault.SERVER, Fault.RECEIPT_UNKNOWN}:
            await watch.refused()
        return outcome

    async def _attempt(self, post: Post) -> Message | Refusal:
        film = post.reply.film
        if film is None:
            return await attempt(
                lambda: self._bot.send_message(link_preview_options=formatting.NO_PREVIEW, **post.arguments())
            )
        outbox = self._outbox if post.way.by_path else None
        upload = films.post(self._bot, film, post.arguments(), outbox)
        return await attempt(lambda: while_uploading(upload, self._bot, post.place, self._clock))

    def _posted(self, chat: ChatRef, post: Post, message: Message, key: str) -> MessageRef:
        ref = message_ref(chat, post.place.chat_id, message.message_id)
        self._keys.put(ref.message_id, key)
        if post.rank > 0:
            words = formatting.message(post.reply.text, post.username)
            self._editor.shows(Edit(post.place.chat_id, message.message_id, words, post.keyboard, last=False))
        return ref

    def _goes_another_way(self, chat: ChatRef, post: Post, refusal: Refusal) -> bool:
        if refusal.fault is Fault.MOVED:
            self._routes.move(post.place.chat_id, refusal.chat_id)
            return post.moves_to(self._routes.place(chat))
        if refusal.fault in {Fault.REFUSED, Fault.FILE_AWAY} and self._outbox is not None and post.way.by_path:
            _log.warning("the Bot API server does not take films by their path (%s): sending them", refusal.detail)
            post.way.by_path = False
            return post.reply.film is not None
        return post.gives_way(refusal.fault)

    def _raise_unless_repeatable(self, post: Post, refusal: Refusal, failures: int, server_tries: int) -> None:
        film = post.reply.film
        match refusal.fault:
            case Fault.NOT_SENT if post.rank is Rank.STATUS and failures == _STATUS_TRIES:
                raise Throttled("Telegram cannot be reached", retry_after_s=_WAITS_S[-1])
            case Fault.NOT_SENT:
                return
            case Fault.SERVER if failures < server_tries:
                return
            case Fault.SERVER | Fault.RECEIPT_UNKNOWN:
                raise ReceiptUnknown(f"{refusal.fault}: {refusal.detail}")
            case Fault.TOO_LARGE if film is not None:
                self._limits.refused(film.media.size_bytes)
                raise TooLargeToSend(limit_bytes=self._limits.upload_bytes)
            case _:
                raise core_error(refusal)

    async def _rest(self, failures: int) -> None:
        if failures == 0:
            _log.warning("Telegram cannot be reached; trying on")
        await self._clock.sleep(_WAITS_S[min(failures, len(_WAITS_S) - 1)])
