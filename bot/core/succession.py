"""Which messages are a turn's status message: the first one, and those that took its place one after another.

Another one is posted where the last has vanished, or has grown too old to be edited freely. A message that was left
is closed with one line, so that it does not stay at work for ever; both stand in the turn's steps.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import ChatUnavailable, MessageGone, PlatformError
from bot.core.model import ChatRef, JsonObject, MessageId, MessageRef, Reply, Turn, TurnId
from bot.core.ports import ChatPort, Clock
from bot.core.steps import Steps

_log = logging.getLogger(__name__)

STATUS, STATUS_AGAIN = "status", "status/again"
"""The steps that post a turn's status message, and the others in its place: ``again``, ``again/2``, ``again/3``…"""

_CLOSED = "status/closed"
_WORN = 0.95
"""The part of the time in which a message may be edited after which another one takes its place."""


def status_messages(chat: ChatRef, steps: Steps) -> list[MessageRef]:
    """Every status message that the steps of a turn of that chat posted, the present one last."""
    results = [steps.done(name) or {} for name in _names(steps)]
    return [MessageRef(chat, MessageId(result["message"])) for result in results]


def status_message(chat: ChatRef, steps: Steps) -> MessageRef | None:
    """The present status message of a turn of that chat, if there ever was one."""
    messages = status_messages(chat, steps)
    return messages[-1] if messages else None


def open_status_messages(chat: ChatRef, steps: Steps) -> list[MessageRef]:
    """Those that still look like work going on, the present one first."""
    messages = status_messages(chat, steps)
    left = [ref for number, ref in enumerate(messages[:-1], start=1) if steps.done(f"{_CLOSED}/{number}") is None]
    return [*messages[-1:], *left]


def moment(clock: Clock) -> JsonObject:
    """What a step that posts a status message notes before: since when the message may be there."""
    return {"at": clock.now().isoformat()}


@dataclass(frozen=True, slots=True)
class Send:
    """Posting another status message of a turn of that chat, under a name of its own."""

    chats: ChatPort
    clock: Clock
    turn: TurnId
    chat: ChatRef
    steps: Steps

    @property
    def _name(self) -> str:
        number = len(_names(self.steps))
        return STATUS_AGAIN if number == 1 else f"{STATUS_AGAIN}/{number}"

    async def next_one(self, reply: Reply) -> None:
        """Post it. Raises PlatformError; then nothing has changed."""
        name = self._name

        async def post() -> JsonObject:
            ref = await self.chats.send(self.chat, reply, key=f"{self.turn}.{name.replace('/', '.')}")
            return {"message": ref.message_id}

        async def look() -> JsonObject:
            return moment(self.clock)

        await self.steps.take(name, post, look=look, attempts=1)

    async def settle(self, reply: Reply) -> None:
        """Where a post was broken off, learn which message it made: posted again it is shown once, if the platform
        knows keys; elsewhere it stays unknown. Raises PlatformError."""
        if self._name in self.steps.names() and self.chats.capabilities(self.chat).idempotent_send:
            await self.next_one(reply)


class Succession:
    """The status messages of one turn. Made when there is at least one."""

    def __init__(self, chats: ChatPort, clock: Clock, turn: Turn, steps: Steps) -> None:
        self._chats = chats
        self._clock = clock
        self._turn = turn
        self._steps = steps

    @property
    def ref(self) -> MessageRef:
        """The present one."""
        return status_messages(self._turn.message.ref.chat, self._steps)[-1]

    def is_worn(self) -> bool:
        """Whether the present one has grown so old that another should take its place."""
        window_s = self._chats.capabilities(self.ref.chat).edit_window_s
        if window_s is None:
            return False
        at = self._steps.before(_names(self._steps)[-1]).get("at")
        posted_at = self._turn.message.received_at if at is None else datetime.fromisoformat(at)
        return (self._clock.now() - posted_at).total_seconds() >= window_s * _WORN

    async def move(self, reply: Reply, *, is_gone: bool) -> None:
        """Post another one in the place of the present, which vanished (``is_gone``) or must still be closed.

        Raises PlatformError; then nothing has changed.
        """
        number = len(_names(self._steps))
        asked = self._turn.message.ref
        send = Send(self._chats, self._clock, self._turn.id, asked.chat, self._steps)
        await send.next_one(replace(reply, reply_to=asked))
        if is_gone:
            await self._steps.note(f"{_CLOSED}/{number}", {})

    async def settle(self, reply: Reply) -> None:
        """Find out which is the present one where a move was broken off. Raises PlatformError."""
        asked = self._turn.message.ref
        send = Send(self._chats, self._clock, self._turn.id, asked.chat, self._steps)
        await send.settle(replace(reply, reply_to=asked))

    async def close_former(self, line: Callable[[], str]) -> PlatformError | None:
        """Write ``line`` as the last one of those that were left; what cannot be written now is for the next time.

        Returns why one could not, if so.
        """
        left: PlatformError | None = None
        former = status_messages(self._turn.message.ref.chat, self._steps)[:-1]
        for number, ref in enumerate(former, start=1):
            name = f"{_CLOSED}/{number}"
            if self._steps.done(name) is not None:
                continue
            try:
                await self._chats.edit(ref, Reply(line(), silent=True))
            except (MessageGone, ChatUnavailable):
                pass  # nobody can see it, or nobody may write it
            except PlatformError as error:
                _log.info("former status message not closed", extra={"reason": type(error).__name__})
                left = error
                continue
            await self._steps.note(name, {})
        return left


def _names(steps: Steps) -> list[str]:
    """The steps that have posted one, in their order."""
    names = [name for name in steps.names() if name == STATUS or name.startswith(STATUS_AGAIN)]
    return [name for name in names if steps.done(name) is not None]
