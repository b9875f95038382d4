"""What every ledger knows of messages: their newer versions, who answers and posted them, and what is forgotten."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.ledger import Ledger
from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    Handed,
    MediaId,
    MessageId,
    MessageRef,
    PlatformName,
    SessionId,
    StepState,
    TurnId,
    TurnState,
)
from tests.fakes.ledgers import CHAT, NOON, accepted, clip, message, opened

ELSEWHERE = ChatRef(PlatformName("web"), ChatId("c1"), "topic")


@pytest.fixture(params=["memory", "sqlite"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Ledger, None]:
    async with opened(request.param, tmp_path) as made:
        yield made


async def test_what_tells_files_apart_comes_back(ledger: Ledger) -> None:
    named = Attachment(AttachmentId("handle-1"), "a.mp4", unique="u1")
    turn = await accepted(ledger, attachments=(named, clip()))
    assert [file.identity for file in turn.message.attachments] == ["u1", "file-clip.mp4"]
    assert [seen.attachment for seen in await ledger.media_of(turn.message.ref)] == [named, clip()]


async def test_a_waiting_turn_takes_the_newer_version_of_its_message(ledger: Ledger) -> None:
    turn = await accepted(ledger, attachments=(clip("a.mp4"),))
    newer = message("edit-1", ref=turn.message.ref, text="longer", attachments=(clip("a.mp4"), clip("b.mp4")))
    assert await ledger.replace(turn.id, newer)
    (open_turn,) = await ledger.open_turns()
    assert (open_turn.id, open_turn.position, open_turn.message) == (turn.id, turn.position, newer)
    assert [seen.attachment.filename for seen in await ledger.media_of(turn.message.ref)] == ["a.mp4", "b.mp4"]


async def test_the_same_newer_version_is_taken_once(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    first, second = (message(f"edit-{n}", ref=turn.message.ref, text=f"version {n}") for n in (1, 2))
    assert await ledger.replace(turn.id, first)
    assert await ledger.replace(turn.id, second)
    assert not await ledger.replace(turn.id, first)
    assert await ledger.accept(first) is None
    assert [each.message.text for each in await ledger.open_turns()] == ["version 2"]


async def test_an_event_that_became_a_turn_is_no_newer_version(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    assert not await ledger.replace(turn.id, message(text="again", attachments=(clip(),)))
    assert [each.message.text for each in await ledger.open_turns()] == ["make it shorter"]
    assert await ledger.media_of(turn.message.ref) == []


@pytest.mark.parametrize("state", [TurnState.WORKING, TurnState.DONE, TurnState.CANCELLED])
async def test_a_turn_that_does_not_wait_keeps_its_message(ledger: Ledger, state: TurnState) -> None:
    turn = await accepted(ledger)
    await ledger.set_state(turn.id, state)
    newer = message("edit-1", ref=turn.message.ref, text="longer", attachments=(clip(),))
    assert not await ledger.replace(turn.id, newer)
    assert (await ledger.turns_of(turn.message.ref))[0].message == turn.message
    assert await ledger.media_of(turn.message.ref) == []
    assert await ledger.accept(newer) is not None


async def test_nobody_s_turn_is_replaced(ledger: Ledger) -> None:
    assert not await ledger.replace(TurnId("0" * 32), message("edit-1"))


async def test_the_turns_of_a_message_come_in_their_order_whatever_became_of_them(ledger: Ledger) -> None:
    first = await accepted(ledger)
    await ledger.set_state(first.id, TurnState.FAILED)
    second = await accepted(ledger, "edit-1", ref=first.message.ref)
    await accepted(ledger, "e2")
    await accepted(ledger, "e3", chat=ELSEWHERE, ref=MessageRef(ELSEWHERE, first.message.ref.message_id))
    turns = await ledger.turns_of(first.message.ref)
    assert [(turn.id, turn.state) for turn in turns] == [
        (first.id, TurnState.FAILED),
        (second.id, TurnState.WAITING),
    ]


async def test_a_turn_is_found_by_any_message_it_posted(ledger: Ledger) -> None:
    turn, other = await accepted(ledger, "e1"), await accepted(ledger, "e2")
    await ledger.complete(turn.id, "status", {"message": "m7"})
    await ledger.complete(turn.id, "result/0", {"message": "m8", "more": [1]})
    await ledger.complete(other.id, "status", {"message": "m9"})
    for posted, by in (("m7", turn.id), ("m8", turn.id), ("m9", other.id)):
        found = await ledger.posted_by(MessageRef(CHAT, MessageId(posted)))
        assert found is not None
        assert found.id == by
    assert await ledger.posted_by(MessageRef(CHAT, MessageId("m10"))) is None
    assert await ledger.posted_by(MessageRef(ELSEWHERE, MessageId("m7"))) is None


async def test_what_a_chat_refused_is_listed_until_it_is_offered(ledger: Ledger) -> None:
    first, second = await accepted(ledger, "e1"), await accepted(ledger, "e2")
    await accepted(ledger, "e3")
    elsewhere = await accepted(ledger, "e4", chat=ELSEWHERE)
    for turn in (second, first, elsewhere):
        await ledger.complete(turn.id, "undelivered/result/0", {"text": "here"})
    assert await ledger.undelivered(CHAT) == []
    for turn in (second, first, elsewhere):
        await ledger.set_state(turn.id, TurnState.FAILED)
    assert [turn.id for turn in await ledger.undelivered(CHAT)] == [first.id, second.id]
    await ledger.complete(first.id, "offered", {})
    assert [turn.id for turn in await ledger.undelivered(CHAT)] == [second.id]


async def test_an_intent_that_had_no_effect_is_taken_back(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.intend(turn.id, "result/0", {"film": "f"})
    await ledger.withdraw(turn.id, "result/0")
    assert await ledger.steps(turn.id) == {}
    await ledger.complete(turn.id, "result/0", {"message": "m1"})
    await ledger.withdraw(turn.id, "result/0")
    await ledger.give_up(turn.id, "result/1")
    await ledger.withdraw(turn.id, "result/1")
    await ledger.withdraw(turn.id, "never")
    states = {name: step.state for name, step in (await ledger.steps(turn.id)).items()}
    assert states == {"result/0": StepState.DONE, "result/1": StepState.UNKNOWN}


LINK = Attachment(AttachmentId("https://a.example/b.mp4"), "b.mp4", url="https://a.example/b.mp4")


def handed(identity: str) -> Handed:
    """A file by another handle than its identity, and our copy of it."""
    return Handed(Attachment(AttachmentId("file-" + identity), "剪.mp4", 7, unique=identity), MediaId("m-" + identity))


async def test_a_session_knows_the_files_it_was_given(ledger: Ledger) -> None:
    one, two = SessionId("s1"), SessionId("s2")
    for identity in ("u2", "u1", "u2"):
        await ledger.note_upload(CHAT, one, handed(identity))
    await ledger.note_upload(CHAT, two, Handed(LINK))
    assert await ledger.uploads(CHAT, one) == {"u1", "u2"}
    assert await ledger.uploads(CHAT, two) == {LINK.id}
    assert await ledger.handed(CHAT, one) == (handed("u2"), handed("u1"))
    assert await ledger.handed(CHAT, two) == (Handed(LINK),)
    assert await ledger.handed(ELSEWHERE, one) == ()
    assert await ledger.uploads(ELSEWHERE, one) == frozenset()


async def test_a_forgotten_chat_leaves_nothing_but_what_is_open_or_newer(ledger: Ledger) -> None:
    turns = [await accepted(ledger, f"e{number}", attachments=(clip(),)) for number in range(4)]
    newer = message("edit-1", ref=turns[0].message.ref, text="secret")
    assert await ledger.replace(turns[0].id, newer)
    for turn in (turns[0], turns[3]):
        await ledger.complete(turn.id, "status", {"message": f"m-{turn.position}"})
        await ledger.set_state(turn.id, TurnState.DONE)
    await ledger.set_state(turns[1].id, TurnState.CANCELLED)
    await ledger.note_upload(CHAT, SessionId("s1"), handed("u1"))
    elsewhere = await accepted(ledger, "e9", chat=ELSEWHERE, attachments=(clip(),))
    await ledger.set_state(elsewhere.id, TurnState.DONE)
    await ledger.forget(CHAT, turns[3].position)
    left = [turn for each in (*turns, elsewhere) for turn in await ledger.turns_of(each.message.ref)]
    assert [turn.id for turn in left] == [turns[2].id, turns[3].id, elsewhere.id]
    assert await ledger.steps(turns[0].id) == {}
    assert await ledger.recent_media(CHAT, NOON) == []
    assert len(await ledger.recent_media(ELSEWHERE, NOON)) == 1
    assert await ledger.uploads(CHAT, SessionId("s1")) == frozenset()


async def test_a_result_for_a_forgotten_turn_is_let_go(ledger: Ledger) -> None:
    turn = await accepted(ledger)
    await ledger.set_state(turn.id, TurnState.DONE)
    await ledger.forget(CHAT, turn.position + 1)
    await ledger.complete(turn.id, "offered", {})
    assert await ledger.steps(turn.id) == {}


async def test_positions_are_never_given_twice(ledger: Ledger) -> None:
    first = await accepted(ledger, "e1")
    await ledger.set_state(first.id, TurnState.DONE)
    await ledger.forget(CHAT, first.position + 1)
    assert (await accepted(ledger, "e2")).position > first.position
