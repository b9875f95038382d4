"""Renders: start, look, cancel, download."""

import json

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from media.formats import BY_EXTENSION
from studio.api.access import account_of, parts_of, require_attribution, session_of
from studio.api.refusals import MALFORMED, NOT_FOUND, Refused
from studio.api.wire import DRAFT_BODY_BYTES, RenderBody, read_body, render_object
from studio.render.jobs import JobView
from studio.timeline.draft import from_draft


async def start_render(request: Request) -> Response:
    """POST /api/render/proxy/lambda."""
    await account_of(request)
    require_attribution(request)
    body = await read_body(request, RenderBody, DRAFT_BODY_BYTES)
    session = await session_of(request, body.session_id)
    parts = parts_of(request)
    timeline = from_draft(body.draft)
    known = {kept.source.id for kept in await parts.store.sources.of(session.id)}
    if not timeline.clips or not timeline.used <= known:
        raise Refused(MALFORMED)
    draft = json.dumps(body.draft, ensure_ascii=False)
    return _answer(request, await parts.renders.submit(session.account, body.id, session.id, draft, body.short_side))


async def look_at_render(request: Request) -> Response:
    """GET /api/render/proxy/lambda/{id}."""
    account = await account_of(request)
    return _answer(request, await parts_of(request).renders.get(account.id, request.path_params["id"]))


async def cancel_render(request: Request) -> Response:
    """POST /api/render/proxy/lambda/{id}/cancel."""
    account = await account_of(request)
    return _answer(request, await parts_of(request).renders.cancel(account.id, request.path_params["id"]))


async def download(request: Request) -> Response:
    """GET /api/render/proxy/{id}/download."""
    account = await account_of(request)
    parts = parts_of(request)
    view = await parts.renders.get(account.id, request.path_params["id"])
    if view is None or view.render.film is None:
        raise Refused(NOT_FOUND)
    film = view.render.film.file
    return FileResponse(
        parts.store.media.path(film.hash, film.extension),
        media_type=BY_EXTENSION[film.extension].mime,
        filename=f"{view.render.id}.{film.extension}",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


def _answer(request: Request, view: JobView | None) -> Response:
    if view is None:
        raise Refused(NOT_FOUND)
    return JSONResponse(render_object(view, str(request.url_for("download", id=view.render.id))))
