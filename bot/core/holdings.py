"""Whose the files of the media store are: every file a turn brings in or makes is noted for its chat.

A turn works with a store (and with tools over it) that note each file as it is kept, so nobody else has to think of it;
forgetting a chat removes what no other chat uses.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot.core.books import MediaUses
from bot.core.model import ChatRef, MediaId, StoredMedia
from bot.core.ports import MediaStore, MediaTools, ReceivedFile

ToolsOver = Callable[[MediaStore], MediaTools]
_Kept = TypeVar("_Kept", StoredMedia, StoredMedia | None)


class Holdings:
    """The media store, divided among the chats."""

    def __init__(self, store: MediaStore, tools_over: ToolsOver, uses: MediaUses) -> None:
        self._store = store
        self._tools_over = tools_over
        self._uses = uses
        self._keeping = 0
        self._removing = False
        self._moved = asyncio.Condition()

    def store_of(self, chat: ChatRef) -> MediaStore:
        """The store as the chat's turns use it."""
        return NotedStore(self, self._store, chat)

    def tools_of(self, chat: ChatRef) -> MediaTools:
        """The tools, whose works go into the chat's store."""
        return self._tools_over(self.store_of(chat))

    async def keep(self, chat: ChatRef, keep: Callable[[], Awaitable[_Kept]]) -> _Kept:
        """Keep a file and note it, with no removal in between: the same content may be another chat's last copy."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._removing)
            self._keeping += 1
        try:
            media = await keep()
            if media is not None:
                await self._uses.note(chat, media.id)
            return media
        finally:
            async with self._moved:
                self._keeping -= 1
                self._moved.notify_all()

    async def forget(self, chat: ChatRef) -> int:
        """Remove the files that only this chat used; returns how many. Repeatable after a crash in the middle."""
        async with self._alone():
            own = await self._uses.only_of(chat)
            for media in sorted(own):
                await self._store.remove(media)
            await self._uses.forget(chat)
        return len(own)

    @asynccontextmanager
    async def _alone(self) -> AsyncGenerator[None, None]:
        async with self._moved:
            await self._moved.wait_for(lambda: not (self._keeping or self._removing))
            self._removing = True
        try:
            yield
        finally:
            async with self._moved:
                self._removing = False
                self._moved.notify_all()


class NotedStore:
    """A MediaStore that notes for one chat whatever is kept, made or looked up in it."""

    def __init__(self, holdings: Holdings, store: MediaStore, chat: ChatRef) -> None:
        self._holdings = holdings
        self._store = store
        self._chat = chat

    @asynccontextmanager
    async def receive(self, max_bytes: int) -> AsyncGenerator["NotedFile", None]:
        async with self._store.receive(max_bytes) as received:
            yield NotedFile(self._holdings, received, self._chat)

    def scratch(self, extension: str) -> Path:
        return self._store.scratch(extension)

    async def adopt(self, path: Path) -> StoredMedia:
        return await self._holdings.keep(self._chat, lambda: self._store.adopt(path))

    async def get(self, media: MediaId) -> StoredMedia | None:
        return await self._holdings.keep(self._chat, lambda: self._store.get(media))

    async def remove(self, media: MediaId) -> None:
        await self._store.remove(media)

    async def has_room_for(self, size_bytes: int) -> bool:
        return await self._store.has_room_for(size_bytes)


class NotedFile:
    """A ReceivedFile that is noted when it is kept."""

    def __init__(self, holdings: Holdings, received: ReceivedFile, chat: ChatRef) -> None:
        self._holdings = holdings
        self._received = received
        self._chat = chat

    async def write(self, chunk: bytes) -> None:
        await self._received.write(chunk)

    async def keep(self) -> StoredMedia:
        return await self._holdings.keep(self._chat, self._received.keep)
