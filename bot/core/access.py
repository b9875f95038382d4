"""Who may use the bot, who owns it, and how its owner is found where nobody was named.

Everybody, unless the operator named owners or chats; behind a ``PAIRED`` door only an owner: whoever sends the code
printed at start from a private chat. Platforms with a gate of their own (the local page, the terminal) are not asked.
"""

import hmac
import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from bot.core.books import AccessBook
from bot.core.model import IncomingMessage, PlatformName, SenderId

CODE_CHARS = 8
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike in a terminal: 0 O, 1 I L."""

_WRONG_GUESSES = 5
_GUESS = re.compile(rf"(?:/(?:start|pair)(?:@\w+)?\s+)?([0-9A-Z]{{{CODE_CHARS}}})", re.IGNORECASE | re.ASCII)
_PAIRED = "/pair"


class Door(StrEnum):
    """For whom the bot works where the operator did not name owners or chats."""

    OPEN = "open"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True)
class Named:
    """A person or chat as the operator named it: on one platform, or on any that knows the id."""

    id: str
    platform: str | None = None

    def means(self, platform: PlatformName, id_: str) -> bool:
        """Whether this is that person or chat."""
        return self.id == id_ and self.platform in (None, platform)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator set. ``trusted``: platforms that let in by themselves whom they should."""

    owners: tuple[Named, ...] = ()
    chats: tuple[Named, ...] = ()
    admins: tuple[Named, ...] = ()
    door: Door = Door.OPEN
    trusted: frozenset[PlatformName] = frozenset()

    @property
    def is_restricted(self) -> bool:
        """Whether the operator named those it works for."""
        return bool(self.owners or self.chats)


def new_code() -> str:
    """A fresh pairing code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))


class Access:
    """The rules at work. ``code`` is this process's pairing code, where one may be wanted."""

    def __init__(
        self,
        rules: Rules,
        book: AccessBook,
        *,
        paired: Collection[tuple[PlatformName, SenderId]] = (),
        code: str | None = None,
    ) -> None:
        self.rules = rules
        self.code = code
        self._book = book
        self._paired = set(paired)
        self._wrong: Counter[tuple[PlatformName, SenderId]] = Counter()

    @classmethod
    async def opened(cls, rules: Rules, book: AccessBook) -> Self:
        """With the owners paired earlier, and a fresh code where owners are found by one."""
        is_paired = rules.door is Door.PAIRED and not rules.is_restricted
        return cls(rules, book, paired=await book.owners(), code=new_code() if is_paired else None)

    def wanted_code(self, platforms: Iterable[str]) -> str | None:
        """The code to show to the operator: while one of the platforms served still has no owner."""
        return self.code if any(self._wants_owner(PlatformName(platform)) for platform in platforms) else None

    async def admit(self, message: IncomingMessage, *, shared: bool) -> IncomingMessage | None:
        """The message as it may be kept: owners and admins marked as such; None for a stranger's.

        A private message that holds the pairing code makes its sender an owner, and is kept without the code.
        """
        if await self._pairs(message, shared=shared):
            message = replace(message, text=_PAIRED, attachments=(), reply_to=None)
        if not self.admits(message):
            return None
        sender = message.sender
        if sender.is_admin or not (self.is_owner(message) or self._is_named(self.rules.admins, message)):
            return message
        return replace(message, sender=replace(sender, is_admin=True))

    def admits(self, message: IncomingMessage) -> bool:
        """Whether the bot works for this person in this chat."""
        rules, chat = self.rules, message.ref.chat
        if chat.platform in rules.trusted or self.is_owner(message):
            return True
        if rules.is_restricted:
            return self._is_named(rules.admins, message) or _is_allowed(rules.chats, message)
        return rules.door is Door.OPEN

    def refusal(self, message: IncomingMessage) -> str | None:
        """The catalogues' key of what a stranger is told; None for who is served."""
        if self.admits(message):
            return None
        return "stranger.pairing" if self.wanted_code([message.ref.chat.platform]) is not None else "stranger.closed"

    def is_owner(self, message: IncomingMessage) -> bool:
        """Whether the sender was named as an owner, or paired."""
        person = message.ref.chat.platform, message.sender.id
        return person in self._paired or self._is_named(self.rules.owners, message)

    async def _pairs(self, message: IncomingMessage, *, shared: bool) -> bool:
        guess = _GUESS.fullmatch(message.text.strip())
        person = message.ref.chat.platform, message.sender.id
        if self.code is None or guess is None or shared or not self._wants_owner(person[0]):
            return False
        if self._wrong[person] >= _WRONG_GUESSES:
            return False
        if not hmac.compare_digest(guess[1].upper(), self.code):
            self._wrong[person] += 1
            return False
        await self._book.add_owner(*person)
        self._paired.add(person)
        return True

    def _wants_owner(self, platform: PlatformName) -> bool:
        """Whether nobody was paired there yet: the code opens each platform once."""
        return platform not in self.rules.trusted and all(known != platform for known, _ in self._paired)

    def _is_named(self, people: tuple[Named, ...], message: IncomingMessage) -> bool:
        platform = message.ref.chat.platform
        return any(person.means(platform, message.sender.id) for person in people)


def _is_allowed(chats: tuple[Named, ...], message: IncomingMessage) -> bool:
    """Whether the chat was named, or something the message stands within."""
    chat = message.ref.chat
    return any(named.means(chat.platform, id_) for named in chats for id_ in (chat.chat_id, *message.within))
