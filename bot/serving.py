"""The server: the studio if it is ours, the core, and every platform, until a signal ends it."""

import asyncio
import logging
import signal

from bot import __version__, wiring
from bot.lock import data_folder
from bot.settings import Settings

_log = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Nothing is lost: open turns are taken up at the next start."""
    with data_folder(settings.data_dir) as folder:
        async with wiring.open_parts(settings, folder) as parts:
            web = await wiring.web_adapter(settings, folder, parts)
            dispatcher = parts.dispatcher([web], settings.public_url)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(dispatcher.run()), group.create_task(web.run(dispatcher))]
                if parts.studio is not None:
                    tasks.append(group.create_task(parts.studio.keep_running()))
                print(_start_line(await web.listening(), settings), flush=True)  # noqa: T201  # the operator's one line
                await _signalled()
                for task in tasks:
                    task.cancel()


def _start_line(url: str, settings: Settings) -> str:
    who = "the NemoVideo cloud (not affiliated)" if settings.uses_cloud else "this computer"
    return f"Cutdesk {__version__} is ready: {url}\nVideos are processed by {who}."


async def _signalled() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    _log.info("stopping; open turns are taken up at the next start")
