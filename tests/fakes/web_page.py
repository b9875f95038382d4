"""The real web page on a free port over real storage, with a scripted core behind it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from httpx_sse import aconnect_sse

from adapters.web.adapter import WebAdapter, WebOptions
from adapters.web.guard import Site
from adapters.web.routes import PageWords
from bot.core.model import IncomingMessage, JsonObject, Language
from storage.database import Database
from storage.media_store import FolderMediaStore
from storage.web_log import SqliteWebLog

SECRET = b"a secret of thirty-two bytes, yes!"
WORDS = PageWords(
    greeting={Language.ENGLISH: "Send me a clip.", Language.CHINESE: "发一段视频给我。"},
    suggestions={
        Language.ENGLISH: ("cut the pauses", "add background music", "crop to 16:9"),
        Language.CHINESE: ("剪掉停顿", "加背景音乐", "裁成 16:9"),
    },
)


class WallClock:
    """The machine's time, moved by as much as a test says."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.ahead_s, UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead_s

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ScriptedInbox:
    """A core that keeps what it is handed and lets a script answer each new message."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._news = asyncio.Condition()
        self.accepted: list[IncomingMessage] = []
        self.script: Callable[[IncomingMessage], Awaitable[None]] | None = None
        self.failure: Exception | None = None

    def refusal(self, _message: IncomingMessage) -> str | None:
        return None

    async def accept(self, message: IncomingMessage) -> bool:
        if self.failure is not None:
            raise self.failure
        if any(known.event_id == message.event_id for known in self.accepted):
            return False
        async with self._news:
            self.accepted.append(message)
            self._news.notify_all()
        if self.script is not None:
            self._group.create_task(_answer(self.script, message))
        return True

    async def until(self, count: int) -> list[IncomingMessage]:
        """Wait until that many messages were accepted."""
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: len(self.accepted) >= count)
        return self.accepted


async def _answer(script: Callable[[IncomingMessage], Awaitable[None]], message: IncomingMessage) -> None:
    await script(message)


@dataclass
class ServedPage:
    """What a test holds of a running page."""

    url: str
    adapter: WebAdapter
    inbox: ScriptedInbox
    log: SqliteWebLog
    store: FolderMediaStore
    clock: WallClock
    parts: Path
    database: Database
    free_bytes: list[int]

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A browser's manners: it names the page's own origin with every write."""
        origin = self.url.rstrip("/")
        return httpx.AsyncClient(base_url=origin, headers={"origin": origin, **headers}, timeout=20)

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        """A client that has a session."""
        async with self.client(**headers) as client:
            (await client.post("/session")).raise_for_status()
            yield client


@dataclass(frozen=True)
class SeenEvent:
    """One event as a browser gets it."""

    kind: str
    number: int | None
    data: JsonObject


async def events(
    client: httpx.AsyncClient, after: int | None = None, path: str = "/events"
) -> AsyncGenerator[SeenEvent, None]:
    """The chat's events, as they come. Use under ``aclosing``."""
    headers = {} if after is None else {"last-event-id": str(after)}
    async with aconnect_sse(client, "GET", path, headers=headers) as source:
        source.response.raise_for_status()
        async for event in source.aiter_sse():
            if event.data:  # the line that sets the retry time comes as an event without data
                yield SeenEvent(event.event, int(event.id) if event.id else None, event.json())


async def transcript(client: httpx.AsyncClient, after: int | None = None) -> list[SeenEvent]:
    """What a browser that comes just now is shown at once."""
    shown = []
    async with asyncio.timeout(10), aclosing(events(client, after)) as source:
        async for event in source:
            if event.kind == "ready":
                break
            shown.append(event)
    return shown


async def tiny_sample(target: Path, *, language: str) -> None:
    """Stands for the real sample maker: says which language was asked for."""
    await asyncio.to_thread(target.write_bytes, f"sample in {language}".encode())


@asynccontextmanager
async def served_page(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    public_url: str | None = None,
    access_code: str | None = None,
    words: PageWords = WORDS,
    make_sample: Callable[..., Awaitable[object]] = tiny_sample,
) -> AsyncIterator[ServedPage]:
    """Serve the page until the context is left; a second one over the same folder finds everything again."""
    database = await Database.open(folder / "cutdesk.db")
    try:
        free_bytes = [10**15]
        store = FolderMediaStore(folder / "media", free_bytes=lambda _folder: free_bytes[0])
        log, clock = SqliteWebLog(database), WallClock()
        site = Site(host, port, public_url)
        options = WebOptions(site, SECRET, folder / "uploads", access_code)
        adapter = WebAdapter(options, words, log=log, store=store, clock=clock, make_sample=make_sample)
        async with asyncio.TaskGroup() as group:
            inbox = ScriptedInbox(group)
            running = group.create_task(adapter.run(inbox))
            async with asyncio.timeout(10):
                url = await adapter.listening()
            yield ServedPage(url, adapter, inbox, log, store, clock, folder / "uploads", database, free_bytes)
            running.cancel()
    finally:
        await database.close()
