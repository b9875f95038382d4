"""The adapter as a whole: before Discord has answered, when the core cannot keep what it is told, and at its end."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.adapter import PERMISSIONS, DiscordAdapter
from adapters.discord.client import DiscordOptions
from adapters.discord.routes import chat_of
from bot.clock import SystemClock
from bot.core.errors import ConfigurationError, StorageFailed, Throttled
from bot.core.model import Button, IncomingMessage, Reply
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.discord_bot import discord_bot
from tests.fakes.telegram_core import ListeningCore
from tests.integration.discord.conftest import Town
from tests.platforms.discord.server import TOKEN


async def test_what_is_sent_before_the_log_in_waits_for_it_and_a_status_not_for_ever(
    town: Town, tmp_path: Path
) -> None:
    room = town.server.dm(town.ann)
    chat = chat_of(room.id, None)
    await town.server.goes_down()
    async with discord_bot(town.server, tmp_path, silence_s=0.2, waits=False) as adapter, asyncio.TaskGroup() as group:
        with pytest.raises(Throttled):
            await adapter.send(chat, Reply("Got it", silent=True), key="t1.status")
        assert adapter.capabilities(chat).text_chars == 2000
        sending = group.create_task(adapter.send(chat, Reply("Your film"), key="t1.answer"))
        await town.server.comes_back()
        await sending
    assert [each.words for each in room.from_bot] == ["Your film"]


async def test_the_name_is_known_to_the_next_start_at_once_and_the_link_asks_for_what_is_needed(
    town: Town, tmp_path: Path
) -> None:
    here, alone = chat_of(town.films.id, town.team.id), chat_of(town.server.dm(town.ann).id, None)
    async with discord_bot(town.server, tmp_path) as adapter:
        known = await adapter.listening()
        assert known.name == "Cutdesk"
        assert f"permissions={PERMISSIONS.value}" in known.invite
    await town.server.goes_down()
    async with discord_bot(town.server, tmp_path, waits=False) as adapter:
        assert (adapter.capabilities(here).shared, adapter.capabilities(here).address) == (True, "@Cutdesk")
        assert (adapter.capabilities(alone).shared, adapter.capabilities(alone).address) == (False, "")
    await town.server.comes_back()


async def test_what_cannot_be_kept_ends_the_listening(town: Town) -> None:
    core = ListeningCore(failure=StorageFailed("the disk is gone"))
    options = DiscordOptions(town.server.token, town.server.api_url)
    async with DiscordAdapter.opened(options, MemoryDiscordBook(), SystemClock()) as adapter:
        running = asyncio.get_running_loop().create_task(adapter.run(core))
        await town.server.ready()
        await town.ann.sends(town.server.dm(town.ann), "hello")
        with pytest.raises(StorageFailed):
            await running


async def test_the_adapter_tidies_its_buttons_away_while_it_listens(town: Town) -> None:
    book, clock = MemoryDiscordBook(), SystemClock()
    await book.put_buttons(
        chat_of(town.films.id, town.team.id), "m", [Button("Undo", "undo")], clock.now() - timedelta(days=181)
    )
    options = DiscordOptions(town.server.token, town.server.api_url)
    async with DiscordAdapter.opened(options, book, clock) as adapter:
        running = asyncio.get_running_loop().create_task(adapter.run(ListeningCore()))
        await town.server.until(lambda: not book.buttons)
        running.cancel()
        await asyncio.wait([running])


async def test_a_mistake_of_ours_costs_one_message_and_not_the_next(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Clumsy(ListeningCore):
        async def accept(self, message: IncomingMessage) -> bool:
            if message.text == "stumble":
                raise KeyError("a mistake")
            return await super().accept(message)

    core, room = Clumsy(), town.server.dm(town.ann)
    async with discord_bot(town.server, tmp_path, core=core):
        await town.server.ready()
        await town.ann.sends(room, "stumble")
        await town.ann.sends(room, "go on")
        await town.server.until(lambda: core.texts == ["go on"])
    assert "an event was not understood" in caplog.text


@pytest.mark.parametrize("token", ["", "123456789:AAF", "a.b.c", f"{TOKEN} "])
def test_what_cannot_be_a_token_is_refused_without_being_quoted(token: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        DiscordOptions(token)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("address", ["discord.com", "ftp://discord.com/api", "http://"])
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(ConfigurationError, match="DISCORD_API_URL"):
        DiscordOptions(TOKEN, address)
