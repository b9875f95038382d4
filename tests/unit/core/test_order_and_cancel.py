"""Order within a chat, quick questions that overtake, and cancelling at every stage."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model import ChatId, MessageId, MessageRef, RenderStatus
from tests.fakes.backend import EditScript, says
from tests.fakes.chat import CAPABILITIES, MEI, ROOM, TOM, clip
from tests.fakes.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


def slow(house: House) -> EditScript:
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    return script


async def test_turns_of_a_chat_run_in_arrival_order_and_show_their_place(house: House) -> None:
    first = slow(house)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    await house.say("second")
    await house.say("third")
    await house.chat.until_text("⏳ Waiting, number 3 in line")
    assert house.backend.said == ["first"]
    first.release()
    await house.settled()
    assert house.backend.said == ["first", "second", "third"]


async def test_credits_and_status_overtake_a_running_render(house: House) -> None:
    house.backend.renders_by_hand = True
    await house.say("cut", clip())
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    await house.say("credits")
    await house.say("status")
    await house.chat.until_text("Local editing is free")
    await house.chat.until_text("Timeline (1 track)")
    assert house.chat.films() == []
    house.backend.move_render(RenderStatus.COMPLETED)
    await house.settled()


async def test_chats_do_not_wait_for_each_other(house: House) -> None:
    script = slow(house)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    await house.say("other", clip(), chat=replace(ROOM, chat_id=ChatId("other")))
    await house.chat.until(lambda chat: len(chat.films()) == 1)
    script.release()
    await house.settled()
    assert len(house.chat.films()) == 2


async def test_the_same_event_twice_is_one_turn(house: House) -> None:
    await house.say("cut", clip(), event="update-1")
    await house.say("cut", clip(), event="update-1")
    await house.settled()
    assert house.backend.said == ["cut"]


async def test_cancel_stops_a_running_edit_at_the_backend_and_keeps_the_timeline(house: House) -> None:
    slow(house)
    await house.say("cut", clip())
    await house.backend.until(lambda backend: backend.said == ["cut"])
    await house.say("cancel")
    await house.settled()
    assert house.chat.transcript() == ["🚫 Cancelled", "Cancelled. Your video is safe."]
    assert "cancel_edit" in house.backend.calls
    house.backend.scripts.append(says("Done."))
    _, result = await house.ask("music")
    assert result.startswith("Done.")


async def test_cancel_stops_a_running_render(house: House) -> None:
    house.backend.renders_by_hand = True
    await house.say("剪掉停顿", clip())
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    house.backend.move_render(RenderStatus.PROCESSING, 10.0)
    await house.chat.until_text("10%")
    await house.say("取消")
    await house.settled()
    assert house.chat.transcript() == ["🚫 已取消", "已取消。你的视频没有受影响。"]
    assert [render.progress.status for render in house.backend.renders.values()] == [RenderStatus.CANCELLED]
    assert house.chat.films() == []


async def test_a_queued_turn_is_cancelled_alone_by_answering_its_status(house: House) -> None:
    first = slow(house)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    await house.say("second")
    await house.chat.until(lambda chat: len(chat.shown) == 2)
    status = list(house.chat.shown)[1]
    await house.say("cancel", reply_to=MessageRef(ROOM, MessageId(status)))
    await house.chat.until_text("Cancelled. Your video is safe.")
    first.release()
    await house.settled()
    assert house.backend.said == ["first"]
    assert house.chat.transcript()[1] == "🚫 Cancelled"


async def test_only_the_requester_or_an_admin_may_cancel_in_a_group(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, shared=True)
    slow(house)
    await house.say("cut", clip(), sender=MEI)
    await house.chat.until_text("for Mei")
    await house.backend.until(lambda backend: backend.said == ["cut"])
    await house.say("cancel", sender=TOM)
    await house.chat.until_text("Mei asked for that: only Mei or an admin can cancel it.")
    await house.say("cancel", sender=replace(TOM, is_admin=True))
    await house.settled()
    assert house.chat.transcript()[-1] == "Cancelled what Mei had asked for. The video is safe."


async def test_cancel_without_anything_to_cancel_says_so(house: House) -> None:
    assert await house.ask("cancel") == ["There is nothing to cancel."]
    assert await house.ask("算了") == ["现在没有可以取消的任务。"]


async def test_too_many_waiting_turns_are_refused_kindly_and_the_rest_are_answered(house: House) -> None:
    first = slow(house)
    await house.say("first", clip())
    await house.backend.until(lambda backend: backend.said == ["first"])
    for number in range(22):
        await house.say(f"more {number}")
    await house.chat.until_text("There are too many requests waiting in this chat.")
    first.release()
    await house.settled()
    assert len(house.backend.said) == 20
