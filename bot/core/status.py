"""The status message of a turn: one message, edited in place, never late with the truth and never stale.

It is written no faster than the platform allows, gives a sign of life by the clock, and ends as one line. Where it has
vanished, or has grown too old to be edited freely, another one takes its place.
"""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, ReceiptUnknown, Throttled
from bot.core.model import Button, Reply
from bot.core.ports import ChatPort, Clock
from bot.core.succession import Succession
from bot.core.wording import Voice

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_QUIET_S = 120.0
_BAR_CELLS = 10
_FORECAST_FROM_PERCENT = 15
_REFUSALS = 5
_LAST_LINES = 3


class Stage(StrEnum):
    """What is going on, in the words of the catalogues (``stage.*``)."""

    RECEIVED = "received"
    WAITING = "waiting"
    CONNECTING = "connecting"
    RECEIVING = "receiving"
    UPLOADING = "uploading"
    EDITING = "editing"
    RENDERING = "rendering"
    SENDING = "sending"


class StatusMessage:
    """One turn's status message. ``asked_by`` is named where the chat is shared. ``voice`` may change with the turn's
    message."""

    def __init__(
        self,
        chats: ChatPort,
        clock: Clock,
        voice: Voice,
        place: Succession,
        *,
        since: datetime,
        asked_by: str | None,
    ) -> None:
        self.voice = voice
        self._chats = chats
        self._clock = clock
        self._place = place
        self._since = since
        self._asked_by = asked_by
        self._stage = Stage.RECEIVED
        self._stage_began = clock.monotonic()
        self._news_at = clock.monotonic()
        self._percent: float | None = None
        self._words = ""
        self._place_in_line = 0
        self._dirty = False
        self._written_at = clock.monotonic()
        self._written_text = ""
        self._replaced = False
        self._finished = False

    def show(self, stage: Stage, percent: float | None = None, *, words: str = "", place: int = 0) -> None:
        """Tell what goes on now; the newest is written when the platform's pace allows.

        ``percent`` 0 to 100, only where it is real. ``words``: a line from the backend. ``place``: in the queue.
        """
        now = self._clock.monotonic()
        if stage is not self._stage:
            self._stage, self._stage_began, self._words = stage, now, ""
        self._percent, self._place_in_line, self._news_at, self._dirty = percent, place, now, True
        self._words = words or self._words

    async def accompany(self, work: Awaitable[_T]) -> _T:
        """Keep the message current while the work is done; the work's error is raised as it is."""
        error: Exception | None = None
        result: _T | None = None
        try:
            async with asyncio.TaskGroup() as group:
                ticker = group.create_task(self._keep_current())
                try:
                    result = await work
                except Exception as raised:  # noqa: BLE001  # carried out of the group unchanged, not wrapped
                    error = raised
                ticker.cancel()
        except ExceptionGroup as failed:  # the ticker's alone: a failed database must be known as one
            raise failed.exceptions[0] from None
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # set whenever there was no error

    async def finish(self, text: str, buttons: tuple[Button, ...] = ()) -> None:
        """Write the last line. Raises PlatformError where it cannot be: Throttled where it can be later."""
        self._finished = True
        last = Reply(text, buttons=buttons, silent=True)
        await self._place.settle(last)
        for attempt in range(1, _LAST_LINES + 1):
            try:
                await self._chats.edit(self._place.ref, last)
                break
            except ReceiptUnknown:
                if attempt == _LAST_LINES:
                    raise
        if (left := await self._close_former()) is not None:
            raise Throttled("a former status message is not closed", **left.facts)

    def text(self) -> str:
        """What the message says at this moment."""
        elapsed_ms = (self._clock.now() - self._since).total_seconds() * 1000
        lines = [headline(self.voice, self._stage, self._place_in_line, self._asked_by, elapsed_ms)]
        if self._percent is not None:
            lines.append(self._bar(self._percent))
        if self._words:
            lines.append(self._words)
        if self._clock.monotonic() - self._news_at >= _QUIET_S:
            lines.append(self.voice.say("status.still_working"))
        return "\n".join(lines)

    def _bar(self, percent: float) -> str:
        full = round(percent / 100 * _BAR_CELLS)
        bar = f"{'▰' * full}{'▱' * (_BAR_CELLS - full)} {percent:.0f}%"
        taken = self._clock.monotonic() - self._stage_began
        if percent < _FORECAST_FROM_PERCENT or percent >= 100 or taken < 2:
            return bar
        left_ms = taken * (100 - percent) / percent * 1000
        return f"{bar} · {self.voice.say('status.left', left=self.voice.duration(left_ms))}"

    async def _keep_current(self) -> None:
        capabilities = self._chats.capabilities(self._place.ref.chat)
        refusals = 0
        while refusals < _REFUSALS:
            await self._clock.sleep(capabilities.edit_interval_s)
            due = self._clock.monotonic() - self._written_at >= capabilities.life_sign_s
            if self._finished or not (self._dirty or due):
                continue
            try:
                await self._write()
                refusals = 0
            except Throttled as error:
                await self._clock.sleep(float(error.facts.get("retry_after_s", 5.0)))
            except PlatformError as error:
                _log.warning("status message not written", extra={"reason": type(error).__name__})
                refusals += _REFUSALS if isinstance(error, MessageGone | ChatUnavailable) else 1

    async def _write(self) -> None:
        self._dirty = False
        text = self.text()
        self._written_at = self._clock.monotonic()
        if text == self._written_text:
            return
        reply = Reply(text, buttons=(cancel_button(self.voice),), silent=True)
        if self._place.is_worn():
            await self._place.move(reply, is_gone=False)
        else:
            await self._edit(reply)
        self._written_text = text
        await self._close_former()

    async def _edit(self, reply: Reply) -> None:
        try:
            await self._chats.edit(self._place.ref, reply)
        except MessageGone:
            if self._replaced:
                raise
            self._replaced = True
            await self._place.move(reply, is_gone=True)

    async def _close_former(self) -> PlatformError | None:
        return await self._place.close_former(lambda: self.voice.say("status.moved"))


def headline(voice: Voice, stage: Stage, place: int, asked_by: str | None, elapsed_ms: float) -> str:
    """The first line of a status message: what goes on, for whom, since when."""
    head = voice.say(f"stage.{stage}", place=place)
    if asked_by is not None:
        head = voice.say("status.asked_by", name=asked_by, stage=head)
    return f"{head} · {voice.duration(elapsed_ms)}"


def cancel_button(voice: Voice) -> Button:
    """The button under every running status message."""
    return Button(voice.say("button.cancel"), voice.say("says.cancel"), once=False)
