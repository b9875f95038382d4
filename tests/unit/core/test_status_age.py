"""A status message where old messages cannot be edited freely: another takes its place in time, also over restarts."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from backend.traits import STUDIO
from bot.core.errors import PlatformError, Throttled
from bot.core.model import ChatRef, MessageRef, RenderStatus, Reply
from bot.core.ports import SendWatch
from tests.fakes.backend import FakeBackend
from tests.fakes.chat import CAPABILITIES, FakeChat, clip
from tests.fakes.house import House
from tests.fakes.stopping_ledger import StoppingLedger

CLOSED = "⬇️ Goes on in a newer message below"


class Ageing(FakeChat):
    """Counts how often it was asked for more edits of old messages than it takes."""

    refused = 0
    hangs = False
    shut: ClassVar[dict[str, int]] = {}

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        ref = await super().send(chat, reply, key=key, watch=watch)
        if self.hangs and "status.again" in key:
            self.hangs = False
            await asyncio.Event().wait()
        return ref

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        if self.shut.get(ref.message_id):
            self.shut[ref.message_id] -= 1
            raise Throttled(retry_after_s=5.0)
        try:
            await super().edit(ref, reply)
        except Throttled:
            self.refused += 1
            raise


@pytest.fixture
def house(tmp_path: Path) -> House:
    capabilities = replace(CAPABILITIES, edit_interval_s=20.0, life_sign_s=60.0, edit_window_s=3600.0)
    backend = FakeBackend(replace(STUDIO, poll_s=60.0))
    house = House(tmp_path, chat=Ageing(capabilities), backend=backend, ledger=StoppingLedger())
    house.chat.now = house.clock.monotonic
    house.ledger.armed = False
    backend.renders_by_hand = True
    return house


async def rendering_for(house: House, minutes: int) -> None:
    """Let the newest render go on for so long."""
    for minute in range(minutes):
        house.backend.move_render(RenderStatus.PROCESSING, percent=minute % 100)
        await house.clock.advance(60)


async def finished(house: House) -> None:
    house.backend.move_render(RenderStatus.COMPLETED, percent=100)
    await house.clock.advance(60)
    await house.settled()


async def begun(house: House) -> None:
    await house.say("cut the pauses", clip())
    while not house.backend.renders:
        await house.clock.advance(1)


async def test_a_render_of_70_minutes_ends_with_its_film_below_a_status_that_stayed_editable(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 70)
        before, now = house.chat.shown.values()
        assert before.reply.text == CLOSED
        assert before.reply.buttons == ()
        assert "Rendering" in now.reply.text
        assert "1:10:" in now.reply.text
        assert [button.says for button in now.reply.buttons] == ["cancel"]
        assert now.reply.silent
        assert now.reply.reply_to is not None
        await finished(house)
    assert now.reply.text.startswith("✅ Done in 1:1")
    (film,) = house.chat.films()
    assert list(house.chat.shown.values())[-1] is film
    assert house.chat.refused == 0


async def test_what_takes_three_hours_moves_three_times(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 180)
        await finished(house)
    assert house.chat.transcript()[:3] == [CLOSED] * 3
    assert house.chat.transcript()[3].startswith("✅ Done in 3:0")
    assert house.chat.refused == 0


async def test_the_age_counts_from_the_post_also_after_a_restart(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 40)
    house.dispatcher = house.new_dispatcher()
    async with house.running(time_flies=False):
        await rendering_for(house, 30)
        await finished(house)
    assert house.chat.transcript()[0] == CLOSED
    assert len(house.chat.shown) == 3
    assert house.chat.refused == 0


@pytest.mark.parametrize("write", ["complete status/again", "complete status/closed/1"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_while_it_moves_leaves_neither_two_at_work_nor_a_third(
    house: House, moment: str, write: str
) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 50)
        house.ledger.armed = True
        await rendering_for(house, 10)
    number = house.ledger.labels.index(write) + 1
    again = House(house.folder / "again", chat=Ageing(house.chat.capabilities_), ledger=StoppingLedger())
    again.backend = FakeBackend(replace(STUDIO, poll_s=60.0))
    again.backend.renders_by_hand, again.backend.film = True, house.backend.film
    again.chat.now, again.ledger.armed = again.clock.monotonic, False
    again.dispatcher = again.new_dispatcher()
    async with again.running(time_flies=False):
        await begun(again)
        await rendering_for(again, 50)
        again.ledger.armed, again.ledger.stop_at = True, (moment, number)
        await rendering_for(again, 10)
        assert again.ledger.stopped.is_set()
    again.ledger.revive()
    again.dispatcher = again.new_dispatcher()
    async with again.running(time_flies=False):
        await rendering_for(again, 5)
        await finished(again)
    assert len(again.chat.shown) == 3
    assert again.chat.transcript()[0] == CLOSED
    assert again.chat.transcript()[1].startswith("✅ Done in 1:0")


async def test_one_that_cannot_be_closed_now_is_closed_at_the_next_occasion(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 56)
        house.chat.fail = [("edit", PlatformError(), False)]
        await rendering_for(house, 4)
        await finished(house)
    assert house.chat.fail == []
    assert house.chat.transcript()[0] == CLOSED


async def test_cancel_is_understood_under_both_and_closes_both(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        await rendering_for(house, 56)
        house.chat.refuses["edit"] = PlatformError()
        await rendering_for(house, 3)
        before, now = list(house.chat.shown.values())
        assert before.reply.text != CLOSED
        house.chat.refuses.clear()
        await house.say("cancel", reply_to=before.ref)
        await house.settled()
    assert now.reply.text == "🚫 Cancelled"
    assert before.reply.text == "🚫 Cancelled"


async def test_work_that_ends_while_the_status_moves_leaves_none_at_work(house: House) -> None:
    """The new message is posted, but its answer has not come when the film is done."""
    async with house.running(time_flies=False):
        await begun(house)
        house.chat.hangs = True
        await rendering_for(house, 58)
        assert len(house.chat.shown) == 2
        await finished(house)
    former, present, film = house.chat.shown.values()
    assert former.reply.text == CLOSED
    assert present.reply.text.startswith("✅ Done in 5")
    assert present.reply.buttons == ()
    assert film.reply.film is not None


async def test_a_cancel_while_the_status_moves_closes_both(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        house.chat.hangs = True
        await rendering_for(house, 58)
        await house.say("cancel")
        await house.settled()
    assert [one.reply.text for one in list(house.chat.shown.values())[:2]] == ["🚫 Cancelled"] * 2


async def test_a_former_one_that_cannot_be_closed_at_the_end_is_closed_a_little_later(house: House) -> None:
    async with house.running(time_flies=False):
        await begun(house)
        (first,) = house.chat.shown
        await rendering_for(house, 56)
        house.chat.shut = {first: 8}
        await rendering_for(house, 3)
        assert len(house.chat.shown) == 2
        house.backend.move_render(RenderStatus.COMPLETED, percent=100)
        for _ in range(12):
            await house.clock.advance(20)
        await house.settled()
    assert house.chat.shut == {first: 0}
    former, present, *_ = house.chat.transcript()
    assert former == CLOSED
    assert present.startswith("✅ Done")
