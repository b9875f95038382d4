"""Many pages at once: ``acknowledge``'s load, in a process of its own. It says things at a fixed pace, ready or not.

A message is timed from the moment it was due, not from when it went out: a slow server cannot slow its own load.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any

import psutil

from benchmarks import page

WORDS = "cut the pauses"
_LATEST_S = 60.0


class Chat:
    """One page: when each of its messages was due, and when each status message was first seen."""

    def __init__(self, browser: page.Page) -> None:
        self._browser = browser
        self._seen: dict[str, tuple[int, float]] = {}
        self._answers: set[str] = set()
        self._news = asyncio.Condition()
        self._due: list[float] = []
        self.posted: list[float] = []
        """Seconds from due to the server's "kept", by message."""

    async def read(self) -> None:
        """Follow the stream of events until cancelled."""
        async with aclosing(self._browser.events()) as events:
            async for event in events:
                now = time.perf_counter()
                if page.is_status(event):
                    self._seen.setdefault(event["id"], (event["position"], now))
                elif page.is_answer(event):
                    self._answers.add(event["id"])
                async with self._news:
                    self._news.notify_all()

    async def say(self, due: float) -> None:
        """Say the words; ``due`` is on the clock of ``perf_counter``."""
        self._due.append(due)
        await self._browser.say(WORDS)
        self.posted.append(time.perf_counter() - due)

    async def settled(self) -> None:
        """Until every message has its status message and its answer, or a minute has passed."""
        try:
            async with asyncio.timeout(_LATEST_S), self._news:
                await self._news.wait_for(lambda: min(len(self._seen), len(self._answers)) >= len(self._due))
        except TimeoutError:
            return

    def begin(self) -> None:
        """Forget what was for warming up."""
        self._seen, self._answers, self._due, self.posted = {}, set(), [], []

    @property
    def acknowledged(self) -> list[float]:
        """Seconds from due to first seen: the n-th status message of a chat belongs to its n-th message."""
        moments = [moment for _, moment in sorted(self._seen.values())]
        return [moment - due for due, moment in zip(self._due, moments, strict=False)]

    @property
    def unanswered(self) -> int:
        """How many messages have got no status message or no answer."""
        return len(self._due) - min(len(self._seen), len(self._answers))


async def main(job: dict[str, Any]) -> dict[str, Any]:
    """Make the job's load and tell, in ms, how long each message took."""
    async with _opened(job["url"], int(job["chats"])) as chats:
        await asyncio.gather(*(chat.say(time.perf_counter()) for chat in chats))
        await asyncio.gather(*(chat.settled() for chat in chats))
        for chat in chats:
            chat.begin()
        server = psutil.Process(int(job["pid"])).cpu_times
        before, began = server(), time.perf_counter()
        late = await _say_all(chats, float(job["rate"]), int(job["rate"]) * int(job["seconds"]))
        after, ended = server(), time.perf_counter()
        await asyncio.gather(*(chat.settled() for chat in chats))
        return {
            "acknowledged": [each * 1000 for chat in chats for each in chat.acknowledged],
            "posted": [each * 1000 for chat in chats for each in chat.posted],
            "late": [each * 1000 for each in late],
            "unanswered": sum(chat.unanswered for chat in chats),
            "busy": (after.user + after.system - before.user - before.system) / (ended - began),
        }


@asynccontextmanager
async def _opened(url: str, count: int) -> AsyncIterator[list[Chat]]:
    async with AsyncExitStack() as stack:
        chats = [Chat(await stack.enter_async_context(page.opened(url))) for _ in range(count)]
        async with asyncio.TaskGroup() as group:
            readers = [group.create_task(chat.read()) for chat in chats]
            yield chats
            for reader in readers:
                reader.cancel()


async def _say_all(chats: list[Chat], rate_per_s: float, count: int) -> list[float]:
    """Say ``count`` messages, chat by chat, at that pace; how late each went out for this program's own reasons."""
    late = []
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            due = began + number / rate_per_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            late.append(time.perf_counter() - due)
            group.create_task(chats[number % len(chats)].say(due))
    return late


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
