"""Which files a request is about, told apart by what they are and not by their names; and files too large to take."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import FileTooLarge
from bot.core.model import Attachment, AttachmentId
from tests.fakes.backend import EditScript
from tests.fakes.chat import CAPABILITIES, clip
from tests.fakes.house import House

CLOUD = 20_000_000
TOO_LARGE = (
    "huge.mp4 is too large to be fetched from this chat, which hands over at most 20.0 MB. Please paste a link to the "
    "video instead, or send a smaller copy; the operator can set up an own server for files up to 524.3 MB."
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


def uploads(house: House) -> list[str]:
    return [effect for effect in house.backend.effects if effect.startswith("upload")]


async def test_a_reply_to_another_video_of_the_same_name_works_on_that_one(house: House) -> None:
    house.chat.files |= {"one": b"video 1000 64x64", "two": b"video 2000 64x64"}
    await house.ask("cut the pauses", clip("video.mp4", file="one"))
    other = await house.say("", clip("video.mp4", file="two"), addressed=False)
    await house.ask("now this one", reply_to=other.ref)
    assert uploads(house) == ["upload video.mp4", "upload video.mp4"]
    await house.ask("brighter", reply_to=other.ref)
    assert len(uploads(house)) == 2


async def test_the_same_file_by_another_handle_is_not_uploaded_twice(house: House) -> None:
    house.chat.files |= {"handle-1": b"video 1000 64x64", "handle-2": b"video 1000 64x64"}
    named = Attachment(AttachmentId("handle-1"), "video.mp4", 1000, unique="u1")
    await house.ask("cut the pauses", named)
    forwarded = replace(named, id=AttachmentId("handle-2"))
    seen = await house.say("", forwarded, addressed=False)
    await house.ask("brighter", reply_to=seen.ref)
    assert uploads(house) == ["upload video.mp4"]


async def test_a_new_session_is_given_the_file_anew(house: House) -> None:
    asked = await house.say("cut the pauses", clip())
    await house.settled()
    await house.ask("new project")
    await house.ask("brighter", reply_to=asked.ref)
    assert uploads(house) == ["upload talk.mp4", "upload talk.mp4"]


@pytest.mark.parametrize("words", ["cut the pauses", "", "export"])
async def test_a_file_the_platform_does_not_hand_over_is_answered_with_the_ways_out(house: House, words: str) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=CLOUD)
    assert await house.ask(words, clip("huge.mp4", 210_000_000)) == [TOO_LARGE]
    assert house.backend.calls == []
    assert house.clock.monotonic() < 1


async def test_it_is_answered_at_once_while_another_request_is_worked_on(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=CLOUD)
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    await house.say("剪掉停顿", clip("huge.mp4", 500_000_000))
    await house.chat.until_text("huge.mp4 太大了：这个聊天平台最多只把 20.0 MB 的文件交给机器人。")
    assert house.chat.films() == []
    script.release()
    await house.settled()


async def test_of_an_album_no_file_is_fetched_when_one_is_too_large(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=CLOUD)
    assert await house.ask("merge them", clip(), clip("huge.mp4", CLOUD + 1)) == [TOO_LARGE]
    assert house.chat.fetched == []


async def test_a_replied_to_file_too_large_is_refused_before_any_fetch(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=CLOUD)
    seen = await house.say("", clip(), clip("huge.mp4", CLOUD + 1), addressed=False)
    _, answer = await house.ask("merge them", reply_to=seen.ref)
    assert answer == TOO_LARGE
    assert house.chat.fetched == []


async def test_a_size_told_only_by_the_refusal_gets_the_same_answer(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=CLOUD)
    house.chat.refuses["fetch"] = FileTooLarge()
    _, answer = await house.ask("cut the pauses", clip("huge.mp4", None))
    assert answer == TOO_LARGE


async def test_a_platform_that_hands_over_more_than_we_take_names_our_limit(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=2_000_000_000)
    (answer,) = await house.ask("cut", clip("huge.mp4", 600_000_000))
    assert answer == "huge.mp4 is too large: I can take files up to 524.3 MB. Please compress or trim it first."


async def test_a_link_is_not_judged_by_the_platform_s_limit(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, download_bytes=1)
    await house.ask("cut the pauses https://clips.example/huge.mp4")
    assert uploads(house) == ["upload huge.mp4"]
