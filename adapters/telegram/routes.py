"""Where a chat of the core lies on Telegram: its chat id, its topic, and which id a migrated group has now.

A group keeps the id it had first as its ``ChatRef`` for ever, so its session, turns and files need not move when it
becomes a supergroup. Only this file knows the present id. A ``MessageId`` is ``chat/message``: message ids begin anew
in a supergroup, so one alone could name another message there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.model import ChatId, ChatRef, MessageId, MessageRef, PlatformName

PLATFORM = PlatformName("telegram")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post: the present chat id, and the topic (None for General, and where there are none)."""

    chat_id: int
    thread_id: int | None


class Routes:
    """Both directions between Telegram's ids and the core's. ``moves``: present id by every id a group had before.

    ``on_move`` hears of each move that was not known, old id and new id, so that it can be kept.
    """

    def __init__(
        self, moves: Mapping[int, int] | None = None, on_move: Callable[[int, int], None] | None = None
    ) -> None:
        self._present = dict(moves or {})
        self._on_move = on_move

    def move(self, old: int, new: int) -> None:
        """The group ``old`` is the supergroup ``new`` from now on; told twice is told once."""
        if old == new or self._present.get(old) == new or self._reaches(new, old):
            return
        self._present[old] = new
        if self._on_move is not None:
            self._on_move(old, new)

    def chat(self, chat_id: int, thread_id: int | None) -> ChatRef:
        """The core's name of a chat or topic, under the first id the group had."""
        first = {present: old for old, present in self._present.items()}
        while chat_id in first:
            chat_id = first[chat_id]
        return ChatRef(PLATFORM, ChatId(str(chat_id)), None if thread_id is None else str(thread_id))

    def place(self, chat: ChatRef) -> Place:
        """Where the chat is now."""
        chat_id = int(chat.chat_id)
        while chat_id in self._present:
            chat_id = self._present[chat_id]
        return Place(chat_id, None if chat.thread_id is None else int(chat.thread_id))

    def _reaches(self, start: int, end: int) -> bool:
        while start in self._present:
            start = self._present[start]
        return start == end


def message_ref(chat: ChatRef, chat_id: int, message_id: int) -> MessageRef:
    """A message by the chat id it was posted under."""
    return MessageRef(chat, MessageId(f"{chat_id}/{message_id}"))


def telegram_message(ref: MessageRef) -> tuple[int, int]:
    """Chat id and message id of a reference made by ``message_ref``. Raises ValueError for any other."""
    chat_id, _, message_id = ref.message_id.partition("/")
    return int(chat_id), int(message_id)
