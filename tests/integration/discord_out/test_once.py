"""A send repeated by a later process: shown once, however long the bot was away, and however busy the channel."""

import pytest

from adapters.discord import traces
from bot.core.errors import ReceiptUnknown
from bot.core.model import Button, MessageId, MessageRef, Reply
from tests.integration.discord_out.conftest import Out
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.telegram.faults import Trouble

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
UNDO = (Button("Undo", "undo"),)


def replies(out: Out, asked: MessageRef) -> list[Reply]:
    """A film, words with a button, words alone, words under a status's button."""
    return [
        Reply("Done", film=out.film(), reply_to=asked),
        Reply("Done", film=out.film(), buttons=UNDO, reply_to=asked),
        Reply("What shall I do?", buttons=UNDO, reply_to=asked),
        Reply("Credits: *100* <left>", reply_to=asked),
        Reply("👀 Got it", buttons=(Button("Cancel", "cancel", once=False),), reply_to=asked, silent=True),
    ]


@pytest.mark.parametrize("away_s", [1.0, 200.0, HOUR_S, 3 * DAY_S])
@pytest.mark.parametrize("number", range(5))
async def test_what_arrived_before_a_kill_is_not_sent_again(
    out: Out, films: Room, ann: Person, number: int, away_s: float
) -> None:
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    reply = replies(out, asked)[number]
    first = await out.send(films, reply, key="turn.result.0")
    await ann.sends(films, "nice")
    out.restarts(after_s=away_s)
    assert await out.send(films, reply, key="turn.result.0") == first
    assert len(films.from_bot) == 1


@pytest.mark.parametrize("away_s", [1.0, HOUR_S])
async def test_what_did_not_arrive_before_a_kill_is_sent(out: Out, films: Room, ann: Person, away_s: float) -> None:
    earlier = out.ref(await ann.sends(films, "cut the pauses"), films)
    await out.send(films, Reply("Done", film=out.film(), reply_to=earlier), key="other.result.0")
    await out.send(films, Reply("Words", reply_to=earlier), key="other.answer")
    await out.send(films, Reply("Done", buttons=UNDO, reply_to=earlier), key="other.idea")
    asked = out.ref(await ann.sends(films, "louder"), films)
    out.restarts(after_s=away_s)
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked), key="turn.result.0")
    await out.send(films, Reply("Words", reply_to=asked), key="turn.answer")
    await out.send(films, Reply("Done", buttons=UNDO, reply_to=asked), key="turn.idea")
    assert len(films.from_bot) == 6


async def test_two_films_of_one_request_are_two_also_after_a_restart(out: Out, films: Room, ann: Person) -> None:
    asked = out.ref(await ann.sends(films, "one film a clip"), films)
    film = Reply("Done", film=out.film(), reply_to=asked)
    first = await out.send(films, film, key="turn.result.0")
    out.restarts(after_s=HOUR_S)
    second = await out.send(films, film, key="turn.result.1")
    assert second != first
    assert await out.send(films, film, key="turn.result.0") == first
    assert len(films.videos) == 2


async def test_the_answer_to_a_slash_command_is_found_as_well(out: Out, films: Room, ann: Person) -> None:
    asked = await ann.sends(films, "something before")
    interaction = MessageRef(out.chat(films), MessageId(f"i{asked.id + 1}"))
    film = Reply("Done", film=out.film(), reply_to=interaction)
    words = Reply("Local editing is free", reply_to=interaction)
    first = [await out.send(films, film, key="turn.result.0"), await out.send(films, words, key="turn.answer")]
    out.restarts(after_s=HOUR_S)
    again = [await out.send(films, film, key="turn.result.0"), await out.send(films, words, key="turn.answer")]
    assert again == first


async def test_it_is_found_among_hundreds_of_other_messages(out: Out, films: Room, ann: Person) -> None:
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    for number in range(150):
        await ann.sends(films, f"chatter {number}")
    film = Reply("Done", film=out.film(), reply_to=asked)
    first = await out.send(films, film, key="turn.result.0")
    for number in range(60):
        await ann.sends(films, f"chatter {number}")
    out.restarts(after_s=HOUR_S)
    assert await out.send(films, film, key="turn.result.0") == first


async def test_a_person_who_posts_a_film_of_the_same_name_is_not_us(out: Out, films: Room, ann: Person) -> None:
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked), key="turn.result.0")
    copy = out.folder / films.last.attachments[0]["filename"]
    copy.write_bytes(b"mine")
    out.server.world.delete_message(films.id, films.last.id)
    await ann.sends(films, "Done", files=[copy])
    out.restarts(after_s=HOUR_S)
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked), key="turn.result.0")
    assert len(films.videos) == 1


async def test_a_film_that_cannot_be_looked_for_is_not_risked_and_words_are(
    out: Out, films: Room, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.sender._WAITS_S", (0.1,))
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    film, words = Reply("Done", film=out.film(), reply_to=asked), Reply("Words", reply_to=asked)
    await out.send(films, film, key="turn.result.0")
    out.restarts(after_s=HOUR_S)
    films.forbid("read_message_history")
    with out.server.expect_refusals("50013", "160002", "get_message"):
        with pytest.raises(ReceiptUnknown):
            await out.send(films, film, key="turn.result.0")
        await out.send(films, words, key="turn.answer")
    assert len(films.videos) == 1
    assert films.last.words == "Words"


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.CUT, Trouble.RESET, Trouble.SILENCE])
async def test_words_are_looked_for_again_where_discord_does_not_answer(
    out: Out, films: Room, ann: Person, trouble: Trouble
) -> None:
    asked = out.ref(await ann.sends(films, "credits"), films)
    words = Reply("Words", reply_to=asked)
    first = await out.send(films, words, key="turn.answer")
    out.restarts(after_s=HOUR_S)
    out.server.fail("list_messages", trouble, status=503, times=3)
    assert await out.send(films, words, key="turn.answer") == first
    assert len(films.from_bot) == 1


async def test_a_turn_that_began_in_this_process_costs_no_look(out: Out, films: Room, ann: Person) -> None:
    out.clock.leap(HOUR_S)
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    out.clock.leap(HOUR_S)
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked), key="turn.result.0")
    assert out.server.calls("list_messages") == []


@pytest.mark.parametrize("off_s", [-30 * DAY_S, -HOUR_S, -600.0, 600.0, 30 * DAY_S])
@pytest.mark.parametrize("away_s", [400.0, HOUR_S])
async def test_a_computer_whose_clock_is_wrong_doubles_nothing(
    out: Out, films: Room, ann: Person, off_s: float, away_s: float
) -> None:
    out.restarts(clock_off_s=off_s)
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    film = Reply("Done", film=out.film(), reply_to=asked)
    first = await out.send(films, film, key="turn.result.0")
    out.restarts(after_s=away_s, clock_off_s=off_s)
    await out.send(films, Reply("👀 Got it", silent=True, reply_to=asked), key="turn.status.again")
    out.clock.leap(200)
    assert await out.send(films, film, key="turn.result.0") == first


async def test_an_attempt_too_old_for_the_nonce_is_looked_for_within_one_process(
    out: Out, films: Room, ann: Person
) -> None:
    out.clock.leap(HOUR_S)
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    out.server.fail("create_message", Trouble.CUT)
    out.server.fail("create_message", Trouble.RESET, after=1)

    async def leap_between() -> None:
        await out.server.until(lambda: len(out.server.calls("create_message")) == 1)
        out.clock.leap(400)

    leaping = out.beside(leap_between())
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked), key="turn.result.0")
    await leaping
    assert len(films.videos) == 1
    assert out.server.calls("list_messages")


def test_the_nonce_is_trusted_for_less_long_than_discord_keeps_it() -> None:
    from tests.platforms.discord.rest import NONCE_LIFE_S

    assert traces.NONCE_S <= NONCE_LIFE_S / 4
