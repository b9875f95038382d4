"""Albums, replies, forwards, voice notes, links, edited words: the ways in which people say what they want."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.scenes import playing
from tests.e2e.telegram.home import Home, answered, film, statuses, stored_bytes
from tests.film.container import read_container
from tests.integration.media.clips import FILM, H264, Clips
from tests.platforms.telegram.model import GENERAL_TOPIC, Message
from tests.platforms.telegram.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORTER = "keep only the first second"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(home: Home, clips: Clips) -> AsyncGenerator[dict[str, asyncio.Task[Room]], None]:
    one, two, three = (
        clips.make(f"{name}.mp4", *FILM, *H264, "-metadata", f"title={name}") for name in ("one", "two", "three")
    )
    voice = clips("ogg")
    async with playing(
        {
            "album": album(home, one, two, three),
            "merged": merged_album(home, one, two, three),
            "late": late_piece(home, one, two),
            "older": reply_to_an_older_video(home, one, clips("mov")),
            "forward": forward(home, one),
            "voice": voice_note(home, one, voice),
            "subtitles": subtitles_as_a_document(home, two, two.with_suffix(".srt")),
            "edited": edited_while_waiting(home, one),
            "pointed": command_under_somebody_s_video(home, two),
            "general": in_general(home, three),
        }
    ) as tasks:
        yield tasks


def seconds(message: Message) -> float:
    """How long a film really is."""
    return read_container(stored_bytes(message)).declared_ms / 1000


async def album(home: Home, *clips: Path) -> Room:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends_album(room, *clips, caption=SHORTER)
    await film(room, 3)
    return room


async def merged_album(home: Home, *clips: Path) -> Room:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends_album(room, *clips, caption="merge them into one video")
    await film(room, 1)
    return room


async def late_piece(home: Home, *clips: Path) -> Room:
    """The second file of an album comes after the first one's film."""
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    pieces = await ann.sends_album(room, *clips, caption=SHORTER, late=1)
    await film(room, 1)
    before = len(home.telegram.calls("getFile"))
    await ann.finishes_album(pieces)
    await home.telegram.until(lambda: len(home.telegram.calls("getFile")) >= before + 1)
    await ann.sends(room, "merge both clips into one video")
    await film(room, 2)
    return room


async def reply_to_an_older_video(home: Home, *clips: Path) -> Room:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    first = await ann.sends(room, video=clips[0])
    await answered(room, 2)
    await ann.sends(room, video=clips[1])
    await answered(room, 4)
    await ann.sends(room, SHORTER, reply_to=first)
    await film(room, 1)
    await ann.sends(room, "/status")
    await answered(room, 7)
    return room


async def forward(home: Home, clip: Path) -> Room:
    ann, ben = home.telegram.person("Ann"), home.telegram.person("Ben")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip, forwarded=ben)
    await answered(room, 2)
    await ann.sends(room, SHORTER)
    await film(room, 1)
    return room


async def voice_note(home: Home, clip: Path, voice: Path) -> Room:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip)
    await answered(room, 2)
    await ann.sends(room, voice=voice)
    await answered(room, 4)
    await ann.sends(room, "use the recording as the voiceover")
    await film(room, 1)
    return room


async def subtitles_as_a_document(home: Home, clip: Path, subtitles: Path) -> Room:
    subtitles.write_bytes("1\r\n00:00:00,000 --> 00:00:02,000\r\n你好，世界\r\n".encode("gb18030"))
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip)
    await answered(room, 2)
    await ann.sends(room, document=subtitles)
    await film(room, 1)
    return room


async def edited_while_waiting(home: Home, clip: Path) -> Room:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, video=clip, caption="add a title “One” and export in 1080p")
    second = await ann.sends(room, "keep only the firts half secnd")
    await room.answer(containing="number 2 in line")
    await ann.edits(second, "keep only the first second")
    await film(room, 2)
    await ann.edits(second, "keep only the last second")
    await room.answer(containing="already done")
    return room


async def command_under_somebody_s_video(home: Home, clip: Path) -> Room:
    """The bot never saw Ben's video; Ann, an anonymous admin, answers it with a command."""
    ann, ben = home.telegram.person("Ann"), home.telegram.person("Ben")
    room = home.telegram.group("Team", ann, ben, supergroup=True)
    posted = await ben.sends(room, video=clip)
    await ben.sends(room, "what do you say?")
    await ann.sends(room, f"/edit {SHORTER}", reply_to=posted, anonymous=True)
    await film(room, 1)
    return room


async def in_general(home: Home, clip: Path) -> Room:
    """In a forum, but in no topic of its own."""
    ann = home.telegram.person("Ann")
    room = home.telegram.group("Club", ann, forum=True)
    room.topic("Films")
    await ann.sends(room, video=clip, caption=f"/edit {SHORTER}")
    await film(room, 1)
    return room


def names(room: Room) -> list[str | None]:
    return [each.media.file.name for each in room.videos if each.media is not None]


async def test_an_album_with_one_sentence_is_a_film_for_each_clip(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["album"]
    assert names(room) == ["one-edited.mp4", "two-edited.mp4", "three-edited.mp4"]
    assert [seconds(each) for each in room.videos] == [1.0, 1.0, 1.0]
    assert [message.words[:6] for message in statuses(room)] == ["✅ Done"], "one request, one status message"


async def test_an_album_to_be_merged_is_one_film(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["merged"]
    assert names(room) == ["one-edited.mp4"]
    assert seconds(room.videos[0]) == pytest.approx(6.0, abs=0.1)
    assert room.videos[0].words.startswith("3 clips joined")


async def test_a_piece_that_comes_late_joins_quietly(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["late"]
    assert [message.words[:6] for message in statuses(room)] == ["✅ Done"] * 2
    assert seconds(room.videos[1]) == pytest.approx(3.0, abs=0.1)


async def test_an_answer_to_an_older_video_means_that_one(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["older"]
    assert names(room) == ["one-edited.mp4"]
    assert "Video: one." in room.last.words


async def test_a_forwarded_clip_is_asked_about_and_the_words_come_next(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["forward"]
    assert "What shall I do with it?" in room.from_bot[1].words
    assert [seconds(each) for each in room.videos] == [1.0]


async def test_a_voice_note_becomes_the_voice_over(scenes: dict[str, asyncio.Task[Room]]) -> None:
    (made,) = (await scenes["voice"]).videos
    assert "voice-over" in made.words
    assert read_container(stored_bytes(made)).audio_codecs == ("aac",)


async def test_subtitles_sent_as_a_document_are_put_on_the_film(scenes: dict[str, asyncio.Task[Room]]) -> None:
    (made,) = (await scenes["subtitles"]).videos
    assert made.words.startswith("1 caption added, timed to the clip as it was recorded.")


async def test_words_edited_while_they_wait_are_what_is_done_and_later_ones_come_too_late(
    scenes: dict[str, asyncio.Task[Room]],
) -> None:
    room = await scenes["edited"]
    assert seconds(room.videos[1]) == 1.0
    assert room.last.words.startswith("That request is already done, so your change came too late for it.")


async def test_a_command_under_somebody_s_video_means_that_video(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["pointed"]
    assert names(room) == ["two-edited.mp4"]
    assert len(room.from_bot) == 2, "of what was not for it the bot says nothing"
    (line,) = statuses(room)
    assert line.past[0].startswith("👀 Got it, for Team"), "who asked is named as they appear"


async def test_in_a_forum_s_general_place_nothing_goes_astray(scenes: dict[str, asyncio.Task[Room]]) -> None:
    room = await scenes["general"]
    assert names(room) == ["three-edited.mp4"]
    assert {message.thread_id for message in room.from_bot} <= {None, GENERAL_TOPIC}


async def test_a_link_is_fetched_by_the_editor_or_named_as_what_it_is(home: Home) -> None:
    ann = home.telegram.person("Ann")
    room = home.telegram.private(ann)
    await ann.sends(room, f"{SHORTER} http://192.168.0.1/film.mp4")
    await room.answer(containing="it leads to a private address")
    await ann.sends(room, f"{SHORTER} http://cutdesk.invalid/film.mp4")
    await room.answer(containing="I could not fetch that link.")
