"""Calls over real sockets: what is sent, what is repeated, and what a lost answer is taken for."""

import asyncio

import pytest

from backend.client import HttpBackend
from backend.traits import NEMO, STUDIO, timeouts_of
from bot.core.errors import (
    BackendRefused,
    BackendUnreachable,
    ConfigurationError,
    DuplicateRender,
    ExportBlocked,
    OutcomeUnknown,
    OutOfCredits,
    RateLimited,
    SessionLost,
    TokenRefused,
)
from bot.core.model import Credits, Draft, Language, RenderId, RenderOutput, RenderStatus, SessionId
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.wire_server import TOKEN, Reply, WireServer, head, ok, refusal, replied
from tests.integration.backend.harness import HEADERS, MakeClient, SkippingClock

SESSION = SessionId("5529798706024415232")
RENDER = RenderId("render_1")
BALANCE = ok({"available": 10, "frozen": 2.5, "total": 12.5})
PENDING = replied(body=b'{"id": "render_1", "status": "pending", "progress": 0}')
DROPPED = Reply(rudely=True)
CUT = Reply((head(Content_Type="application/json", Content_Length=100), b'{"code": 0, "da'), rudely=True)


async def test_every_call_says_who_is_calling(client: HttpBackend, server: WireServer) -> None:
    server.will(ok({"session_id": SESSION, "task_id": "t"}), BALANCE, PENDING)
    assert await client.open_session(Language.CHINESE) == SESSION
    await client.credits()
    await client.start_render(SESSION, RENDER, Draft({}), RenderOutput())
    assert len(server.requests) == 4
    for request in server.requests:
        assert {name: request.headers[name.lower()] for name in HEADERS} == HEADERS


async def test_the_first_call_gets_the_account_and_the_rest_use_it(
    client: HttpBackend, server: WireServer, accounts: MemoryAccounts
) -> None:
    server.will(BALANCE, BALANCE)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.credits())
        tasks.create_task(client.credits())
    asked, *rest = server.requests
    assert (asked.method, asked.path, asked.body) == ("POST", "/api/auth/anonymous-token", b"")
    assert asked.headers["x-client-id"] == await accounts.client_id()
    assert "authorization" not in asked.headers
    assert [request.headers["authorization"] for request in rest] == [f"Bearer {TOKEN}1"] * 2
    assert accounts.tokens == {"http://127.0.0.1": f"{TOKEN}1"}


async def test_a_configured_token_is_used_and_no_account_made(make_client: MakeClient, server: WireServer) -> None:
    server.will(BALANCE)
    await make_client(token="nmv_usr_mine").credits()
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer nmv_usr_mine"]


@pytest.mark.parametrize("status", [200, 401])
async def test_an_expired_anonymous_token_is_renewed_once_and_the_call_made_again(
    client: HttpBackend, server: WireServer, accounts: MemoryAccounts, status: int
) -> None:
    server.will(refusal(status, 1001), PENDING)
    progress = await client.start_render(SESSION, RENDER, Draft({"t": []}), RenderOutput())
    assert progress.status is RenderStatus.PENDING
    first, again = [request for request in server.requests if "render" in request.path]
    assert (first.headers["authorization"], again.headers["authorization"]) == (f"Bearer {TOKEN}1", f"Bearer {TOKEN}2")
    assert first.body == again.body
    assert accounts.tokens == {"http://127.0.0.1": f"{TOKEN}2"}


async def test_a_token_refused_twice_is_told(client: HttpBackend, server: WireServer) -> None:
    server.will(refusal(401, 1001), refusal(401, 1001))
    with pytest.raises(TokenRefused):
        await client.credits()
    assert server.tokens_given == 2


async def test_a_refused_configured_token_is_the_operator_s_matter(make_client: MakeClient, server: WireServer) -> None:
    server.will(refusal(401, 1001))
    with pytest.raises(TokenRefused):
        await make_client(token="nmv_usr_mine").credits()
    assert server.tokens_given == 0


async def test_a_token_renewed_by_another_call_is_not_renewed_again(
    client: HttpBackend, server: WireServer, accounts: MemoryAccounts
) -> None:
    await accounts.put_token("http://127.0.0.1", "nmv_usr_old", None)
    both_asked = asyncio.Event()
    late = Reply((both_asked, *refusal(401, 1001).parts))
    server.will(late, late, BALANCE, BALANCE)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.credits())
        tasks.create_task(client.credits())
        while len(server.requests) < 2:
            await asyncio.sleep(0.001)
        both_asked.set()
    assert server.tokens_given == 1


@pytest.mark.parametrize(
    "trouble", [DROPPED, CUT, replied(502, b"<html>bad gateway</html>", "text/html"), refusal(408, 408), replied(503)]
)
async def test_a_read_is_repeated_when_its_answer_is_lost(
    client: HttpBackend, server: WireServer, clock: SkippingClock, trouble: Reply
) -> None:
    server.will(trouble, trouble, BALANCE)
    assert await client.credits() == Credits(10, 2.5, 12.5)
    assert clock.slept == [0.5, 1.0]


async def test_a_read_is_given_up_after_a_few_tries(client: HttpBackend, server: WireServer) -> None:
    server.will(DROPPED, DROPPED, DROPPED)
    with pytest.raises(BackendUnreachable):
        await client.credits()


async def test_a_read_waits_as_long_as_it_is_asked_to(
    client: HttpBackend, server: WireServer, clock: SkippingClock
) -> None:
    server.will(refusal(429, 429, Retry_After="3"), BALANCE)
    await client.credits()
    assert clock.slept == [3.0]


async def test_a_long_wait_is_left_to_the_caller(client: HttpBackend, server: WireServer) -> None:
    server.will(refusal(429, 429, Retry_After="30"))
    with pytest.raises(RateLimited) as limited:
        await client.credits()
    assert limited.value.facts == {"retry_after_s": 30.0}


@pytest.mark.parametrize("trouble", [DROPPED, CUT, replied(502), replied(200, b"<html>", "text/html")])
async def test_a_change_whose_answer_is_lost_is_in_doubt_and_never_repeated(
    client: HttpBackend, server: WireServer, clock: SkippingClock, trouble: Reply
) -> None:
    server.will(trouble)
    with pytest.raises(OutcomeUnknown):
        await client.start_render(SESSION, RENDER, Draft({}), RenderOutput())
    assert server.paths.count("POST /api/render/proxy/lambda") == 1
    assert clock.slept == []


async def test_a_change_whose_answer_takes_too_long_is_in_doubt(make_client: MakeClient, server: WireServer) -> None:
    server.will(Reply((asyncio.Event(),)))
    with pytest.raises(OutcomeUnknown):
        await make_client(answer_s=0.2).start_render(SESSION, RENDER, Draft({}), RenderOutput())


async def test_a_change_refused_for_its_pace_is_not_repeated_here(
    client: HttpBackend, server: WireServer, clock: SkippingClock
) -> None:
    server.will(refusal(429, 429))
    with pytest.raises(RateLimited):
        await client.start_render(SESSION, RENDER, Draft({}), RenderOutput())
    assert clock.slept == []


async def test_a_request_that_never_went_out_is_not_in_doubt(make_client: MakeClient) -> None:
    nobody = make_client(url="http://127.0.0.1:9", token="nmv_usr_mine")
    with pytest.raises(BackendUnreachable):
        await nobody.start_render(SESSION, RENDER, Draft({}), RenderOutput())
    with pytest.raises(BackendUnreachable):
        await nobody.open_session(Language.ENGLISH)


async def test_a_session_whose_answer_is_lost_may_be_opened_again(client: HttpBackend, server: WireServer) -> None:
    server.will(DROPPED)
    with pytest.raises(BackendUnreachable):
        await client.open_session(Language.ENGLISH)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (refusal(404, 1002), SessionLost),
        (replied(404, b'{"detail": "Session not found: s"}'), SessionLost),
        (refusal(200, 2001), OutOfCredits),
        (refusal(402, 402), ExportBlocked),
        (refusal(409, 409), DuplicateRender),
        (refusal(500, 500, message="reference 4711"), BackendRefused),
        (replied(302, Location="http://127.0.0.1:9/elsewhere"), BackendRefused),
    ],
)
async def test_a_definite_refusal_is_told_as_what_it_is(
    client: HttpBackend, server: WireServer, reply: Reply, told: type[Exception]
) -> None:
    server.will(reply)
    with pytest.raises(told):
        await client.start_render(SESSION, RENDER, Draft({}), RenderOutput())


async def test_an_unknown_render_is_none(client: HttpBackend, server: WireServer) -> None:
    server.will(refusal(404, 404), refusal(404, 404))
    assert await client.render(RENDER) is None
    assert not await client.cancel_render(RENDER)


async def test_an_answer_without_end_is_not_read_to_its_end(client: HttpBackend, server: WireServer) -> None:
    server.will(Reply((head(Content_Type="application/json"), *[b"x" * 1024 * 1024] * 17)))
    with pytest.raises(BackendRefused):
        await client.credits()


async def test_the_cloud_is_never_asked_for_what_only_the_studio_knows(cloud: HttpBackend, server: WireServer) -> None:
    assert not await cloud.cancel_edit(SESSION, "e1")
    assert server.requests == []


async def test_an_edit_is_cancelled_by_its_session_and_key(client: HttpBackend, server: WireServer) -> None:
    server.will(ok({"state": "cancelled"}))
    assert await client.cancel_edit(SessionId("a/b"), "turn 1/edit")
    cancelled = server.requests[-1].path
    assert cancelled.startswith("/api/studio/edits/a%2Fb/")
    assert cancelled.endswith("/cancel")


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:80", "ftp://studio", "http://", "http://ana:pw@studio", "http://studio?token=1", "http://[::"],
)
async def test_an_address_that_cannot_be_is_a_configuration_error(make_client: MakeClient, url: str) -> None:
    with pytest.raises(ConfigurationError):
        make_client(url=url or "//")


async def test_an_address_with_a_path_is_kept_in_front(make_client: MakeClient, server: WireServer) -> None:
    server.will(BALANCE)
    await make_client(url=f"{server.url}/nemo/", token="t").credits()
    assert server.paths == ["GET /nemo/api/credits/balance/simple"]


def test_both_backends_are_described() -> None:
    assert (STUDIO.repeatable_edits, STUDIO.is_local, STUDIO.poll_s) == (True, True, 1.0)
    assert (NEMO.repeatable_edits, NEMO.is_local, NEMO.poll_s, NEMO.processor) == (False, False, 30.0, "NemoVideo")
    assert timeouts_of(STUDIO).gap_s < timeouts_of(NEMO).gap_s <= timeouts_of(NEMO).edit_s == 900
