"""Chats that cannot be posted to, or take no videos: the work is kept, and offered when somebody there is back."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import ChatUnavailable, Throttled, TooLargeToSend, VideoNotAllowed
from bot.core.model import ChatId, Link, MessageRef, TurnState
from tests.fakes.backend import FakeBackend, asks
from tests.fakes.chat import CAPABILITIES, ROOM, TOM, clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger

AGAIN = "send it again"
OFFER = "While I could not post here, your video was finished. Press “Send again” to get it."

BIG = b"video 15000 1920x1080 the film".ljust(1000, b".")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
        yield house


def bar(house: House) -> None:
    for kind in ("send", "edit"):
        house.chat.refuses[kind] = ChatUnavailable()


def let_in(house: House) -> None:
    house.chat.refuses.clear()


def newest(house: House) -> MessageRef:
    return list(house.chat.shown.values())[-1].ref


async def test_a_film_nobody_could_be_sent_is_offered_when_the_chat_is_back(house: House) -> None:
    await house.say("cut the pauses", clip())
    await house.chat.until(lambda chat: len(chat.shown) == 1)
    bar(house)
    await house.settled()
    assert await house.ledger.open_turns() == []
    assert house.backend.said == ["cut the pauses"]
    let_in(house)
    credits_, offer = await house.ask("credits", sender=TOM)
    assert credits_.startswith("Local editing is free")
    assert offer == OFFER
    assert await house.ask("credits") == [credits_]
    _, film = await house.ask(AGAIN, reply_to=newest_offer(house))
    assert film.startswith("Done.\n0:15")
    assert len(house.backend.renders) == 1
    assert house.chat.transcript()[0] == "✅ Sent again below"
    _, answer = await house.ask(AGAIN, reply_to=newest_offer(house))
    assert answer.startswith("It is already above.")


def newest_offer(house: House) -> MessageRef:
    return next(shown.ref for shown in house.chat.shown.values() if shown.reply.text == OFFER)


async def test_a_chat_barred_from_the_start_loses_nothing(house: House) -> None:
    bar(house)
    assert await house.ask("剪掉停顿", clip("a.mp4"), clip("b.mp4")) == []
    assert await house.ask("make it blue") == []
    let_in(house)
    (_, offer) = await house.ask("余额")
    assert offer == "在我没法发消息的时候，有 2 个请求做好了。点“再发一次”就能拿到视频。"
    await house.ask("再发一次", reply_to=newest(house))
    assert len(house.chat.films()) == 3


async def test_an_answer_nobody_could_be_told_is_offered_too(house: House) -> None:
    await house.ask("", clip())
    house.backend.scripts.append(asks("Which look do you like?", "warmer", "brighter"))
    bar(house)
    await house.ask("make it look better")
    let_in(house)
    offer = (await house.ask("credits"))[-1]
    assert offer == "While I could not post here, I had an answer for you. Press “Send again” to read it."
    await house.ask(AGAIN, reply_to=newest(house))
    question = list(house.chat.shown.values())[-1].reply
    assert question.text == "Which look do you like?"
    assert [button.says for button in question.buttons] == ["warmer", "brighter"]
    assert len(await house.ask("credits")) == 1


async def test_stale_quick_answers_are_not_offered(house: House) -> None:
    bar(house)
    await house.ask("credits")
    let_in(house)
    assert len(await house.ask("credits")) == 1


async def test_a_result_kept_for_one_chat_is_not_offered_in_another(house: House) -> None:
    bar(house)
    await house.ask("cut the pauses", clip())
    let_in(house)
    assert len(await house.ask("credits", chat=replace(ROOM, chat_id=ChatId("other")))) == 1
    assert (await house.ask("credits"))[-1] == OFFER


async def test_a_chat_barred_again_while_sending_again_is_offered_the_film_once_more(house: House) -> None:
    bar(house)
    await house.ask("cut the pauses", clip())
    let_in(house)
    await house.ask("credits")
    first = newest(house)
    await house.say(AGAIN, reply_to=first)
    await house.chat.until(lambda chat: len(chat.shown) == 3)
    bar(house)
    await house.settled()
    let_in(house)
    assert (await house.ask("credits"))[-1] == OFFER
    await house.ask(AGAIN, reply_to=newest(house))
    assert len(house.chat.films()) == 1
    for offer in (first, newest_offer(house)):
        await house.ask(AGAIN, reply_to=offer)
    assert len(house.chat.films()) == 1


async def test_an_offer_refused_is_made_again_another_time(house: House) -> None:
    bar(house)
    await house.ask("cut the pauses", clip())
    await house.ask("credits")
    let_in(house)
    assert (await house.ask("credits"))[-1] == OFFER


async def test_an_offer_cut_short_by_a_kill_is_made_once(tmp_path: Path) -> None:
    class Killed(MemoryLedger):
        """Its process ends when an offer is to be noted."""

        kills = True

        async def complete(self, turn: object, name: str, result: object) -> None:
            if name == "offered" and self.kills:
                raise RuntimeError("killed")
            await super().complete(turn, name, result)  # type: ignore[arg-type]

    ledger = Killed()
    house = House(tmp_path, ledger=ledger)
    async with house.running():
        bar(house)
        await house.ask("cut the pauses", clip())
        let_in(house)
        await house.say("credits")
        await house.chat.until_text(OFFER)
    ledger.kills = False
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
        await house.ask("credits")
    assert house.chat.transcript().count(OFFER) == 1


async def test_a_penalty_too_long_for_the_adapter_keeps_the_result(house: House) -> None:
    house.chat.refuses["film"] = Throttled(retry_after_s=14_000.0)
    (status,) = await house.ask("cut the pauses", clip())
    assert status == "📦 Finished and kept: I could not post it here. Press “Send again” to try once more."
    let_in(house)
    assert (await house.ask("credits"))[-1] == OFFER
    await house.ask(AGAIN, reply_to=newest(house))
    assert len(house.chat.films()) == 1


async def test_a_chat_that_takes_no_videos_gets_the_link(house: House) -> None:
    house.links.answer = Link("https://cut.example/files/abc", house.clock.now())
    house.chat.refuses["film"] = VideoNotAllowed()
    status, result = await house.ask("cut the pauses", clip())
    assert status.startswith("✅ Done")
    assert result.endswith(
        "I am not allowed to post videos here; the full film is behind the link until 2026-11-20 10:00 UTC."
    )
    assert list(house.chat.shown.values())[-1].reply.link == house.links.answer


async def test_a_chat_that_takes_no_videos_and_no_link_is_told_how_and_gets_it_later(house: House) -> None:
    house.chat.refuses["film"] = VideoNotAllowed()
    status, words = await house.ask("cut the pauses", clip())
    assert "When an admin has allowed it, press “Send again”." in words
    assert status.startswith("💬 Answered below")
    how = newest(house)
    assert list(house.chat.shown.values())[-1].reply.buttons[0].says == AGAIN
    assert len(await house.ask("credits")) == 1
    house.chat.refuses.clear()
    await house.ask(AGAIN, reply_to=how)
    assert len(house.chat.films()) == 1
    assert len(house.backend.renders) == 1


async def test_the_clouds_address_serves_where_videos_are_barred(tmp_path: Path) -> None:
    from backend.traits import NEMO

    async with House(tmp_path, backend=FakeBackend(NEMO)).running() as house:
        house.chat.refuses["film"] = VideoNotAllowed()
        _, result = await house.ask("剪掉停顿", clip())
        assert "我没有权限在这里发视频； 完整版在链接里" in result
        link = list(house.chat.shown.values())[-1].reply.link
    assert link is not None
    assert link.url.startswith("https://films.example/")


async def test_a_film_no_copy_of_which_fits_is_linked_or_explained(house: House) -> None:
    house.tools.fits = False
    house.chat.capabilities_ = replace(CAPABILITIES, upload_bytes=25)
    _, words = await house.ask("cut the pauses", clip())
    assert "no copy worth watching is that small. Make it shorter, or ask the operator" in words
    house.links.answer = Link("https://cut.example/files/abc", house.clock.now())
    _, words = await house.ask("make it blue")
    assert "No copy worth watching is small enough for this chat; the full film is behind the link until" in words
    assert house.chat.films() == []


async def test_a_copy_refused_for_its_size_too_is_made_smaller(house: House) -> None:
    house.backend.film = BIG
    house.chat.fail = [("film", TooLargeToSend(), False)] * 2
    await house.ask("cut the pauses", clip())
    (film,) = house.chat.films()
    assert film.reply.film is not None
    assert film.reply.film.media.size_bytes < 0.6 * len(BIG)


async def test_a_platform_that_refuses_every_copy_ends_in_words(house: House) -> None:
    house.backend.film = BIG
    house.chat.refuses["film"] = TooLargeToSend()
    _, words = await house.ask("cut the pauses", clip())
    assert words.startswith("I could not post the film here. It is kept; say “export” to get it.")
    (turn,) = house.ledger.turns.values()  # type: ignore[attr-defined]
    assert turn.state is TurnState.FAILED
