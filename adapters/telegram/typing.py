"""The line under the chat's name: "typing…" while words wait for their turn, "sending a video…" while one goes up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from telegram import Bot
from telegram.constants import ChatAction

from adapters.telegram.routes import Place
from bot.core.ports import Clock

_T = TypeVar("_T")

_EVERY_S = 4.0
"""Telegram shows an action for at most five seconds."""
_NOTICED_S = 0.1
"""A wait so short is not worth a sign."""


async def while_uploading(work: Awaitable[_T], bot: Bot, place: Place, clock: Clock) -> _T:
    """Do the work with the action shown beside it; its result, or its error unchanged."""
    return await _beside(work, _keep_showing(ChatAction.UPLOAD_VIDEO, bot, place, clock))


async def while_waiting(work: Awaitable[_T], bot: Bot, place: Place, clock: Clock, is_silent: Callable[[], bool]) -> _T:
    """Do the work; when it does not come about at once, people see for a moment that somebody is there.

    Actions are not among the messages that Telegram counts. ``is_silent`` tells that it wants to hear nothing at all
    in the chat just now. The result of the work, or its error unchanged.
    """

    async def show() -> None:
        await clock.sleep(_NOTICED_S)
        if not is_silent():
            await _show(ChatAction.TYPING, bot, place)

    return await _beside(work, show())


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


async def _keep_showing(action: ChatAction, bot: Bot, place: Place, clock: Clock) -> None:
    while await _show(action, bot, place):
        await clock.sleep(_EVERY_S)


async def _show(action: ChatAction, bot: Bot, place: Place) -> bool:
    """False when anything minds: it is an ornament, worth neither a second try nor the work beside."""
    try:
        await bot.send_chat_action(place.chat_id, action, message_thread_id=place.thread_id)
    except Exception:  # noqa: BLE001  # it must not end the group the work runs in
        return False
    return True
