"""The profiles' own sentences as slash commands on Discord, each film measured."""

import asyncio

import pytest
import pytest_asyncio

from tests.e2e.discord.home import FILM_S, Home, at_work, film, spoken
from tests.e2e.discord.test_main_story import LOCALES
from tests.platforms.discord.rooms import Room
from tests.stories.profiles import Answer, Footage, Saying, faults_of, sampled, shoot

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPTIONS = ("video", "video2")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    return await shoot(tmp_path_factory.mktemp("footage"))


async def told(home: Home, saying: Saying, language: str, footage: Footage) -> Answer:
    """Give the sentence and all its files in one command, and wait for what comes of it."""
    ann = home.discord.person("Ann", locale=LOCALES[language])
    room = home.discord.server("Team", ann).channel("films")
    files = dict(zip(OPTIONS, footage.files(saying.footage), strict=False))
    await ann.uses(room, "edit", words=saying.words(language), **files)
    if saying.asks is None:
        made = await film(room)
        return Answer(words_of(room), home.discord.path_of(made))
    await room.until(lambda _: len(spoken(room)) > 1 and not at_work(room), FILM_S)
    return Answer(words_of(room), home.discord.path_of(room.videos[0]) if room.videos else None)


def words_of(room: Room) -> str:
    return "\n".join(message.words for message in spoken(room))


@pytest.mark.parametrize(("saying", "language"), sampled("discord"))
async def test_a_sentence_in_a_command_ends_as_it_should(
    saying: Saying, language: str, footage: Footage, home: Home
) -> None:
    answer = await told(home, saying, language, footage)
    assert await asyncio.to_thread(faults_of, answer, saying, footage, language) == []
