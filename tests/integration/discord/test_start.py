"""The start: what only the operator can mend ends it with a plain sentence, all else is waited out; and crash loops."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.discord import listening
from adapters.discord.client import DiscordClient, DiscordOptions
from bot.core.errors import ConfigurationError
from tests.fakes.clock import FakeClock
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.discord_canary import SECRET, assert_silent
from tests.fakes.discord_core import listening_bot
from tests.integration.discord.conftest import Town
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord.server import TOKEN
from tests.platforms.telegram.faults import Trouble

WRONG = f"{TOKEN[:-3]}zzz"


@asynccontextmanager
async def client_of(
    town: Town, *, token: str = TOKEN, message_content: bool = False
) -> AsyncGenerator[DiscordClient, None]:
    async with DiscordClient(DiscordOptions(token, town.server.api_url, message_content)) as client:
        yield client


async def test_a_token_that_discord_does_not_know_ends_the_start(town: Town) -> None:
    with town.server.expect_refusals():
        async with client_of(town, token=WRONG) as client:
            with pytest.raises(ConfigurationError, match="DISCORD_BOT_TOKEN was refused") as caught:
                await listening.enter(client, FakeClock())
    assert_silent(caught.value)
    assert WRONG not in str(caught.value)


async def test_the_intent_that_is_not_switched_on_is_named_with_its_mend(town: Town) -> None:
    async with client_of(town, message_content=True) as client:
        me = await listening.enter(client, FakeClock())
        hearing = listening.hear(client, MemoryDiscordBook(), FakeClock(), me.id)
        with pytest.raises(ConfigurationError, match="Message Content Intent"):
            await hearing


async def test_a_token_that_is_taken_away_later_ends_the_listening(town: Town) -> None:
    async with client_of(town) as client:
        me = await listening.enter(client, FakeClock())
        async with asyncio.TaskGroup() as group:
            hearing = group.create_task(_refused(listening.hear(client, MemoryDiscordBook(), FakeClock(), me.id)))
            await town.server.until(lambda: client.has_session)
            town.server.gateway.close(4004)
            assert "refused" in await hearing


async def _refused(hearing: object) -> str:
    with pytest.raises(ConfigurationError) as caught:
        await hearing  # type: ignore[misc]
    return str(caught.value)


async def test_a_server_that_is_away_or_silent_is_waited_for(town: Town) -> None:
    clock = BriskClock(50)
    town.server.fail("get_my_user", Trouble.ERROR, status=503, times=2)
    town.server.fail("get_my_oauth2_application", Trouble.RESET, times=1)
    town.server.fail("get_bot_gateway", Trouble.CUT, times=1)
    town.server.fail("bulk_set_application_commands", Trouble.ERROR, status=503, times=1)
    async with listening_bot(town.server, clock=clock) as bot:
        await town.ann.sends(town.server.dm(town.ann), "hello")
        await bot.asked()


async def test_a_call_that_is_never_answered_is_given_up(town: Town) -> None:
    options = DiscordOptions(TOKEN, town.server.api_url, silence_s=0.2)
    town.server.fail("create_message", Trouble.SILENCE)
    async with DiscordClient(options) as client:
        await listening.enter(client, FakeClock())
        room = client.get_partial_messageable(town.server.dm(town.ann).id)
        with pytest.raises(TimeoutError):
            await room.send("hello")


async def test_only_what_is_needed_is_asked_for(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        (session,) = town.server.gateway.sessions
        wanted = {name for name, is_wanted in session.intents if is_wanted}
        assert wanted == {"guilds", "guild_messages", "dm_messages"}
        assert bot.client.allowed_mentions is not None
        assert bot.client.allowed_mentions.to_dict() == {"parse": []}
        assert SECRET not in repr(bot.client) + repr(DiscordOptions(TOKEN))


async def test_a_line_that_never_holds_is_tried_with_growing_pauses(town: Town) -> None:
    clock = Hasty()
    async with client_of(town) as client, asyncio.TaskGroup() as group:
        me = await listening.enter(client, clock)
        hearing = group.create_task(listening.hear(client, MemoryDiscordBook(), clock, me.id))

        def never_holds() -> bool:
            town.server.gateway.close(4000)
            return len(town.server.calls("get_bot_gateway")) > 8

        await town.server.until(never_holds)
        hearing.cancel()
    assert 0.0 in clock.slept, "once at once"
    assert max(clock.slept) >= 15.0


class Hasty(FakeClock):
    """Nobody waits: a sleep moves time on at once, and is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._elapsed += max(0.0, seconds)
        await asyncio.sleep(0)


async def test_forty_starts_in_a_row_say_identify_no_oftener_than_thirty_times_an_hour(town: Town) -> None:
    book, clock = MemoryDiscordBook(), Hasty()
    for start in range(1, 41):
        async with client_of(town) as client, asyncio.TaskGroup() as group:
            me = await listening.enter(client, clock)
            hearing = group.create_task(listening.hear(client, book, clock, me.id))
            await town.server.until(lambda count=start: town.server.gateway.identifies == count)  # type: ignore[misc]
            hearing.cancel()
    said = sorted(at for _, at in book.identifies)
    assert len(said) == 40
    assert max(sum(first <= at < first + timedelta(hours=1) for at in said) for first in said) == 30
