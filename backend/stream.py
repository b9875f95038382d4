"""What a payload of the stream means: the pure function from its data to the core's events.

Three dialects are spoken: the agent framework's own events (``content.parts``; camelCase, or snake_case where a
wrapper dumped them by their Python names), typed objects (``{"type": "text"}``), and plain ``{"text": …}``. Nothing in
here fails: what is not understood is nothing.
"""

import json
from collections.abc import Iterator

from backend.sse import Payload
from backend.transport import number_in
from bot.core.model import BackendEvent, Heartbeat, JsonObject, StreamFailure, TextChunk, ToolActivity

_HEARTBEATS = {"", "heartbeat", "ping"}
_TEXT_TYPES = {"": False, "text": False, "message": False, "chunk": True}
_TOOL_PARTS = (("functionCall", "function_call", False), ("functionResponse", "function_response", True))
_TOOL_TYPES = {"tool_call": False, "tool_start": False, "tool_result": True, "tool_end": True}


def events_in(payload: Payload) -> tuple[BackendEvent, ...]:
    """The events of one payload, in their order; none if it is not understood or not for the person."""
    data = payload.data.strip()
    if payload.event in {"heartbeat", "ping"} or data in _HEARTBEATS:
        return (Heartbeat(),)
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        # Older servers put an exception's text into the frame without escaping it.
        return (StreamFailure(data),) if data.startswith('{"error"') else ()
    if not isinstance(frame, dict):
        return ()
    if not frame or _text(frame.get("type")) in {"heartbeat", "ping"}:
        return (Heartbeat(),)
    failure = _failure(frame)
    return tuple(_said(frame)) + (() if failure is None else (failure,))


def _failure(frame: JsonObject) -> StreamFailure | None:
    error, code = frame.get("error"), _either(frame, "errorCode", "error_code") or number_in(frame.get("code"))
    if not error and not code and frame.get("type") != "error":
        return None
    if isinstance(error, dict):
        code = code or number_in(error.get("code"))
        error = error.get("message")
    described = _either(frame, "errorMessage", "error_message")
    told = (_text(words) for words in (error, described, frame.get("message"), frame.get("msg"), frame.get("content")))
    words = next(filter(None, told), "")
    name = f"{code}: " if code else ""
    return StreamFailure(f"{name}{words}", number_in(code))


def _said(frame: JsonObject) -> Iterator[BackendEvent]:
    if isinstance(frame.get("content"), dict):
        yield from _parts(frame, frame["content"])
        return
    kind = frame.get("type", "")
    if not isinstance(kind, str):
        return
    if kind in _TOOL_TYPES:
        yield ToolActivity(_text(frame.get("name")), finished=_TOOL_TYPES[kind])
    elif kind in _TEXT_TYPES:
        text = _text(frame.get("content")) or _text(frame.get("text"))
        if text:
            partial = _TEXT_TYPES[kind] or frame.get("partial") is True
            yield TextChunk(text, partial, _suggestions(frame))


def _parts(frame: JsonObject, content: JsonObject) -> Iterator[BackendEvent]:
    """The parts of one event; neighbouring texts are one text."""
    spoken = frame.get("author") != "user" and content.get("role") != "user"
    texts: list[str] = []
    parts = content.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict):
            continue
        if spoken and not part.get("thought"):
            texts.append(_text(part.get("text")))
        tool = _tool(part)
        if tool is not None and frame.get("partial") is not True:
            yield from _joined(texts, frame)
            texts = []
            yield tool
    yield from _joined(texts, frame)


def _joined(texts: list[str], frame: JsonObject) -> Iterator[BackendEvent]:
    text = "".join(texts)
    if text:
        yield TextChunk(text, frame.get("partial") is True, _suggestions(frame))


def _tool(part: JsonObject) -> ToolActivity | None:
    for camel, snake, finished in _TOOL_PARTS:
        call = _either(part, camel, snake)
        if isinstance(call, dict):
            return ToolActivity(_text(call.get("name")), finished)
    return None


def _suggestions(frame: JsonObject) -> tuple[str, ...]:
    metadata = _either(frame, "customMetadata", "custom_metadata")
    found = metadata.get("suggestions") if isinstance(metadata, dict) else None
    return tuple(text for text in found if isinstance(text, str) and text) if isinstance(found, list) else ()


def _either(holder: JsonObject, camel: str, snake: str) -> object:
    return holder.get(camel) if holder.get(camel) is not None else holder.get(snake)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
