"""The commands Telegram offers while people type: told once, and again when they change."""

import hashlib
import json
import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, EndPointNotFound, NetworkError, RetryAfter, TelegramError

from adapters.telegram.addressing import COMMANDS
from adapters.telegram.backoff import Backoff
from adapters.telegram.book import TelegramBook
from bot.core.model import Language
from bot.core.wording import Voice

_log = logging.getLogger(__name__)

_LONGEST = 256
_IN_GROUPS = tuple(command for command in COMMANDS if command != "start")
_SCOPES: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllPrivateChats(), COMMANDS),
    (BotCommandScopeAllGroupChats(), _IN_GROUPS),
)
_LANGUAGES = ((None, Language.ENGLISH), ("zh", Language.CHINESE))
"""The tag Telegram chooses a list by, two letters, so that zh is all Chinese; the list without one is for all else."""


async def announce(bot: Bot, book: TelegramBook, backoff: Backoff) -> None:
    """Tell Telegram the commands, if they are not those told last. A server without the method is no harm.

    Goes on until they are told; raises StorageFailed.
    """
    told, name = _digest(), f"commands/{bot.id}"
    while await book.fact(name) != told:
        try:
            for scope, names in _SCOPES:
                for tag, language in _LANGUAGES:
                    await bot.set_my_commands(described(names, language), scope, tag)
        except (EndPointNotFound, BadRequest) as error:
            _log.warning("the list of commands is not taken: %s", type(error).__name__)
            return
        except (NetworkError, RetryAfter) as error:
            await backoff.rest(backoff.after(error))
        except TelegramError as error:
            _log.warning("the list of commands was not told: %s", type(error).__name__)
            return
        else:
            await book.note(name, told)


def described(names: tuple[str, ...], language: Language) -> list[BotCommand]:
    """The commands with what each is for."""
    voice = Voice(language)
    return [BotCommand(name, voice.say(f"telegram.command.{name}")[:_LONGEST]) for name in names]


def _digest() -> str:
    lists = [
        [scope.type, tag, [command.to_dict() for command in described(names, language)]]
        for scope, names in _SCOPES
        for tag, language in _LANGUAGES
    ]
    return hashlib.sha256(json.dumps(lists).encode()).hexdigest()
