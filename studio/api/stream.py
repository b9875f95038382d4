"""Edits over SSE: ADK's events, one ``data:`` line each, with comments as signs of life."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from studio.agent.events import Called, Failed, Returned, Said, Stamped
from studio.agent.planner import has_text
from studio.agent.runs import EditRun
from studio.api.access import idempotency_key, parts_of, session_of
from studio.api.refusals import MALFORMED, Refused
from studio.api.wire import LONGEST_TEXT, LONGEST_WORDS, TEXT_BODY_BYTES, JsonObject, RunBody, ok, read_body

AUTHOR = "nemo_agent"
HEARTBEAT = ": heartbeat\n\n"


async def run_sse(request: Request) -> Response:
    """POST /run_sse."""
    body = await read_body(request, RunBody, TEXT_BODY_BYTES)
    session = await session_of(request, body.session_id)
    if not body.text or len(body.text) > LONGEST_TEXT:
        raise Refused(MALFORMED)
    if len(body.text) > LONGEST_WORDS and not has_text(body.text):
        raise Refused(MALFORMED)
    parts = parts_of(request)
    run = await parts.edits.submit(session.id, idempotency_key(request), body.text)
    return StreamingResponse(
        _lines(run, parts.heartbeat_s),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def cancel_edit(request: Request) -> Response:
    """POST /api/studio/edits/{session}/{key}/cancel."""
    session = await session_of(request, request.path_params["session"])
    key = request.path_params["key"]
    if len(key) > 128:
        raise Refused(MALFORMED)
    is_cancelled = await parts_of(request).edits.cancel(session.id, key)
    return ok({"state": "cancelled" if is_cancelled else "finished"})


async def _lines(run: EditRun, heartbeat_s: float) -> AsyncGenerator[str, None]:
    async with aclosing(run.follow(heartbeat_s)) as events:
        async for event in events:
            yield HEARTBEAT if event is None else f"data: {json.dumps(adk_event(event), ensure_ascii=False)}\n\n"


def adk_event(stamped: Stamped) -> JsonObject:
    """One event in ADK's camelCase form; absent keys mean null."""
    about = {"invocationId": stamped.edit, "author": AUTHOR, "id": stamped.id, "timestamp": stamped.at}
    match stamped.event:
        case Said(text, suggestions):
            said: JsonObject = {"content": _content("model", {"text": text}), **about, "actions": _actions()}
            return {**said, "customMetadata": {"suggestions": list(suggestions)}} if suggestions else said
        case Called(call, name, args):
            part = {"functionCall": {"id": call, "name": name, "args": dict(args)}}
            return {"content": _content("model", part), **about, "actions": _actions()}
        case Returned(call, name, draft):
            part = {"functionResponse": {"id": call, "name": name, "response": {"status": "success"}}}
            delta = {} if draft is None else {"draft": draft}
            return {"content": _content("user", part), **about, "actions": _actions(delta)}
        case Failed(code, message):
            return {"errorCode": code, "errorMessage": message, **about, "actions": _actions()}


def _content(role: str, part: JsonObject) -> JsonObject:
    return {"role": role, "parts": [part]}


def _actions(delta: JsonObject | None = None) -> JsonObject:
    return {"stateDelta": delta or {}, "artifactDelta": {}, "requestedAuthConfigs": {}}
