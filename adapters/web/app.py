"""The web server as one Starlette application: its routes behind its guard."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web.access import AccessGate
from adapters.web.files import Files
from adapters.web.guard import Guard, Site
from adapters.web.refusal import refused
from adapters.web.routes import PAGE_FOLDER, Routes
from adapters.web.uploads import Uploads
from bot.core.errors import StorageFailed
from bot.core.ports import Inbox


def build_app(
    site: Site,
    gate: AccessGate,
    routes: Routes,
    uploads: Uploads,
    files: Files,
    inbox: Inbox,
    on_storage_failure: Callable[[StorageFailed], None],
) -> Starlette:
    """The application. ``on_storage_failure`` hears of a database that cannot be used: the process must stop."""

    async def message(request: Request) -> Response:
        return await routes.message(request, inbox)

    async def upload(request: Request) -> Response:
        match request.method:
            case "PUT":
                return await uploads.put(request)
            case "DELETE":
                return await uploads.delete(request)
            case _:
                return await uploads.status(request)

    return Starlette(
        routes=[
            Route("/", routes.page),
            Route("/session", routes.session, methods=["POST"]),
            Route("/events", routes.events),
            Route("/messages", message, methods=["POST"]),
            Route("/sample", routes.sample, methods=["POST"]),
            Route("/uploads/{upload}", upload, methods=["GET", "PUT", "DELETE"]),
            Route("/media/{token}", files.media),
            Route("/files/{token}", files.public),
            Route("/healthz", routes.health),
            Mount("/static", StaticFiles(directory=PAGE_FOLDER / "static")),
        ],
        middleware=[Middleware(Guard, site=site, gate=gate, on_storage_failure=on_storage_failure)],
        exception_handlers={HTTPException: _not_served},
    )


def _not_served(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return refused(request, status, "not_found" if status == 404 else "malformed")
