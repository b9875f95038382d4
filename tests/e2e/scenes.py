"""Scenes in chats of their own, played at the same time: a test waits for the one it is about."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

_T = TypeVar("_T")


@asynccontextmanager
async def playing(
    scenes: Mapping[str, Coroutine[Any, Any, _T]],
) -> AsyncGenerator[dict[str, asyncio.Task[_T]], None]:
    """All scenes begin now; what is not over when the block is left is broken off."""
    loop = asyncio.get_running_loop()
    tasks = {name: loop.create_task(scene, name=name) for name, scene in scenes.items()}
    try:
        yield tasks
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
