"""What google-adk itself sends, byte for byte as recorded (record.py), read by the client over real HTTP."""

from contextlib import aclosing
from pathlib import Path

import pytest

from backend.client import Endpoint, HttpBackend
from backend.traits import NEMO
from bot.core.errors import CutdeskError, OutOfCredits, SessionLost
from bot.core.model import BackendEvent, SessionId, StreamFailure, TextChunk, ToolActivity
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.clock import FakeClock
from tests.fakes.wire_server import Reply, replied, stream, wire_server

HERE = Path(__file__).parent
VERSIONS = ["1.18.0", "2.13.0"]
CALL, RESULT = ToolActivity("edit_multitrack", finished=False), ToolActivity("edit_multitrack", finished=True)
PIECES = [TextChunk("剪", partial=True), TextChunk("好了", partial=True), TextChunk("剪好了")]
ISSUE = StreamFailure("said in words: a temporary issue", is_passing=True)
EXHAUSTED = StreamFailure("RESOURCE_EXHAUSTED: I encountered a temporary issue", is_passing=True)
WORK = [TextChunk("Adding music."), CALL, RESULT]
EXCEPTION = {
    "1.18.0": StreamFailure('{"error": "backend "exploded"'),
    "2.13.0": StreamFailure('RuntimeError: backend "exploded"\nline2'),
}
BROKEN = {"1.18.0": StreamFailure("the tool broke"), "2.13.0": StreamFailure("RuntimeError: the tool broke")}

SCENES: dict[str, list[BackendEvent | dict[str, StreamFailure]]] = {
    "text": [TextChunk("Hello 世界, your video is ready. Click Export.")],
    "tool": [*WORK, TextChunk("Added Lo-fi at 35%.")],
    "silent_edit": [RESULT],
    "nothing": [],
    "thought": [TextChunk("Cut.")],
    "line_separators": [TextChunk("one \u2028 two \u0085 three \n four")],
    "pieces": [*PIECES],
    "trailing_issue": [TextChunk("Cut 14 pauses."), ISSUE],
    "model_error": [EXHAUSTED],
    "model_error_after_text": [TextChunk("Cut 14 pauses."), EXHAUSTED],
    "exception": [EXCEPTION],
    "exception_after_text": [TextChunk("Cutting."), EXCEPTION],
    "exception_after_work": [*WORK, BROKEN],
    "model": [CALL, RESULT, TextChunk("Hi there")],
    "model_streaming": [
        CALL,
        RESULT,
        TextChunk("Hi ", partial=True),
        TextChunk("there", partial=True),
        TextChunk("Hi there"),
    ],
}
REFUSED = {"credits_code": OutOfCredits, "credits_words": OutOfCredits}


async def heard(reply: Reply) -> tuple[list[BackendEvent], CutdeskError | None]:
    events: list[BackendEvent] = []
    async with wire_server() as server:
        server.will(reply)
        client = HttpBackend(Endpoint(server.url, NEMO), accounts=MemoryAccounts(), clock=FakeClock(), attribution={})
        try:
            async with aclosing(client.converse(SessionId("s"), "cut it", key="k")) as coming:
                async for event in coming:
                    events.append(event)
        except CutdeskError as error:
            return events, error
        finally:
            await client.aclose()
    return events, None


def recorded(version: str, scene: str, chunk_bytes: int = 2**20) -> Reply:
    body = (HERE / version / f"{scene}.sse").read_bytes()
    return stream(*(body[start : start + chunk_bytes] for start in range(0, len(body), chunk_bytes)))


@pytest.mark.parametrize("chunk_bytes", [2**20, 7])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("scene", SCENES)
async def test_a_recorded_stream_is_read(version: str, scene: str, chunk_bytes: int) -> None:
    events, error = await heard(recorded(version, scene, chunk_bytes))
    expected = [event[version] if isinstance(event, dict) else event for event in SCENES[scene]]
    assert (events, error) == (expected, None)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("scene", REFUSED)
async def test_a_recorded_refusal_is_told(version: str, scene: str) -> None:
    events, error = await heard(recorded(version, scene))
    assert events == []
    assert type(error) is REFUSED[scene]


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_session_google_adk_does_not_know_is_lost(version: str) -> None:
    body = (HERE / version / "session_not_found.404.json").read_bytes()
    assert type((await heard(replied(404, body)))[1]) is SessionLost


@pytest.mark.parametrize("version", VERSIONS)
def test_every_recording_is_read_by_a_test(version: str) -> None:
    assert {path.stem for path in (HERE / version).glob("*.sse")} == {*SCENES, *REFUSED}
