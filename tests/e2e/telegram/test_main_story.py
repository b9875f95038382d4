"""The main job on Telegram: a clip with the sentence as its caption, then words, Undo and an export.

It is told in private chats, in a group with privacy mode on and in a forum's topic, in English and Chinese.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import pairwise

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.scenes import playing
from tests.e2e.telegram.home import Home, film, statuses, stored_bytes
from tests.e2e.telegram.transcripts import comparable
from tests.film.clips import KnownClip, speech_clip
from tests.film.container import read_container
from tests.film.measure import faults, measure
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.state import ApiCall

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Words:
    """What is said in the story."""

    sentence: str
    quieter: str
    undo: str
    export: str
    done: str


ENGLISH = Words(
    "cut the pauses, add background music, export in 1080p",
    "make the music quieter",
    "Undo",
    "export in 480p",
    "✅ Done",
)
CHINESE = Words("剪掉停顿，加背景音乐，导出1080p", "音乐小一点", "撤销", "导出480p", "✅ 完成")
WORDS = {"en": ENGLISH, "zh": CHINESE}
STORIES = [f"{place}-{language}" for place in ("private", "group", "topic") for language in WORDS]


@dataclass
class Told:
    """A story that was told: the room it was told in, its person and its films."""

    room: Room
    words: Words
    films: list[Message]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KnownClip]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        "en": await speech_clip(folder, noise=False, sentences=2, width=640, height=360),
        "zh": await speech_clip(folder, noise=True, sentences=1, width=640, height=360),
        "short": await speech_clip(folder, noise=False, sentences=1, width=320, height=180),
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(home: Home, clips: dict[str, KnownClip]) -> AsyncGenerator[dict[str, asyncio.Task[Told]], None]:
    """All stories, four told at the same time: films are made on few cores."""
    places, few = {"private": in_private, "group": in_a_group, "topic": in_a_topic}, asyncio.Semaphore(4)

    async def tell(place: str, language: str) -> Told:
        async with few:
            return await places[place](home, language, clips)

    async with playing({story: tell(*story.split("-")) for story in STORIES}) as tellings:
        yield tellings


async def in_private(home: Home, language: str, clips: dict[str, KnownClip]) -> Told:
    ann, words = home.telegram.person("Ann", language=language), WORDS[language]
    room = home.telegram.private(ann)
    await ann.sends(room, "/start")
    await room.until(lambda _: room.from_bot)
    await ann.sends(room, video=clips[language].path, caption=words.sentence)
    films = [await film(room, 1)]
    await ann.sends(room, words.quieter)
    films.append(await film(room, 2))
    await ann.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.sends(room, words.export)
    return Told(room, words, [*films, await film(room, 4)])


async def in_a_group(home: Home, language: str, clips: dict[str, KnownClip]) -> Told:
    """Ben speaks of other things; Ann commands and answers, as the bot hears nothing else."""
    ann, ben = home.telegram.person("Ann", language=language), home.telegram.person("Ben", language=language)
    room, words = home.telegram.group("Team", ann, ben, bot="left"), WORDS[language]
    room.adds_bot()
    await room.until(lambda _: room.from_bot)
    await ben.sends(room, video=clips["short"].path, caption="@cutdesk_bot?")
    await ann.sends(room, video=clips["short"].path, caption=f"/edit {words.sentence}")
    return await go_on(room, words, ann, ben, "/export 480p")


async def in_a_topic(home: Home, language: str, clips: dict[str, KnownClip]) -> Told:
    """The same in a topic; in the forum's other places nothing is said."""
    ann, ben = home.telegram.person("Ann", language=language), home.telegram.person("Ben", language=language)
    room, words = home.telegram.group("Club", ann, ben, forum=True).topic("Films"), WORDS[language]
    document = {"document": clips["short"].path, "caption": f"/edit@cutdesk_bot {words.sentence}"}
    await ann.sends(room, **document)
    told = await go_on(room, words, ann, ben, words.export)
    assert all(message.thread_id == room.thread_id for message in room.chat.from_bot)
    return told


async def go_on(room: Room, words: Words, ann: Person, ben: Person, export: str) -> Told:
    films = [await film(room, 1)]
    await ben.sends(room, words.quieter, reply_to=films[-1])
    films.append(await film(room, 2))
    await ben.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.sends(room, export, reply_to=films[-1])
    return Told(room, words, [*films, await film(room, 4)])


WRITES = ("sendMessage", "sendVideo", "editMessageText")


@pytest.mark.parametrize("story", STORIES)
async def test_the_story_reads_as_it_should(story: str, told: dict[str, asyncio.Task[Told]]) -> None:
    transcript = comparable((await told[story]).room)
    assert transcript == golden(f"telegram-{story}.txt", transcript)


@pytest.mark.parametrize("story", STORIES)
async def test_the_films_are_what_was_asked_for_and_play_inline(
    story: str, told: dict[str, asyncio.Task[Told]], clips: dict[str, KnownClip]
) -> None:
    clip = clips[story[-2:] if story.startswith("private") else "short"]
    for number, made in enumerate((await told[story]).films):
        assert made.media is not None
        file, real = made.media.file, read_container(stored_bytes(made))
        assert (file.width, file.height) == (real.width, real.height) == ((1920, 1080) if number < 3 else (854, 480))
        assert abs(file.duration * 1000 - real.declared_ms) < 1000
        assert file.supports_streaming
        assert file.thumbnail is not None
        assert real.index_first
    report = await asyncio.to_thread(measure, stored_bytes(told[story].result().films[0]), clip)
    assert faults(report) == []


@pytest.mark.parametrize("language", WORDS)
async def test_the_music_is_quieter_when_asked_and_as_before_after_undo(
    language: str, told: dict[str, asyncio.Task[Told]], clips: dict[str, KnownClip]
) -> None:
    levels = []
    for made in (await told[f"private-{language}"]).films:
        music = (await asyncio.to_thread(measure, stored_bytes(made), clips[language])).music
        assert music is not None
        levels.append(music.level_db)
    first, quieter, undone, exported = levels
    assert first - quieter > 2.0
    assert abs(undone - first) < 0.5
    assert abs(exported - first) < 0.5


@pytest.mark.parametrize("story", STORIES)
async def test_each_turn_has_one_silent_status_message_and_a_film_that_rings(
    story: str, told: dict[str, asyncio.Task[Told]]
) -> None:
    story_told = await told[story]
    room, words = story_told.room, story_told.words
    lines = list(statuses(room))
    assert len(lines) == 4
    for line in lines:
        assert line.words.startswith(words.done)
        assert line.past, "it was edited on the way"
        assert line.buttons == []
    assert not any(message.silent for message in story_told.films)
    assert len(room.videos) == 4


async def test_nobody_is_written_to_too_fast(home: Home, told: dict[str, asyncio.Task[Told]]) -> None:
    stories = [await telling for telling in told.values()]
    assert home.telegram.flood.refused == []
    assert home.telegram.square_videos == []
    for story in stories:
        for line in statuses(story.room):
            edits = [call.at_s for call in home.telegram.calls("editMessageText") if _is_about(call, line)]
            spacing_s = 2.0 if story.room.chat.is_private else 5.0
            # The last edit ends the turn, and waits only for the second that any two calls are apart.
            assert all(later - earlier > spacing_s - 0.1 for earlier, later in pairwise(edits[:-1]))
        writes = [call.at_s for call in home.telegram.calls(*WRITES) if call.params["chat_id"] == story.room.id]
        assert all(later - earlier > 0.9 for earlier, later in pairwise(sorted(writes)))


def _is_about(call: ApiCall, message: Message) -> bool:
    return (call.params["chat_id"], call.params["message_id"]) == (message.chat.id, message.id)
