"""The web page's own protocol, spoken by a program: a session, files in pieces, messages, the stream of events."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from httpx_sse import aconnect_sse

Event = dict[str, Any]


class Page:
    """One browser, in its own chat. Open it with ``opened``."""

    def __init__(self, client: httpx.AsyncClient, chunk_bytes: int) -> None:
        self._client = client
        self._chunk_bytes = chunk_bytes

    async def upload(self, path: Path, name: str) -> str:
        """Put a file up in the pieces the page uses, reading one at a time; returns the upload's id."""
        upload, size = secrets.token_hex(16), path.stat().st_size
        address = f"/uploads/{upload}"
        query: dict[str, str | int] = {"name": name, "size": size}
        offset = _json(await self._client.get(address, params=query))["offset"]
        with path.open("rb") as file:
            while offset < size:
                file.seek(offset)
                piece = await asyncio.to_thread(file.read, self._chunk_bytes)
                answer = await self._client.put(address, params={**query, "offset": offset}, content=piece)
                offset = _json(answer)["offset"]
        return upload

    async def say(self, text: str, uploads: tuple[str, ...] = ()) -> str:
        """Post a message; returns its id in the transcript."""
        body = {"id": secrets.token_hex(16), "text": text, "uploads": uploads, "language": "en"}
        return str(_json(await self._client.post("/messages", json=body))["id"])

    async def events(self) -> AsyncGenerator[Event, None]:
        """Every message of the chat as it stands and as it changes. Use under ``aclosing``."""
        async with aconnect_sse(self._client, "GET", "/events", timeout=None) as source:
            source.response.raise_for_status()
            async for event in source.aiter_sse():
                if event.event == "message" and event.data:  # the line that sets the retry time has none
                    yield event.json()

    async def until(self, wanted: Callable[[Event], bool], *, limit_s: float) -> Event:
        """The first event that is wanted. Raises TimeoutError."""
        async with asyncio.timeout(limit_s), aclosing(self.events()) as events:
            async for event in events:
                if wanted(event):
                    return event
        raise RuntimeError("the stream of events ended")

    async def plays(self, url: str) -> bool:
        """Whether a film's address answers as a player asks."""
        answer = await self._client.get(url, headers={"Range": "bytes=0-65535"})
        return answer.status_code == 206 and answer.content[4:8] == b"ftyp"


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Page, None]:
    """A browser that has just opened the page."""
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=60, trust_env=False) as client:
        yield Page(client, _json(await client.post("/session"))["chunk_bytes"])


def is_answer(event: Event) -> bool:
    """Whether it is the bot's answer to a message, not its status."""
    return event["author"] == "bot" and not event["silent"]


def is_status(event: Event) -> bool:
    """Whether it is the status message of a turn."""
    return event["author"] == "bot" and bool(event["silent"])


def _json(answer: httpx.Response) -> Any:
    answer.raise_for_status()
    return answer.json()
