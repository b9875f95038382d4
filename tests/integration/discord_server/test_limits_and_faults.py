"""Rate limits, trouble on demand, and the server's own honesty about both."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.clock import FakeClock
from tests.integration.discord_server.conftest import EDIT, Raw, form
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer, discord_server
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.flood import Allowance

HELLO = {"content": "hello"}


def messages(room: Room) -> str:
    return f"/channels/{room.id}/messages"


async def test_buckets_hang_on_the_channel_and_are_told_in_headers(
    server: DiscordServer, raw: Raw, team: Server, films: Room, clock: FakeClock
) -> None:
    server.limits.per_channel["create_message"] = Allowance(2, 5.0)
    headers = [(await raw("POST", messages(films), json=HELLO))[2].headers for _ in range(2)]
    assert [each["X-RateLimit-Remaining"] for each in headers] == ["1", "0"]
    assert headers[0]["X-RateLimit-Reset-After"] == "5.000"
    status, body, whole = await raw("POST", messages(films), json=HELLO)
    assert (status, body["global"], body["retry_after"]) == (429, False, 5.0)
    assert whole.headers["Retry-After"] == "5"
    assert (await raw("POST", messages(team.channel("other")), json=HELLO))[0] == 200
    await clock.advance(5)
    assert (await raw("POST", messages(films), json=HELLO))[0] == 200
    assert [(each.operation, each.place) for each in server.limits.given] == [("create_message", str(films.id))]


async def test_one_limit_is_over_all_and_invalid_requests_shut_out(
    server: DiscordServer, raw: Raw, films: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.limits.overall = Allowance(1, 1.0)
    assert (await raw("POST", messages(films), json=HELLO))[0] == 200
    status, body, whole = await raw("POST", messages(films), json=HELLO)
    assert (status, body["global"], whole.headers["X-RateLimit-Global"]) == (429, True, "true")
    assert server.limits.invalid == 1
    monkeypatch.setattr("tests.platforms.discord.limits.INVALID_LIMIT", 2)
    raw.token = "wrong"
    assert await raw.refusal("GET", "/users/@me") == (401, 0)
    raw.token = server.token
    status, text, whole = await raw("GET", "/users/@me")
    assert (status, text, whole.headers.get("Via")) == (429, "error code: 1015", None)


async def test_where_nothing_is_limited_the_headers_say_so(raw: Raw, films: Room) -> None:
    headers = [(await raw("POST", messages(films), json=HELLO))[2].headers for _ in range(60)]
    assert {each["X-RateLimit-Remaining"] for each in headers} == {"49"}


async def test_a_place_is_parked(server: DiscordServer, raw: Raw, films: Room, clock: FakeClock) -> None:
    server.limits.park("create_message", str(films.id), 237.0)
    assert (await raw("POST", messages(films), json=HELLO))[1]["retry_after"] == 237.0
    await clock.advance(237)
    assert (await raw("POST", messages(films), json=HELLO))[0] == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_errors_of_the_servers_in_front(server: DiscordServer, raw: Raw, films: Room, status: int) -> None:
    server.fail("create_message", Trouble.ERROR, status=status, times=2, after=1)
    answers = [(await raw("POST", messages(films), json=HELLO))[0] for _ in range(4)]
    assert answers == [200, status, status, 200]
    assert len(films.shown) == 2, "nothing is done"


@pytest.mark.parametrize(
    ("trouble", "done"),
    [(Trouble.RESET, 0), (Trouble.CUT, 1), (Trouble.SILENCE, 0), (Trouble.LOST, 1)],
)
async def test_lost_answers(server: DiscordServer, raw: Raw, films: Room, trouble: Trouble, done: int) -> None:
    server.fail("*", trouble)
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await raw("POST", messages(films), json=HELLO, timeout=aiohttp.ClientTimeout(total=0.3))
    assert len(films.shown) == done
    assert server.calls("create_message")[0].reply_lost


@pytest.mark.parametrize(
    "sent", [b"", b'--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a"\r\n\r\nxx']
)
async def test_a_bot_that_goes_in_mid_upload_has_said_nothing(server: DiscordServer, films: Room, sent: bytes) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /api/v10{messages(films)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bot {server.token}\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n"
    writer.write(head.encode() + sent)
    await writer.drain()
    await server.until(lambda: server.log)
    writer.transport.abort()
    await server.until(lambda: server.log[0].reply_lost)
    assert films.shown == []


async def test_deaf_for_a_while(server: DiscordServer, raw: Raw, films: Room) -> None:
    server.goes_deaf("create_message")
    sending = asyncio.create_task(raw("POST", messages(films), data=form(HELLO, ("a.mp4", bytes(9_000_000)))))
    await server.until(lambda: server.calls("create_message"))
    assert (await raw("GET", messages(films)))[1] == [], "others are heard"
    assert not sending.done()
    server.hears_again()
    assert (await sending)[0] == 200
    assert films.last.attachments[0]["size"] == 9_000_000


async def test_delays(server: DiscordServer, raw: Raw, films: Room, clock: FakeClock) -> None:
    for trouble, done in ((Trouble.DELAY, 0), (Trouble.LATE, 1)):
        server.fail("create_message", trouble, seconds=60)
        before = len(films.shown)
        answer = asyncio.create_task(raw("POST", messages(films), json=HELLO))
        await clock.until_asleep()
        assert len(films.shown) == before + done
        await clock.advance(60)
        assert (await answer)[0] == 200


async def test_down_and_back_again(server: DiscordServer, raw: Raw, films: Room) -> None:
    await raw("POST", messages(films), json=HELLO)
    await server.goes_down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw("GET", messages(films))
    await server.comes_back()
    assert len((await raw("GET", messages(films)))[1]) == 1


async def test_what_nobody_expected_fails_the_test(tmp_path: Path) -> None:
    for path, said in (("/channels/7/messages", "10003"), ("/nowhere", "does not know")):
        with pytest.raises(AssertionError, match=said):
            async with discord_server(tmp_path / "server") as server, aiohttp.ClientSession() as session:
                await Raw(server, session)("POST", path, json=HELLO)
    async with discord_server(tmp_path / "server") as server:
        nothing = server.expect_refusals("10008")
        nothing.__enter__()
        with pytest.raises(AssertionError, match="expected to be told"):
            nothing.__exit__(None, None, None)


@pytest.mark.usefixtures("openapi")
async def test_what_breaks_the_openapi_fails_the_test(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="broke Discord's OpenAPI"):
        async with discord_server(tmp_path / "server") as server, aiohttp.ClientSession() as session:
            await Raw(server, session)("POST", "/channels/7/messages", json={"contents": "x"})


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Edit"},
        {"name": "two words"},
        {"description": ""},
        {"name_localizations": {"zh": "剪辑"}},
        {"name_localizations": {"zh-CN": "剪 辑"}},
        {"options": [{"type": 3, "name": "a", "description": "a"}, {"type": 3, "name": "a", "description": "a"}]},
        {"options": [{"type": 3, "name": "a", "description": "a"}, EDIT["options"][0]]},
        {"type": 3, "options": []},
    ],
)
async def test_commands_are_checked(server: DiscordServer, raw: Raw, changes: dict) -> None:
    path = f"/applications/{server.world.application_id}/commands"
    assert await raw.refusal("PUT", path, json=[EDIT | changes]) == (400, 50035)
    assert await raw.refusal("PUT", path, json=[EDIT, EDIT]) == (400, 50035)
    assert server.world.commands == {}


async def test_creates_are_counted_against_the_day(
    server: DiscordServer, raw: Raw, ann: Person, team: Server, clock: FakeClock
) -> None:
    path = f"/applications/{server.world.application_id}/guilds/{team.id}/commands"
    many = [{"name": f"edit{number}", "description": "Edit"} for number in range(100)]
    more = [{"name": f"more{number}", "description": "More"} for number in range(100)]
    for wanted in (many, many, more):
        assert (await raw("PUT", path, json=wanted))[0] == 200
    assert await raw.refusal("PUT", path, json=[EDIT]) == (400, 30034)
    assert await raw.refusal("PUT", path, json=[*more, EDIT]) == (400, 30032)
    await clock.advance(24 * 3600)
    assert (await raw("PUT", path, json=[EDIT]))[0] == 200
