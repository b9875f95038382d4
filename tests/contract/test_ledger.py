"""What every ledger does, in memory or on the disk."""

from collections.abc import AsyncGenerator
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from bot.core.errors import StorageFailed
from bot.core.ledger import Ledger
from bot.core.model import (
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
    StepState,
    TurnId,
    TurnState,
)
from tests.fakes.ledgers import CHAT, NOON, accepted, clip, message, opened

LONE_SURROGATE = "half \ud83d gone"


@pytest.fixture(params=["memory", "sqlite"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Ledger, None]:
    async with opened(request.param, tmp_path) as made:
        yield made


async def test_an_accepted_message_is_a_waiting_turn(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    assert turn.state is TurnState.WAITING
    assert turn.message == message()
    assert await ledger.open_turns() == [turn]


async def test_the_same_event_is_accepted_once(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    assert await ledger.accept(message(text="delivered again")) is None
    assert await ledger.open_turns() == [turn]


async def test_the_same_event_id_of_another_platform_is_another_event(ledger: Ledger) -> None:
    await accepted(ledger)
    elsewhere = ChatRef(PlatformName("terminal"), CHAT.chat_id)
    assert await ledger.accept(message(chat=elsewhere)) is not None


async def test_an_answered_event_is_still_known(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.set_state(turn.id, TurnState.DONE)
    assert await ledger.accept(message()) is None
    assert await ledger.open_turns() == []


async def test_every_field_of_a_message_comes_back(ledger: Ledger) -> None:
    topic = ChatRef(PlatformName("telegram"), ChatId("-100:7"), "42")
    full = message(
        "e9",
        chat=topic,
        sender=Sender(SenderId("p:1"), "小明 🎬", "zh-Hans-CN", is_admin=True),
        text='剪掉静音 🎞️\n"quoted"\u2028\x00 end',
        attachments=(clip("假期.mp4", size_bytes=5), clip("link", url="https://example.org/a.mp4?x=1")),
        reply_to=MessageRef(topic, MessageId("m0")),
        addressed=False,
        amends=True,
        within=("70", "role-9"),
        hides_reply=True,
    )
    await ledger.accept(full)
    (turn,) = await ledger.open_turns()
    assert turn.message == full


async def test_a_moment_keeps_its_place_in_time_whatever_its_zone(ledger: Ledger) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=8)))
    await accepted(ledger, received_at=east)
    (turn,) = await ledger.open_turns()
    assert turn.message.received_at == NOON


async def test_half_a_character_is_replaced_and_loses_nothing_else(ledger: Ledger) -> None:
    sender = Sender(SenderId("p\udc00"), LONE_SURROGATE)
    turn = await accepted(ledger, f"e{LONE_SURROGATE}", text=LONE_SURROGATE, sender=sender)
    assert turn.message.text == "half \ufffd gone"
    assert await ledger.accept(message(f"e{LONE_SURROGATE}")) is None


async def test_turns_come_back_in_the_order_of_arrival(ledger: Ledger) -> None:
    turns = [await accepted(ledger, f"e{number}") for number in range(12)]
    assert await ledger.open_turns() == turns
    positions = [turn.position for turn in turns]
    assert positions == sorted(set(positions))


async def test_turn_ids_cannot_be_guessed_from_one_another(ledger: Ledger) -> None:
    turns = [await accepted(ledger, f"e{number}") for number in range(4)]
    assert {len(turn.id) for turn in turns} == {32}
    assert len({turn.id[:8] for turn in turns}) == 4


@pytest.mark.parametrize("final", [TurnState.DONE, TurnState.FAILED, TurnState.CANCELLED])
async def test_a_turn_is_open_until_it_is_answered(ledger: Ledger, final: TurnState) -> None:
    turn = await accepted(ledger)
    await ledger.set_state(turn.id, TurnState.WORKING)
    assert [each.state for each in await ledger.open_turns()] == [TurnState.WORKING]
    await ledger.set_state(turn.id, final)
    assert await ledger.open_turns() == []


async def test_a_turn_that_has_ended_stays_as_it_ended(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.set_state(turn.id, TurnState.CANCELLED)
    await ledger.set_state(turn.id, TurnState.WORKING)
    assert await ledger.open_turns() == []


async def test_an_intended_step_shows_the_world_before_it(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "edit", {"draft": {"t": []}, "名": "片段"})
    step = (await ledger.steps(turn.id))["edit"]
    assert (step.state, step.before, step.result) == (StepState.INTENDED, {"draft": {"t": []}, "名": "片段"}, {})


async def test_a_completed_step_keeps_what_was_before(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "edit", {"uploads": 1})
    await ledger.complete(turn.id, "edit", {"text": LONE_SURROGATE, "n": 1.5, "list": [1, None, True]})
    step = (await ledger.steps(turn.id))["edit"]
    assert (step.state, step.before) == (StepState.DONE, {"uploads": 1})
    assert step.result == {"text": "half \ufffd gone", "n": 1.5, "list": [1, None, True]}


async def test_a_result_without_an_intent_is_kept_all_the_same(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.complete(turn.id, "edit", {"text": "done"})
    assert (await ledger.steps(turn.id))["edit"].result == {"text": "done"}


async def test_a_step_given_up_stays_in_the_ledger(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "send", {"reply": "film"})
    await ledger.give_up(turn.id, "send")
    step = (await ledger.steps(turn.id))["send"]
    assert (step.state, step.before) == (StepState.UNKNOWN, {"reply": "film"})


async def test_a_known_result_is_never_taken_back(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "edit", {"first": 1})
    await ledger.complete(turn.id, "edit", {"text": "done"})
    await ledger.intend(turn.id, "edit", {"second": 2})
    await ledger.give_up(turn.id, "edit")
    step = (await ledger.steps(turn.id))["edit"]
    assert (step.state, step.before, step.result) == (StepState.DONE, {"first": 1}, {"text": "done"})


async def test_a_step_given_up_can_still_turn_out_done(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "send", {})
    await ledger.give_up(turn.id, "send")
    await ledger.complete(turn.id, "send", {"message": "m2"})
    assert (await ledger.steps(turn.id))["send"].state is StepState.DONE


async def test_steps_stay_in_the_order_of_their_first_intent(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    for name in ("upload", "edit", "render"):
        await ledger.intend(turn.id, name, {})
    await ledger.intend(turn.id, "upload", {"again": True})
    await ledger.complete(turn.id, "edit", {})
    steps = await ledger.steps(turn.id)
    assert list(steps) == ["upload", "edit", "render"]
    assert steps["upload"].before == {"again": True}


async def test_turns_do_not_share_steps(ledger: Ledger) -> None:
    first, second = await accepted(ledger, "e1"), await accepted(ledger, "e2")
    await ledger.intend(first.id, "edit", {})
    assert await ledger.steps(second.id) == {}


async def test_an_unknown_turn_stops_everything(ledger: Ledger) -> None:
    nobody = TurnId("0" * 32)
    with pytest.raises(StorageFailed):
        await ledger.set_state(nobody, TurnState.DONE)
    with pytest.raises(StorageFailed):
        await ledger.intend(nobody, "edit", {})


async def test_media_of_an_accepted_message_are_remembered_in_its_order(ledger: Ledger) -> None:
    files = (clip("b.mp4", size_bytes=7), clip("a.mp4"))
    turn = await accepted(ledger, attachments=files)
    seen = await ledger.media_of(turn.message.ref)
    assert [media.attachment for media in seen] == list(files)
    assert {media.message for media in seen} == {turn.message.ref}
    assert {media.seen_at for media in seen} == {NOON}


async def test_media_nobody_addressed_to_us_are_remembered_without_a_turn(ledger: Ledger) -> None:
    passing = message(attachments=(clip(),), addressed=False)
    await ledger.remember(passing)
    assert await ledger.open_turns() == []
    assert [media.attachment for media in await ledger.media_of(passing.ref)] == [clip()]


async def test_a_message_without_media_leaves_none(ledger: Ledger) -> None:
    await ledger.remember(message())
    assert await ledger.media_of(message().ref) == []
    assert await ledger.recent_media(CHAT, NOON) == []


async def test_the_same_media_seen_twice_are_one(ledger: Ledger) -> None:
    passing = message(attachments=(clip(),))
    await ledger.remember(passing)
    await accepted(ledger, attachments=(clip(),))
    assert len(await ledger.media_of(passing.ref)) == 1


async def test_an_edited_message_replaces_its_media(ledger: Ledger) -> None:
    await ledger.remember(message(attachments=(clip("old.mp4"),)))
    await ledger.remember(message(attachments=(clip("new.mp4"),)))
    assert [media.attachment.filename for media in await ledger.media_of(message().ref)] == ["new.mp4"]


async def test_recent_media_are_the_reverse_of_their_arrival(ledger: Ledger) -> None:
    for number in range(3):
        at = NOON + timedelta(minutes=number)
        files = (clip(f"{number}-first.mp4"), clip(f"{number}-second.mp4"))
        await ledger.remember(message(f"e{number}", attachments=files, received_at=at))
    recent = await ledger.recent_media(CHAT, NOON + timedelta(minutes=1))
    assert [media.attachment.filename for media in recent] == [
        "2-second.mp4",
        "2-first.mp4",
        "1-second.mp4",
        "1-first.mp4",
    ]


async def test_recent_media_are_those_of_this_chat_alone(ledger: Ledger) -> None:
    alike = [
        ChatRef(PlatformName("web"), ChatId("c1:t1")),
        ChatRef(PlatformName("web"), ChatId("c1"), "t1"),
        ChatRef(PlatformName("web:c1"), ChatId("t1")),
    ]
    for number, chat in enumerate(alike):
        await ledger.remember(message(f"e{number}", chat=chat, attachments=(clip(f"{number}.mp4"),)))
    for number, chat in enumerate(alike):
        recent = await ledger.recent_media(chat, NOON)
        assert [(media.attachment.filename, media.message.chat) for media in recent] == [(f"{number}.mp4", chat)]
