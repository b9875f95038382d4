"""Uses of media in memory."""

from bot.core.model import ChatRef, MediaId


class MemoryMediaUses:
    """A set of pairs."""

    def __init__(self) -> None:
        self.uses: set[tuple[ChatRef, MediaId]] = set()

    async def note(self, chat: ChatRef, media: MediaId) -> None:
        self.uses.add((chat, media))

    async def only_of(self, chat: ChatRef) -> frozenset[MediaId]:
        shared = {media for other, media in self.uses if other != chat}
        return frozenset(media for mine, media in self.uses if mine == chat) - shared

    async def forget(self, chat: ChatRef) -> None:
        self.uses = {use for use in self.uses if use[0] != chat}
