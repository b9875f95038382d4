"""The main job on Discord: a clip with the sentence, then words, Undo and an export, by every way in.

They are told at once: by slash command, by a message's menu and its form, by mention and answers, in a thread, in
direct messages; in English and Chinese; without the Message Content intent. Most of them make small films: it is the
words that differ, and films take time.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.discord.home import Home, film, statuses
from tests.e2e.discord.transcripts import comparable
from tests.e2e.scenes import playing
from tests.film.clips import KnownClip, speech_clip
from tests.film.container import read_container
from tests.film.measure import faults, measure
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.world import Shown

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
SMALL_ENGLISH = replace(ENGLISH, sentence="cut the pauses, add background music and export in 480p")
SMALL_CHINESE = replace(CHINESE, sentence="剪掉停顿，加背景音乐，导出480p")
LOCALES = {"en": "en-US", "zh": "zh-CN"}


@dataclass
class Told:
    """A story that was told: the room it was told in, who asked for each of its films, and the films."""

    room: Room
    words: Words
    askers: list[Person]
    films: list[Shown]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clip(tmp_path_factory: pytest.TempPathFactory) -> KnownClip:
    return await speech_clip(tmp_path_factory.mktemp("clips"), noise=False, sentences=1, width=320, height=180)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(home: Home, clip: KnownClip) -> AsyncGenerator[dict[str, asyncio.Task[Told]], None]:
    """All stories, told at the same time."""
    stories = {
        "slash-en": by_slash_command(home, clip),
        "menu-zh": by_the_menu(home, clip),
        "mention-en": by_mention(home, clip),
        "thread-zh": in_a_thread(home, clip),
        "dm-en": in_direct_messages(home, SMALL_ENGLISH, "en", clip),
        "dm-zh": in_direct_messages(home, CHINESE, "zh", clip),
    }
    async with playing(stories) as tellings:
        yield tellings


def team(home: Home, language: str) -> tuple[Room, Person, Person]:
    """A channel of a server with Ann and Ben."""
    olga, ann, ben = (home.discord.person(name, locale=LOCALES[language]) for name in ("Olga", "Ann", "Ben"))
    return home.discord.server("Team", olga, ann, ben).channel("films"), ann, ben


async def by_slash_command(home: Home, clip: KnownClip) -> Told:
    """Commands alone, and a button; of what else is written the bot knows nothing."""
    (room, ann, ben), words = team(home, "en"), ENGLISH
    await ben.sends(room, "what about this one?", files=[clip.path])
    await ann.uses(room, "edit", words=words.sentence, video=clip.path)
    films = [await film(room, 1)]
    await ben.uses(room, "edit", words=words.quieter)
    films.append(await film(room, 2))
    await ben.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.uses(room, "export", resolution="480p")
    return Told(room, words, [ann, ben, ben, ann], [*films, await film(room, 4)])


async def by_the_menu(home: Home, clip: KnownClip) -> Told:
    """Ben's clip, of which the bot heard nothing; Ann opens its menu and fills in the form."""
    (room, ann, ben), words = team(home, "zh"), SMALL_CHINESE
    posted = await ben.sends(room, files=[clip.path])
    shown = await ann.uses_on(posted, "剪辑这个视频", room)
    await ann.fills(shown, words=words.sentence)
    films = [await film(room, 1)]
    await ann.fills(await ann.uses_on(films[-1], "剪辑这个视频", room), words=words.quieter)
    films.append(await film(room, 2))
    await ben.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.uses(room, "导出", resolution="480p")
    return Told(room, words, [ann, ann, ben, ann], [*films, await film(room, 4)])


async def by_mention(home: Home, clip: KnownClip) -> Told:
    """Ann names the bot in answer to Ben, with a clip; after that both answer the bot."""
    (room, ann, ben), words = team(home, "en"), SMALL_ENGLISH
    asked = await ben.sends(room, "who has the clip?")
    await ann.sends(room, words.sentence, mention=True, reply_to=asked, files=[clip.path])
    return await go_on(room, words, ann, ben)


async def in_a_thread(home: Home, clip: KnownClip) -> Told:
    """The same in a thread; in its channel nothing is said."""
    (room, ann, ben), words = team(home, "zh"), SMALL_CHINESE
    thread = room.opens_thread("短片", ann)
    await ann.sends(thread, words.sentence, mention=True, files=[clip.path])
    told = await go_on(thread, words, ann, ben)
    assert room.from_bot == []
    return told


async def go_on(room: Room, words: Words, ann: Person, ben: Person) -> Told:
    films = [await film(room, 1)]
    await ben.sends(room, words.quieter, reply_to=films[-1])
    films.append(await film(room, 2))
    await ben.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.sends(room, words.export, reply_to=films[-1])
    return Told(room, words, [ann, ben, ben, ann], [*films, await film(room, 4)])


async def in_direct_messages(home: Home, words: Words, language: str, clip: KnownClip) -> Told:
    ann = home.discord.person("Ann", locale=LOCALES[language])
    room = home.discord.dm(ann)
    await ann.sends(room, words.sentence, files=[clip.path])
    films = [await film(room, 1)]
    await ann.sends(room, words.quieter)
    films.append(await film(room, 2))
    await ann.presses(films[-1], words.undo)
    films.append(await film(room, 3))
    await ann.sends(room, words.export)
    return Told(room, words, [ann] * 4, [*films, await film(room, 4)])


HD = ("slash-en", "dm-zh")
STORIES = ("slash-en", "menu-zh", "mention-en", "thread-zh", "dm-en", "dm-zh")


@pytest.mark.parametrize("story", STORIES)
async def test_the_story_reads_as_it_should(story: str, told: dict[str, asyncio.Task[Told]]) -> None:
    transcript = comparable((await told[story]).room)
    assert transcript == golden(f"discord-{story}.txt", transcript)


@pytest.mark.parametrize("story", STORIES)
async def test_the_films_are_what_was_asked_for(
    story: str, home: Home, told: dict[str, asyncio.Task[Told]], clip: KnownClip
) -> None:
    paths = [home.discord.path_of(made) for made in (await told[story]).films]
    sizes = [(1920, 1080)] * 3 + [(854, 480)] if story in HD else [(854, 480)] * 4
    for path, size in zip(paths, sizes, strict=True):
        real = read_container(path)
        assert (real.width, real.height) == size
        assert real.index_first, "it plays while it loads"
    if story in HD:
        assert faults(await asyncio.to_thread(measure, paths[0], clip)) == []


async def test_the_music_is_quieter_when_asked_and_as_before_after_undo(
    home: Home, told: dict[str, asyncio.Task[Told]], clip: KnownClip
) -> None:
    levels = []
    for made in (await told["dm-zh"]).films:
        music = (await asyncio.to_thread(measure, home.discord.path_of(made), clip)).music
        assert music is not None
        levels.append(music.level_db)
    first, quieter, undone, exported = levels
    assert first - quieter > 2.0
    assert abs(undone - first) < 0.5
    assert abs(exported - first) < 0.5


@pytest.mark.parametrize("story", STORIES)
async def test_each_turn_has_one_silent_status_message_and_a_film_that_rings_with_who_asked(
    story: str, told: dict[str, asyncio.Task[Told]]
) -> None:
    story_told = await told[story]
    lines = statuses(story_told.room)
    assert len(lines) == 4
    for line in lines:
        assert line.words.startswith(story_told.words.done)
        assert line.is_edited
        assert line.buttons == []
        assert line.pinged == set()
    assert len(story_told.room.videos) == 4
    for made, asker in zip(story_told.films, story_told.askers, strict=True):
        assert made not in lines
        assert made.pinged == {asker.id} or (story_told.room.is_dm and made.pinged <= {asker.id})


async def test_no_status_message_changes_too_fast(told: dict[str, asyncio.Task[Told]]) -> None:
    for story in [await telling for telling in told.values()]:
        for line in statuses(story.room):
            # The last edit ends the turn, and waits for nothing.
            assert all(later - earlier > 1.9 for earlier, later in pairwise(line.edited_at_s[:-1]))
