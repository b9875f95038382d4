"""One turn from the command line, through the same core, in a data folder of its own."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.convert import Command, to_message
from bot import wiring
from bot.core.dispatcher import Dispatcher
from bot.core.model import IncomingMessage, MessageId, MessageRef, new_id
from bot.lock import data_folder
from bot.settings import Settings

FOLDER = "terminal"


async def edit(settings: Settings, command: Command, *, locale: str | None) -> int:
    """Do the command's turn and print it. 0 when it was done, 1 when the person was told why not."""
    with data_folder(settings.data_dir / FOLDER) as folder:
        async with wiring.open_parts(settings, folder) as parts:
            message = to_message(command, locale, parts.clock.now())
            adapter = TerminalAdapter(output=command.output, folder=Path.cwd(), asked=message.ref)
            dispatcher = parts.dispatcher([adapter], settings.public_url)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(dispatcher.run())]
                if parts.studio is not None:
                    tasks.append(group.create_task(parts.studio.keep_running()))
                await dispatcher.accept(message)
                tasks.append(group.create_task(_cancel_on_interrupt(dispatcher, message)))
                await dispatcher.settled()
                for task in tasks:
                    task.cancel()
    return 1 if dispatcher.failures else 0


async def _cancel_on_interrupt(dispatcher: Dispatcher, message: IncomingMessage) -> None:
    """Ctrl-C is the person's "cancel"."""
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    await interrupted.wait()
    event = new_id()
    ref = MessageRef(message.ref.chat, MessageId(event))
    await dispatcher.accept(replace(message, ref=ref, event_id=event, text="cancel", attachments=()))
