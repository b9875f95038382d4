"""The long poll over real HTTP: nothing lost, nothing doubled, nothing that ends it but the operator."""

import asyncio
import random
from collections.abc import AsyncGenerator
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.telegram.backoff import Backoff
from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.polling import PollingPace
from bot.clock import SystemClock
from bot.core.errors import ConfigurationError, StorageFailed
from storage.database import Database
from storage.ledger import SqliteLedger
from tests.fakes.telegram_bot import QUICK, a_while, telegram_bot
from tests.fakes.telegram_canary import assert_silent
from tests.platforms.telegram.call import METHODS
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.server import TelegramServer, telegram_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "telegram") as made:
        yield made


async def test_a_message_arrives_and_is_confirmed_after_it_was_kept(server: TelegramServer, tmp_path: Path) -> None:
    async with telegram_bot(server, tmp_path) as bot:
        ann = server.person("Ann", language="de")
        await ann.sends(server.private(ann), "cut the pauses")
        (asked,) = await bot.asked(1)
        assert (asked.text, asked.sender.name, asked.sender.locale) == ("cut the pauses", "Ann", "de")
        await bot.until(lambda: server.updates.unconfirmed == 0)
        await bot.until_handled()
    polls = server.calls("getUpdates")
    assert all(poll.params["timeout"] == QUICK.wait_s for poll in polls)
    assert all("callback_query" in poll.params["allowed_updates"] for poll in polls)


async def test_twenty_kills_lose_and_double_no_update(server: TelegramServer, tmp_path: Path) -> None:
    chance = random.Random(7)
    ann = server.person("Ann")
    room = server.private(ann)
    written = [f"message {number}" for number in range(200)]

    async def write() -> None:
        for text in written:
            await ann.sends(room, text)
            await asyncio.sleep(0.002)

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        for _ in range(20):
            async with telegram_bot(server, tmp_path):
                await a_while(chance, 0.12)
    async with telegram_bot(server, tmp_path) as bot:
        await bot.until(lambda: server.updates.unconfirmed == 0)
        await bot.until_handled()
    assert await kept(tmp_path) == written


async def kept(folder: Path) -> list[str]:
    database = await Database.open(folder / "bot.sqlite3")
    turns = await SqliteLedger(database).open_turns()
    await database.close()
    return [turn.message.text for turn in turns]


@pytest.mark.parametrize("label", ["telegram updates", "accept", "telegram handled"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_at_any_commit_loses_and_doubles_nothing(
    server: TelegramServer, tmp_path: Path, moment: str, label: str
) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    for number in range(3):
        await ann.sends(room, f"message {number}")
    crashed = []

    def crash(at: str, what: str) -> None:
        if (at, what) == (moment, label) and not crashed:
            crashed.append(what)
            raise OSError("the disk is gone")

    async with telegram_bot(server, tmp_path, on_commit=crash) as bot:
        with pytest.raises(StorageFailed):
            await bot.until(lambda: False)
    async with telegram_bot(server, tmp_path) as bot:
        await bot.until(lambda: server.updates.unconfirmed == 0)
        await bot.until_handled()
    assert await kept(tmp_path) == ["message 0", "message 1", "message 2"]


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.RESET, Trouble.CUT])
async def test_trouble_on_the_way_is_waited_out(server: TelegramServer, tmp_path: Path, trouble: Trouble) -> None:
    server.fail("getUpdates", trouble, times=3)
    ann = server.person("Ann")
    await ann.sends(server.private(ann), "hello")
    async with telegram_bot(server, tmp_path) as bot:
        await bot.asked(1)
        assert bot.core.texts == ["hello"]


async def test_failing_polls_come_at_growing_pauses(server: TelegramServer, tmp_path: Path) -> None:
    server.fail("getUpdates", Trouble.ERROR, times=1000, status=500)
    pace = PollingPace(pause_s=(0.1, 10.0))
    async with telegram_bot(server, tmp_path, pace=pace):
        await server.until(lambda: len(server.calls("getUpdates")) >= 4)
    times = [call.at_s for call in server.calls("getUpdates")]
    pauses = [later - sooner for sooner, later in pairwise(times)]
    assert pauses[0] >= 0.05
    assert pauses[2] >= 0.2


async def test_a_poll_that_hangs_is_cut_off_and_made_anew(
    server: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("getUpdates", Trouble.SILENCE)
    async with telegram_bot(server, tmp_path, pace=PollingPace(watchdog_s=0.3, pause_s=(0.01, 0.1), wait_s=1)) as bot:
        ann = server.person("Ann")
        await ann.sends(server.private(ann), "hello")
        await bot.asked(1)
    assert "hung" in caplog.text


async def test_too_many_requests_are_waited_for(server: TelegramServer, tmp_path: Path) -> None:
    server.fail("getUpdates", Trouble.ERROR, times=2, status=429)
    ann = server.person("Ann")
    await ann.sends(server.private(ann), "hello")
    async with telegram_bot(server, tmp_path) as bot:
        await bot.asked(1)
    first, second, *_ = server.calls("getUpdates")
    assert second.at_s - first.at_s >= 1.0, "one second where the answer names none"


async def test_a_second_poller_is_named_loudly_and_outlived(
    server: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rival = TelegramClient(TelegramOptions(server.token, server.url))
    async with telegram_bot(server, tmp_path) as bot:
        await bot.until(lambda: server.updates.is_polled)
        with server.expect_refusals("Conflict"):
            await rival.updates(None, 0, ["message"])
            await bot.until(lambda: "another program polls" in caplog.text)
        await rival.aclose()
        ann = server.person("Ann")
        await ann.sends(server.private(ann), "hello")
        await bot.asked(1)


async def test_a_webhook_left_set_is_taken_away_and_what_it_held_back_arrives(
    server: TelegramServer, tmp_path: Path
) -> None:
    server.state.webhook = "https://old.example/hook"
    ann = server.person("Ann")
    await ann.sends(server.private(ann), "waiting")
    async with telegram_bot(server, tmp_path) as bot:
        await bot.asked(1)
    assert bot.core.texts == ["waiting"]
    assert all(not call.params.get("drop_pending_updates") for call in server.calls("deleteWebhook"))


async def test_a_webhook_set_while_we_run_is_taken_away_too(server: TelegramServer, tmp_path: Path) -> None:
    async with telegram_bot(server, tmp_path, pace=PollingPace(wait_s=1, pause_s=(0.01, 0.1))) as bot:
        await bot.until(lambda: server.updates.is_polled)
        server.state.webhook = "https://meddling.example/hook"
        with server.expect_refusals("webhook is active"):
            await server.until(lambda: server.calls("deleteWebhook"))
        ann = server.person("Ann")
        await ann.sends(server.private(ann), "hello")
        await bot.asked(1)


async def test_a_webhook_that_is_set_again_and_again_is_fought_at_leisure(
    server: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def set_again(_: object) -> bool:
        return True

    server.state.webhook = "https://stubborn.example/hook"
    monkeypatch.setitem(METHODS, "deleteWebhook", set_again)
    with server.expect_refusals("webhook is active"):
        async with telegram_bot(server, tmp_path) as bot:
            await bot.until(lambda: server.calls("getUpdates"))
            await asyncio.sleep(1.0)
    assert len(server.calls("getUpdates")) <= 20


async def test_an_update_with_an_impossible_number_does_not_stop_the_bot_for_good(
    server: TelegramServer, tmp_path: Path
) -> None:
    ann = server.person("Ann")
    server.updates._next_id = 2**63
    await ann.sends(server.private(ann), "too far")
    server.updates._next_id = 800_000
    await ann.sends(server.private(ann), "hello")
    async with telegram_bot(server, tmp_path) as bot:
        await bot.asked(1)
        assert bot.core.texts == ["hello"]


async def test_one_refusal_out_of_the_blue_is_not_taken_for_a_revoked_token(
    server: TelegramServer, tmp_path: Path
) -> None:
    server.fail("getUpdates", Trouble.ERROR, status=401, after=1)
    async with telegram_bot(server, tmp_path) as bot:
        ann = server.person("Ann")
        await ann.sends(server.private(ann), "one")
        await bot.asked(1)
        await ann.sends(server.private(ann), "two")
        await bot.asked(2)
    assert server.faults.done


async def test_a_refused_token_is_named_at_start_without_being_told(server: TelegramServer, tmp_path: Path) -> None:
    wrong = server.token[:-1] + "x"
    async with telegram_bot(server, tmp_path, token=wrong) as bot:
        with (
            server.expect_refusals("Unauthorized"),
            pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN") as refused,
        ):
            await bot.until(lambda: False)
    assert_silent(refused.value)
    assert wrong not in str(refused.value)


async def test_a_token_taken_back_while_we_run_ends_it(server: TelegramServer, tmp_path: Path) -> None:
    async with telegram_bot(server, tmp_path, pace=PollingPace(wait_s=1)) as bot:
        await bot.until(lambda: server.updates.is_polled)
        server.state.token = f"{server.token}x"
        with server.expect_refusals("Unauthorized"), pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN"):
            await bot.until(lambda: False)


async def test_a_server_out_of_reach_at_start_is_waited_for(server: TelegramServer, tmp_path: Path) -> None:
    for trouble in (Trouble.RESET, Trouble.ERROR):
        server.fail("getMe", trouble)
    backoff = Backoff(SystemClock(), first_s=0.01)
    client = TelegramClient(TelegramOptions(server.token, server.url))
    me = await client.start(backoff)
    await client.aclose()
    assert (me.username, me.has_privacy) == ("cutdesk_bot", True)


async def test_an_address_that_is_no_bot_api_is_waited_for_and_one_without_bots_is_named(
    server: TelegramServer, tmp_path: Path
) -> None:
    server.state.missing_methods.add("getMe")
    async with telegram_bot(server, tmp_path) as bot:
        with server.expect_refusals("Not Found"), pytest.raises(ConfigurationError, match="TELEGRAM_API_URL"):
            await bot.until(lambda: False)


@pytest.mark.parametrize("token", ["", "778899", "abc:def", "778899:", "778899:a b", "778899:abc\n", "77 88:abc"])
def test_what_cannot_be_a_token_is_named_and_not_told(token: str) -> None:
    with pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN") as refused:
        TelegramOptions(token)
    assert not token or token not in str(refused.value)


@pytest.mark.parametrize("address", ["", "127.0.0.1:8081", "ftp://x", "http://"])
def test_what_cannot_be_an_address_is_named(server: TelegramServer, address: str) -> None:
    with pytest.raises(ConfigurationError, match="TELEGRAM_API_URL"):
        TelegramOptions(server.token, address)


async def test_nothing_that_can_be_printed_holds_the_token(server: TelegramServer) -> None:
    options = TelegramOptions(server.token, server.url)
    client = TelegramClient(options)
    print(options, client, client.bot, repr(client.bot))
    await client.aclose()
