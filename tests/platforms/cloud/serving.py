"""The test cloud on a port of 127.0.0.1, and the real client pointed at it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from backend.attribution import attribution
from backend.client import Endpoint, HttpBackend
from backend.traits import NEMO, Timeouts
from bot.core.ports import Accounts, Clock
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.clock import FakeClock
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.edits import Edits
from tests.platforms.cloud.routes import Routes

_ROUNDS = 5
SHORT = Timeouts(answer_s=10.0, upload_s=10.0, link_s=10.0, gap_s=10.0, edit_s=30.0)
"""As long as a test may hang."""
HEADERS = attribution("ai-video-pro-online", "0.1.0", Path("/opt/cutdesk"), Path("/root"))


class _Server(uvicorn.Server):
    """uvicorn with its readiness announced and its signals left to the test."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.ending.wait()  # uvicorn itself looks ten times a second, which would slow every test

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def live_cloud(cloud: Cloud | None = None) -> AsyncGenerator[Cloud, None]:
    """Serve until the block is left; edits that are still held then are dropped."""
    cloud = cloud or Cloud()
    # With its protocol named, asyncio sets TCP_NODELAY; else every answer takes 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        cloud.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with asyncio.TaskGroup() as servers, asyncio.TaskGroup() as work:
            edits = Edits(cloud, work)
            app = Routes(cloud, edits).app()
            options = {"lifespan": "off", "log_config": None, "access_log": False, "timeout_graceful_shutdown": 1}
            server = _Server(uvicorn.Config(app, **options))
            serving = servers.create_task(server.serve([listener]))
            await server.ready.wait()
            try:
                yield cloud
            finally:
                edits.drop()
                for _ in range(_ROUNDS):  # connections closed by now are noticed to be; only open ones are waited for
                    await asyncio.sleep(0)
                server.ending.set()
                await serving


@asynccontextmanager
async def cloud_client(
    cloud: Cloud,
    *,
    accounts: Accounts | None = None,
    clock: Clock | None = None,
    token: str | None = None,
    timeouts: Timeouts = SHORT,
) -> AsyncGenerator[HttpBackend, None]:
    """A client of the cloud, with an account of its own."""
    client = HttpBackend(
        Endpoint(cloud.url, NEMO, token),
        accounts=accounts or MemoryAccounts(),
        clock=clock or FakeClock(),
        attribution=HEADERS,
        timeouts=timeouts,
    )
    try:
        yield client
    finally:
        await client.aclose()
