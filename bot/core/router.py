"""Many platforms behind one way out."""

from collections.abc import Sequence

from bot.core.errors import PlatformAbsent
from bot.core.model import Attachment, Capabilities, ChatRef, MessageRef, Reply, StoredMedia
from bot.core.ports import ChatPort, MediaStore, PercentListener, PlatformAdapter, SendWatch


class PlatformRouter:
    """The ChatPort that hands each call to the adapter of the chat's platform.

    Every method raises PlatformAbsent for a chat whose platform has no adapter here.
    """

    def __init__(self, adapters: Sequence[PlatformAdapter]) -> None:
        self._adapters = {adapter.platform: adapter for adapter in adapters}

    def capabilities(self, chat: ChatRef) -> Capabilities:
        """As the platform says."""
        return self._of(chat).capabilities(chat)

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        """Through the chat's platform."""
        return await self._of(chat).send(chat, reply, key=key, watch=watch)

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Through the chat's platform."""
        await self._of(ref.chat).edit(ref, reply)

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        """Through the chat's platform."""
        return await self._of(chat).fetch(chat, attachment, store, progress)

    async def forget(self, chat: ChatRef) -> None:
        """Through the chat's platform."""
        await self._of(chat).forget(chat)

    def _of(self, chat: ChatRef) -> ChatPort:
        adapter = self._adapters.get(chat.platform)
        if adapter is None:
            raise PlatformAbsent(chat.platform)
        return adapter
