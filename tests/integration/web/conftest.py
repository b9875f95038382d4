"""The page served for one test, over real storage, and a browser with a session."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.web_page import ServedPage, served_page


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[ServedPage]:
    async with served_page(tmp_path) as served:
        yield served


@pytest.fixture
async def browser(page: ServedPage) -> AsyncIterator[httpx.AsyncClient]:
    async with page.browser() as client:
        yield client
