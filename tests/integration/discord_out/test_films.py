"""Films on their way up: their name and words, how they are streamed, and how they are refused."""

import asyncio

import psutil
import pytest

from adapters.discord import films as films_module
from bot.core.errors import ReceiptUnknown, TooLargeToSend, VideoNotAllowed
from bot.core.model import Button, Reply
from tests.integration.discord_out.conftest import Out, assert_no_token
from tests.platforms.discord.calls import Call
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.telegram.faults import Trouble

MIB = 1 << 20
KEPT_FREE = 64 * 1024


async def test_a_film_is_a_video_with_a_plain_name_and_words_for_who_cannot_see_it(out: Out, films: Room) -> None:
    reply = Reply("14 pauses removed,\n2:00 → 1:37", film=out.film(), buttons=(Button("Undo", "undo"),))
    await out.send(films, reply, key="turn.result.0")
    (file,) = films.last.attachments
    assert file["filename"] == "talk-edited-8be6f455.mp4"
    assert file["content_type"] == "video/mp4"
    assert file["description"] == "14 pauses removed, 2:00 → 1:37"
    assert (films.last.words, films.last.buttons) == ("14 pauses removed,\n2:00 → 1:37", ["Undo"])


async def test_a_film_without_words_goes_without_and_others_keep_their_kind(out: Out, films: Room) -> None:
    await out.send(films, Reply("", film=out.film(extension="GIF", name="…")))
    assert films.last.words == ""
    assert films.last.attachments[0]["filename"].startswith("film-")
    assert films.last.attachments[0]["content_type"] == "image/gif"


async def test_a_film_of_49_mb_goes_up_at_constant_memory_while_the_chat_says_so(out: Out, films: Room) -> None:
    out.server.world.boosts[films.channel.guild_id] = 2
    await out.send(films, Reply("small first", film=out.film(1000)))
    film = out.film(49_000_000)
    process = psutil.Process()
    before, most = process.memory_info().rss, 0
    sending = out.beside(out.send(films, Reply("", film=film)))
    while not sending.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.002)
    assert not isinstance(await sending, Exception)
    assert films.videos[-1].attachments[0]["size"] == 49_000_000
    assert most - before < 12_000_000
    assert out.server.calls("trigger_typing_indicator")


async def test_the_limit_is_the_guilds_own_and_a_direct_messages(out: Out, films: Room, private: Room) -> None:
    def limit(room: Room) -> int:
        return out.limits.capabilities(out.chat(room)).upload_bytes

    assert [limit(films), limit(private)] == [10 * MIB - KEPT_FREE] * 2
    with pytest.raises(TooLargeToSend) as large:
        await out.send(films, Reply("", film=out.film(10 * MIB)))
    assert large.value.facts["limit_bytes"] == 10 * MIB - KEPT_FREE
    out.server.world.boosts[films.channel.guild_id] = 3
    assert [limit(films), limit(private)] == [100 * MIB - KEPT_FREE, 10 * MIB - KEPT_FREE]
    await out.send(films, Reply("", film=out.film(12 * MIB)))
    assert films.videos


@pytest.mark.parametrize("code", ["40005", "50045"])
async def test_a_film_refused_below_the_limit_lowers_it_until_the_guild_has_another(
    out: Out, films: Room, private: Room, code: str
) -> None:
    told = {"now": 100 * MIB}
    out.limits._guild_limit = lambda _: told["now"]
    if code == "50045":
        out.server.refuse_large_files_with_50045()
    with out.server.expect_refusals(code), pytest.raises(TooLargeToSend) as large:
        await out.send(films, Reply("", film=out.film(12 * MIB)))
    assert large.value.facts["limit_bytes"] == 9_500_000
    assert_no_token(large.value)
    with pytest.raises(TooLargeToSend):
        await out.send(films, Reply("", film=out.film(9_600_000)))
    await out.send(films, Reply("", film=out.film(9_400_000)))
    assert out.limits.capabilities(out.chat(private)).upload_bytes == 10 * MIB - KEPT_FREE
    told["now"] = 50 * MIB
    assert out.limits.capabilities(out.chat(films)).upload_bytes == 50 * MIB - KEPT_FREE


async def test_a_chat_that_takes_no_files_is_told_apart_from_one_that_takes_nothing(out: Out, films: Room) -> None:
    films.forbid("attach_files")
    with out.server.expect_refusals("50013"), pytest.raises(VideoNotAllowed) as refused:
        await out.send(films, Reply("", film=out.film()))
    assert_no_token(refused.value)
    await out.send(films, "words")


async def test_while_a_film_goes_up_the_channel_is_not_held(out: Out, films: Room) -> None:
    status = await out.send(films, Reply("sending", silent=True))
    out.server.fail("create_message", Trouble.LATE, seconds=600.0)
    sending = out.beside(out.send(films, Reply("", film=out.film())))
    await out.server.until(lambda: films.videos)
    await out.sender.edit(status, Reply("sending 50 %", silent=True))
    await out.send(films, "meanwhile")
    assert not sending.done()
    sending.cancel()


@pytest.mark.parametrize("trouble", [Trouble.RESET, Trouble.CUT, Trouble.LOST, Trouble.SILENCE])
async def test_a_film_whose_answer_never_came_is_there_once(
    out: Out, films: Room, ann: Person, trouble: Trouble, short_patience: None
) -> None:
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    out.server.fail("create_message", trouble)
    ref = await out.send(films, Reply("Done", film=out.film(), reply_to=asked))
    assert [str(each.id) for each in films.videos] == [ref.message_id]
    assert films.last.attachments[0]["size"] == 3000


async def test_a_film_that_the_library_repeats_is_whole(out: Out, films: Room) -> None:
    out.server.fail("create_message", Trouble.ERROR, status=502)
    film = out.film(500_000)
    film.media.path.write_bytes(bytes(range(250)) * 2000)
    await out.send(films, Reply("Done", film=film))
    kept = out.server.cdn.kept[int(films.last.attachments[0]["id"])]
    assert kept.path.read_bytes() == film.media.path.read_bytes()


async def test_a_server_that_takes_no_bytes_any_more_is_noticed(out: Out, films: Room, monkeypatch) -> None:
    monkeypatch.setattr(films_module, "STALL_S", 12.0)
    out.server.world.boosts[films.channel.guild_id] = 3
    reading = asyncio.Event()
    hear = out.server._rest._read

    async def deaf(request: object, call: Call) -> None:
        if call.name == "create_message":
            await reading.wait()
        await hear(request, call)

    monkeypatch.setattr(out.server._rest, "_read", deaf)
    sending = out.beside(out.send(films, Reply("", film=out.film(60_000_000))))
    await out.server.until(lambda: len(out.server.calls("create_message")) == 2)
    assert not sending.done()
    out.stop()
    reading.set()


async def test_a_film_that_cannot_be_read_is_the_callers_error(out: Out, films: Room) -> None:
    film = out.film(4000)
    film.media.path.unlink()
    with pytest.raises(FileNotFoundError):
        await out.send(films, Reply("", film=film))
    assert out.server.calls("create_message") == []


async def test_a_film_never_answered_is_kept_in_the_end(out: Out, films: Room, monkeypatch) -> None:
    monkeypatch.setattr("adapters.discord.sender._WAITS_S", (0.1,))
    out.server.fail("create_message", Trouble.ERROR, status=503, times=100)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.send(films, Reply("", film=out.film()))
    assert_no_token(unknown.value)
