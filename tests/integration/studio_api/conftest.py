"""A studio served for one test, and a client with an account."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from tests.integration.studio_api.harness import LiveStudio, live_studio


@pytest_asyncio.fixture
async def studio(tmp_path: Path) -> AsyncGenerator[LiveStudio, None]:
    async with live_studio(tmp_path / "data") as running:
        yield running
