"""A server that counts: what its allowance means for results, status lines and other chats."""

import asyncio

from bot.core.errors import Throttled
from bot.core.model import Button, Reply
from tests.integration.telegram_out.conftest import Out
from tests.platforms.telegram.flood import Allowance
from tests.platforms.telegram.people import Room

_CANCEL = (Button("Cancel", "cancel", once=False),)
_TURNS = 10


async def _turn(out: Out, room: Room, number: int) -> None:
    """A turn as the core lives it: a status message, edits at the group's pace, the film, the last words."""
    status = await out.send(room, Reply(f"turn {number}", buttons=_CANCEL, silent=True))
    for percent in range(0, 100, 10):
        await out.clock.sleep(5)
        try:
            await out.sender.edit(status, Reply(f"turn {number}: {percent} %", buttons=_CANCEL, silent=True))
        except Throttled as error:
            await out.clock.sleep(float(error.facts["retry_after_s"]))
    await out.send(room, Reply(f"film {number}", film=out.film()))
    await out.sender.edit(status, Reply(f"turn {number}: done"))


async def test_ten_turns_at_once_in_a_group_of_20_a_minute_are_all_delivered(out: Out) -> None:
    out.clock._speed = 150.0
    out.server.flood.group = Allowance(20, 60.0)
    team = out.server.group("Team", out.server.person("Ann"))
    async with asyncio.timeout(30), asyncio.TaskGroup() as turns:
        for number in range(_TURNS):
            turns.create_task(_turn(out, team, number))
    assert sorted(each.words for each in team.videos) == sorted(f"film {number}" for number in range(_TURNS))
    assert sum(each.words.endswith("done") for each in team.from_bot) == _TURNS
    assert out.server.flood.refused == []
    assert out.server.flood.early_calls == []


async def test_with_half_the_allowance_penalties_come_and_all_is_delivered_and_none_is_cut_short(out: Out) -> None:
    out.clock._speed = 200.0
    out.server.flood.group = Allowance(10, 60.0)
    out.server.flood.least_penalty_s = 30.0
    team = out.server.group("Team", out.server.person("Ann"))
    async with asyncio.timeout(30), asyncio.TaskGroup() as turns:
        for number in range(5):
            turns.create_task(_turn(out, team, number))
    assert sorted(each.words for each in team.videos) == [f"film {number}" for number in range(5)]
    assert sum(each.words.endswith("done") for each in team.from_bot) == 5
    assert out.server.flood.refused != []
    assert out.server.flood.early_calls == []


async def test_other_chats_do_not_notice_a_parked_one(out: Out) -> None:
    team = out.server.group("Team", out.server.person("Ann"))
    others = [out.server.private(out.server.person(f"P{number}")) for number in range(8)]

    async def took_s(room: Room) -> float:
        began = out.clock.monotonic()
        await out.send(room, "hello")
        return out.clock.monotonic() - began

    quiet = max([await took_s(room) for room in others])
    out.server.flood.group = Allowance(1, 400.0)
    await out.send(team, "the one call")
    parked = out.beside(out.send(team, Reply("film", film=out.film())))
    await out.server.until(lambda: out.server.flood.refused)
    await out.clock.sleep(2)
    loud = max([await took_s(room) for room in others])
    assert not parked.done()
    assert loud < max(2 * quiet, 20.0)


async def test_a_film_that_meets_a_penalty_goes_up_again_when_it_is_over(out: Out) -> None:
    private = out.server.private(out.server.person("Ann"))
    out.server.flood.private = Allowance(1, 40.0)
    await out.send(private, "the one call")
    await out.send(private, Reply("film", film=out.film()))
    assert [each.words for each in private.videos] == ["film"]
    assert len(out.server.flood.refused) == 1
    assert out.server.flood.early_calls == []


async def test_thirty_people_at_once_are_answered_at_once(out: Out) -> None:
    out.clock._speed = 1.0
    out.server.flood.overall = Allowance(30, 1.0)
    rooms = [out.server.private(out.server.person(f"P{number}")) for number in range(25)]
    began = out.clock.monotonic()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for room in rooms:
            group.create_task(out.send(room, "hello"))
    assert out.server.calls("sendMessage")[-1].at_s - began < 0.6
    assert out.server.flood.refused == []


async def test_everybody_at_once_is_spread_over_seconds(out: Out) -> None:
    out.clock._speed = 1.0
    out.server.flood.overall = Allowance(30, 1.0)
    rooms = [out.server.private(out.server.person(f"P{number}")) for number in range(75)]
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for room in rooms:
            group.create_task(out.send(room, "hello"))
    assert out.server.flood.refused == []
    assert all(room.last.words == "hello" for room in rooms)


async def test_silence_meant_for_the_whole_bot_is_kept_by_all_chats(out: Out) -> None:
    out.server.flood.overall = Allowance(5, 40.0)
    rooms = [out.server.private(out.server.person(f"P{number}")) for number in range(15)]
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for room in rooms:
            group.create_task(out.send(room, "hello"))
            await out.clock.sleep(0.8)
    assert all(room.last.words == "hello" for room in rooms)
    assert len(out.server.flood.early_calls) <= 2 * len(out.server.flood.refused) / 3
