"""Telegram as a platform: updates in, replies out; everything else in this folder is put together here."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from adapters.telegram import commands, intake
from adapters.telegram.addressing import Myself
from adapters.telegram.admins import Admins
from adapters.telegram.backoff import Backoff
from adapters.telegram.book import TelegramBook
from adapters.telegram.buttons import Keyboards
from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.files import TelegramFiles
from adapters.telegram.films import Outbox
from adapters.telegram.intake import Hearing, Intake
from adapters.telegram.lanes import Receipts
from adapters.telegram.limits import Limits
from adapters.telegram.outbound import Outbound
from adapters.telegram.polling import Poller, PollingPace
from adapters.telegram.presses import Presses
from adapters.telegram.routes import PLATFORM, Routes, telegram_message
from adapters.telegram.sender import TelegramSender
from bot.core.errors import ConfigurationError, MessageGone, StorageFailed
from bot.core.model import Attachment, Capabilities, ChatRef, MessageRef, Reply, StoredMedia
from bot.core.ports import Clock, Inbox, MediaStore, PercentListener, SendWatch

_log = logging.getLogger(__name__)

_ANEW_S = 5.0


class TelegramAdapter:
    """One bot on one Bot API server. Made by ``opened``."""

    def __init__(
        self,
        options: TelegramOptions,
        client: TelegramClient,
        book: TelegramBook,
        clock: Clock,
        moves: dict[int, int],
        username: str,
        pace: PollingPace,
    ) -> None:
        self._options = options
        self._client = client
        self._book = book
        self._clock = clock
        self._username = username
        self._moved: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
        self._routes = Routes(moves, on_move=lambda old, new: self._moved.put_nowait((old, new)))
        self._keyboards = Keyboards(book, clock)
        self._limits = Limits(local=options.local)
        self._outbound = Outbound(clock)
        outbox = Outbox(options.outbox) if options.local and options.outbox is not None else None
        self._sender = TelegramSender(
            client.bot,
            self._outbound,
            self._keyboards,
            self._routes,
            self._limits,
            clock,
            username=lambda: self._username,
            outbox=outbox,
        )
        self._files = TelegramFiles(client.bot, options.local_folder, clock.sleep)
        self._poller = Poller(client, book, options.bot, clock, pace)
        self._receipts = Receipts(partial(book.handled, options.bot))
        self._intake: Intake | None = None
        self._is_listening = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, options: TelegramOptions, book: TelegramBook, clock: Clock, pace: PollingPace | None = None
    ) -> AsyncGenerator["TelegramAdapter", None]:
        """The adapter with what the book knows; its connections are closed at the end. Raises StorageFailed."""
        client = TelegramClient(options)
        try:
            username = await book.fact(_username_of(options)) or ""
            yield cls(options, client, book, clock, await book.moves(), username, pace or PollingPace())
        finally:
            await client.aclose()

    @property
    def platform(self) -> str:
        return PLATFORM

    def capabilities(self, chat: ChatRef) -> Capabilities:
        """Groups have negative ids (core.telegram.org/bots/api#chat)."""
        return self._limits.capabilities(shared=chat.chat_id.startswith("-"), username=self._username)

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        return await self._sender.send(chat, reply, key, watch)

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        try:
            telegram_message(ref)
        except ValueError:
            raise MessageGone("not a message of Telegram's") from None
        await self._sender.edit(ref, reply)

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        return await self._files.fetch(chat, attachment, store, progress)

    async def forget(self, chat: ChatRef) -> None:
        """Delete this platform's own records of the chat. Raises StorageFailed."""
        self._keyboards.forget(chat)
        if self._intake is not None and (updates := self._intake.forget(chat)):
            await self._book.handled(self._options.bot, updates)
        await self._book.forget(chat)

    async def listening(self) -> str:
        """The bot's name without the @, once Telegram has told it to this process."""
        await self._is_listening.wait()
        return self._username

    async def run(self, inbox: Inbox) -> None:
        """Take updates in and let replies out until cancelled; Telegram's failures are waited out.

        Raises ConfigurationError for a token Telegram does not know, and StorageFailed.
        """
        while True:
            try:
                await self._listen(inbox)
            except BaseExceptionGroup as group:
                cause = _cause(group)
                if cause is not None:
                    raise cause from None
                # A group that is cancelled and then fails tells its failure alone.
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise asyncio.CancelledError from None
                _log.exception("listening on Telegram broke off; it begins anew")
            await self._clock.sleep(_ANEW_S)

    async def _listen(self, inbox: Inbox) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._outbound.run())
            group.create_task(self._keep_moves())
            group.create_task(self._receipts.run())
            group.create_task(self._keyboards.keep_tidy())
            me = await self._client.start(Backoff(self._clock))
            await self._know(me)
            group.create_task(commands.announce(self._client.bot, self._book, Backoff(self._clock)))
            self._intake = Intake(self._hearing(me, inbox), group)
            await self._poller.run(self._intake, intake.KINDS)

    def _hearing(self, me: Myself, inbox: Inbox) -> Hearing:
        bot, book, clock = self._client.bot, self._book, self._clock
        admins = Admins(bot, clock)
        presses = Presses(bot, book, admins, self._routes, clock)
        hears = (admins, presses, self._receipts, clock)
        return Hearing(me, inbox, book, self._routes, *hears, show_sign=self._sender.signs.show)

    async def _know(self, me: Myself) -> None:
        """Who we are, also for the next start, which may have to speak before Telegram has answered."""
        if me.username != self._username:
            await self._book.note(_username_of(self._options), me.username)
        self._username = me.username
        self._is_listening.set()
        _log.info("listening on Telegram as @%s%s", me.username, "" if me.has_privacy else ", privacy mode off")

    async def _keep_moves(self) -> None:
        while True:
            await self._book.move(*await self._moved.get())


def _username_of(options: TelegramOptions) -> str:
    return f"username/{options.bot}"


def _cause(group: BaseExceptionGroup[BaseException]) -> Exception | None:
    """What must end the process, if something in the group must."""
    for failure in group.exceptions:
        found = _cause(failure) if isinstance(failure, BaseExceptionGroup) else failure
        if isinstance(found, StorageFailed | ConfigurationError):
            return found
    return None
