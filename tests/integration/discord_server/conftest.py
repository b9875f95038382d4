"""A server, a real discord.py that talks to it, and a way to call it with any nonsense."""

import asyncio
import contextlib
import io
import json
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.clock import FakeClock
from tests.platforms.discord import fetch
from tests.platforms.discord.asking import Asked
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer, discord_server


class Raw:
    """Requests as no library would make them."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.token = server.token

    async def __call__(self, method: str, path: str, **more: Any) -> tuple[int, Any, aiohttp.ClientResponse]:
        """Status, JSON and the whole answer."""
        headers = {"Authorization": f"Bot {self.token}"}
        async with self.session.request(method, self.server.api_url + path, headers=headers, **more) as answer:
            body = await answer.json() if answer.content_type == "application/json" else await answer.text()
            return answer.status, body, answer

    async def refusal(self, method: str, path: str, **more: Any) -> tuple[int, int]:
        """Status and code of a refusal, which is expected."""
        with self.server.expect_refusals():
            status, body, _ = await self(method, path, **more)
        assert status >= 400, body
        return status, body["code"]


class Client(discord.Client):
    """discord.py as the adapter is to use it: few intents, no caches. Tests hang their own handlers on it."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.1,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.on_heard: Callable[[discord.Message], Awaitable[None]] | None = None
        self.resumes = 0

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user:
            return
        self.heard.append(message)
        if self.on_heard is not None:
            await self.on_heard(message)

    async def on_resumed(self) -> None:
        self.resumes += 1


def few_intents() -> discord.Intents:
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@contextlib.asynccontextmanager
async def connected(server: DiscordServer, client: Client) -> AsyncGenerator[Client, None]:
    """Run the client until the block is left."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway.url)
    running = asyncio.create_task(client.start(server.token))
    try:
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait({ready, running}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            running.result()
        yield client
    finally:
        await client.close()
        with contextlib.suppress(Exception):
            await running
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not fetch.SCHEMA.is_file():
        terminalreporter.write_line(fetch.MISSING, red=True, bold=True)


@pytest.fixture
def openapi() -> None:
    """Where Discord's OpenAPI is not, what needs it is skipped loudly, or fails where it is required."""
    if not fetch.SCHEMA.is_file():
        if os.environ.get("REQUIRE_OPENAPI"):
            pytest.fail("REQUIRE_OPENAPI is set, but Discord's OpenAPI is not here")
        pytest.skip(fetch.MISSING)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server(tmp_path: Path, clock: FakeClock) -> AsyncGenerator[DiscordServer, None]:
    async with discord_server(tmp_path / "server", clock=clock) as running:
        yield running


@pytest.fixture
async def raw(server: DiscordServer) -> AsyncGenerator[Raw, None]:
    async with aiohttp.ClientSession() as session:
        yield Raw(server, session)


@pytest.fixture
async def client(server: DiscordServer) -> AsyncGenerator[Client, None]:
    """A bot without commands; tests that need them make their own."""
    async with connected(server, Client(few_intents())) as running:
        yield running


@pytest.fixture
def ann(server: DiscordServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def team(server: DiscordServer, ann: Person) -> Server:
    owner = server.person("Olga")
    return server.server("Team", owner, ann)


@pytest.fixture
def films(team: Server) -> Room:
    return team.channel("films")


EDIT = {
    "name": "edit",
    "description": "Edit a video",
    "name_localizations": {"zh-CN": "剪辑"},
    "options": [
        {"type": 3, "name": "words", "description": "What to do", "required": True, "max_length": 10},
        {"type": 11, "name": "video", "description": "The video"},
        {"type": 4, "name": "times", "description": "How often", "min_value": 1, "max_value": 3},
        {"type": 3, "name": "size", "description": "Size", "choices": [{"name": "Full", "value": "1080p"}]},
    ],
}


@pytest.fixture
async def asked(raw: Raw, ann: Person, films: Room) -> Asked:
    """Somebody used /edit, and nobody has answered yet."""
    app = raw.server.world.application_id
    status, _, _ = await raw("PUT", f"/applications/{app}/commands", json=[EDIT])
    assert status == 200
    return await ann.runs(films, "edit", words="shorter")


def callback(asked: Asked) -> str:
    return f"/interactions/{asked.id}/{asked.record.token}/callback"


def hook(asked: Asked, rest: str = "") -> str:
    return f"/webhooks/{asked.state.world.application_id}/{asked.record.token}{rest}"


def row(*components: dict) -> list[dict]:
    return [{"type": 1, "components": list(components)}]


def button(label: str = "Undo", custom_id: str = "undo:1") -> dict:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id}


def form(payload: dict, *files: tuple[str, bytes]) -> aiohttp.FormData:
    """A body with files, as libraries send it."""
    data = aiohttp.FormData(quote_fields=False)
    described = [{"id": number, "filename": name} for number, (name, _) in enumerate(files)]
    data.add_field("payload_json", json.dumps({"attachments": described} | payload), content_type="application/json")
    for number, (name, content) in enumerate(files):
        data.add_field(f"files[{number}]", io.BytesIO(content), filename=name, content_type="application/octet-stream")
    return data
