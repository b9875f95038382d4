"""What may go wrong beside the person's wish: odd errors, absent platforms, lost sessions, half-done cancels."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend.traits import NEMO
from bot.core.errors import (
    BackendUnreachable,
    ChatUnavailable,
    DuplicateRender,
    OutcomeUnknown,
    RateLimited,
    SessionLost,
    StorageFailed,
    UnsupportedFile,
)
from bot.core.model import (
    Attachment,
    BackendState,
    ChatId,
    ChatRef,
    JsonObject,
    PlatformName,
    RenderStatus,
    SessionId,
    TurnId,
    TurnState,
)
from bot.core.router import PlatformRouter
from tests.fakes.backend import EditScript, FakeBackend, says
from tests.fakes.chat import FakeChat, clip, message
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


class ForgetfulLedger(MemoryLedger):
    """A ledger whose database fails at one kind of step."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_at = ""

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        if name == self.fails_at:
            raise StorageFailed("the disk is gone")
        await super().intend(turn, name, before)


class Late(FakeBackend):
    """A backend whose list of uploads lags two looks behind."""

    hidden = 2

    async def state(self, session: SessionId) -> BackendState:
        told = await super().state(session)
        if told.uploads and self.hidden:
            self.hidden -= 1
            return replace(told, uploads=())
        return told


class FailingStatus(FakeChat):
    """A platform kept in the same database as everything: its edits fail when that does."""

    async def edit(self, ref: object, reply: object) -> None:
        raise StorageFailed("the disk is gone")


async def until_it_stops(house: House, text: str, *attachments: Attachment, **details: object) -> None:
    """Say something, with time flying, and raise what the core ends with."""
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        core = group.create_task(house.dispatcher.run())
        await asyncio.sleep(0)
        await house.say(text, *attachments, **details)
        while not core.done():
            await house.clock.advance(0.5)
            await asyncio.sleep(0)


@pytest.mark.parametrize("film", [b"broken", b"text", b"video 0"])
async def test_a_film_that_cannot_be_read_is_told_and_the_bot_goes_on(house: House, film: bytes) -> None:
    house.backend.film = film
    said = await house.ask("cut the pauses", clip())
    assert any("The film could not be made" in text for text in said)
    assert "Local editing is free" in (await house.ask("credits"))[0]


async def test_a_refusal_that_names_no_file_is_told_and_the_bot_goes_on(house: House) -> None:
    house.backend.fail("converse", UnsupportedFile("HTTP 400 code 4001"))
    said = await house.ask("cut the pauses", clip())
    assert any("Something went wrong on my side" in text for text in said)
    assert "Local editing is free" in (await house.ask("credits"))[0]


async def test_a_turn_of_an_absent_platform_waits_until_the_platform_is_back(tmp_path: Path) -> None:
    house = House(tmp_path)
    elsewhere = ChatRef(PlatformName("elsewhere"), ChatId("room"))
    turn = await house.ledger.accept(message("cut the pauses", clip(), chat=elsewhere))
    assert turn is not None
    there = house.chat
    house.chat = PlatformRouter([there])  # type: ignore[assignment]
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
        await house.say("credits")
        await house.settled()
    assert "Local editing is free" in there.transcript()[0]
    assert [each.id for each in await house.ledger.open_turns()] == [turn.id]
    there.platform = "elsewhere"
    house.chat = PlatformRouter([there])  # type: ignore[assignment]
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert len(there.films()) == 1


async def test_cancel_leaves_alone_what_was_asked_after_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    for text in ("first", "cancel", "second"):
        await house.ledger.accept(message(text, *([clip()] if text != "cancel" else []), at=house.clock.now()))
    async with house.running():
        await house.settled()
    assert house.backend.said[-1] == "second"
    assert len(house.chat.films()) == 1


async def test_a_failing_database_behind_the_status_message_stops_the_process(tmp_path: Path) -> None:
    house = House(tmp_path, chat=FailingStatus())
    house.backend.scripts.append(EditScript(slow=True))
    with pytest.raises(ExceptionGroup) as stopped:
        await until_it_stops(house, "cut the pauses", clip())
    assert stopped.value.subgroup(StorageFailed) is not None
    assert [turn.state for turn in await house.ledger.open_turns()] == [TurnState.WORKING]
    assert len(house.chat.shown) == 1


async def test_a_status_never_stays_working_when_the_apology_is_refused(house: House) -> None:
    script = EditScript(slow=True)
    house.backend.scripts.append(replace(script, refused=RateLimited()))
    house.backend.scripts.append(replace(script, refused=RateLimited()))
    await house.say("cut the pauses", clip())
    await house.chat.until_text("Editing")
    house.chat.fail.append(("send", ChatUnavailable(), False))
    await house.settled()
    assert "The editor is busy" in house.chat.transcript()[0]


async def test_a_render_that_is_polled_too_often_is_waited_for(house: House) -> None:
    house.backend.fail("render", RateLimited(retry_after_s=40.0), times=2)
    await house.ask("cut the pauses", clip())
    assert len(house.chat.films()) == 1
    assert house.backend.calls.count("start_render") == 1


async def test_a_render_id_taken_by_somebody_else_gets_one_new_attempt(house: House) -> None:
    house.backend.fail("start_render", DuplicateRender())
    await house.ask("cut the pauses", clip())
    assert len(house.chat.films()) == 1
    assert len(house.backend.renders) == 1


async def test_cancel_stops_a_render_whose_start_was_never_confirmed(tmp_path: Path) -> None:
    ledger = ForgetfulLedger()
    house = House(tmp_path, ledger=ledger)
    house.backend.renders_by_hand = True
    async with house.running():
        await house.say("cut the pauses", clip())
        await house.backend.until(lambda backend: len(backend.renders) == 1)
        (turn,) = await ledger.open_turns()
        step = ledger._steps[turn.id]["render/0/0"]  # as if killed between the answer and its record
        ledger._steps[turn.id]["render/0/0"] = replace(step, state=type(step.state).INTENDED, result={})
        await house.ask("cancel")
    assert [render.progress.status for render in house.backend.renders.values()] == [RenderStatus.CANCELLED]


async def test_the_files_of_a_replied_to_album_are_chosen_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
    album = message("", clip("a.mp4"), clip("b.mp4"), addressed=False, at=house.clock.now())
    await house.ledger.remember(album)
    ledger = ForgetfulLedger()
    house.ledger = ledger
    await ledger.remember(album)
    ledger.fails_at = "upload/1"
    house.dispatcher = house.new_dispatcher()
    with pytest.raises(ExceptionGroup):
        await until_it_stops(house, "merge them", reply_to=album.ref)
    ledger.fails_at = ""
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert [effect for effect in house.backend.effects if effect.startswith("upload")] == [
        "upload a.mp4",
        "upload b.mp4",
    ]


async def test_a_link_that_is_none_is_told_as_one(house: House) -> None:
    said = await house.ask("cut the pauses of http://[foo/a.mp4")
    assert any("I could not fetch that link" in text for text in said)


async def test_a_session_lost_just_before_a_kill_is_renewed_with_its_files(tmp_path: Path) -> None:
    class KilledLedger(MemoryLedger):
        killed = False

        async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
            if name == "renewed/0" and not self.killed:
                self.killed = True
                raise StorageFailed("killed")
            await super().complete(turn, name, result)

    house = House(tmp_path, ledger=KilledLedger())
    house.backend.fail("converse", SessionLost())
    with pytest.raises(ExceptionGroup):
        await until_it_stops(house, "cut the pauses", clip())
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert len(house.chat.films()) == 1


async def test_the_cloud_gets_a_file_once_though_it_lists_it_late(tmp_path: Path) -> None:
    house = House(tmp_path, backend=Late(NEMO))
    house.backend.fail("upload", OutcomeUnknown(), after_effect=True)
    async with house.running():
        await house.ask("cut the pauses", clip())
    assert house.backend.effects.count("upload talk.mp4") == 1


async def test_the_cloud_may_take_effect_until_an_edit_cannot_any_more(tmp_path: Path) -> None:
    house = House(tmp_path, backend=FakeBackend(NEMO))
    script = EditScript(events=(), changes=False, lost=OutcomeUnknown())
    house.backend.scripts.append(script)
    asked = house.clock.now()
    async with house.running():
        await house.ask("cut the pauses", clip())
    assert house.clock.now() - asked >= timedelta(seconds=NEMO.settle_s)
    assert len(house.backend.said) == 1


@pytest.mark.parametrize("question", ["credits", "status"])
async def test_a_quick_question_is_answered_at_once_when_the_backend_is_away(house: House, question: str) -> None:
    await house.ask("cut the pauses", clip())
    house.backend.fail("credits", BackendUnreachable(), times=20)
    house.backend.fail("state", BackendUnreachable(), times=20)
    asked = house.clock.now()
    assert "I cannot reach the editor" in (await house.ask(question))[0]
    assert house.clock.now() - asked <= timedelta(seconds=2)


async def test_cancel_goes_on_past_a_render_that_cannot_be_stopped(house: House) -> None:
    house.chat.files |= {"a.mp4": b"video 1000 64x64", "b.mp4": b"video 2000 64x64"}
    house.backend.scripts += [says("Done."), EditScript(slow=True)]
    await house.say("cut the pauses", clip("a.mp4"), clip("b.mp4"))
    await house.backend.until(lambda backend: len(backend.said) == 2)
    house.backend.fail("cancel_render", DuplicateRender("it is over"))
    await house.ask("cancel")
    assert "cancel_edit" in house.backend.calls
