"""The core itself over this way out: renders longer than an hour, and kills with hours of downtime after them."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from backend.traits import STUDIO
from bot.core.model import (
    Attachment,
    Capabilities,
    ChatRef,
    IncomingMessage,
    JsonObject,
    MessageRef,
    RenderStatus,
    Reply,
    Sender,
    SenderId,
    StoredMedia,
    TurnId,
)
from bot.core.ports import MediaStore, PercentListener, SendWatch
from tests.fakes.backend import FakeBackend
from tests.fakes.chat import FakeChat, clip
from tests.fakes.house import House
from tests.fakes.ledger import MemoryLedger
from tests.integration.discord_out.conftest import Out
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room

HOUR_S = 3600.0


class OnDiscord(FakeChat):
    """What is sent and edited goes to the strict server; the person's files are kept here."""

    def __init__(self, out: Out) -> None:
        super().__init__()
        self.out = out

    def capabilities(self, chat: ChatRef) -> Capabilities:
        return self.out.limits.capabilities(chat, address="/edit")

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        return await self.out.sender.send(chat, reply, key, watch)

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        await self.out.sender.edit(ref, reply)

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        return await super().fetch(chat, attachment, store, progress)


class Dying(MemoryLedger):
    """Its process ends just before it records that this step is done."""

    dies_before = ""
    dead = False

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        if name == self.dies_before:
            self.dead = True
            await asyncio.Event().wait()
        await super().complete(turn, name, result)


@pytest.fixture
def house(out: Out, tmp_path: Path) -> House:
    backend = FakeBackend(replace(STUDIO, poll_s=10.0))
    return House(tmp_path / "house", chat=OnDiscord(out), backend=backend, clock=out.clock, ledger=Dying())


async def asks(out: Out, house: House, films: Room, ann: Person, words: str) -> None:
    said = await ann.sends(films, words)
    sender = Sender(SenderId(str(ann.id)), "Ann")
    ref = out.ref(said, films)
    await house.dispatcher.accept(IncomingMessage(ref, f"e{said.id}", sender, words, out.clock.now(), (clip(),)))


async def test_a_render_of_70_minutes_ends_with_its_film_under_a_status_that_stayed_editable(
    out: Out, house: House, films: Room, ann: Person
) -> None:
    house.backend.renders_by_hand = True
    async with house.running(time_flies=False):
        await asks(out, house, films, ann, "cut the pauses")
        await out.server.until(lambda: house.backend.renders)
        for minute in range(7, 71, 7):
            house.backend.move_render(RenderStatus.PROCESSING, percent=minute)
            await films.until(lambda room, minute=minute: any(f"{minute}%" in each.words for each in room.from_bot))
            out.clock.leap(7 * 60)
        house.backend.move_render(RenderStatus.COMPLETED, percent=100)
        film = await films.video()
        await films.answer(containing="✅ Done in 1:1")
    before, status, last = films.from_bot
    assert last is film
    assert (before.words, before.buttons) == ("⬇️ Goes on in a newer message below", [])
    assert status.words.startswith("✅ Done in 1:1")
    assert film.pinged == {ann.id}
    assert before.pinged | status.pinged == set()
    assert [call for call in out.server.calls("update_message") if not call.ok] == []


@pytest.mark.parametrize("away_s", [10.0, 2 * HOUR_S, 30 * HOUR_S])
@pytest.mark.parametrize("step", ["status", "result/0"])
async def test_a_kill_between_a_send_and_its_record_doubles_nothing(
    out: Out, house: House, films: Room, ann: Person, step: str, away_s: float
) -> None:
    house.ledger.dies_before = step
    async with house.running(time_flies=False):
        await asks(out, house, films, ann, "cut the pauses")
        await out.server.until(lambda: house.ledger.dead)
    await ann.sends(films, "and?")
    house.ledger.dies_before = ""
    out.restarts(after_s=away_s)
    house.dispatcher = house.new_dispatcher()
    async with house.running(time_flies=False):
        await films.answer(containing="✅ Done in")
    assert len(films.videos) == 1
    left = [each for each in films.from_bot if each.words.startswith("⬇️")]
    assert len(films.from_bot) == 2 + len(left)
    assert len(left) == (away_s > HOUR_S and step == "status")
    assert not any(each.buttons for each in films.from_bot if each not in films.videos)


@pytest.mark.parametrize("away_s", [10.0, 2 * HOUR_S])
async def test_a_kill_after_words_doubles_none_though_they_would_be_others_now(
    out: Out, house: House, films: Room, ann: Person, away_s: float
) -> None:
    house.ledger.dies_before = "answer"
    async with house.running(time_flies=False):
        await asks(out, house, films, ann, "credits")
        await out.server.until(lambda: house.ledger.dead)
    house.ledger.dies_before = ""
    house.backend.balance = replace(house.backend.balance, unlimited=False, available=7.0)
    out.restarts(after_s=away_s)
    house.dispatcher = house.new_dispatcher()
    async with house.running(time_flies=False):
        await out.server.until(lambda: not house.dispatcher._tasks)
    assert len(films.from_bot) == 1
