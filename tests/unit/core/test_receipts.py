"""Sends whose receipt is lost: words are repeated once, films never without a person's word."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, ReceiptUnknown, Throttled
from bot.core.model import ChatRef, MessageId, MessageRef, Reply, TurnState
from bot.core.ports import SendWatch
from tests.fakes.chat import CAPABILITIES, ROOM, FakeChat, clip
from tests.fakes.house import House

LOSSY = replace(CAPABILITIES, idempotent_send=False)
AGAIN = "send it again"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    chat = FakeChat(LOSSY)
    async with House(tmp_path, chat=chat).running() as house:
        house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
        yield house


def lose(house: House, kind: str, *, landed: bool = True, times: int = 1) -> None:
    house.chat.fail += [(kind, ReceiptUnknown(), landed)] * times


def carrying_again(house: House) -> list[MessageRef]:
    """The messages with a [Send again] button, oldest first."""
    return [
        shown.ref
        for shown in house.chat.shown.values()
        if any(button.says in (AGAIN, "再发一次") for button in shown.reply.buttons)
    ]


def renders(house: House) -> int:
    return len(house.backend.renders)


async def test_a_film_in_doubt_is_sent_again_only_when_asked_and_then_once(house: House) -> None:
    lose(house, "film", landed=False)
    await house.ask("cut the pauses", clip())
    assert house.chat.films() == []
    (status,) = carrying_again(house)
    assert "may already be above" in house.chat.transcript()[0]
    sent, film = await house.ask(AGAIN, reply_to=status)
    assert film.startswith("Done.\n0:15")
    assert sent.startswith("✅ Done")
    assert house.chat.transcript()[0] == "✅ Sent again below"
    assert carrying_again(house) == []
    _, answer = await house.ask(AGAIN, reply_to=status)
    assert answer.startswith("It is already above.")
    assert len(house.chat.films()) == 1
    assert renders(house) == 1
    assert house.backend.said == ["cut the pauses"]


async def test_a_film_in_doubt_again_can_be_asked_for_again_from_either_line(house: House) -> None:
    lose(house, "film", landed=False, times=2)
    await house.ask("剪掉停顿", clip())
    (first,) = carrying_again(house)
    await house.ask("再发一次", reply_to=first)
    assert house.chat.films() == []
    first, second = carrying_again(house)
    await house.ask("再发一次", reply_to=second)
    assert len(house.chat.films()) == 1
    for line in (first, second):
        _, answer = await house.ask("再发一次", reply_to=line)
        assert answer.startswith("已经发在上方了")
    assert len(house.chat.films()) == 1


async def test_a_doubtful_film_of_an_album_does_not_stop_the_others(house: House) -> None:
    lose(house, "film", landed=False)
    status, result = await house.ask("cut the pauses", clip("a.mp4"), clip("b.mp4"))
    assert "may already be above" in status
    assert len(house.chat.films()) == 1
    await house.ask(AGAIN, reply_to=carrying_again(house)[0])
    assert len(house.chat.films()) == 2
    assert [film.reply.text for film in house.chat.films()] == [result, result]


async def test_without_a_status_message_an_answer_carries_send_again(house: House) -> None:
    house.chat.fail = [("words", PlatformError(), False)]
    lose(house, "film", landed=False)
    (answer,) = await house.ask("cut the pauses", clip())
    assert "may already be above" in answer
    await house.ask(AGAIN, reply_to=carrying_again(house)[0])
    assert len(house.chat.films()) == 1


async def test_a_status_message_that_has_vanished_leaves_send_again_to_an_answer(house: House) -> None:
    lose(house, "film", landed=False)
    house.chat.refuses["edit"] = MessageGone()
    said = await house.ask("cut the pauses", clip())
    assert "may already be above" in said[-1]
    assert len(carrying_again(house)) == 1


@pytest.mark.parametrize(
    "error", [ReceiptUnknown(), Throttled(retry_after_s=300.0), ChatUnavailable(), PlatformError(), MessageGone()]
)
async def test_work_is_done_and_delivered_though_its_status_cannot_be_posted(
    house: House, error: PlatformError
) -> None:
    house.chat.fail = [("words", error, False)] * (2 if isinstance(error, ReceiptUnknown) else 1)
    (film,) = await house.ask("cut the pauses", clip())
    assert film.startswith("Done.")
    assert house.clock.monotonic() < 60
    assert await house.ledger.open_turns() == []


async def test_a_status_message_in_doubt_is_posted_once_more(house: House) -> None:
    lose(house, "words", landed=False)
    status, _ = await house.ask("cut the pauses", clip())
    assert status.startswith("✅ Done")


async def test_an_answer_in_doubt_is_sent_once_more_and_no_further(house: House) -> None:
    lose(house, "words", landed=False)
    assert await house.ask("credits") == ["Local editing is free: no credits, no limits."]
    lose(house, "words", landed=True, times=5)
    assert len(await house.ask("credits")) == 2
    assert len(house.chat.fail) == 3
    assert house.dispatcher.failures == 0


async def test_a_film_in_doubt_after_every_harmless_repeat_can_be_asked_for(house: House) -> None:
    house.chat.capabilities_ = CAPABILITIES
    lose(house, "film", landed=False, times=5)
    await house.ask("cut the pauses", clip())
    assert house.chat.films() == []
    await house.ask(AGAIN, reply_to=carrying_again(house)[0])
    assert len(house.chat.films()) == 1
    assert len(house.backend.renders) == 1


async def test_send_again_without_anything_in_doubt_exports(house: House) -> None:
    await house.ask("cut the pauses, don't export", clip())
    _, film = await house.ask(AGAIN)
    assert film.startswith("Here is your film.")
    assert house.backend.said == ["cut the pauses, don't export"]
    stranger = MessageRef(ROOM, MessageId("never-ours"))
    _, film = await house.ask("再发一次", reply_to=stranger)
    assert film.startswith("成片在这里。")


async def test_a_film_that_is_not_there_any_more_is_rendered_anew(house: House) -> None:
    lose(house, "film", landed=False)
    await house.ask("cut the pauses", clip())
    (status,) = carrying_again(house)
    for kept in house.folder.iterdir():
        if kept.is_file() and kept.read_bytes() == house.backend.film:
            kept.unlink()
    _, film = await house.ask(AGAIN, reply_to=status)
    assert film.startswith("Here is your film.")
    assert renders(house) == 2
    await house.ask(AGAIN, reply_to=status)
    assert len(house.chat.films()) == 1


async def test_send_again_waits_its_turn(house: House) -> None:
    lose(house, "film", landed=False)
    await house.ask("cut the pauses", clip())
    house.backend.renders_by_hand = True
    await house.say("make it blue")
    await house.backend.until(lambda backend: len(backend.renders) == 2)
    await house.say(AGAIN, reply_to=carrying_again(house)[0])
    await house.chat.until_text("number 2 in line")
    assert house.chat.films() == []


class Stuck(FakeChat):
    """A platform that holds films back, or the word that they arrived, until it is let go."""

    holds = ""

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        if reply.film is not None and self.holds == "film":
            self.pace.clear()
            self.held.set()
        ref = await super().send(chat, reply, key=key, watch=watch)
        if reply.film is not None and self.holds == "receipt":
            self.held.set()
            await asyncio.Event().wait()
        return ref

    def __post_init__(self) -> None:
        super().__post_init__()
        self.held = asyncio.Event()


async def killed_while(house: House, chat: Stuck, holds: str) -> None:
    """A turn is killed while its film, or the receipt of it, is held; the next process meets a free platform."""
    chat.holds = holds
    async with house.running():
        await house.say("cut the pauses", clip())
        async with asyncio.timeout(5):
            await chat.held.wait()
        await house.clock.sleep(1)
    chat.holds = ""
    chat.pace.set()
    house.dispatcher = house.new_dispatcher()


async def test_a_film_waiting_for_the_pace_is_not_in_doubt_after_a_kill(tmp_path: Path) -> None:
    chat = Stuck(replace(LOSSY, announces_sends=True))
    house = House(tmp_path, chat=chat)
    await killed_while(house, chat, "film")
    async with house.running():
        await house.settled()
    assert len(chat.films()) == 1
    assert chat.transcript()[0].startswith("✅ Done")


@pytest.mark.parametrize("announces", [True, False])
async def test_a_film_on_its_way_at_a_kill_is_in_doubt_and_not_sent_again(tmp_path: Path, announces: bool) -> None:
    chat = Stuck(replace(LOSSY, announces_sends=announces))
    house = House(tmp_path, chat=chat)
    await killed_while(house, chat, "receipt")
    async with house.running():
        await house.settled()
        assert len(chat.films()) == 1
        assert "may already be above" in chat.transcript()[0]
        (turn,) = house.ledger.turns.values()  # type: ignore[attr-defined]
        assert turn.state is TurnState.DONE
        await house.ask(AGAIN, reply_to=carrying_again(house)[0])
    assert len(chat.films()) == 2


async def test_an_attempt_that_was_refused_is_not_in_doubt_while_the_next_one_waits(tmp_path: Path) -> None:
    class Refusing(Stuck):
        """It announces a film, refuses it for its pace, and waits with the next attempt."""

        async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
            if watch is not None and self.holds == "film":
                await watch.going()
                await watch.refused()
            return await super().send(chat, reply, key=key, watch=watch)

    chat = Refusing(replace(LOSSY, announces_sends=True))
    house = House(tmp_path, chat=chat)
    await killed_while(house, chat, "film")
    async with house.running():
        await house.settled()
    assert len(chat.films()) == 1
    assert chat.transcript()[0].startswith("✅ Done")


async def test_a_send_again_cut_short_by_a_kill_is_finished_without_a_second_film(tmp_path: Path) -> None:
    house = House(tmp_path, chat=FakeChat(LOSSY))
    async with house.running():
        lose(house, "film", landed=False)
        await house.ask("cut the pauses", clip())
        (status,) = carrying_again(house)
        await house.say(AGAIN, reply_to=status)
        await house.chat.until(lambda chat: len(chat.films()) == 1)
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
        _, answer = await house.ask(AGAIN, reply_to=status)
    assert len(house.chat.films()) == 1
    assert answer.startswith("It is already above.")
