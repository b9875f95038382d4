"""The real studio on a port of 127.0.0.1, and the real client pointed at it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from backend.attribution import attribution
from backend.client import Endpoint, HttpBackend
from backend.traits import STUDIO
from bot.core.ports import Accounts
from studio.api.app import make_app
from studio.serving import Server, bind, url_of
from studio.settings import Settings
from studio.wiring import running_parts
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.clock import FakeClock

HEADERS = attribution("cutdesk", "0.1.0", Path("/opt/cutdesk"), Path("/root"))


@asynccontextmanager
async def live_studio(folder: Path, **settings: str) -> AsyncGenerator[str, None]:
    """Serve until the block is left; gives the address."""
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(
            running_parts(Settings.model_validate({"data_dir": folder, **settings}))
        )
        listener = stack.enter_context(bind("127.0.0.1", 0))
        ready = asyncio.Event()
        server = Server(make_app(parts), ready.set)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        tasks.create_task(server.serve([listener]))
        stack.callback(server.stop)
        await ready.wait()
        yield url_of(listener)


@asynccontextmanager
async def studio_client(url: str, accounts: Accounts | None = None) -> AsyncGenerator[HttpBackend, None]:
    """A client of the studio at an address, with an account of its own."""
    client = HttpBackend(
        Endpoint(url, STUDIO), accounts=accounts or MemoryAccounts(), clock=FakeClock(), attribution=HEADERS
    )
    try:
        yield client
    finally:
        await client.aclose()
