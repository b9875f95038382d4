"""Refusals in every form a server may give them, over real sockets, and the one mend the client makes by itself."""

import json
from contextlib import aclosing

import pytest

from backend.client import HttpBackend
from bot.core.errors import (
    BackendRefused,
    BackendUnreachable,
    CutdeskError,
    DuplicateRender,
    ExportBlocked,
    FileTooLarge,
    OutcomeUnknown,
    OutOfCredits,
    RateLimited,
    SessionLost,
    TokenRefused,
    UnsupportedFile,
)
from bot.core.model import BackendEvent, Draft, Heartbeat, RenderId, RenderOutput, RenderStatus, SessionId, TextChunk
from tests.fakes.wire_server import TOKEN, Reply, WireServer, frame, refusal, replied, stream, text_frame
from tests.integration.backend.harness import MakeClient

SESSION = SessionId("s1")
RENDER = RenderId("render_1")
EXPIRED = stream(b": heartbeat\n\n", frame({"code": 1001, "message": "token expired"}))


def body(value: object, status: int = 200, **headers: str) -> Reply:
    return replied(status, json.dumps(value).encode(), **headers)


async def heard(client: HttpBackend) -> tuple[list[BackendEvent], CutdeskError | None]:
    events: list[BackendEvent] = []
    async with aclosing(client.converse(SESSION, "cut it", key="k")) as coming:
        try:
            async for event in coming:
                events.append(event)
        except CutdeskError as error:
            return events, error
    return events, None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1002, SessionLost),
        (2001, OutOfCredits),
        (4001, UnsupportedFile),
        (4002, FileTooLarge),
        (402, ExportBlocked),
        (429, RateLimited),
    ],
)
async def test_each_code_means_the_same_in_a_body_and_in_a_frame(
    cloud: HttpBackend, server: WireServer, code: int, told: type[Exception]
) -> None:
    server.will(
        body({"code": code, "message": "no"}),
        body({"code": str(code), "message": "no"}),
        body({"detail": {"code": code, "message": "no"}}, 400),
        body({"error": {"code": code, "message": "no"}}, 400),
        stream(frame({"code": code, "message": "no"})),
        stream(b"data:\n\n", frame({"errorCode": str(code), "errorMessage": "no"})),
        stream(frame({"error_code": code, "error_message": "no"})),
    )
    for _ in range(7):
        assert type((await heard(cloud))[1]) is told


@pytest.mark.parametrize("text", ["You're out of credits. Please register.", "积分不足", "Error 2001: credits"])
async def test_used_up_credits_are_understood_in_words(cloud: HttpBackend, server: WireServer, text: str) -> None:
    server.will(stream(text_frame(text)))
    assert type((await heard(cloud))[1]) is OutOfCredits


async def test_no_words_with_the_account_s_link_reach_the_chat(cloud: HttpBackend, server: WireServer) -> None:
    link = "https://nemovideo.com/register?bind=anon_abc123"
    server.will(stream(text_frame(f"Saved. {link}&x=1 " + "…" * 700), text_frame("Done.")))
    events, _ = await heard(cloud)
    assert "bind" not in repr(events)
    assert events[-1] == TextChunk("Done.")


async def test_a_token_refused_inside_the_stream_is_renewed_and_the_edit_sent_once_more(
    cloud: HttpBackend, server: WireServer
) -> None:
    server.will(EXPIRED, stream(text_frame("Done.")))
    assert await heard(cloud) == ([Heartbeat(), TextChunk("Done.")], None)
    first, second = [request for request in server.requests if request.path == "/run_sse"]
    assert (first.headers["authorization"], second.headers["authorization"]) == (f"Bearer {TOKEN}1", f"Bearer {TOKEN}2")
    assert first.body == second.body


@pytest.mark.parametrize("first", [EXPIRED, refusal(401, 1001), refusal(200, 1001)])
async def test_a_token_is_renewed_once_for_an_edit(cloud: HttpBackend, server: WireServer, first: Reply) -> None:
    server.will(first, EXPIRED)
    assert type((await heard(cloud))[1]) is TokenRefused
    assert server.tokens_given == 2
    assert server.paths.count("POST /run_sse") == 2


async def test_a_configured_token_refused_inside_the_stream_is_told(
    make_client: MakeClient, server: WireServer
) -> None:
    server.will(EXPIRED)
    assert type((await heard(make_client(token="nmv_usr_mine")))[1]) is TokenRefused
    assert server.paths == ["POST /run_sse"]


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_of_the_cloud_no_failure_says_that_an_edit_was_not_done(
    cloud: HttpBackend, server: WireServer, status: int
) -> None:
    server.will(replied(status), refusal(status, status))
    assert type((await heard(cloud))[1]) is OutcomeUnknown
    assert type((await heard(cloud))[1]) is OutcomeUnknown
    assert server.paths.count("POST /run_sse") == 2


async def test_of_the_studio_a_503_says_that_nothing_was_done(client: HttpBackend, server: WireServer) -> None:
    server.will(replied(503))
    assert type((await heard(client))[1]) is BackendUnreachable


@pytest.mark.parametrize(
    "reply",
    [
        refusal(409, 409),
        refusal(200, 5000, message="Duplicate render id"),
        body({"success": False, "error": "id already exists"}),
        body({"detail": "duplicate id"}, 400),
    ],
)
async def test_a_taken_render_id_is_understood_in_every_form(
    cloud: HttpBackend, server: WireServer, reply: Reply
) -> None:
    server.will(reply)
    with pytest.raises(DuplicateRender):
        await cloud.start_render(SESSION, RENDER, Draft({}), RenderOutput())


async def test_a_render_that_is_not_taken_is_not_one_that_waits(cloud: HttpBackend, server: WireServer) -> None:
    server.will(body({"success": False, "error": "bad draft"}))
    with pytest.raises(BackendRefused, match="bad draft"):
        await cloud.start_render(SESSION, RENDER, Draft({}), RenderOutput())


async def test_a_render_that_failed_is_told_though_it_is_no_success(cloud: HttpBackend, server: WireServer) -> None:
    server.will(body({"success": False, "data": {"status": "failed", "error": "no space"}}))
    progress = await cloud.render(RENDER)
    assert progress is not None
    assert (progress.status, progress.error) == (RenderStatus.FAILED, "no space")


@pytest.mark.parametrize(
    ("headers", "facts"),
    [
        ({"Retry-After": "30"}, {"retry_after_s": 30.0}),
        (
            {"Retry-After": "Fri, 20 Nov 2026 10:01:00 GMT", "Date": "Fri, 20 Nov 2026 10:00:30 GMT"},
            {"retry_after_s": 30.0},
        ),
        ({"Retry-After": "Fri, 20 Nov 2026 10:01:00 GMT"}, {}),
        ({"Retry-After": "soon", "Date": "Fri, 20 Nov 2026 10:00:30 GMT"}, {}),
        ({}, {}),
    ],
)
async def test_the_wait_that_is_asked_for_is_told(
    cloud: HttpBackend, server: WireServer, headers: dict[str, str], facts: dict[str, float]
) -> None:
    server.will(body({"code": 429}, 429, **headers))
    _, error = await heard(cloud)
    assert type(error) is RateLimited
    assert error.facts == facts
