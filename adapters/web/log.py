"""The doors of the web log: the durable transcript of every web chat, and the uploads waiting to be used.

A message keeps only its current content and the number of the event that last changed it, so a replay after
event ``n`` is the list of messages changed since: a status edited five hundred times is sent once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model import ChatId, JsonObject, MediaId, MessageId


class LogEntry(Protocol):
    """One message as it stands. ``position`` orders the transcript, ``event`` numbers its last change."""

    @property
    def message_id(self) -> MessageId: ...

    @property
    def position(self) -> int: ...

    @property
    def event(self) -> int: ...

    @property
    def author(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def content(self) -> JsonObject: ...


class UploadEntry(Protocol):
    """A complete upload: the name the person's file had, and where its bytes lie in the media store."""

    @property
    def name(self) -> str: ...

    @property
    def size_bytes(self) -> int: ...

    @property
    def media(self) -> MediaId: ...


class WebLog(Protocol):
    """Messages and uploads of web chats. Every call returns after its commit; all raise StorageFailed."""

    async def append(self, chat: ChatId, message_id: MessageId, author: str, at: datetime, content: JsonObject) -> bool:
        """Add a message at the end under the chat's next event number; False if the id is known already."""

    async def replace(self, chat: ChatId, message_id: MessageId, content: JsonObject) -> bool:
        """Give a message new content and the next event number; False if there is no such message.

        The same content again is success and makes no event.
        """

    async def changes(self, chat: ChatId, after: int) -> Sequence[LogEntry]:
        """The messages changed after that event, in the order of their last change; 0 gives all."""

    async def last_event(self, chat: ChatId) -> int:
        """The number of the chat's newest event, 0 for an empty chat."""

    async def forget(self, chat: ChatId) -> None:
        """Delete the chat's messages and uploads; event numbers go on from where they are."""

    async def forgotten(self, chat: ChatId) -> int:
        """The number of the newest event that was forgotten, 0 if none ever was."""

    async def put_upload(self, chat: ChatId, upload: str, name: str, size_bytes: int, media: MediaId) -> None:
        """Keep a complete upload; again with the same id replaces it."""

    async def upload(self, chat: ChatId, upload: str) -> UploadEntry | None:
        """A complete upload of this chat, or None."""
