"""`python -m bot doctor`: whether Telegram and Discord take the tokens that are set, told in plain words.

One read a platform: nobody is written to, no update is taken from a bot that runs, and no token is shown.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from adapters.discord.client import DiscordClient, DiscordOptions
from adapters.discord.failures import Refusal as NotOnDiscord
from adapters.discord.failures import attempt as attempt_on_discord
from adapters.telegram import client as telegram
from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.failures import Fault, Refusal, attempt
from bot.core.errors import ConfigurationError
from bot.settings import Settings

_PATIENCE_S = 20.0
_WELL, _NOT_WELL = 0, 1


async def examine(settings: Settings, say: Callable[[str], None]) -> int:
    """Ask each platform who the bot is, and say line by line what came; 0 when no token that is set has a fault."""
    faults = [await _examine_telegram(settings, say), await _examine_discord(settings, say)]
    say("The NemoVideo cloud is examined by: python -m bot doctor --cloud")
    return _NOT_WELL if any(faults) else _WELL


async def _examine_telegram(settings: Settings, say: Callable[[str], None]) -> bool:
    """Whether there is a fault."""
    if settings.telegram_bot_token is None:
        say("--    Telegram: not used, TELEGRAM_BOT_TOKEN is not set")
        return False
    url = settings.telegram_api_url
    options = TelegramOptions(settings.telegram_bot_token.get_secret_value(), url, settings.telegram_local)
    async with aclosing(TelegramClient(options)) as client:
        outcome = await attempt(lambda: client.bot.get_me())  # noqa: PLW0108  # the bot is made in here
    if not isinstance(outcome, Refusal):
        say(f"ok    Telegram: the token is accepted, the bot is @{outcome.username}")
        return False
    match outcome.fault:
        case Fault.TOKEN | Fault.NO_METHOD if url is None:
            mend = str(telegram.refusal())
        case Fault.TOKEN | Fault.NO_METHOD:
            mend = "the server at TELEGRAM_API_URL knows no such bot: check it, and TELEGRAM_BOT_TOKEN"
        case Fault.PENALTY:
            mend = f"asked to wait; try again in {outcome.penalty_s:.0f} seconds"
        case _:
            mend = _unreachable("TELEGRAM_API_URL", url)
    say(f"FAIL  Telegram: {mend}")
    return True


async def _examine_discord(settings: Settings, say: Callable[[str], None]) -> bool:
    """Whether there is a fault."""
    if settings.discord_bot_token is None:
        say("--    Discord: not used, DISCORD_BOT_TOKEN is not set")
        return False
    url = settings.discord_api_url
    async with DiscordClient(DiscordOptions(settings.discord_bot_token.get_secret_value(), url)) as client:
        try:
            async with asyncio.timeout(_PATIENCE_S):  # the library tries a troubled server again and again
                outcome = await attempt_on_discord(client.enter)
        except TimeoutError:
            mend = _unreachable("DISCORD_API_URL", url)
        except ConfigurationError as refused:
            mend = str(refused)
        else:
            if not isinstance(outcome, NotOnDiscord):
                say(f"ok    Discord: the token is accepted, the bot is {client.user}")
                return False
            mend = _unreachable("DISCORD_API_URL", url)
    say(f"FAIL  Discord: {mend}")
    return True


def _unreachable(setting: str, url: str | None) -> str:
    return "no answer; check the network" if url is None else f"no answer; check {setting} and the network"
