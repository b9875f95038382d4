"""The studio's HTTP border, made by one call from its parts. The contract is docs/api.md."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ExceptionHandler, Lifespan

from studio.api import exports, plans, projects, stream, uploads
from studio.api.parts import Parts
from studio.api.refusals import TABLE, Refused, on_defect, on_http, on_known

ROUTES = (
    Route("/api/auth/anonymous-token", projects.anonymous_token, methods=["POST"]),
    Route("/api/tasks/me/with-session/nemo_agent", projects.open_session, methods=["POST"]),
    Route("/api/upload-video/nemo_agent/me/{session}", uploads.upload, methods=["POST"]),
    Route("/run_sse", stream.run_sse, methods=["POST"]),
    Route("/api/studio/edits/{session}/{key:path}/cancel", stream.cancel_edit, methods=["POST"]),
    Route("/api/studio/sessions/{session}/forget", projects.forget_session, methods=["POST"]),
    Route("/api/studio/sayable", plans.sayable, methods=["GET"]),
    Route("/api/studio/plan", plans.plan_words, methods=["POST"]),
    Route("/api/credits/balance/simple", projects.balance, methods=["GET"]),
    Route("/api/state/nemo_agent/me/{session}/latest", projects.latest_state, methods=["GET"]),
    Route("/api/render/proxy/lambda", exports.start_render, methods=["POST"]),
    Route("/api/render/proxy/lambda/{id}", exports.look_at_render, methods=["GET"]),
    Route("/api/render/proxy/lambda/{id}/cancel", exports.cancel_render, methods=["POST"]),
    Route("/api/render/proxy/{id}/download", exports.download, methods=["GET"], name="download"),
    Route("/healthz", projects.health, methods=["GET"]),
)

_HANDLERS: Mapping[type[Exception], ExceptionHandler] = {
    **dict.fromkeys([*TABLE, Refused], on_known),
    HTTPException: on_http,
    Exception: on_defect,
}


def make_app(parts: Parts, *, lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """The app over running parts; who makes them run is the caller's matter (or the ``lifespan``'s)."""
    app = Starlette(routes=list(ROUTES), exception_handlers=dict(_HANDLERS), lifespan=lifespan)
    app.state.parts = parts
    app.state.upload_turns = uploads.UploadTurns()
    return app
