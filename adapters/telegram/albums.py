"""Albums come in pieces, without a count and without an end: gathered here by their group's id.

What follows an album in its chat waits until it has been quiet for a moment. Pieces that come later still join it.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import Enum, auto

from telegram import Message

from adapters.telegram import addressing
from adapters.telegram.addressing import Myself, Said
from adapters.telegram.convert import files_of
from bot.core.model import Attachment
from bot.core.ports import Clock

QUIET_S = 1.5
OPEN_S = 60.0
"""Pieces were measured to come up to 11 s apart (github.com/NousResearch/hermes-agent/issues/74965)."""
_REMEMBERED = 200


class Joined(Enum):
    """What a piece was to its album: its first, one more while it gathers, or one after it was handed in."""

    FIRST = auto()
    MORE = auto()
    LATE = auto()


class Album:
    """The pieces so far. ``first`` is the one that came first: the album goes by its message's name for ever."""

    def __init__(self, update: int, first: Message, clock: Clock) -> None:
        self.first = first
        self.updates: list[int] = []
        self.is_handed_in = False
        self.is_a_turn = False
        self.is_closed = False
        self._pieces: dict[int, Message] = {}
        self._clock = clock
        self._last_at = 0.0
        self.add(update, first)

    def add(self, update: int, piece: Message) -> None:
        """One more piece, or a newer version of one."""
        self.updates.append(update)
        self._pieces[piece.message_id] = piece
        self._last_at = self._clock.monotonic()

    @property
    def event(self) -> str:
        """The event of its arrival: the same however its pieces come, and come again."""
        return f"album/{self.first.chat.id}/{self.first.media_group_id}"

    @property
    def pieces(self) -> Sequence[Message]:
        """In the order they were put in."""
        return [self._pieces[number] for number in sorted(self._pieces)]

    @property
    def files(self) -> tuple[Attachment, ...]:
        """All its files, in their order."""
        return tuple(file for piece in self.pieces for file in files_of(piece))

    def said(self, me: Myself) -> Said:
        """Its words, whichever piece has them; for us if one of them is."""
        read = [addressing.read(piece, me) for piece in self.pieces]
        return Said("\n".join(said.text for said in read if said.text), any(said.addressed for said in read))

    @property
    def reply(self) -> Message | None:
        """The message it answers."""
        answered = (addressing.replied_to(piece) for piece in self.pieces)
        return next((other for other in answered if other is not None), None)

    async def quiet(self) -> None:
        """Wait until no piece has come for a moment."""
        while (left_s := self._last_at + QUIET_S - self._clock.monotonic()) > 0:
            await self._clock.sleep(left_s)


class Albums:
    """The albums of late, by chat, topic and group id."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._albums: OrderedDict[tuple[int, int | None, str | None], Album] = OrderedDict()

    def join(self, update: int, piece: Message) -> tuple[Album, Joined]:
        """Put a piece to its album."""
        key = _key(piece)
        album = self._albums.get(key)
        if album is None:
            album = self._albums[key] = Album(update, piece, self._clock)
            if len(self._albums) > _REMEMBERED:
                self._albums.popitem(last=False)
            return album, Joined.FIRST
        album.add(update, piece)
        return album, Joined.LATE if album.is_handed_in else Joined.MORE

    def find(self, piece: Message) -> Album | None:
        """The album a piece belongs to, if it is known still."""
        return self._albums.get(_key(piece))

    def let_go(self, is_meant: Callable[[Album], bool]) -> Sequence[Album]:
        """Know those no more that were handed in; they are returned. What comes late is an album of its own."""
        gone = {key: album for key, album in self._albums.items() if album.is_handed_in and is_meant(album)}
        for key in gone:
            del self._albums[key]
        return list(gone.values())


def _key(piece: Message) -> tuple[int, int | None, str | None]:
    return piece.chat.id, piece.message_thread_id, piece.media_group_id
