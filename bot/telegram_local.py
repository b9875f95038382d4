"""`python -m bot telegram-local`: moves the Telegram bot from Telegram's cloud to the operator's own Bot API server.

The cloud must be told to let go first (``logOut``), else updates may go astray; after that it refuses the bot for ten
minutes (https://core.telegram.org/bots/api#logout). So nothing is asked with the token before the operator agrees.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import httpx

from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.failures import Fault, Refusal, attempt
from bot.core.errors import ConfigurationError
from bot.lock import data_folder
from bot.settings import Settings

Out = Callable[[str], None]
Ask = Callable[[str], Awaitable[str]]
Sleep = Callable[[float], Awaitable[None]]

IMAGE_FOLDER = Path("/var/lib/telegram-bot-api")
COMPOSE_FOLDER = "telegram-bot-api"
"""Below DATA_DIR: where compose.yaml has its server keep files."""

_FIRST_LOGIN_S = 60.0
_TRIES, _BETWEEN_S = 10, 3.0
_PROBE_S = 10.0

_PLAN = """\
The Bot API server at {server} answers. Three things follow:

  1. Telegram's cloud server is told to let the bot go (logOut).
  2. For ten minutes after that it does not take the bot back: that is Telegram's rule, and how long going back takes.
  3. The bot logs in on your server, and I look whether the files it gets can be read here.

What people write in between is delivered when the bot runs again. Films of up to 2000 MB can then be sent, and files
of up to 500 MB edited."""


async def walk(
    settings: Settings,
    out: Out,
    *,
    ask: Ask | None = None,
    sleep: Sleep = asyncio.sleep,
    is_agreed: bool = False,
    folder: Path | None = None,
    cloud: str | None = None,
) -> int:
    """Lead the operator through the move; 0 when all of it is done, 1 when something is left to do.

    ``folder``: where the server keeps files, if not in one of the usual places. ``cloud``: another cloud, for tests.
    Raises ConfigurationError when a setting is missing.
    """
    token, server = _needed(settings)
    there, here = TelegramOptions(token, cloud), TelegramOptions(token, server, local=True)
    try:
        with data_folder(settings.data_dir):
            if not await _answers(server, out):
                return 1
            out(_PLAN.format(server=server))
            if not is_agreed and not await _agrees(ask or _type, out):
                return 1
            if not await _let_go(there, out):
                return 1
            if not await _logs_in(here, out, sleep):
                return 1
    except ConfigurationError as error:
        raise ConfigurationError(f"{error}. Stop the bot while it moves, then start this again") from None
    usual = [IMAGE_FOLDER, settings.data_dir.absolute() / COMPOSE_FOLDER]
    return 0 if await asyncio.to_thread(_sees_files, token, [folder] if folder else usual, out) else 1


def _needed(settings: Settings) -> tuple[str, str]:
    if settings.telegram_bot_token is None:
        raise ConfigurationError("TELEGRAM_BOT_TOKEN is missing: BotFather gives it")
    if settings.telegram_api_url is None:
        raise ConfigurationError(
            "TELEGRAM_API_URL is missing: the address of your Bot API server, http://telegram:8081"
        )
    if not settings.telegram_local:
        raise ConfigurationError("TELEGRAM_LOCAL=true is missing: your server runs with --local")
    return settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url.rstrip("/")


async def _answers(server: str, out: Out) -> bool:
    """Whether a Bot API server is there; asked without a token, for a token would log the bot in."""
    try:
        async with httpx.AsyncClient(timeout=_PROBE_S, trust_env=False) as client:
            said = (await client.get(f"{server}/")).json()
    except httpx.HTTPError:
        out(
            f"Nothing answers at {server}. Start your Bot API server first, for example with"
            " `docker compose --profile telegram-local up -d`, and look at its log. Nothing was changed."
        )
        return False
    except ValueError:
        said = None
    if isinstance(said, dict) and "ok" in said:
        return True
    out(f"What answers at {server} is no Bot API server: check TELEGRAM_API_URL. Nothing was changed.")
    return False


async def _agrees(ask: Ask, out: Out) -> bool:
    if (await ask("Type yes to go on: ")).strip().lower() == "yes":
        return True
    out("Nothing was changed.")
    return False


async def _let_go(options: TelegramOptions, out: Out) -> bool:
    """Have the cloud log the bot out. Whether it has."""
    async with aclosing(TelegramClient(options)) as client:
        outcome = await attempt(lambda: client.bot.log_out())  # noqa: PLW0108  # the bot is made in here
    if not isinstance(outcome, Refusal):
        out("Telegram's cloud has let the bot go. It will not take it back for ten minutes.")
        return True
    if "logged out" in outcome.detail.lower():
        out("Telegram's cloud had let the bot go before.")
        return True
    match outcome.fault:
        case Fault.TOKEN | Fault.NO_METHOD:
            out("Telegram does not know this token: copy TELEGRAM_BOT_TOKEN anew from BotFather. Nothing was changed.")
        case Fault.PENALTY:
            out(f"Telegram asks to wait {outcome.penalty_s:.0f} seconds. Nothing was changed; start this again then.")
        case Fault.NOT_SENT:
            out("Telegram's cloud cannot be reached from here. Nothing was changed.")
        case Fault.SERVER | Fault.RECEIPT_UNKNOWN:
            out("Telegram's cloud did not answer: it may have let the bot go, or not. Start this again in a minute.")
        case _:
            out(f"Telegram's cloud refused: {outcome.detail}. Nothing was changed.")
    return False


async def _logs_in(options: TelegramOptions, out: Out, sleep: Sleep) -> bool:
    """Have the bot log in on the operator's server. Whether it did."""
    fault = None
    async with aclosing(TelegramClient(options)) as client:
        for _ in range(_TRIES):
            outcome = await attempt(lambda: client.bot.get_me(read_timeout=_FIRST_LOGIN_S))
            if not isinstance(outcome, Refusal):
                out(f"@{outcome.username} is logged in on your server.")
                return True
            fault = outcome.fault
            if fault in {Fault.TOKEN, Fault.NO_METHOD}:
                break
            await sleep(outcome.penalty_s or _BETWEEN_S)
    out(
        f"The bot could not log in on your server ({fault}). Look at its log: it must reach Telegram, with the"
        " TELEGRAM_API_ID and TELEGRAM_API_HASH of https://my.telegram.org/apps. Then start this again."
    )
    return False


def _sees_files(token: str, folders: list[Path], out: Out) -> bool:
    """Whether what the server keeps for this bot can be read here; its folder is named after the token."""
    if any(_is_readable(folder / token) for folder in folders):
        out("Files the server keeps can be read here. All is done: start the bot.")
        return True
    looked = " or ".join(str(folder) for folder in folders)
    out(
        f"The move is done, but the server's folder cannot be read here: I looked in {looked}. Let the bot have that"
        " folder under the same path as the server, and run both as the same user (compose.yaml does); then start this"
        " again. If it is elsewhere, name it: --folder PATH. Until then files people send cannot be edited."
    )
    return False


def _is_readable(folder: Path) -> bool:
    try:
        return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
    except OSError:
        return False


async def _type(prompt: str) -> str:
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return ""
