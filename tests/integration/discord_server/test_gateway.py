"""The gateway: who gets in, what is shown to whom, and every way a connection can end."""

import aiohttp
import discord
import pytest

from tests.fakes.clock import FakeClock
from tests.integration.discord_server.conftest import Client, Raw, callback, connected, few_intents
from tests.platforms.discord.asking import Asked
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer

ALL = few_intents().value


class Socket:
    """A client that follows no rules."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def told(self, op: int) -> dict:
        """The next frame, which must be of that kind."""
        frame = await self.socket.receive_json(timeout=5)
        assert frame["op"] == op, frame
        return frame

    async def event(self, name: str) -> dict:
        """The payload of the next event of that name; others are passed over."""
        while True:
            frame = await self.told(0)
            if frame["t"] == name:
                return frame["d"]

    async def identifies(self, server: DiscordServer, intents: int = ALL, token: str = "") -> None:
        properties = {"os": "linux", "browser": "none", "device": "none"}
        asked = {"token": token or server.token, "intents": intents, "properties": properties}
        await self.told(10)
        await self.socket.send_json({"op": 2, "d": asked})

    async def closed(self) -> int | None:
        """The code it was closed with."""
        message = await self.socket.receive(timeout=5)
        assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING}, message
        return self.socket.close_code


@pytest.fixture
async def socket(server: DiscordServer, raw: Raw):
    async with raw.session.ws_connect(server.gateway.url) as opened:
        yield Socket(opened)


async def test_a_wrong_token_is_not_let_in(server: DiscordServer, socket: Socket) -> None:
    await socket.identifies(server, token="another")
    assert await socket.closed() == 4004


@pytest.mark.parametrize("intents", [discord.Intents(message_content=True), discord.Intents(members=True)])
async def test_intents_the_portal_does_not_give_close_the_door(
    server: DiscordServer, socket: Socket, intents: discord.Intents
) -> None:
    await socket.identifies(server, intents.value)
    assert await socket.closed() == 4014


async def test_discord_py_tells_of_it(server: DiscordServer) -> None:
    client = Client(few_intents() | discord.Intents(message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(server, client):
            pass
    server.allow_message_content()
    async with connected(server, Client(few_intents() | discord.Intents(message_content=True))) as client:
        assert client.user is not None


async def test_words_are_hidden_without_the_intent_but_for_its_exceptions(
    server: DiscordServer, raw: Raw, socket: Socket, asked: Asked, ann: Person, films: Room, team: Server
) -> None:
    ben = server.person("Ben")
    team.joins(ben)
    ours = (await raw("POST", f"/channels/{films.id}/messages", json={"content": "status"}))[1]
    await raw("POST", callback(asked), json={"type": 4, "data": {"content": "response"}})
    status, response = server.world.shown[int(ours["id"])], asked.response
    assert response is not None
    await socket.identifies(server)
    await socket.event("READY")
    theirs = await ben.sends(films, "just talking")
    await ann.sends(films, "to the bot", mention=True)
    await ann.sends(films, "louder", reply_to=status)
    await ann.sends(films, "quietly", reply_to=status, ping=False)
    await ann.sends(films, "to a response", reply_to=response)
    await ann.sends(films, "to Ben", reply_to=theirs)
    await ann.sends(server.dm(ann), "in private")
    heard = [(await socket.event("MESSAGE_CREATE"))["content"] for _ in range(7)]
    name = f"<@{server.world.bot_user.id}>"
    assert heard == ["", f"{name} to the bot", "louder", "", "", "", "in private"]


async def test_with_the_intent_everything_is_read(
    server: DiscordServer, socket: Socket, ann: Person, films: Room
) -> None:
    server.allow_message_content()
    await socket.identifies(server, ALL | discord.Intents(message_content=True).value)
    await socket.event("READY")
    said = await ann.sends(films, "just talking")
    assert (await socket.event("MESSAGE_CREATE"))["content"] == "just talking"
    await ann.edits(said, "changed")
    assert (await socket.event("MESSAGE_UPDATE"))["content"] == "changed"
    await ann.deletes(said)
    assert (await socket.event("MESSAGE_DELETE"))["id"] == str(said.id)


async def test_the_bot_hears_of_its_own_messages_and_roles(
    server: DiscordServer, raw: Raw, socket: Socket, ann: Person, films: Room, team: Server
) -> None:
    await socket.identifies(server)
    await socket.event("READY")
    await raw("POST", f"/channels/{films.id}/messages", json={"content": "mine", "nonce": "job-1"})
    assert (await socket.event("MESSAGE_CREATE"))["nonce"] == "job-1"
    role = team.role("Helpers", manage_messages=True)
    team.gives(ann, role)
    server.world.add_member_role(team.id, server.world.bot_user.id, role.id)
    changed = await socket.event("GUILD_MEMBER_UPDATE")
    assert changed["user"]["id"] == str(server.world.bot_user.id)


async def test_what_the_bot_may_not_see_is_not_told(
    server: DiscordServer, socket: Socket, ann: Person, films: Room, team: Server
) -> None:
    await socket.identifies(server)
    created = await socket.event("GUILD_CREATE")
    assert [each["user"]["id"] for each in created["members"]] == [str(server.world.bot_user.id)]
    other = team.channel("secret")
    other.forbid("view_channel")
    await ann.sends(other, "unseen", mention=True)
    team.removes_bot()
    await ann.sends(films, "unseen, too", mention=True)
    team.adds_bot()
    await ann.sends(films, "seen", mention=True)
    assert (await socket.event("MESSAGE_CREATE"))["content"].endswith(" seen")


async def test_a_session_is_resumed_with_what_was_missed(
    server: DiscordServer, raw: Raw, socket: Socket, ann: Person, films: Room
) -> None:
    await socket.identifies(server)
    session = (await socket.event("READY"))["session_id"]
    await server.until(lambda: len(server.gateway.events) == 2)
    server.gateway.drop()
    await server.until(lambda: not server.gateway.is_ready)
    for words in ("one", "two"):
        await ann.sends(films, words, mention=True)
    async with raw.session.ws_connect(server.gateway.url) as again:
        second = Socket(again)
        await second.told(10)
        resume = {"token": server.token, "session_id": session, "seq": 2}
        await again.send_json({"op": 6, "d": resume})
        missed = [await second.told(0) for _ in range(3)]
        assert [each["t"] for each in missed] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
        assert [each["s"] for each in missed] == [3, 4, 5]
    assert (server.gateway.resumed, server.gateway.identifies) == (1, 1)
    server.gateway.forget_sessions()
    async with raw.session.ws_connect(server.gateway.url) as third:
        late = Socket(third)
        await late.told(10)
        await third.send_json({"op": 6, "d": resume | {"seq": 5}})
        assert (await late.told(9))["d"] is False


async def test_a_session_ends_some_minutes_after_its_connection(
    server: DiscordServer, raw: Raw, socket: Socket, clock: FakeClock
) -> None:
    await socket.identifies(server)
    session = (await socket.event("READY"))["session_id"]
    resume = {"op": 6, "d": {"token": server.token, "session_id": session, "seq": 1}}
    for waited_s, op in ((180, 0), (181, 9)):
        server.gateway.drop()
        await server.until(lambda: not server.gateway.is_ready)
        await clock.advance(waited_s)
        async with raw.session.ws_connect(server.gateway.url) as again:
            second = Socket(again)
            await second.told(10)
            await again.send_json(resume)
            await second.told(op)


async def test_heartbeats_are_answered_or_not(server: DiscordServer, socket: Socket) -> None:
    await socket.told(10)
    await socket.socket.send_json({"op": 1, "d": None})
    await socket.told(11)
    server.gateway.acknowledges = False
    await socket.socket.send_json({"op": 1, "d": None})
    await server.until(lambda: server.gateway.heartbeats == 2)
    server.gateway.close(4000)
    assert await socket.closed() == 4000


async def test_a_client_without_answers_to_its_heartbeats_comes_back(server: DiscordServer) -> None:
    server.gateway.heartbeat_interval_s = 0.1
    client = Client(few_intents())
    client._connection.heartbeat_timeout = 0.3
    async with connected(server, client):
        server.gateway.acknowledges = False
        await server.until(lambda: server.gateway.resumed, limit_s=20)
        server.gateway.acknowledges = True


async def test_asked_to_reconnect_it_resumes(server: DiscordServer, client: Client) -> None:
    server.gateway.ask_to_reconnect()
    await server.until(lambda: client.resumes == 1)
    assert server.gateway.identifies == 1


async def test_identifies_are_counted_against_the_day(server: DiscordServer, raw: Raw, clock: FakeClock) -> None:
    server.gateway.identifies_a_day = 1
    for left, code in ((0, None), (0, 4004)):
        async with raw.session.ws_connect(server.gateway.url) as opened:
            socket = Socket(opened)
            await socket.identifies(server)
            if code is None:
                await socket.event("READY")
            else:
                assert await socket.closed() == code
        limit = (await raw("GET", "/gateway/bot"))[1]["session_start_limit"]
        assert (limit["remaining"], limit["reset_after"]) == (left, 24 * 3600 * 1000)
    await clock.advance(24 * 3600)
    assert (await raw("GET", "/gateway/bot"))[1]["session_start_limit"]["remaining"] == 1


async def test_identifies_too_close_to_each_other_are_sent_back(
    server: DiscordServer, raw: Raw, clock: FakeClock
) -> None:
    server.gateway.spacing_s = 5.0
    for wait_s, is_let_in in ((0, True), (4, False), (5, True)):
        await clock.advance(wait_s)
        async with raw.session.ws_connect(server.gateway.url) as opened:
            socket = Socket(opened)
            await socket.identifies(server)
            await socket.told(0 if is_let_in else 9)


async def test_a_session_that_is_over_is_begun_anew(server: DiscordServer, raw: Raw, socket: Socket) -> None:
    await socket.identifies(server)
    await socket.event("READY")
    server.gateway.invalidate()
    assert (await socket.told(9))["d"] is False
    server.gateway.refuses = 1
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw.session.ws_connect(server.gateway.url)
