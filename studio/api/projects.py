"""Accounts, sessions, and what they look like: tokens, credits, state, health."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from studio.api.access import account_of, parts_of, session_of
from studio.api.refusals import NO_CLIENT_ID, Refused
from studio.api.wire import JsonObject, SessionBody, file_item, moment, ok, read_body

LONGEST_CLIENT_ID = 64
FREE_CREDITS = 100


async def anonymous_token(request: Request) -> Response:
    """POST /api/auth/anonymous-token."""
    client_id = request.headers.get("X-Client-Id", "").strip()
    if not 0 < len(client_id) <= LONGEST_CLIENT_ID:
        raise Refused(NO_CLIENT_ID)
    issued = await parts_of(request).store.accounts.issue(client_id)
    return ok(
        {
            "token": issued.token,
            "user_id": issued.account.id,
            "expires_at": moment(issued.expires_ms),
            "credits": FREE_CREDITS,
        }
    )


async def open_session(request: Request) -> Response:
    """POST /api/tasks/me/with-session/nemo_agent."""
    account = await account_of(request)
    body = await read_body(request, SessionBody)
    session = await parts_of(request).store.sessions.open(account.id, body.task_name, body.language)
    return ok({"task_id": session.task, "session_id": session.id, "user_id": account.id})


async def forget_session(request: Request) -> Response:
    """POST /api/studio/sessions/{session}/forget."""
    session = await session_of(request, request.path_params["session"])
    parts = parts_of(request)
    await parts.edits.forget(session.id)
    await parts.renders.forget(session.id)
    await parts.store.forgetting.forget(session.id)
    return ok({"forgotten": True})


async def balance(request: Request) -> Response:
    """GET /api/credits/balance/simple."""
    await account_of(request)
    return ok({"available": 0, "frozen": 0, "total": 0, "unlimited": True})


async def latest_state(request: Request) -> Response:
    """GET /api/state/nemo_agent/me/{session}/latest."""
    session = await session_of(request, request.path_params["session"])
    store = parts_of(request).store
    sources = await store.sources.of(session.id)
    versions = await store.edits.versions(session.id)
    draft: JsonObject = {} if versions.current is None else json.loads(versions.current.draft)
    meta = draft.get("m", {})
    state = {
        "video_infos": [file_item(kept) for kept in sources if not kept.source.generated],
        "draft": draft,
        "canvas_config": {name: meta[name] for name in ("width", "height") if name in meta},
        "video_analyses": {},
        "generated_media": [file_item(kept) for kept in sources if kept.source.generated],
        "version": {
            "number": 0 if versions.current is None else versions.current.number,
            "can_undo": bool(versions.back),
            "can_redo": bool(versions.forward),
        },
    }
    about = {"session_id": session.id, "task_id": session.task, "task_name": session.task_name}
    return ok({**about, "user_id": session.account, "state": state})


async def health(request: Request) -> Response:
    """GET /healthz."""
    await parts_of(request).store.check()
    return JSONResponse({"status": "ok"})
