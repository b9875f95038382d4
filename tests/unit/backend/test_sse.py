"""Events from bytes, however the network cuts them."""

from collections.abc import AsyncGenerator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import sse
from backend.sse import Lines, Payload, payloads

STREAM = (
    "data: plain\n\n"
    ": heartbeat\n\n"
    "data:no space\r\n\r\n"
    "event: heartbeat\ndata: 1\n\n"
    "data: 剪辑 \u2028 and \u0085 stay 🎬\n\n"
    "id: 7\nretry: 5\ndata: two\ndata: lines\nunknown\n\n"
    "data: old mac\r\r"
    "data:\n\n"
).encode()

EVENTS = [
    Payload(data="plain"),
    Payload(comment=True),
    Payload(data="no space"),
    Payload("heartbeat", "1"),
    Payload(data="剪辑 \u2028 and \u0085 stay 🎬"),
    Payload(data="two\nlines"),
    Payload(data="old mac"),
    Payload(data=""),
]


async def read(*chunks: bytes) -> list[Payload]:
    async def arriving() -> AsyncGenerator[bytes, None]:
        for chunk in chunks:
            yield chunk

    return [payload async for payload in payloads(arriving())]


async def test_a_stream_is_split_into_its_events() -> None:
    assert await read(STREAM) == EVENTS


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=30))
async def test_the_cuts_of_the_network_do_not_matter(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert await read(*(STREAM[start:end] for start, end in pairwise(edges))) == EVENTS


async def test_a_stream_cut_into_single_bytes_is_the_same_stream() -> None:
    assert await read(*(STREAM[at : at + 1] for at in range(len(STREAM)))) == EVENTS


async def test_an_event_whose_last_empty_line_is_missing_is_still_told() -> None:
    assert await read(b"data: last") == [Payload(data="last")]
    assert await read(b"data: last\n") == [Payload(data="last")]


async def test_nothing_is_no_event() -> None:
    assert await read() == []
    assert await read(b"\n\n\r\n") == []


async def test_bytes_that_are_no_text_are_replaced() -> None:
    assert await read(b"data: a\xff\xfeb\n\n") == [Payload(data="a\ufffd\ufffdb")]


def test_a_line_that_is_too_long_is_dropped_without_being_held() -> None:
    lines = Lines(max_bytes=10)
    told = list(lines.feed(b"data: 1\n"))
    for _ in range(1000):
        told += lines.feed(b"x" * 1000)
        assert len(lines._line) <= 10
    told += lines.feed(b"\ndata: 2\n")
    assert told == ["data: 1", ":", "data: 2"]


async def test_a_line_within_the_limit_is_whole() -> None:
    long = b"x" * 600_000
    assert await read(b"data: " + long + b"\n\n") == [Payload(data=long.decode())]


async def test_an_event_of_endless_lines_keeps_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_LINE_BYTES", 100)
    (payload,) = await read(*[b"data: 0123456789\n"] * 1000, b"\n")
    assert len(payload.data) <= 110
