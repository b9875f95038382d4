"""What an earlier attempt of a send may have left in its channel, found again where the nonce does not settle it.

Discord knows a nonce for a few minutes. A send that is repeated later, after a restart say, is looked for in the
channel's history first: a film by the mark in its file's name, buttons by their ids, words by being the same in answer
to the same message (decision 12).
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.discord.calls import PAGE, Calls
from adapters.discord.failures import Fault, Refusal, attempt
from adapters.discord.memory import Memory
from adapters.discord.posting import Post
from bot.core.model import JsonObject, MessageId
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

NONCE_S = 60.0
"""For how long Discord surely knows a nonce: it promises "the past few minutes"."""
_SKEW = timedelta(minutes=2)
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIME_BITS = 22
_PAGES = 30


class Traces:
    """Which sends may have been made before, and where they are."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock
        self._began = clock.now()
        self._behind = timedelta(0)
        self._first_tried = Memory[float]()

    async def find(self, post: Post) -> JsonObject | Refusal | None:
        """The message an earlier attempt has left; None where there is none, or the nonce will tell.

        Called just before every attempt.
        """
        if self._is_settled_by_nonce(post):
            return None
        _log.info("looking for a message that may have been sent before")
        after = _snowflake(post) or 0
        for _ in range(_PAGES):
            page = await attempt(lambda: self._calls.messages_after(post.place.channel_id, after))  # noqa: B023
            if isinstance(page, Refusal):
                return page
            for message in page:
                if self._is_it(post, message):
                    return message
            if not page:
                return await self._unless_hidden(post)
            if len(page) < PAGE:
                return None
            after = max(int(message["id"]) for message in page)
        return Refusal(Fault.RECEIPT_UNKNOWN, "too many messages to look through")

    async def _unless_hidden(self, post: Post) -> Refusal | None:
        """None where the history is really empty: who may not read it gets an empty one (resources/message).

        A single message is refused to those, whether it is there or not.
        """
        channel, asked = post.place.channel_id, _snowflake(post) or 0
        outcome = await attempt(lambda: self._calls.message(channel, asked))
        return outcome if isinstance(outcome, Refusal) and outcome.fault is not Fault.MESSAGE_GONE else None

    def tried(self, post: Post) -> None:
        """An attempt begins that may arrive."""
        if self._first_tried.get(_name(post)) is None:
            self._first_tried.put(_name(post), self._clock.monotonic())

    def posted(self, message: int) -> None:
        """A message of ours has this id."""
        self._learn(_time_of(message))

    def _is_settled_by_nonce(self, post: Post) -> bool:
        first = self._first_tried.get(_name(post))
        if first is not None:
            return self._clock.monotonic() - first < NONCE_S
        asked = _asked_at(post)
        if asked is None:  # nothing to look behind: the core answers requests only
            return True
        self._learn(asked)
        # A request that came to this process was not answered by an earlier one.
        came_to_us = asked > self._began + self._behind + _SKEW
        return came_to_us or self._clock.now() + self._behind - asked < timedelta(seconds=NONCE_S)

    def _learn(self, moment: datetime) -> None:
        """It is at least as late as that at Discord: how far our clock is behind. One that is ahead does no harm."""
        self._behind = max(self._behind, moment - self._clock.now())

    def _is_it(self, post: Post, message: JsonObject) -> bool:
        if message["author"]["id"] != self._calls.own_id:
            return False
        if post.upload is not None:
            return any(file["filename"] == post.upload.filename for file in message["attachments"])
        if post.buttons:
            ids = {button["custom_id"] for button in post.buttons}
            return not ids.isdisjoint(_custom_ids(message.get("components", [])))
        answers = (message.get("message_reference") or {}).get("message_id")
        asked = None if post.answers is None else str(post.answers)
        # Words may stand there without the reference that could not be made.
        return answers in {None, asked} and message["content"] == post.words and not message["attachments"]


def _name(post: Post) -> str:
    return f"{post.chat.key}/{post.key}"


def _snowflake(post: Post) -> int | None:
    """The id of the request the send belongs to, also of one that is no message: all ids are in order of time."""
    ref = post.reply.reply_to
    digits = "" if ref is None or ref.chat.platform != post.chat.platform else _digits(ref.message_id)
    return int(digits) if digits else None


def _digits(message: MessageId) -> str:
    digits = message.lstrip("i")
    return digits if digits.isascii() and digits.isdecimal() else ""


def _asked_at(post: Post) -> datetime | None:
    """When the request came."""
    number = _snowflake(post)
    return None if number is None else _time_of(number)


def _time_of(snowflake: int) -> datetime:
    """When something came to be (discord.com/developers/docs/reference#snowflakes)."""
    return _EPOCH + timedelta(milliseconds=snowflake >> _TIME_BITS)


def _custom_ids(components: list[Any]) -> set[str]:
    return {part["custom_id"] for row in components for part in row.get("components", []) if "custom_id" in part}
