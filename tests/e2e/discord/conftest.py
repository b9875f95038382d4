"""One running Cutdesk for all tests of a file: each test has people and channels of its own."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.e2e.discord.home import Home, at_home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Home, None]:
    async with at_home(tmp_path_factory.mktemp("home")) as served:
        yield served
