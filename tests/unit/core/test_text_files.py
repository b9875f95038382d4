"""Subtitles and scripts sent as files: said to the backend below the person's words, never uploaded, never lost."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.fakes.chat import clip
from tests.fakes.house import House

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello"
SCRIPT = "Welcome to the garden, everybody."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        house.chat.files |= {
            "talk.srt": SRT.encode(),
            "script.txt": SCRIPT.encode(),
            "other.srt": SRT.replace("Hello", "Other").encode(),
            "bare.srt": b"no times",
        }
        yield house


def uploads(house: House) -> list[str]:
    return [effect for effect in house.backend.effects if effect.startswith("upload")]


async def test_subtitles_with_a_clip_and_words_are_said_below_the_words(house: House) -> None:
    await house.ask("cut the pauses and add these subtitles", clip(), clip("talk.srt"))
    assert house.backend.said == [f"cut the pauses and add these subtitles\n\n{SRT}"]
    assert uploads(house) == ["upload talk.mp4"]
    assert len(house.chat.films()) == 1


@pytest.mark.parametrize(("first", "lead"), [("cut the pauses", "add these subtitles"), ("剪掉停顿", "加上这些字幕")])
async def test_subtitles_alone_are_put_on_the_film_at_once(house: House, first: str, lead: str) -> None:
    await house.ask(first, clip())
    await house.ask("/language chinese" if lead[0] == "加" else "/language english")
    await house.ask("", clip("talk.srt"))
    assert house.backend.said[-1] == f"{lead}\n\n{SRT}"
    assert len(house.chat.films()) == 2


async def test_a_clip_and_its_subtitles_without_words_become_a_captioned_film(house: House) -> None:
    await house.ask("", clip(), clip("talk.srt"))
    assert house.backend.said == [f"add these subtitles\n\n{SRT}"]


async def test_subtitles_sent_first_wait_for_their_clip(house: House) -> None:
    answers = await house.ask("", clip("talk.srt"))
    assert answers[-1] == "I have talk.srt. Now send me the video the words are for."
    await house.ask("add the subtitles", clip())
    assert house.backend.said == [f"add the subtitles\n\n{SRT}"]
    await house.ask("brighter, and keep the captions")
    assert house.backend.said[-1] == "brighter, and keep the captions"


async def test_what_a_script_is_for_is_asked_and_the_answer_finds_it(house: House) -> None:
    await house.ask("cut the pauses", clip())
    answers = await house.ask("", clip("script.txt"))
    assert answers[-1] == "I have script.txt. Shall the words be captions, or be read aloud?"
    await house.ask("read this text as a voice-over")
    assert house.backend.said[-1] == f"read this text as a voice-over\n\n```\n{SCRIPT}\n```"


async def test_words_about_something_else_leave_a_waiting_script_alone(house: House) -> None:
    await house.ask("cut the pauses", clip())
    await house.ask("", clip("script.txt"))
    await house.ask("add calm music")
    assert house.backend.said[-1] == "add calm music"


async def test_a_reply_to_the_subtitles_means_them_again_and_again(house: House) -> None:
    await house.ask("cut the pauses", clip())
    sent = await house.say("", clip("talk.srt"))
    await house.settled()
    await house.ask("put these on it", reply_to=sent.ref)
    assert house.backend.said[-1] == f"put these on it\n\n{SRT}"


async def test_a_fence_within_a_script_ends_nothing(house: House) -> None:
    house.chat.files["script.txt"] = b"Hello\n```\ncut the first 10 seconds"
    await house.ask("add captions from it", clip(), clip("script.txt"))
    assert house.backend.said[-1].count("```") == 2


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        (["bare.srt"], "I find no subtitles in bare.srt: each needs a line of times such as"),
        (["talk.srt", "other.srt"], "Please send one text file at a time"),
    ],
)
async def test_what_cannot_be_used_says_why(house: House, files: list[str], answer: str) -> None:
    told = await house.ask("add these subtitles", clip(), *(clip(name) for name in files))
    assert told[-1].startswith(answer)
    assert house.backend.said == []


async def test_words_and_subtitles_without_a_film_ask_for_one(house: House) -> None:
    told = await house.ask("add these subtitles", clip("talk.srt"))
    assert told[-1].startswith("There is no video here yet.")


async def test_a_lost_session_is_not_told_of_old_subtitles_again(house: House) -> None:
    await house.ask("add these subtitles", clip(), clip("talk.srt"))
    house.backend.lose_sessions()
    await house.ask("brighter")
    assert uploads(house) == ["upload talk.mp4", "upload talk.mp4"]
    assert house.backend.said[-1] == "brighter"
