"""A client of each kind of backend, pointed at a server that does what the test says."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest

from backend.client import Endpoint, HttpBackend
from backend.traits import NEMO, STUDIO, Timeouts
from bot.core.model import BackendTraits
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.wire_server import WireServer, wire_server
from tests.integration.backend.harness import HEADERS, MakeClient, Neighbourhood, SkippingClock


@pytest.fixture
async def server() -> AsyncGenerator[WireServer, None]:
    async with wire_server() as running:
        yield running


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
def accounts() -> MemoryAccounts:
    return MemoryAccounts()


@pytest.fixture
async def make_client(
    server: WireServer, clock: SkippingClock, accounts: MemoryAccounts
) -> AsyncGenerator[MakeClient, None]:
    """Makes clients that are closed at the end."""
    async with AsyncExitStack() as stack:

        def make(
            traits: BackendTraits = STUDIO, token: str | None = None, url: str | None = None, **waits: float
        ) -> HttpBackend:
            client = HttpBackend(
                Endpoint(url or server.url, traits, token),
                accounts=accounts,
                clock=clock,
                attribution=HEADERS,
                timeouts=Timeouts(**waits) if waits else None,
                places=Neighbourhood(),
            )
            stack.push_async_callback(client.aclose)
            return client

        yield make


@pytest.fixture
def client(make_client: MakeClient) -> HttpBackend:
    return make_client()


@pytest.fixture
def cloud(make_client: MakeClient) -> HttpBackend:
    return make_client(NEMO)
