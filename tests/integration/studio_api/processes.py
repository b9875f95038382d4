"""Studios as processes: starting, killing, and a client that repeats what was cut off, as the bot does."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import httpx
from httpx_sse import aconnect_sse

from tests.integration.studio_api.harness import ATTRIBUTION, run_body

Answer = TypeVar("Answer")

ROOT = Path(__file__).parents[3]
CHILD = ("-m", "tests.integration.studio_api.child")


class EndedAtStart(Exception):
    """The studio was gone before it served."""


CUT_OFF = (httpx.TransportError, EndedAtStart)
PATIENCE_S = 60


@dataclass
class StudioChild:
    """One process, and the address it told."""

    process: Process
    url: str

    @property
    def pid(self) -> int:
        return self.process.pid

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start_child(
    folder: Path, *arguments: str, module: tuple[str, ...] = CHILD, stderr: IO[bytes] | None = None, **settings: str
) -> StudioChild:
    """Start a studio and wait until it serves. Raises EndedAtStart if it was killed before."""
    environment = {**os.environ, "STUDIO_DATA_DIR": str(folder), "STUDIO_PORT": "0", "LOG_LEVEL": "WARNING", **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, *arguments, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, stderr=stderr
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        line = (await process.stdout.readline()).decode()
    if not line:
        assert await process.wait() == -signal.SIGKILL
        raise EndedAtStart
    assert line.startswith("studio ready on http://127.0.0.1:"), line
    return StudioChild(process, line.split()[-1])


@asynccontextmanager
async def child_studio(folder: Path, *arguments: str, **settings: str) -> AsyncGenerator[StudioChild, None]:
    child = await start_child(folder, *arguments, **settings)
    try:
        yield child
    finally:
        await child.kill()


@asynccontextmanager
async def client_of(child: StudioChild, client_id: str = "bot") -> AsyncGenerator[httpx.AsyncClient, None]:
    async with httpx.AsyncClient(
        base_url=child.url, headers=ATTRIBUTION, timeout=PATIENCE_S, trust_env=False
    ) as client:
        answer = await client.post("/api/auth/anonymous-token", headers={"X-Client-Id": client_id})
        client.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
        yield client


class Supervisor:
    """Keeps a studio alive over kills, and repeats each step of a turn until it has an answer."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = settings
        self._child: StudioChild | None = None
        self.starts = 0

    async def until_answered(self, step: Callable[[httpx.AsyncClient], Coroutine[Any, Any, Answer]]) -> Answer:
        async with asyncio.timeout(2 * PATIENCE_S):
            while True:
                with suppress(*CUT_OFF):
                    child = await self.alive()
                    async with client_of(child) as client:
                        return await step(client)

    async def alive(self) -> StudioChild:
        if self._child is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await self._child.process.wait()
        if self._child is None or self._child.process.returncode is not None:
            settings = self._settings if self.starts == 0 or "STUDIO_TEST_KILL_NEW" in self._settings else {}
            self.starts += 1
            self._child = None
            self._child = await start_child(self._folder, **settings)
        return self._child

    async def end(self) -> None:
        if self._child is not None:
            await self._child.kill()


async def open_session(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/tasks/me/with-session/nemo_agent", json={})
    return str(answer.raise_for_status().json()["data"]["session_id"])


async def upload(
    client: httpx.AsyncClient, session: str, clip: Path, key: str, name: str = "talk.mp4"
) -> list[dict[str, Any]]:
    with clip.open("rb") as file:
        path = f"/api/upload-video/nemo_agent/me/{session}"
        answer = await client.post(path, files=[("files", (name, file))], headers={"Idempotency-Key": key})
    found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["files"]
    return found


async def edit(
    client: httpx.AsyncClient, session: str, key: str, text: str = "cut the pauses and add music"
) -> list[dict[str, Any]]:
    headers = {"Idempotency-Key": key}
    body = run_body(session, text)
    async with aconnect_sse(client, "POST", "/run_sse", json=body, headers=headers) as sse:
        return [json.loads(event.data) async for event in sse.aiter_sse()]


async def draft_of(client: httpx.AsyncClient, session: str) -> dict[str, Any]:
    answer = await client.get(f"/api/state/nemo_agent/me/{session}/latest")
    found: dict[str, Any] = answer.raise_for_status().json()["data"]["state"]["draft"]
    return found


async def render(client: httpx.AsyncClient, session: str, id_: str) -> dict[str, Any]:
    """Ask first, start only what is unknown, and look until it has ended."""
    path = "/api/render/proxy/lambda"
    if (await client.get(f"{path}/{id_}")).status_code == 404:
        body = {"id": id_, "sessionId": session, "draft": await draft_of(client, session)}
        (await client.post(path, json=body)).raise_for_status()
    while True:
        seen: dict[str, Any] = (await client.get(f"{path}/{id_}")).json()
        if seen["status"] not in {"pending", "processing"}:
            return seen
        await asyncio.sleep(0.05)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database holds, read while no studio runs."""
    with closing(sqlite3.connect(folder / "studio.sqlite3")) as connection:
        return connection.execute(query).fetchall()
