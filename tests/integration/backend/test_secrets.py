"""The token is in one header of requests to the backend, and nowhere else whatever goes wrong."""

import traceback
from contextlib import aclosing
from pathlib import Path

import pytest

from backend.attribution import attribution
from backend.client import Endpoint, HttpBackend
from backend.traits import STUDIO
from backend.wire import Grant
from bot.core.errors import BackendError, ConfigurationError
from bot.core.model import BackendEvent, SessionId, StreamFailure
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.clock import FakeClock
from tests.fakes.wire_server import TOKEN, Reply, WireServer, frame, head, refusal, replied, stream
from tests.integration.backend.harness import MakeClient

CANARY = f"{TOKEN}1"
SESSION = SessionId("s1")


def everything_told(error: BaseException) -> str:
    parts = [*traceback.format_exception(error), repr(error)]
    return "".join(parts) + "".join(repr(each) for each in (error.args, getattr(error, "facts", None)))


TROUBLES = [
    Reply(rudely=True),
    Reply((b"nonsense\r\n\r\n",)),
    Reply((head(Content_Type="application/json", Content_Length=99), b"{"), rudely=True),
    refusal(401, 1001, message=f"the token {CANARY} is expired"),
    refusal(400, 400, message=f'header "Authorization: Bearer {CANARY}" not understood'),
    replied(400, f'{{"detail": "bad token {CANARY}"}}'.encode()),
    replied(200, f'{{"data": {{"state": "{CANARY}"}}}}'.encode()),
    stream(frame({"error": f"no such user {CANARY}"})),
    stream(frame({"code": 2001, "message": f"account of {CANARY} is empty"})),
    stream(f'data: {{"error": "broken "{CANARY}"}}\n\n'.encode()),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=range(len(TROUBLES)))
async def test_no_failure_shows_the_token(
    client: HttpBackend, server: WireServer, trouble: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    server.will(trouble)
    if trouble == TROUBLES[3]:
        server.will(trouble)
    shown: list[str] = []
    events: list[BackendEvent] = []
    try:
        async with aclosing(client.converse(SESSION, "cut it", key="k")) as coming:
            async for event in coming:
                events.append(event)
    except BackendError as error:
        shown.append(everything_told(error))
    failures = [event for event in events if isinstance(event, StreamFailure)]
    assert shown or failures
    assert CANARY not in "".join([*shown, *map(repr, failures), caplog.text])
    assert server.requests[1].headers["authorization"] == f"Bearer {CANARY}"


async def test_no_object_shows_the_token_and_no_address_holds_it(client: HttpBackend, server: WireServer) -> None:
    server.will(replied(200, b'{"code": 0, "data": {}}'))
    await client.credits()
    endpoint = Endpoint(server.url, STUDIO, CANARY)
    assert CANARY not in repr([client, vars(client), endpoint, Grant(token=CANARY)])
    assert not any(CANARY in request.path for request in server.requests)
    assert not any(CANARY.encode() in request.body for request in server.requests)


@pytest.mark.parametrize("token", [f"{CANARY}\n", f"{CANARY} x", "", f"{CANARY}剪"])
def test_a_configured_token_that_cannot_be_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        HttpBackend(
            Endpoint("http://127.0.0.1:9", STUDIO, token),
            accounts=MemoryAccounts(),
            clock=FakeClock(),
            attribution=attribution("cutdesk", "0", Path("/opt"), Path("/root")),
        )
    assert CANARY not in everything_told(refused.value)


async def test_a_token_from_the_backend_that_cannot_be_is_refused_without_being_shown(
    make_client: MakeClient, server: WireServer
) -> None:
    server.gives_tokens = False
    server.will(replied(200, f'{{"code": 0, "data": {{"token": "{CANARY}\\n"}}}}'.encode()))
    with pytest.raises(BackendError) as refused:
        await make_client().credits()
    assert CANARY not in everything_told(refused.value)
    assert "token" in str(refused.value)
