"""A stream put together from its pieces, and kept clean on its way to the core."""

import json

import pytest

from backend.listening import Listener
from backend.redaction import redacted
from backend.sse import Payload
from backend.traits import NEMO, STUDIO, dialect_of
from bot.core.model import BackendEvent, BackendTraits, Heartbeat, StreamFailure, TextChunk, ToolActivity

CREDITS = "You are out of credits: https://nemovideo.com/register?bind=anon_abc123"


def heard(*frames: object, traits: BackendTraits = NEMO) -> list[BackendEvent]:
    listener = Listener(dialect_of(traits))
    events = [event for frame in frames for event in listener.hear(Payload(data=json.dumps(frame)))]
    return [*events, *listener.end()]


def said(text: str, **fields: object) -> object:
    return {"content": {"role": "model", "parts": [{"text": text}]}, **fields}


def test_a_whole_takes_the_place_of_its_pieces() -> None:
    assert heard(said("Hi ", partial=True), said("there", partial=True), said("Hi there")) == [
        TextChunk("Hi ", partial=True),
        TextChunk("there", partial=True),
        TextChunk("Hi there"),
    ]


@pytest.mark.parametrize(
    ("after", "event"),
    [
        ({"type": "tool_call", "name": "trim"}, ToolActivity("trim", finished=False)),
        ({"error": "gone"}, StreamFailure("gone")),
        ({"type": "text", "content": "Shall I go on?"}, TextChunk("Shall I go on?")),
    ],
)
def test_pieces_without_a_whole_are_told_as_one_before_what_follows(after: object, event: BackendEvent) -> None:
    pieces = [{"type": "chunk", "content": "剪"}, {"type": "chunk", "content": "好了"}]
    told = [TextChunk("剪", partial=True), TextChunk("好了", partial=True), TextChunk("剪好了")]
    assert heard(*pieces) == told
    assert heard(*pieces, after) == [*told, event]


def test_a_link_that_comes_in_pieces_is_not_shown_in_pieces() -> None:
    events = heard(
        *(said(piece, partial=True) for piece in ("Open ", "htt", "ps://nemovideo.com/a?to", "ken=nmv_usr_1"))
    )
    assert events == [
        TextChunk("Open ", partial=True),
        TextChunk("htt", partial=True),
        Heartbeat(),
        Heartbeat(),
        TextChunk("Open ***"),
    ]


def test_words_of_the_cloud_may_be_errors_and_words_of_the_studio_may_not() -> None:
    assert [type(event) for event in heard(said(CREDITS))] == [StreamFailure]
    assert heard(said(CREDITS))[0].code == 2001
    assert heard(said("Done."), said("I encountered a temporary issue"))[0] == TextChunk("Done.")
    assert type(heard(said("Done."), said("I encountered a temporary issue"))[1]) is StreamFailure
    assert heard(said("Your film is out of credits."), traits=STUDIO) == [TextChunk("Your film is out of credits.")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://nemovideo.com/workspace/claim?token=nmv_usr_x-1&task=2 now", "See *** now"),
        ("[Open](https://nemovideo.com/workspace/claim?task=1&ct=clm_9).", "[Open](***)."),
        ("注册：nemovideo.com/register?bind=anon_1，谢谢", "注册：***，谢谢"),
        ("token nmv_usr_abc-D_e", "token ***"),
        ("https://example.com/a.mp4?t=10 stays", "https://example.com/a.mp4?t=10 stays"),
        ("a binding= of token= words", "a binding= of token= words"),
    ],
)
def test_what_binds_or_opens_an_account_is_taken_out(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_half_a_megabyte_without_a_space_is_read_at_once() -> None:
    text = "https://字?" * 60_000
    assert redacted(text) == text
