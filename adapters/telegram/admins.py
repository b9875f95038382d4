"""Who may administer a group, as Telegram says; asked for when it matters and believed for some minutes."""

import asyncio
import logging

from telegram import Bot, Message

from adapters.telegram.failures import Refusal, attempt
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

_BELIEVED_S = 300.0
_DOUBTED_S = 30.0
_ANSWER_S = 10.0
_MANY_GROUPS = 512


class Admins:
    """The admins of each group. Where Telegram does not tell, nobody is one."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[int, tuple[float, frozenset[int]]] = {}
        self._asking: dict[int, asyncio.Lock] = {}

    def knows(self, chat_id: int) -> bool:
        """Whether the group's admins are known without asking."""
        until, _ = self._known.get(chat_id, (0.0, frozenset()))
        return self._clock.monotonic() < until

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether that user administers the group; one question at a time and group."""
        lock = self._asking.setdefault(chat_id, asyncio.Lock())
        async with lock:
            if not self.knows(chat_id):
                await self._ask(chat_id)
            return user_id in self._known[chat_id][1]

    async def wrote(self, message: Message) -> bool:
        """Whether an admin wrote it: by name, or anonymously as the group itself."""
        if message.sender_chat is not None:
            return message.sender_chat.id == message.chat.id
        return message.from_user is not None and await self.is_admin(message.chat.id, message.from_user.id)

    async def _ask(self, chat_id: int) -> None:
        outcome = await attempt(lambda: self._bot.get_chat_administrators(chat_id, read_timeout=_ANSWER_S))
        admins, believed_s = frozenset[int](), _DOUBTED_S
        if isinstance(outcome, Refusal):
            _log.warning("the admins of a group are not told: %s", outcome.fault)
        else:
            admins, believed_s = frozenset(member.user.id for member in outcome), _BELIEVED_S
        if len(self._known) >= _MANY_GROUPS:
            self._forget_old()
        self._known[chat_id] = (self._clock.monotonic() + believed_s, admins)

    def _forget_old(self) -> None:
        self._known = {chat_id: known for chat_id, known in self._known.items() if self.knows(chat_id)}
        self._asking = {
            chat_id: lock for chat_id, lock in self._asking.items() if lock.locked() or chat_id in self._known
        }
