"""The line to the Bot API: how the library's ``Bot`` is built, and how it is known that the token is good.

The token stays in here. It is part of every address that is called, so the libraries that log addresses are turned
down, and nothing that could be printed (options, bot, errors) holds it.
"""

import importlib.util
import json
import logging
import re
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.addressing import Myself
from adapters.telegram.backoff import Backoff
from bot.core.errors import ConfigurationError
from bot.core.model import JsonObject

_log = logging.getLogger(__name__)

# httpcore looks for this module at every lock it makes; where there is none, each look goes through all of sys.path.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

CLOUD = "https://api.telegram.org"
_TOKEN = re.compile(r"(\d{1,20}):[\w-]{1,200}", re.ASCII)
_CONNECT_S, _ANSWER_S, _POOL_S = 10.0, 20.0, 30.0
_CONNECTIONS, _KEPT_OPEN = 64, 12
"""The pool looks at every line it has for every call, so not all stay open when a burst is over."""
_TALKATIVE = ("httpx", "httpcore", "telegram")
_PAGE = b"(a page)"
"""Stands for an error page: the library quotes those in its errors, and they may quote the address with the token."""


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """Which bot, on which server. ``api_url`` None is Telegram's cloud; ``local``: the server runs with ``--local``.

    ``local_folder``: the folder that server keeps files in, readable here under the same path. ``outbox``: a folder it
    reads films from, under the same path as well; without one they are sent over the wire.
    """

    token: str = field(repr=False)
    api_url: str | None = None
    local: bool = False
    local_folder: Path | None = None
    outbox: Path | None = None

    def __post_init__(self) -> None:
        """Raises ConfigurationError for a token or an address that cannot be one."""
        if not _TOKEN.fullmatch(self.token):
            raise ConfigurationError("TELEGRAM_BOT_TOKEN is not a bot token: BotFather gives it as 123456:ABC…")
        if self.api_url is not None:
            address = urlsplit(self.api_url)
            if address.scheme not in {"http", "https"} or not address.hostname:
                raise ConfigurationError("TELEGRAM_API_URL is not an address like http://127.0.0.1:8081")

    @property
    def bot(self) -> int:
        """The bot's user id: it stands in the token."""
        return int(self.token.partition(":")[0])

    @property
    def server(self) -> str:
        """The server's address without a slash at its end."""
        return (self.api_url or CLOUD).rstrip("/")


class Flood(RetryAfter):
    """429. The library's own one warns of itself whenever it is made, until its times are durations by default."""

    def __init__(self, seconds: float) -> None:
        TelegramError.__init__(self, f"Flood control exceeded. Retry in {seconds:g} seconds")
        self._retry_after = timedelta(seconds=seconds)

    @property
    def retry_after(self) -> timedelta:
        return self._retry_after


class _Request(HTTPXRequest):
    """The library's request with two answers told apart that it takes for one or for none.

    404 is an unknown method, or no Bot API at all; the library takes it for a refused token, which is 401.
    """

    async def do_request(self, url: str, method: str, *rest: Any, **named: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, method, *rest, **named)
        if method != "POST":
            return status, payload
        if status == HTTPStatus.NOT_FOUND:
            said = _answer(payload)
            if said is None:
                raise NetworkError("404 from something that is no Bot API server")
            raise EndPointNotFound(str(said.get("description", "Not Found")))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            parameters = (_answer(payload) or {}).get("parameters") or {}
            raise Flood(float(parameters.get("retry_after", 1)))
        if status >= HTTPStatus.MULTIPLE_CHOICES and _answer(payload) is None:
            return status, _PAGE
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> JsonObject:
        """The library's own one puts the whole answer into the log when it cannot be read: people's words.

        One that holds neither a result nor a refusal cannot be read either; the library would raise KeyError.
        """
        said = _answer(payload)
        if said is None or said.keys().isdisjoint({"result", "description", "error_code", "parameters"}):
            raise TelegramError("Invalid server response")
        return said


def _answer(payload: bytes) -> JsonObject | None:
    try:
        said = json.loads(payload.decode("utf-8", "replace"))
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


class _Bot(Bot):
    """The library's bot without a token in its ``repr``, and with updates as they came."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<Bot>"

    async def fetch_updates(
        self, offset: int | None, wait_s: int, kinds: list[str], read_timeout: float
    ) -> list[JsonObject]:
        """``getUpdates`` unparsed: they are kept as they came, and one that cannot be read must not hide the others."""
        data = {"offset": offset, "timeout": wait_s, "allowed_updates": kinds}
        return cast("list[JsonObject]", await self._post("getUpdates", data, read_timeout=read_timeout))


class TelegramClient:
    """The bot and its two transports: one for the long poll alone, one for all else."""

    def __init__(self, options: TelegramOptions) -> None:
        for name in _TALKATIVE:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
        # A server of the operator's own is reached directly; the cloud perhaps only through the machine's proxy.
        lines = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT_OPEN)
        settings: dict[str, Any] = {"trust_env": options.api_url is None, "limits": lines}
        self._polling = _Request(2, _ANSWER_S, _ANSWER_S, _CONNECT_S, _POOL_S, httpx_kwargs=settings)
        self._calling = _Request(_CONNECTIONS, _ANSWER_S, _ANSWER_S, _CONNECT_S, _POOL_S, httpx_kwargs=settings)
        self._options = options
        self._bot = _Bot(
            options.token,
            base_url=f"{options.server}/bot",
            base_file_url=f"{options.server}/file/bot",
            request=self._calling,
            get_updates_request=self._polling,
            local_mode=options.local,
        )

    @property
    def bot(self) -> Bot:
        """For calls. Never ``initialize`` it: that puts the token into the error of a wrong token."""
        return self._bot

    async def start(self, backoff: Backoff) -> Myself:
        """Who we are, asked until there is an answer; a webhook left set is taken away, the updates it held are kept.

        Raises ConfigurationError for a token the server does not know.
        """
        while True:
            try:
                me = await self._bot.get_me()
                if await self._has_webhook():
                    await self.drop_webhook()
            except InvalidToken:
                raise refusal() from None
            except EndPointNotFound:
                if self._options.api_url is None:
                    raise refusal() from None
                raise ConfigurationError(
                    "the server at TELEGRAM_API_URL knows no such bot: check it, and TELEGRAM_BOT_TOKEN"
                ) from None
            except TelegramError as error:
                pause_s = backoff.after(error)
                _log.warning("no answer from Telegram (%s); trying again in %.1f s", told(error), pause_s)
                await backoff.rest(pause_s)
            else:
                return Myself(me.id, me.username or "", not me.can_read_all_group_messages)

    async def _has_webhook(self) -> bool:
        try:
            return bool((await self._bot.get_webhook_info()).url)
        except EndPointNotFound:  # a server that knows none; should it have one after all, polling is told so
            return False

    async def updates(self, offset: int | None, wait_s: int, kinds: list[str]) -> list[JsonObject]:
        """The updates from ``offset`` on as Telegram sent them; waits ``wait_s`` for one. Raises TelegramError."""
        return await self._bot.fetch_updates(offset, wait_s, kinds, read_timeout=wait_s + _ANSWER_S)

    async def drop_webhook(self) -> None:
        """Updates come by asking from now on; those that wait stay. Raises TelegramError."""
        _log.warning("a webhook was set for this bot; it is taken away, for updates are asked for here")
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def is_refused(self) -> bool:
        """Whether the server does not know the token, asked once more: troubled servers say so of good ones too."""
        try:
            await self._bot.get_me()
        except InvalidToken:
            return True
        except TelegramError:
            return False
        return False

    async def restart_polling(self) -> None:
        """Close the long poll's connections and open new ones."""
        await self._polling.shutdown()
        await self._polling.initialize()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._polling.shutdown()
        await self._calling.shutdown()


def refusal() -> ConfigurationError:
    """What to tell the operator of a refused token; the token itself is not told."""
    return ConfigurationError("TELEGRAM_BOT_TOKEN was refused by Telegram: copy it anew from BotFather")


def told(error: TelegramError) -> str:
    """An error for the log: what Telegram says of a call it refuses, else only its kind."""
    return error.message if isinstance(error, BadRequest) else type(error).__name__
