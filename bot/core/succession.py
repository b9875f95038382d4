"""Which messages are a turn's status message: the first one, and those that took its place one after another.

Another one is posted where the last has vanished, or has grown too old to be edited freely. A message that was left
is closed with one line, so that it does not stay at work for ever; both stand in the turn's steps.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.errors import ChatUnavailable, MessageGone, PlatformError
from bot.core.model import ChatRef, JsonObject, MessageId, MessageRef, Reply, Turn
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
        name = STATUS_AGAIN if number == 1 else f"{STATUS_AGAIN}/{number}"
        asked = self._turn.message.ref

        async def post() -> JsonObject:
            ref = await self._chats.send(
                asked.chat, replace(reply, reply_to=asked), key=f"{self._turn.id}.{name.replace('/', '.')}"
            )
            return {"message": ref.message_id}

        async def look() -> JsonObject:
            return moment(self._clock)

        await self._steps.take(name, post, look=look, attempts=1)
        if is_gone:
            await self._steps.note(f"{_CLOSED}/{number}", {})

    async def close_former(self, line: Callable[[], str]) -> None:
        """Write ``line`` as the last one of those that were left; what cannot be written now is for the next time."""
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
                continue
            await self._steps.note(name, {})


def _names(steps: Steps) -> list[str]:
    """The steps that have posted one, in their order."""
    names = [name for name in steps.names() if name == STATUS or name.startswith(STATUS_AGAIN)]
    return [name for name in names if steps.done(name) is not None]
