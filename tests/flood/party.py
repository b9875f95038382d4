"""Ten turns at once in one group, people in other chats beside them: ``python -m tests.flood.party`` tells figures."""

import asyncio
import json
import tempfile
from pathlib import Path

from benchmarks.report import percentile
from tests.flood.town import Town, town
from tests.platforms.telegram.flood import Allowance
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room

TURNS = 10
LIMIT_S = 3600.0
_OTHERS = 8
_ROUNDS = 6


async def acknowledged_p99_s(folder: Path, *, is_loud: bool) -> float:
    """How long private chats wait for a first answer, 99 of 100 times, in seconds of the clock.

    ``is_loud``: beside ten turns at once in a group that is punished.
    """
    folder.mkdir()
    async with town(folder) as here:
        be_harsh(here)
        people = [here.server.person(f"P{number}") for number in range(_OTHERS)]
        rooms = [here.server.private(person) for person in people]
        asked = await all_at_once(here) if is_loud else []
        async with asyncio.TaskGroup() as group:
            for number, (person, room) in enumerate(zip(people, rooms, strict=True)):
                group.create_task(_goes_on_asking(here, person, room, begin_s=number * 0.7))
            if asked:
                await here.clock.sleep(20.0)
                here.server.flood.park(asked[0].chat, 30.0)
        await here.until_done(LIMIT_S)
        assert bool(here.server.flood.refused) is is_loud
        assert here.server.flood.early_calls == []
        return percentile(here.acknowledged_s(*rooms), 99)


async def _goes_on_asking(here: Town, person: Person, room: Room, begin_s: float) -> None:
    await here.clock.sleep(begin_s)
    for _ in range(_ROUNDS):
        await here.asks(person, room)
        await here.clock.sleep(9.0)


async def all_at_once(here: Town) -> list[Message]:
    people = [here.server.person(f"Member {number}") for number in range(TURNS)]
    team = here.server.group("Team", *people)
    return [await here.asks(person, team, "/edit make it shorter") for person in people]


def be_harsh(here: Town) -> None:
    """Less than the bot reckons with, and penalties that double for whoever comes too early."""
    here.server.flood.group = Allowance(12, 60.0)
    here.server.flood.private = Allowance(60, 60.0)
    here.server.flood.least_penalty_s = 20.0
    here.server.flood.growth = 2.0


async def _main() -> None:
    with tempfile.TemporaryDirectory(prefix="cutdesk-flood-") as name:
        quiet_s = await acknowledged_p99_s(Path(name, "quiet"), is_loud=False)
        loud_s = await acknowledged_p99_s(Path(name, "loud"), is_loud=True)
    print(json.dumps({"quiet_s": quiet_s, "loud_s": loud_s}), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
