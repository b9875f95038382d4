"""The line "sending a video…" under the chat's name, for as long as an upload takes."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from telegram import Bot
from telegram.constants import ChatAction

from adapters.telegram.routes import Place
from bot.core.ports import Clock

_T = TypeVar("_T")

_EVERY_S = 4.0
"""Telegram shows an action for at most five seconds."""


async def while_uploading(work: Awaitable[_T], bot: Bot, place: Place, clock: Clock) -> _T:
    """Do the work with the action shown beside it; its result, or its error unchanged."""
    error: Exception | None = None
    result: _T | None = None
    async with asyncio.TaskGroup() as group:
        showing = group.create_task(_keep_showing(bot, place, clock))
        try:
            result = await work
        except Exception as raised:  # noqa: BLE001  # carried out of the group unchanged, not wrapped
            error = raised
        showing.cancel()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # set whenever there was no error


async def _keep_showing(bot: Bot, place: Place, clock: Clock) -> None:
    """Until cancelled, or until anything minds: it is an ornament, worth neither a second try nor the upload beside."""
    try:
        while True:
            await bot.send_chat_action(place.chat_id, ChatAction.UPLOAD_VIDEO, message_thread_id=place.thread_id)
            await clock.sleep(_EVERY_S)
    except Exception:  # noqa: BLE001  # it must not end the group the upload runs in
        return
