"""The stream of an edit over real sockets: what is told, and how it can end."""

import asyncio
from contextlib import aclosing

import pytest

from backend.client import HttpBackend
from bot.core.errors import BackendUnreachable, CutdeskError, OutcomeUnknown, OutOfCredits, RateLimited, SessionLost
from bot.core.model import BackendEvent, Heartbeat, SessionId, StreamFailure, TextChunk, ToolActivity
from tests.fakes.wire_server import TOKEN, Reply, WireServer, frame, head, ok, refusal, replied, stream, text_frame
from tests.integration.backend.harness import MakeClient

SESSION = SessionId("s1")


async def heard(client: HttpBackend, key: str = "turn1.edit") -> tuple[list[BackendEvent], CutdeskError | None]:
    """What came, and the error it ended with."""
    events: list[BackendEvent] = []
    async with aclosing(client.converse(SESSION, "cut it 🎬 \ud83d", key=key)) as coming:
        try:
            async for event in coming:
                events.append(event)
        except CutdeskError as error:
            return events, error
    return events, None


async def test_an_edit_is_asked_for_as_the_contract_says(client: HttpBackend, server: WireServer) -> None:
    server.will(stream(text_frame("Done.")))
    assert await heard(client) == ([TextChunk("Done.")], None)
    request = server.requests[-1]
    assert (request.method, request.path) == ("POST", "/run_sse")
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["idempotency-key"] == "turn1.edit"
    assert request.json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "s1",
        "new_message": {"role": "user", "parts": [{"text": "cut it 🎬 \ufffd"}]},
    }


async def test_the_cloud_gets_no_key_it_does_not_know(cloud: HttpBackend, server: WireServer) -> None:
    server.will(stream())
    assert await heard(cloud) == ([], None)
    assert "idempotency-key" not in server.requests[-1].headers


@pytest.mark.parametrize("key", ["k" * 129, "剪", "two words", ""])
async def test_a_key_no_header_can_carry_is_sent_as_its_digest(
    client: HttpBackend, server: WireServer, key: str
) -> None:
    server.will(stream(), stream())
    await heard(client, key)
    await heard(client, key)
    sent = [request.headers["idempotency-key"] for request in server.requests[1:]]
    assert sent[0] == sent[1]
    assert len(sent[0]) == 64


async def test_events_are_told_while_the_edit_goes_on(client: HttpBackend, server: WireServer) -> None:
    go_on = asyncio.Event()
    call = {"content": {"parts": [{"functionCall": {"name": "trim", "args": {}}}], "role": "model"}}
    server.will(stream(b": heartbeat\n\n", frame(call), go_on, text_frame("Done.")))
    async with aclosing(client.converse(SESSION, "cut it", key="k")) as coming:
        assert [await anext(coming), await anext(coming)] == [Heartbeat(), ToolActivity("trim", finished=False)]
        go_on.set()
        assert [event async for event in coming] == [TextChunk("Done.")]


async def test_a_stream_that_is_cut_is_in_doubt_after_what_came(client: HttpBackend, server: WireServer) -> None:
    server.will(stream(text_frame("Half"), text_frame("lost")[:20], cut=True))
    events, error = await heard(client)
    assert events == [TextChunk("Half")]
    assert type(error) is OutcomeUnknown


async def test_a_stream_that_is_reset_is_in_doubt(client: HttpBackend, server: WireServer) -> None:
    start = Reply((head(Content_Type="text/event-stream", Transfer_Encoding="chunked"), b"5\r\n: he"), rudely=True)
    server.will(start, Reply(rudely=True))
    assert type((await heard(client))[1]) is OutcomeUnknown
    assert type((await heard(client))[1]) is OutcomeUnknown
    assert server.paths.count("POST /run_sse") == 2


async def test_silence_is_in_doubt_and_heartbeats_are_not_silence(make_client: MakeClient, server: WireServer) -> None:
    server.will(stream(b": heartbeat\n\n", asyncio.Event()))
    events, error = await heard(make_client(gap_s=0.3))
    assert events == [Heartbeat()]
    assert type(error) is OutcomeUnknown


async def test_an_edit_may_not_last_for_ever_however_alive(make_client: MakeClient, server: WireServer) -> None:
    server.will(stream(b": heartbeat\n\n", text_frame("Working"), asyncio.Event()))
    events, error = await heard(make_client(gap_s=60, edit_s=0.3))
    assert events == [Heartbeat(), TextChunk("Working")]
    assert type(error) is OutcomeUnknown


async def test_the_time_a_listener_takes_does_not_stop_the_listener(
    make_client: MakeClient, server: WireServer
) -> None:
    server.will(stream(b": heartbeat\n\n", asyncio.Event()))
    async with aclosing(make_client(edit_s=0.1).converse(SESSION, "cut it", key="k")) as coming:
        await anext(coming)
        await asyncio.sleep(0.2)  # longer than the edit may last: nothing may be cancelled in here
        with pytest.raises(OutcomeUnknown):
            await anext(coming)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (refusal(404, 1002), SessionLost),
        (refusal(200, 2001), OutOfCredits),
        (stream(frame({"code": 2001, "message": "no credits"})), OutOfCredits),
        (stream(b": heartbeat\n\n", frame({"errorCode": "1002"})), SessionLost),
        (ok({}), OutcomeUnknown),
        (replied(200, b"<html>hello</html>", "text/html"), OutcomeUnknown),
        (replied(502, b"bad gateway", "text/plain"), OutcomeUnknown),
        (replied(503, b"starting", "text/plain"), BackendUnreachable),
    ],
)
async def test_an_edit_that_never_starts_is_told_as_what_it_is(
    client: HttpBackend, server: WireServer, reply: Reply, told: type[Exception]
) -> None:
    server.will(reply)
    assert type((await heard(client))[1]) is told


WORK = frame({"content": {"parts": [{"functionCall": {"name": "trim"}}], "role": "model"}})


@pytest.mark.parametrize("code", [1001, 1002, 429])
@pytest.mark.parametrize(
    ("before", "told"), [(text_frame("Done."), TextChunk("Done.")), (WORK, ToolActivity("trim", finished=False))]
)
async def test_a_refusal_after_words_or_work_is_an_event_like_any_other(
    cloud: HttpBackend, server: WireServer, code: int, before: bytes, told: BackendEvent
) -> None:
    server.will(stream(before, frame({"code": code, "message": "no"})))
    assert await heard(cloud) == ([told, StreamFailure(f"{code}: no", code)], None)
    assert server.paths.count("POST /run_sse") == 1


async def test_used_up_credits_are_told_whatever_came_before(cloud: HttpBackend, server: WireServer) -> None:
    server.will(stream(text_frame("Adding music."), WORK, frame({"code": 2001, "message": "no credits"})))
    events, error = await heard(cloud)
    assert events == [TextChunk("Adding music."), ToolActivity("trim", finished=False)]
    assert type(error) is OutOfCredits


async def test_an_edit_refused_for_its_token_is_asked_for_again(client: HttpBackend, server: WireServer) -> None:
    server.will(refusal(401, 1001), stream(text_frame("Done.")))
    assert await heard(client) == ([TextChunk("Done.")], None)
    assert server.requests[-1].headers["authorization"] == f"Bearer {TOKEN}2"


@pytest.mark.parametrize(
    ("reply", "told"), [(Reply(rudely=True), BackendUnreachable), (refusal(429, 429), RateLimited)]
)
async def test_a_token_that_cannot_be_got_means_that_nothing_was_asked(
    client: HttpBackend, server: WireServer, reply: Reply, told: type[Exception]
) -> None:
    server.gives_tokens = False
    server.will(reply)
    assert type((await heard(client))[1]) is told
    assert server.paths == ["POST /api/auth/anonymous-token"]


async def test_frames_that_make_no_sense_do_not_end_an_edit(client: HttpBackend, server: WireServer) -> None:
    broken = b'data: {"error": "backend "exploded"\nline2"}\n\n'
    nonsense = b"data: {not json\n\nevent: odd\ndata: [1]\n\n"
    server.will(stream(nonsense, text_frame("Hello \u2028 世界"), broken))
    events, error = await heard(client)
    assert events == [TextChunk("Hello \u2028 世界"), StreamFailure('{"error": "backend "exploded"')]
    assert error is None


async def test_a_line_without_end_is_cut_and_what_follows_is_heard(client: HttpBackend, server: WireServer) -> None:
    endless = [b"x" * 1024 * 1024] * 5
    server.will(stream(b'data: {"text": "', *endless, b'"}\n\n', text_frame("Done.")))
    assert await heard(client) == ([TextChunk("Done.")], None)


async def test_a_long_draft_on_one_line_is_no_hindrance(client: HttpBackend, server: WireServer) -> None:
    draft = {"t": [{"sg": [{"m": {"text": "字" * 200_000}}]}]}
    result = {"content": {"parts": [{"functionResponse": {"name": "trim"}}], "role": "user"}}
    server.will(stream(frame({**result, "actions": {"stateDelta": {"draft": draft}}})))
    assert await heard(client) == ([ToolActivity("trim", finished=True)], None)


async def test_closing_early_leaves_no_connection_open(client: HttpBackend, server: WireServer) -> None:
    server.will(stream(b": heartbeat\n\n", asyncio.Event()))
    async with aclosing(client.converse(SESSION, "cut it", key="k")) as coming:
        await anext(coming)
    assert client._http._transport._pool.connections == []
