"""What each payload of the stream means, in every dialect a backend is known to speak."""

import json

import pytest

from backend.sse import Payload
from backend.stream import events_in
from bot.core.model import BackendEvent, Heartbeat, StreamFailure, TextChunk, ToolActivity


def understood(data: object, event: str = "") -> list[BackendEvent]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return list(events_in(Payload(event, text)))


def said(*parts: dict[str, object], role: str = "model", author: str = "nemo_agent", **fields: object) -> object:
    return {"content": {"parts": list(parts), "role": role}, "author": author, "invocationId": "e-1", **fields}


def test_a_text_of_the_agent_is_for_the_person() -> None:
    frame = said({"text": "Hello 世界, your video is ready."}, actions={"stateDelta": {}}, id="2a64")
    assert understood(frame) == [TextChunk("Hello 世界, your video is ready.")]


def test_neighbouring_texts_of_one_event_are_one() -> None:
    assert understood(said({"text": "One, "}, {"text": "two."})) == [TextChunk("One, two.")]


def test_a_text_beside_a_tool_call_is_told_and_so_is_the_call() -> None:
    frame = said({"text": "Adding music."}, {"functionCall": {"id": "adk-1", "name": "edit_multitrack", "args": {}}})
    assert understood(frame) == [TextChunk("Adding music."), ToolActivity("edit_multitrack", finished=False)]


def test_a_tool_result_is_activity_whatever_its_role() -> None:
    result = {"functionResponse": {"id": "adk-1", "name": "edit_multitrack", "response": {"status": "success"}}}
    frame = said(result, role="user", actions={"stateDelta": {"draft": {"t": []}}})
    assert understood(frame) == [ToolActivity("edit_multitrack", finished=True)]


def test_a_delta_is_marked_and_the_whole_text_is_not() -> None:
    assert understood(said({"text": "Hi "}, partial=True)) == [TextChunk("Hi ", partial=True)]
    assert understood(said({"text": "Hi there"}, finishReason="STOP")) == [TextChunk("Hi there")]


@pytest.mark.parametrize(
    "frame",
    [
        said({"text": "The user wants a cut.", "thought": True}),
        said({"text": "trim it"}, author="user"),
        said({"text": "trim it"}, role="user"),
        said({"inlineData": {"mimeType": "image/png", "data": ""}}),
        said(),
    ],
    ids=["thinking", "by the user", "as the user", "a picture", "nothing"],
)
def test_what_was_not_said_to_the_person_is_hidden(frame: object) -> None:
    assert understood(frame) == []


def test_the_same_events_by_their_python_names() -> None:
    call = {"function_call": {"id": "adk-1", "name": "edit_multitrack", "args": {}}}
    result = {"function_response": {"id": "adk-1", "name": "edit_multitrack", "response": {}}}
    assert understood(said({"text": "Adding."}, call)) == [
        TextChunk("Adding."),
        ToolActivity("edit_multitrack", finished=False),
    ]
    assert understood(said(result, role="user")) == [ToolActivity("edit_multitrack", finished=True)]
    assert understood({"error_code": "2001", "error_message": "no"}) == [StreamFailure("2001: no", 2001)]
    assert understood(said({"text": "Hi"}, custom_metadata={"suggestions": ["a"]})) == [
        TextChunk("Hi", suggestions=("a",))
    ]
    empty = said({"text": "Hi", "function_call": None}, error_code=None, errorCode=None)
    assert understood(empty) == [TextChunk("Hi")]


def test_a_tool_call_that_is_not_whole_yet_is_nothing() -> None:
    assert understood(said({"functionCall": {"name": "trim"}}, partial=True)) == []


def test_suggestions_come_with_the_text() -> None:
    frame = said({"text": "Shorter?"}, customMetadata={"suggestions": ["yes", "", 3, "make it 10 s"]})
    assert understood(frame) == [TextChunk("Shorter?", suggestions=("yes", "make it 10 s"))]


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ({"type": "text", "content": "done"}, TextChunk("done")),
        ({"type": "text", "text": "done"}, TextChunk("done")),
        ({"type": "chunk", "content": "do"}, TextChunk("do", partial=True)),
        ({"text": "done"}, TextChunk("done")),
        ({"code": 0, "text": "done"}, TextChunk("done")),
        ({"type": "tool_call", "name": "generate", "args": {}}, ToolActivity("generate", finished=False)),
        ({"type": "tool_start", "name": "generate"}, ToolActivity("generate", finished=False)),
        ({"type": "tool_result", "name": "generate", "result": {}}, ToolActivity("generate", finished=True)),
        ({"type": "tool_end"}, ToolActivity("", finished=True)),
    ],
)
def test_typed_and_plain_frames_are_understood(frame: object, event: BackendEvent) -> None:
    assert understood(frame) == [event]


@pytest.mark.parametrize("data", ["", "  ", "heartbeat", "ping", "{}", '{"type":"heartbeat"}', '{"type": "ping"}'])
def test_each_form_of_a_heartbeat_is_a_sign_of_life(data: str) -> None:
    assert understood(data) == [Heartbeat()]


def test_heartbeat_events_are_signs_of_life() -> None:
    assert understood('{"at": 5}', event="heartbeat") == [Heartbeat()]


def test_an_error_frame_of_any_age_is_a_failure() -> None:
    broken = '{"error": "backend "exploded"'
    assert understood(broken) == [StreamFailure(broken)]
    assert understood({"error": 'backend "exploded"\nline2'}) == [StreamFailure('backend "exploded"\nline2')]
    newest = {"error": "RuntimeError: no", "error_details": {"error_type": "RuntimeError", "timestamp": 1.5}}
    assert understood(newest) == [StreamFailure("RuntimeError: no")]


@pytest.mark.parametrize(
    ("frame", "failure"),
    [
        ({"errorCode": "CANCELLED", "errorMessage": "stopped"}, StreamFailure("CANCELLED: stopped")),
        ({"errorCode": 500, "errorMessage": "no"}, StreamFailure("500: no", 500)),
        ({"errorCode": "2001"}, StreamFailure("2001: ", 2001)),
        ({"code": 2001, "message": "no credits"}, StreamFailure("2001: no credits", 2001)),
        ({"type": "error", "message": "no"}, StreamFailure("no")),
        ({"error": {"code": 1002, "message": "gone"}}, StreamFailure("1002: gone", 1002)),
    ],
)
def test_failures_keep_their_code(frame: object, failure: StreamFailure) -> None:
    assert understood(frame) == [failure]


def test_a_text_and_an_error_in_one_event_are_both_told() -> None:
    frame = said({"text": "Half of it"}, errorCode="MAX_TOKENS")
    assert understood(frame) == [TextChunk("Half of it"), StreamFailure("MAX_TOKENS: ")]


@pytest.mark.parametrize(
    "data",
    [
        "not json",
        "[]",
        "[1, 2]",
        '"text"',
        "null",
        "7",
        "[" * 100_000,
        '{"content": {"parts": "odd"}}',
        '{"content": {"parts": [1, null, {"text": 5}]}}',
        '{"content": "no type says what this is", "type": "status"}',
        '{"type": ["text"], "content": "odd"}',
        '{"type": "done"}',
        '{"text": {"odd": true}}',
        '{"customMetadata": 5, "text": ""}',
        '{"content": {"parts": [{"functionCall": "odd"}]}}',
    ],
)
def test_what_is_not_understood_is_nothing(data: str) -> None:
    assert understood(data) == []
