"""A server that counts and punishes: ten turns at once in one group, and what the other chats notice of it."""

from pathlib import Path

from tests.fakes.telegram_canary import no_token_anywhere
from tests.flood.party import LIMIT_S, TURNS, acknowledged_p99_s, all_at_once, be_harsh
from tests.flood.town import STEP_S, town
from tests.platforms.telegram.flood import Allowance

__all__ = ["no_token_anywhere"]


async def test_ten_turns_at_once_in_a_group_of_20_a_minute_end_without_a_single_refusal(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.server.flood.group = Allowance(20, 60.0)
        asked = await all_at_once(here)
        await here.until_done(LIMIT_S)
        assert [here.films_for(message) for message in asked] == [1] * TURNS
        assert here.server.flood.refused == []


async def test_ten_topics_at_once_share_what_their_group_may_post(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.server.flood.group = Allowance(20, 60.0)
        ann = here.server.person("Ann")
        club = here.server.group("Club", ann, forum=True)
        asked = [await here.asks(ann, club.topic(f"Film {n}"), "/edit make it shorter") for n in range(TURNS)]
        await here.until_done(LIMIT_S)
        assert [here.films_for(message) for message in asked] == [1] * TURNS
        assert here.server.flood.refused == []


async def test_growing_penalties_are_sat_out_and_every_result_arrives(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        be_harsh(here)
        asked = await all_at_once(here)
        for penalty_s in (5.0, 20.0, 80.0):
            await here.clock.sleep(15.0)
            here.server.flood.park(asked[0].chat, penalty_s)
            await here.clock.sleep(penalty_s)
        await here.until_done(LIMIT_S)
        assert [here.films_for(message) for message in asked] == [1] * TURNS
        assert len(here.server.flood.refused) >= 2
        assert here.server.flood.early_calls == []


async def test_other_chats_are_acknowledged_as_if_nothing_were(tmp_path: Path) -> None:
    quiet = await acknowledged_p99_s(tmp_path / "quiet", is_loud=False)
    loud = await acknowledged_p99_s(tmp_path / "loud", is_loud=True)
    print(f"p99 in other chats: quiet {quiet:.1f} s, beside ten turns and penalties {loud:.1f} s")
    assert loud <= 2 * max(quiet, STEP_S)


async def test_when_more_is_said_than_may_be_posted_everybody_sees_a_sign_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        people = [here.server.person(f"P{number}") for number in range(60)]
        rooms = [here.server.private(person) for person in people]
        for person, room in zip(people, rooms, strict=True):
            await here.asks(person, room)
        began = here.clock.monotonic()
        await here.clock.sleep(0.5)
        posted = sum(bool(room.from_bot) for room in rooms)
        assert posted < len(rooms)
        assert all(room.from_bot or room.chat.actions == ["typing"] for room in rooms)
        assert max(call.at_s for call in here.server.calls("sendChatAction")) - began <= 0.2
        await here.until_done(LIMIT_S)


async def test_a_parked_chat_sees_no_sign_either(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        ann = here.server.person("Ann")
        room = here.server.private(ann)
        await here.asks(ann, room)
        await here.until_done(LIMIT_S)
        await here.clock.sleep(5.0)
        here.server.flood.park(room.chat, 20.0)
        await here.asks(ann, room)
        await here.clock.sleep(15.0)
        assert "typing" not in room.chat.actions
        await here.until_done(LIMIT_S)
