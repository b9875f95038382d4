"""The line under the chat's name: "typing…" while words wait for their turn, "sending a video…" while one goes up."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from telegram import Bot
from telegram.constants import ChatAction

from adapters.telegram.outbound import Outbound
from adapters.telegram.routes import Place
from bot.core.ports import Clock

_T = TypeVar("_T")

_EVERY_S = 4.0
"""Telegram shows an action for at most five seconds."""
_NOTICED_S = 0.1
"""A wait so short is not worth a sign."""
_REMEMBERED = 1000
_AT_ONCE = 32
"""Signs on their way at the same time; more would only wait for a line, and each wait costs the pool a look at all."""


async def while_uploading(work: Awaitable[_T], bot: Bot, place: Place, clock: Clock) -> _T:
    """Do the work with the action shown beside it; its result, or its error unchanged."""
    return await _beside(work, _keep_showing(bot, place, clock))


class Signs:
    """ "typing…" for who must wait: Telegram lets a bot post some 30 messages a second, and does not count actions."""

    def __init__(self, bot: Bot, outbound: Outbound, clock: Clock) -> None:
        self._bot = bot
        self._outbound = outbound
        self._clock = clock
        self._shown_at: dict[Place, float] = {}
        self._lines = asyncio.Semaphore(_AT_ONCE)

    async def show(self, place: Place) -> None:
        """Show it once, unless words could be posted just as well, or Telegram wants silence in the chat."""
        if self._outbound.is_busy(place.chat_id):
            await self._show(place)

    async def while_waiting(self, work: Awaitable[_T], place: Place) -> _T:
        """Do the work, and show it once where that does not come about at once; its result, or its error unchanged."""

        async def show() -> None:
            await self._clock.sleep(_NOTICED_S)
            await self._show(place)

        return await _beside(work, show())

    async def _show(self, place: Place) -> None:
        now = self._clock.monotonic()
        if self._outbound.penalty_s(place.chat_id) or now - self._shown_at.get(place, -_EVERY_S) < _EVERY_S:
            return
        if len(self._shown_at) >= _REMEMBERED:
            self._shown_at = {place: at for place, at in self._shown_at.items() if now - at < _EVERY_S}
        self._shown_at[place] = now
        async with self._lines:
            await _show(ChatAction.TYPING, self._bot, place)


async def _beside(work: Awaitable[_T], ornament: Coroutine[Any, Any, None]) -> _T:
    error: Exception | None = None
    result: _T | None = None
    async with asyncio.TaskGroup() as group:
        showing = group.create_task(ornament)
        try:
            result = await work
        except Exception as raised:  # noqa: BLE001  # carried out of the group unchanged, not wrapped
            error = raised
        showing.cancel()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # set whenever there was no error


async def _keep_showing(bot: Bot, place: Place, clock: Clock) -> None:
    while await _show(ChatAction.UPLOAD_VIDEO, bot, place):
        await clock.sleep(_EVERY_S)


async def _show(action: ChatAction, bot: Bot, place: Place) -> bool:
    """False when anything minds: it is an ornament, worth neither a second try nor the work beside."""
    try:
        await bot.send_chat_action(place.chat_id, action, message_thread_id=place.thread_id)
    except Exception:  # noqa: BLE001  # it must not end the group the work runs in
        return False
    return True
