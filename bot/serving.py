"""The server: the studio if it is ours, the core, and every platform, until a signal ends it."""

import asyncio
import logging
import signal

from adapters.discord.adapter import DiscordAdapter
from adapters.telegram.adapter import TelegramAdapter
from bot import __version__, wiring
from bot.core.ports import PlatformAdapter
from bot.lock import data_folder
from bot.settings import Settings

_log = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Nothing is lost: open turns are taken up at the next start.

    Raises ConfigurationError for a setting that turns out wrong, also later: a token its platform refuses.
    """
    with data_folder(settings.data_dir) as folder:
        async with (
            wiring.open_parts(settings, folder) as parts,
            wiring.telegram_adapter(settings, folder, parts) as telegram,
            wiring.discord_adapter(settings, parts) as discord,
        ):
            web = await wiring.web_adapter(settings, folder, parts)
            adapters: list[PlatformAdapter] = [web, *(one for one in (telegram, discord) if one is not None)]
            dispatcher = parts.dispatcher(adapters, settings.public_url)
            code = parts.access.wanted_code(adapter.platform for adapter in adapters)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(dispatcher.run())]
                tasks += [group.create_task(adapter.run(dispatcher)) for adapter in adapters]
                if parts.studio is not None:
                    tasks.append(group.create_task(parts.studio.keep_running()))
                _say(_start_lines(await web.listening(), settings, code))
                tasks.append(group.create_task(_introduce(telegram, discord)))
                await _signalled()
                for task in tasks:
                    task.cancel()


def _start_lines(url: str, settings: Settings, code: str | None) -> str:
    who = "the NemoVideo cloud (not affiliated)" if settings.uses_cloud else "this computer"
    lines = [f"Cutdesk {__version__} is ready: {url}", f"Videos are processed by {who}."]
    if settings.listener is not None:
        lines.append(f"Where captions are written from what is said, their sound goes to {settings.listener}.")
    if code is not None:
        lines.append(f"Your bot works for its owner alone: to become that, send it {code} in a private chat.")
    return "\n".join(lines)


async def _introduce(telegram: TelegramAdapter | None, discord: DiscordAdapter | None) -> None:
    """Tell the operator under which names the bot is found, as soon as each platform has told its own."""
    async with asyncio.TaskGroup() as group:
        if telegram is not None:
            group.create_task(_introduce_telegram(telegram))
        if discord is not None:
            group.create_task(_introduce_discord(discord))


async def _introduce_telegram(telegram: TelegramAdapter) -> None:
    name = await telegram.listening()
    _say(f"On Telegram: @{name} (https://t.me/{name})")


async def _introduce_discord(discord: DiscordAdapter) -> None:
    known = await discord.listening()
    _say(f"On Discord: {known.name} (invite: {known.invite})")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the operator's few lines


async def _signalled() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    _log.info("stopping; open turns are taken up at the next start")
