"""How far the messages of each chat were seen to, written down now and then.

Only chats where we were spoken to are followed; in these, what others say moves the mark as well, so that little has to
be looked up after a restart.
"""

import asyncio

from adapters.discord.book import DiscordBook
from bot.core.model import ChatRef
from bot.core.ports import Clock

_CALM_S = 5.0


class Seen:
    """The marks of this process."""

    def __init__(self, book: DiscordBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._marks: dict[ChatRef, int] = {}
        self._fresh: dict[ChatRef, int] = {}
        self._news = asyncio.Event()

    @property
    def marks(self) -> dict[ChatRef, int]:
        """The last message seen to in each chat that is followed."""
        return dict(self._marks)

    @property
    def is_behind(self) -> bool:
        """Whether there are marks not yet written down."""
        return bool(self._fresh)

    async def load(self) -> None:
        """Take up what earlier processes noted. Raises StorageFailed."""
        self._marks = {**await self._book.seen(), **self._marks}

    async def follow(self, chat: ChatRef, after: int) -> None:
        """Follow a chat in which we are spoken to, from behind that message on; one that is followed stays as it is.

        On disk at once: what comes in the next moment would else be lost with this process. Raises StorageFailed.
        """
        if chat not in self._marks:
            self._marks[chat] = after
            await self._book.note_seen({chat: after})

    def passed(self, chat: ChatRef, message: int) -> None:
        """Everything up to that message was seen to. For the chat's messages alone, in their order."""
        if message > self._marks.get(chat, message):
            self._marks[chat] = self._fresh[chat] = message
            self._news.set()

    def forget(self, chat: ChatRef) -> None:
        """The chat is followed no more."""
        self._marks.pop(chat, None)
        self._fresh.pop(chat, None)

    async def run(self) -> None:
        """Write the marks down until cancelled. Raises StorageFailed."""
        while True:
            await self._news.wait()
            self._news.clear()
            fresh, self._fresh = self._fresh, {}
            await self._book.note_seen(fresh)
            await self._clock.sleep(_CALM_S)
