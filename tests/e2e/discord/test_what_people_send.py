"""Forwards, voice messages, several files, links, edited words, answers to what the bot may not read, odd names."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import golden
from tests.e2e.discord.home import FILM_S, Home, answered, film, spoken, statuses
from tests.e2e.discord.transcripts import comparable
from tests.e2e.scenes import playing
from tests.film.container import read_container
from tests.integration.media.clips import FILM, H264, Clips
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.world import Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORTER = "keep only the first second"
ODD_NAME = "**Ann** @everyone `x` <@&1> ||[a](http://b)||"
ODD_FILE = "__@here__ *a* `b` ~~c~~.mp4"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clips: Clips) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    one, two, three = (
        clips.make(f"{name}.mp4", *FILM, *H264, "-metadata", f"title={name}") for name in ("one", "two", "three")
    )
    async with playing(
        {
            "several": several_files(home, one, two, three),
            "merged": several_options(home, one, two, three),
            "forward": forward(home, one),
            "voice": voice_message(home, one, clips("ogg")),
            "edited": edited_while_waiting(home, one),
            "hidden": in_answer_to_a_clip_the_bot_may_not_read(home, two),
            "odd": odd_names(home, clips.make(ODD_FILE, *FILM, *H264)),
        }
    ) as tasks:
        yield tasks


def channel(home: Home, *names: str) -> Room:
    people = [home.discord.person(name) for name in names]
    return home.discord.server("Team", *people).channel("films")


async def several_files(home: Home, *clips: Path) -> Room:
    ann = home.discord.person("Ann")
    room = home.discord.dm(ann)
    await ann.sends(room, SHORTER, files=list(clips))
    await film(room, 3)
    return room


async def several_options(home: Home, one: Path, two: Path, three: Path) -> Room:
    ann = home.discord.person("Ann")
    room = home.discord.server("Team", ann).channel("films")
    await ann.uses(room, "edit", words="merge them into one video", video=one, video2=two, video3=three)
    await film(room, 1)
    return room


async def forward(home: Home, clip: Path) -> Room:
    """Ben's clip of a channel, forwarded to the bot in private."""
    ann, ben = home.discord.person("Ann"), home.discord.person("Ben")
    posted = await ben.sends(home.discord.server("Team", ben, ann).channel("films"), "my trip", files=[clip])
    room = home.discord.dm(ann)
    await ann.forwards(posted, room)
    await answered(room, 2)
    await ann.sends(room, SHORTER)
    await film(room, 1)
    return room


async def voice_message(home: Home, clip: Path, voice: Path) -> Room:
    ann = home.discord.person("Ann")
    room = home.discord.dm(ann)
    await ann.sends(room, files=[clip])
    await answered(room, 2)
    await ann.sends(room, voice=voice)
    await answered(room, 4)
    await ann.sends(room, "use the recording as the voiceover")
    await film(room, 1)
    return room


async def edited_while_waiting(home: Home, clip: Path) -> Room:
    ann = home.discord.person("Ann")
    room = home.discord.dm(ann)
    await ann.sends(room, "add a title “One” and export in 1080p", files=[clip])
    second = await ann.sends(room, "keep only the firts half secnd")
    await room.answer(containing="number 2 in line", limit_s=FILM_S)
    await ann.edits(second, "keep only the first second")
    await film(room, 2)
    await ann.edits(second, "keep only the last second")
    await room.answer(containing="already done", limit_s=FILM_S)
    return room


async def in_answer_to_a_clip_the_bot_may_not_read(home: Home, clip: Path) -> Room:
    """Discord shows the bot only what names it: it says by which way the clip can be had, and that one works."""
    ann, ben = home.discord.person("Ann"), home.discord.person("Ben", locale="zh-CN")
    room = home.discord.server("Team", ann, ben).channel("films")
    posted = await ben.sends(room, "my trip", files=[clip])
    await ann.sends(room, SHORTER, mention=True, reply_to=posted)
    await answered(room, 2)
    await ben.sends(room, "只保留前1秒", mention=True, reply_to=posted)
    await answered(room, 3)  # the same trouble within a minute is told by the status message alone
    await ann.fills(await ann.uses_on(posted, "Edit this video", room), words=SHORTER)
    await film(room, 1)
    return room


async def odd_names(home: Home, clip: Path) -> Room:
    ann = home.discord.person(ODD_NAME)
    room = home.discord.server("Team", ann).channel("films")
    await ann.uses(room, "edit", words="add the title “<@&1> @everyone **x**”", video=clip)
    await film(room, 1)
    await ann.sends(room, "/status", mention=True)
    await answered(room, 3)
    return room


def names(room: Room) -> list[str]:
    return [each.attachments[0]["filename"].rpartition("-")[0] for each in room.videos]


def seconds(home: Home, message: Shown) -> float:
    return read_container(home.discord.path_of(message)).declared_ms / 1000


async def test_several_files_with_one_sentence_are_a_film_each(
    home: Home, scenes: dict[str, asyncio.Task[Room]]
) -> None:
    room = await scenes["several"]
    assert names(room) == ["one-edited", "two-edited", "three-edited"]
    assert [seconds(home, each) for each in room.videos] == [1.0, 1.0, 1.0]
    assert [message.words[:6] for message in statuses(room)] == ["✅ Done"], "one request, one status message"


async def test_files_of_a_command_to_be_merged_are_one_film(home: Home, scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["merged"]
    assert seconds(home, room.videos[0]) == pytest.approx(6.0, abs=0.1)
    assert "3 clips joined" in room.videos[0].words
    assert room.from_bot[0].words.endswith("-# one.mp4, two.mp4, three.mp4"), "the request is shown with its files"


async def test_a_forwarded_clip_is_asked_about_and_the_words_come_next(
    home: Home, scenes: dict[str, asyncio.Task[Room]]
) -> None:
    room = await scenes["forward"]
    assert "What shall I do with it?" in spoken(room)[1].words
    assert [seconds(home, each) for each in room.videos] == [1.0]


async def test_a_voice_message_becomes_the_voice_over(home: Home, scenes: dict[str, asyncio.Task[Room]]) -> None:
    (made,) = (await scenes["voice"]).videos
    assert "voice-over" in made.words
    assert read_container(home.discord.path_of(made)).audio_codecs == ("aac",)


async def test_words_edited_while_they_wait_are_what_is_done_and_later_ones_come_too_late(
    home: Home, scenes: dict[str, asyncio.Task[Room]]
) -> None:
    room = await scenes["edited"]
    assert seconds(home, room.videos[1]) == 1.0
    assert room.last.words.startswith("That request is already done, so your change came too late for it.")


async def test_who_answers_a_clip_the_bot_may_not_read_is_told_the_way(scenes: dict[str, asyncio.Task[Room]]) -> None:
    transcript = comparable(await scenes["hidden"])
    assert transcript == golden("discord-hidden.txt", transcript)


async def test_names_ping_nobody_and_are_shown_as_they_are(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["odd"]
    transcript = comparable(room)
    assert transcript == golden("discord-odd-names.txt", transcript)
    (made,) = room.videos
    asker = made.pinged
    assert len(asker) == 1
    assert {each for message in room.from_bot for each in message.pinged} == asker


async def test_a_link_is_fetched_by_the_editor_or_named_as_what_it_is(home: Home) -> None:
    ann = home.discord.person("Ann")
    room = home.discord.server("Team", ann).channel("films")
    await ann.uses(room, "edit", words=SHORTER, link="http://192.168.0.1/film.mp4")
    await room.answer(containing="it leads to a private address", limit_s=FILM_S)
    await ann.uses(room, "edit", words=SHORTER, link="http://cutdesk.invalid/film.mp4")
    await room.answer(containing="I could not fetch that link.", limit_s=FILM_S)
