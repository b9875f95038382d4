"""Being added to a server: said once, where Discord itself greets."""

from adapters.discord.membership import greeting
from adapters.discord.routes import chat_of
from bot.core.intents import understand
from bot.core.model import Intent
from tests.fakes.clock import FakeClock
from tests.fakes.discord_payloads import ANN, CHANNEL, GUILD, connection, guild


async def test_a_new_server_is_greeted_in_the_channel_for_newcomers_in_its_language() -> None:
    said = greeting(guild(connection()), FakeClock())
    assert said is not None
    assert (said.ref.chat, said.event_id) == (chat_of(CHANNEL, GUILD), f"joined/{GUILD}")
    assert (said.sender.id, said.sender.locale) == (str(ANN), "zh-CN")
    assert understand(said).intent is Intent.HELP


async def test_where_there_is_no_such_channel_or_we_may_not_write_nothing_is_said() -> None:
    assert greeting(guild(connection(), greets_in=None), FakeClock()) is None
    assert greeting(guild(connection(), may_send=False), FakeClock()) is None
