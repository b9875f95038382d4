"""The command line: `python -m bot` serves; `edit …` does one turn and ends; `telegram-local` moves the bot.

`doctor` examines the tokens of the platforms, `doctor --cloud` the cloud.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from adapters.terminal.convert import Command, split_arguments
from bot import doctor, logs, serving, single, telegram_local, tokens
from bot.core.errors import ConfigurationError, StorageFailed
from bot.settings import Settings, read_settings

EXIT_CONFIGURATION = 78
"""sysexits.h EX_CONFIG: a setting is wrong, starting again does not help."""
EXIT_STORAGE = 75
"""sysexits.h EX_TEMPFAIL: the disk could not be written, starting again may help."""


def main() -> None:
    """Read the command line and the settings, run, and end with a code that says how it went."""
    arguments = _parser().parse_args()
    if arguments.command != "edit":
        os.umask(0o077)  # films of the edit command are the person's own files; the data folder is closed anyway
    try:
        settings = read_settings() if arguments.command != "edit" else _quieter(read_settings())
        logs.set_up(settings.log_level, settings.secrets)
        code = asyncio.run(_run(arguments, settings))
    except* ConfigurationError as group:
        code = _say_why(group, EXIT_CONFIGURATION)
    except* StorageFailed as group:
        code = _say_why(group, EXIT_STORAGE)
    except* KeyboardInterrupt:
        code = 130
    # Threads of a database that failed must not keep the process alive and deaf (a disk that hangs).
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.command == "edit":
        clips, words = split_arguments(arguments.arguments)
        command = Command(clips, words, arguments.output, arguments.chat)
        return await single.edit(settings, command, locale=os.environ.get("LC_ALL") or os.environ.get("LANG"))
    if arguments.command == "telegram-local":
        return await telegram_local.walk(settings, _say, is_agreed=arguments.yes, folder=arguments.folder)
    if arguments.command == "doctor":
        return await (doctor.examine_cloud if arguments.cloud else tokens.examine)(settings, _say)
    await serving.serve(settings)
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _quieter(settings: Settings) -> Settings:
    """A terminal shows the conversation; what went well need not be logged beside it."""
    return settings.model_copy(update={"log_level": "ERROR"}) if settings.log_level == "INFO" else settings


def _say_why(group: BaseExceptionGroup[Exception], code: int) -> int:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    sys.stderr.write(f"cutdesk: {error}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Cutdesk edits videos inside the chat.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve the page (the default)")
    edit = commands.add_parser("edit", help="do one turn here: clips, then what you want in quotes")
    edit.add_argument("arguments", nargs="*", metavar="CLIP… WORDS", help="clips, then the words")
    edit.add_argument("-o", "--output", type=Path, help="where the film goes (default: CLIP-edited.mp4 here)")
    edit.add_argument("--chat", metavar="NAME", help="go on with the chat of that name")
    move = commands.add_parser("telegram-local", help="move the Telegram bot to your own Bot API server")
    move.add_argument("--yes", action="store_true", help="go on without asking")
    move.add_argument("--folder", type=Path, metavar="PATH", help="where that server keeps files, if somewhere unusual")
    examine = commands.add_parser("doctor", help="find out what is wrong, and how to mend it")
    examine.add_argument("--cloud", action="store_true", help="walk through the cloud; edits nothing")
    return parser


if __name__ == "__main__":
    main()
