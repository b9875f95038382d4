"""Events from bytes, however the network cuts them."""

from collections.abc import AsyncGenerator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backend.sse import BoundedBody, Payload, payloads

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
    Payload("heartbeat"),
    Payload(data="no space"),
    Payload("heartbeat", "1"),
    Payload(data="剪辑 \u2028 and \u0085 stay 🎬"),
    Payload(data="two\nlines"),
    Payload(data="old mac"),
    Payload(data=""),
]
"""After an ``id`` httpx-sse tells an empty event for the stream's last empty line too: a heartbeat to us."""


async def read(*chunks: bytes) -> list[Payload]:
    async def arriving() -> AsyncGenerator[bytes, None]:
        for chunk in chunks:
            yield chunk

    return [payload async for payload in payloads(arriving())]


def telling(found: list[Payload]) -> list[Payload]:
    """Without the empty events that httpx-sse adds for every empty line after an ``id``."""
    return [payload for payload in found if payload != Payload()]


async def test_a_stream_is_split_into_its_events() -> None:
    assert telling(await read(STREAM)) == telling(EVENTS)


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=30))
async def test_the_cuts_of_the_network_do_not_matter(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert telling(await read(*(STREAM[start:end] for start, end in pairwise(edges)))) == telling(EVENTS)


async def test_a_stream_cut_into_single_bytes_is_the_same_stream() -> None:
    assert telling(await read(*(STREAM[at : at + 1] for at in range(len(STREAM))))) == telling(EVENTS)


async def test_an_event_whose_last_empty_line_is_missing_is_still_told() -> None:
    assert await read(b"data: last") == [Payload(data="last")]
    assert await read(b"data: last\n") == [Payload(data="last")]


async def test_nothing_is_no_event() -> None:
    assert await read() == []
    assert await read(b"\n\n\r\n") == []


async def test_bytes_that_are_no_text_are_replaced() -> None:
    assert await read(b"data: a\xff\xfeb\n\n") == [Payload(data="a\ufffd\ufffdb")]


def test_a_line_that_is_too_long_is_cut_and_the_next_event_is_whole() -> None:
    body = BoundedBody(arriving_never(), max_bytes=30)
    passed = body.feed(b"data: 1\n\ndata: ")
    for _ in range(1000):
        passed += body.feed(b"x" * 1000)
    passed += body.feed(b"\n\ndata: 2\n\n")
    assert passed == b"data: 1\n\ndata: \n\ndata: 2\n\n"


async def arriving_never() -> AsyncGenerator[bytes, None]:
    """A body nobody reads."""
    yield b""


async def test_a_line_within_the_limit_is_whole() -> None:
    long = b"x" * 600_000
    assert await read(b"data: " + long + b"\n\n") == [Payload(data=long.decode())]


async def test_an_event_of_endless_lines_keeps_to_the_limit() -> None:
    async def arriving() -> AsyncGenerator[bytes, None]:
        for _ in range(1000):
            yield b"data: 0123456789\n"

    (payload,) = [payload async for payload in payloads(arriving(), max_bytes=100)]
    assert len(payload.data.strip()) <= 100
