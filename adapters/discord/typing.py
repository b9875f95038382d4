"""The line "… is typing" in a channel while a film goes up; and work done with something going on beside it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from adapters.discord.calls import Calls
from bot.core.ports import Clock

_T = TypeVar("_T")

_EVERY_S = 8.0
"""Discord shows it for ten seconds."""


async def while_typing(work: Awaitable[_T], calls: Calls, channel: int, clock: Clock) -> _T:
    """Do the work with the sign shown beside it; its result, or its error unchanged."""

    async def keep_showing() -> None:
        while True:
            try:
                await calls.type(channel)
            except Exception:  # noqa: BLE001  # an ornament, worth neither a second try nor the work beside
                return
            await clock.sleep(_EVERY_S)

    return await beside(work, keep_showing())


async def beside(work: Awaitable[_T], companion: Coroutine[Any, Any, None]) -> _T:
    """Do the work, and end its companion with it; the error of either is raised as it is."""
    error: Exception | None = None
    result: _T | None = None
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(companion)
            try:
                result = await work
            except Exception as raised:  # noqa: BLE001  # carried out of the group unchanged, not wrapped
                error = raised
            running.cancel()
    except ExceptionGroup as failed:  # the companion's alone
        raise failed.exceptions[0] from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # set whenever there was no error
