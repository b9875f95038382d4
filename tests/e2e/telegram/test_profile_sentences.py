"""The profiles' own sentences on Telegram, all at the same time, each film measured."""

import asyncio

import pytest
import pytest_asyncio

from tests.e2e.telegram.home import FILM_S, Home, at_work, film, stored_bytes
from tests.platforms.telegram.rooms import Room
from tests.stories.profiles import Answer, Footage, Saying, faults_of, sampled, shoot

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    return await shoot(tmp_path_factory.mktemp("footage"))


async def told(home: Home, saying: Saying, language: str, footage: Footage) -> Answer:
    """Send the files, the sentence under the last of them, and wait for what comes of it."""
    ann = home.telegram.person("Ann", language=language)
    room = home.telegram.private(ann)
    *before, clip = footage.files(saying.footage)
    for sound in before:
        await ann.sends(room, audio=sound)
        await room.until(lambda _: room.from_bot and not at_work(room), FILM_S)
    count = len(room.from_bot)
    await ann.sends(room, video=clip, caption=saying.words(language))
    if saying.asks is None:
        made = await film(room)
        return Answer(words_of(room), stored_bytes(made))
    await room.until(lambda _: len(room.from_bot) > count + 1 and not at_work(room), FILM_S)
    return Answer(words_of(room), stored_bytes(room.videos[0]) if room.videos else None)


def words_of(room: Room) -> str:
    return "\n".join(message.words for message in room.from_bot)


@pytest.mark.parametrize(("saying", "language"), sampled("telegram"))
async def test_a_sentence_in_a_chat_ends_as_it_should(
    saying: Saying, language: str, footage: Footage, home: Home
) -> None:
    answer = await told(home, saying, language, footage)
    assert await asyncio.to_thread(faults_of, answer, saying, footage, language) == []
