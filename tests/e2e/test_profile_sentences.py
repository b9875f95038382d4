"""The profiles' own sentences at a terminal and on the page, each film measured."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from studio.agent.plan import Tongue
from studio.agent.replies import say
from tests.e2e.command_line import CommandLine
from tests.e2e.page import require_browser, visiting
from tests.e2e.server import Server, serving
from tests.stories.profiles import Answer, Footage, Saying, faults_of, sampled, shoot

pytestmark = pytest.mark.asyncio(loop_scope="module")
LOCALES = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    return await shoot(tmp_path_factory.mktemp("footage"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Server, None]:
    """One Cutdesk for all visitors of the page: each has a chat of their own."""
    require_browser()
    async with serving(tmp_path_factory.mktemp("page")) as running:
        yield running


@pytest.mark.parametrize(("saying", "language"), sampled("command line"))
async def test_a_sentence_at_a_terminal_ends_as_it_should(
    saying: Saying, language: str, footage: Footage, tmp_path: Path
) -> None:
    shell, film = CommandLine(tmp_path, locale=LOCALES[language]), tmp_path / "film.mp4"
    ran = await shell.edit(*footage.files(saying.footage), saying.words(language), "-o", film)
    assert ran.errors == ""
    answer = Answer(ran.output, film if film.exists() else None)
    assert await asyncio.to_thread(faults_of, answer, saying, footage, language) == []


@pytest.mark.browser
@pytest.mark.parametrize(("saying", "language"), sampled("page"))
async def test_a_sentence_on_the_page_ends_as_it_should(
    saying: Saying, language: str, footage: Footage, tmp_path: Path, server: Server
) -> None:
    locale = LOCALES[language].partition(".")[0].replace("_", "-")
    async with visiting(server.url, locale=locale) as visitor:
        await visitor.attach(*footage.files(saying.footage))
        await visitor.say(saying.words(language))
        film = None
        if saying.asks is None:
            await visitor.film()
            film = tmp_path / "film.mp4"
            await visitor.download(film)
        else:
            await visitor.until_shown(say(Tongue(language), f"question.{saying.asks}"))
        answer = Answer("\n".join(await visitor.messages()), film)
    assert await asyncio.to_thread(faults_of, answer, saying, footage, language) == []
