"""A strict stand-in of Discord, over real HTTP and WebSocket on 127.0.0.1. How to use it: ``__init__.py``."""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from aiohttp import web
from simcord.enums import ChannelType

from tests.platforms.discord.calls import Call
from tests.platforms.discord.cdn import Cdn
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.limits import Limits
from tests.platforms.discord.people import Person
from tests.platforms.discord.rest import Rest
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.state import State
from tests.platforms.discord.world import MIB, Shown, World
from tests.platforms.telegram.clock import Clock, RealClock
from tests.platforms.telegram.faults import Fault, Trouble

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GcanaR.CANARYcanaryCANARYcanaryCANARYcanaryCA"
"""Looks like a real one, so that leak scanners find it; no bot has it."""
BOT_NAME = "Cutdesk"
_BODY_LIMIT = 16 * MIB


class DiscordServer:
    """The running server and its world. Made by ``discord_server``."""

    def __init__(self, folder: Path, *, token: str, clock: Clock) -> None:
        self.token = token
        self.cdn = Cdn(clock)
        self.world = World(clock, self.cdn, bot_name=BOT_NAME)
        self.gateway = Gateway(self.world, token)
        self._rest = Rest(self.world, self.gateway, folder / "uploads", token)
        self.state = State(self.world, self.gateway, self._rest)
        self._runner: web.AppRunner | None = None
        self.url = ""

    # where it is

    @property
    def api_url(self) -> str:
        """For the setting DISCORD_API_URL."""
        return f"{self.url}/api/v10"

    # what happened

    @property
    def log(self) -> list[Call]:
        """Every request, in order of arrival."""
        return self._rest.log

    def calls(self, *operations: str) -> list[Call]:
        """The requests of these kinds; see ``operations.py`` for the names."""
        return [each for each in self._rest.log if each.name in operations]

    @property
    def violations(self) -> list[str]:
        return self._rest.records.violations

    @property
    def refusals(self) -> list[str]:
        return self._rest.records.refusals

    @property
    def limits(self) -> Limits:
        return self._rest.limits

    @property
    def messages(self) -> list[Shown]:
        """Every message there ever was, as people see it now."""
        return list(self.world.shown.values())

    def path_of(self, shown: Shown, number: int = 1) -> Path:
        """Where the bytes of a message's file lie, counted from 1."""
        return self.cdn.kept[int(shown.attachments[number - 1]["id"])].path

    @property
    def acknowledged_after_s(self) -> list[float]:
        """How long each interaction waited for its first answer."""
        return list(self.world.acknowledged.values())

    def expect_violations(self, *parts: str) -> AbstractContextManager[list[str]]:
        """Within it violations with one of these words in them (any, if none are named) are what the test wants."""
        return self._rest.records.expect(self._rest.records.violations, parts)

    def expect_refusals(self, *parts: str) -> AbstractContextManager[list[str]]:
        """Within it refusals with one of these words in them (any, if none are named) are what the test wants."""
        return self._rest.records.expect(self._rest.records.refusals, parts)

    async def until(self, happened: Callable[[], object], limit_s: float = 10.0) -> None:
        """Wait until ``happened()`` is true."""
        await self.world.until(happened, limit_s, self._story)

    async def ready(self, limit_s: float = 20.0) -> None:
        """Wait until a bot is connected."""
        await self.until(lambda: self.gateway.is_ready, limit_s)

    def _story(self) -> str:
        return "\n".join(f"{call.name} {call.status} {call.code or ''} {call.description}" for call in self.log[-40:])

    # who is there

    def person(self, name: str, *, locale: str = "en-US", upload_limit: int = 10 * MIB) -> Person:
        """Somebody new; ``locale`` is the language of their client: en-US, zh-CN, zh-TW …"""
        user = self.world.make_user(name)
        self.world.locales[user.id] = locale
        return Person(self.state, user, upload_limit)

    def server(self, name: str, owner: Person, *members: Person) -> Server:
        """A guild of these people with the bot in it. It has no channels yet."""
        guild = self.world.found_guild(name, owner.id)
        for person in members:
            self.world.add_member(guild.id, person.id)
        return Server(self.state, guild)

    def dm(self, person: Person) -> Room:
        """The person's direct messages with the bot."""
        return Room(self.state, self.world.get_dm_channel(person.id))

    def room(self, channel_id: int) -> Room:
        """The channel or thread of that id."""
        return Room(self.state, self.world.get_channel(channel_id))

    @property
    def rooms(self) -> list[Room]:
        """Every channel, thread and direct message."""
        kinds = {ChannelType.TEXT, ChannelType.DM, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}
        return [Room(self.state, each) for each in self.world.channels.values() if each.type in kinds]

    # trouble and settings

    def fail(
        self,
        operation: str,
        trouble: Trouble,
        *,
        times: int = 1,
        after: int = 0,
        status: int = 502,
        seconds: float = 0.0,
    ) -> None:
        """Order trouble for the next requests of a kind ("*" for any), after so many that go well."""
        self._rest.faults.add(Fault(operation, trouble, times, after, status, seconds))

    def allow_message_content(self, *, allowed: bool = True) -> None:
        """The portal's switch for the Message Content intent; off at first."""
        self.world.message_content = allowed

    def slow_down(self, latency_s: float) -> None:
        """Real seconds added to every answer."""
        self._rest.latency_s = latency_s

    def goes_deaf(self, *operations: str) -> None:
        """Bodies of these requests are taken no further than the buffers hold, until ``hears_again``."""
        self._rest.deaf |= set(operations)

    def hears_again(self) -> None:
        self._rest.deaf.clear()

    def refuse_large_files_with_50045(self) -> None:
        """Instead of 413 and 40005."""
        self._rest.rules.says_file_too_large = True

    # life

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/api/v10{path:/.*}", self._rest.handle)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/attachments/{channel}/{attachment}/{name}", self.cdn.serve)
        self._rest.open()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{bound}"
        self.gateway.url = f"ws://127.0.0.1:{bound}/gateway"
        self.cdn.base_url = f"{self.url}/cdn"

    async def stop(self) -> None:
        self._rest.close()
        self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def goes_down(self) -> None:
        """Nobody answers any more at this address; connections are refused."""
        await self.stop()

    async def comes_back(self) -> None:
        """The server is back at its address, and remembers everything."""
        await self.start(int(self.url.rpartition(":")[2]))

    def demand_clean(self) -> None:
        """Raise AssertionError if anything was violated or refused unexpectedly."""
        self._rest.records.demand_clean()


@asynccontextmanager
async def discord_server(
    folder: Path, *, token: str = TOKEN, clock: Clock | None = None, port: int = 0
) -> AsyncGenerator[DiscordServer, None]:
    """Serve until the block is left; then nothing may have been violated or refused unexpectedly."""
    server = DiscordServer(folder, token=token, clock=clock or RealClock())
    await server.start(port)
    try:
        yield server
    finally:
        await server.stop()
    server.demand_clean()


async def _main() -> None:
    parser = argparse.ArgumentParser(description="Serve an empty Discord with one person in one channel.")
    parser.add_argument("--port", type=int, default=0)
    port = parser.parse_args().port
    with tempfile.TemporaryDirectory(prefix="cutdesk-discord-") as name:
        async with discord_server(Path(name), port=port) as server:
            ann = server.person("Ann")
            server.server("Team", ann).channel("films")
            print(f"serving on {server.url}", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
