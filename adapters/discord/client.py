"""The line to Discord: how the library's client is built, and how the gateway is listened to.

The token stays in here: the libraries that log what they send are turned down, and nothing that could be printed
(options, client, errors) holds it. The HTTP session lives as long as the adapter; only the gateway is reconnected.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, Route

from bot.core.errors import ConfigurationError

_log = logging.getLogger(__name__)

CLOUD = "https://discord.com/api/v10"
TOKEN = re.compile(r"[\w-]{10,}\.[\w-]{4,}\.[\w-]{20,}", re.ASCII)
_TALKATIVE = ("discord", "aiohttp", "httpx", "httpcore")
_CONNECT_S, _SILENCE_S, _UPLOAD_SILENCE_S = 10.0, 30.0, 120.0
_LONGEST_LIMIT_S = 60.0
_GATEWAY_S = 60.0
_GUILDS_S = 1.0
"""After the last server was told of; then what was missed is looked up."""
_TOKEN_REFUSED, _SHARDING, _INTENTS_REFUSED = 4004, 4011, 4014


@dataclass(frozen=True, slots=True)
class DiscordOptions:
    """Which bot, on which server. ``api_url`` None is Discord itself.

    ``message_content``: ask for what people write without naming us, which is a switch in the developer portal.
    ``threads``: an edit asked for in a plain channel gets a thread of its own. ``silence_s``: a call that is not
    answered for so long is given up.
    """

    token: str = field(repr=False)
    api_url: str | None = None
    message_content: bool = False
    threads: bool = False
    silence_s: float = _SILENCE_S

    def __post_init__(self) -> None:
        """Raises ConfigurationError for a token or an address that cannot be one."""
        if not TOKEN.fullmatch(self.token):
            raise ConfigurationError("DISCORD_BOT_TOKEN is not a bot token: the portal gives three parts with dots")
        if self.api_url is not None:
            address = urlsplit(self.api_url)
            if address.scheme not in {"http", "https"} or not address.hostname:
                raise ConfigurationError("DISCORD_API_URL is not an address like http://127.0.0.1:8082/api/v10")

    @property
    def server(self) -> str:
        """The address of the API without a slash at its end."""
        return (self.api_url or CLOUD).rstrip("/")


class Listener(Protocol):
    """Who hears what happens on Discord. Each call returns at once, and is made in the order of the events."""

    def connected(self, *, is_new: bool) -> None:
        """The line stands; ``is_new``: what happened since the last one is not told."""

    def message(self, message: discord.Message) -> None:
        """A message was posted."""

    def edited(self, message: discord.Message) -> None:
        """A message is different from before."""

    def interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command was given, a form sent, a button pressed."""

    def joined(self, guild: discord.Guild) -> None:
        """We were added to a server."""


class _Http(HTTPClient):
    """The library's calls with an end to each: by itself it waits for a silent server for ever."""

    def __init__(self, loop: asyncio.AbstractEventLoop, silence_s: float) -> None:
        super().__init__(loop, max_ratelimit_timeout=_LONGEST_LIMIT_S)
        self._silence_s = silence_s

    async def request(self, route: Route, **named: Any) -> Any:
        silence_s = _UPLOAD_SILENCE_S if named.get("files") else self._silence_s
        named.setdefault("timeout", aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=silence_s))
        return await super().request(route, **named)


class DiscordClient(discord.Client):
    """The library's client without caches, mentions and voice. ``listener`` hears its events once it is set."""

    def __init__(self, options: DiscordOptions) -> None:
        for name in _TALKATIVE:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = options.message_content
        # Voice is not used, so nobody need be told that it lacks its libraries.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._options = options
        # The library warns that it cannot speak in voice channels, which nobody wants of us.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            guild_ready_timeout=_GUILDS_S,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_LIMIT_S,
        )
        self._logged_in = asyncio.Event()
        self._session: dict[str, Any] = {}
        self.listener: Listener | None = None
        # The library has no other place for it; it builds every address from this one.
        Route.BASE = options.server

    def _get_state(self, **options: Any) -> Any:
        """The library makes its HTTP client just before this; ours takes its place."""
        self.http = _Http(self.loop, self._options.silence_s)
        return super()._get_state(**options)

    async def on_connect(self) -> None:
        if self.listener is not None:
            self.listener.connected(is_new=True)

    async def on_resumed(self) -> None:
        if self.listener is not None:
            self.listener.connected(is_new=False)

    async def on_message(self, message: discord.Message) -> None:
        if self.listener is not None:
            self.listener.message(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if self.listener is not None:
            self.listener.edited(payload.message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if self.listener is not None:
            self.listener.interaction(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if self.listener is not None:
            self.listener.joined(guild)

    async def enter(self) -> None:
        """Log in. Raises ConfigurationError for a token Discord does not know, else what the library raises."""
        try:
            await self.login(self._options.token)
        except discord.LoginFailure:
            raise refusal() from None
        except BaseException:
            await self.http.close()
            self.http.clear()
            self.http.connector = discord.utils.MISSING
            raise
        self._logged_in.set()

    async def until_logged_in(self) -> None:
        """Wait until calls can be made."""
        await self._logged_in.wait()

    @property
    def has_session(self) -> bool:
        """Whether the gateway has given us a session, which outlives a broken line."""
        return "resume" in self._session

    async def gateway(self) -> tuple[yarl.URL, int, float]:
        """Where the gateway is; how often it may still be entered, and after how many seconds the count starts anew.

        Raises what the library raises.
        """
        told = await self.http.request(Route("GET", "/gateway/bot"))
        limit = told.get("session_start_limit") or {}
        left, anew_s = int(limit.get("remaining", 1)), float(limit.get("reset_after", 0)) / 1000
        return yarl.URL(told["url"]), left, anew_s

    async def listen(self, gateway: yarl.URL, before_identify: Callable[[], Awaitable[None]]) -> None:
        """Hear events until the line breaks. A session that lives still is taken up again: nothing is missed then.

        ``before_identify`` is awaited before a new session is asked for. Raises ConfigurationError, OSError,
        aiohttp.ClientError, TimeoutError, discord.ConnectionClosed; ends without an error where Discord ends the line.
        """
        if not self.has_session:
            await before_identify()
        try:
            async with asyncio.timeout(_GATEWAY_S):
                self.ws = await DiscordWebSocket.from_client(
                    self, initial=True, **{"gateway": gateway, **self._session}
                )
            while True:
                await self.ws.poll_event()
                self._remember_session()
        except ReconnectWebSocket as asked:
            if not asked.resume:
                self._session = {}
        except discord.ConnectionClosed as closed:
            self._session = {}
            raise _verdict(closed) from None
        except Exception:
            await self._hang_up()
            raise

    def _remember_session(self) -> None:
        """What it takes to go on where the line broke: the library knows it only as long as the line holds."""
        ws = self.ws
        if ws.session_id is not None:
            self._session["resume"] = True
            self._session["session"], self._session["sequence"] = ws.session_id, ws.sequence
            self._session["gateway"] = ws.gateway

    async def _hang_up(self) -> None:
        """Leave the present line, if there is one; Discord keeps the session for a while."""
        ws: DiscordWebSocket | None = self.ws
        if ws is not None and ws.open:
            await ws.close(code=4000)


def refusal() -> ConfigurationError:
    """What to tell the operator of a refused token; the token itself is not told."""
    return ConfigurationError(
        "DISCORD_BOT_TOKEN was refused by Discord: reset it in the developer portal under Bot, and copy it anew"
    )


def _verdict(closed: discord.ConnectionClosed) -> Exception:
    """What the end of the line means (discord.com/developers/docs/topics/opcodes-and-status-codes#gateway)."""
    if closed.code == _TOKEN_REFUSED:
        return refusal()
    if closed.code == _INTENTS_REFUSED:
        return ConfigurationError(
            "DISCORD_MESSAGE_CONTENT is set, but Discord does not allow it: switch on Message Content Intent in the "
            "developer portal under Bot, or leave the setting out"
        )
    if closed.code == _SHARDING:
        return ConfigurationError("the bot is in more servers than one process can hear (2500)")
    return closed
