"""Every error the API answers with, as one table: what was raised → status, code, words, reason (docs/api.md).

Bodies hold the table's own words and nothing of the exception: no trace, no path, nobody's text.
"""

import logging
import math
import secrets
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from media import errors as media_errors
from studio.agent.queue import TooManyEdits
from studio.api.links import ProtectedLink, UnreachableLink
from studio.render.jobs import TooManyRenders
from studio.store.errors import DiskNearlyFull, EmptyFile, FileTooLarge, SessionGone
from studio.store.renders import RenderIdTaken
from studio.timeline.errors import BadDraft

RETRY_AFTER_S = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of the errors table."""

    status: int
    code: int
    message: str
    reason: str | None = None
    retry_after_s: float | None = None


class Refused(Exception):
    """The request is answered with this refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


UNAUTHORIZED = Refusal(401, 1001, "token missing, unknown or expired")
NO_SESSION = Refusal(404, 1002, "no such session")
NO_ATTRIBUTION = Refusal(402, 402, "the three attribution headers are required")
NOT_FOUND = Refusal(404, 404, "not found")
WRONG_METHOD = Refusal(405, 405, "another method is wanted")
MALFORMED = Refusal(400, 400, "malformed request")
NO_CLIENT_ID = Refusal(400, 400, "X-Client-Id is required, at most 64 characters")
TOO_LARGE = Refusal(413, 4002, "more than 500 MiB")
TOO_MANY = Refusal(429, 429, "too many requests", retry_after_s=RETRY_AFTER_S)
DISK_FULL = Refusal(507, 507, "the disk is nearly full")


def _file(reason: str) -> Refusal:
    return Refusal(415, 4001, "file refused", reason)


def _link(reason: str) -> Refusal:
    return Refusal(400, 4003, "link refused", reason)


TABLE: dict[type[Exception], Refusal] = {
    EmptyFile: _file("empty"),
    media_errors.Empty: _file("empty"),
    media_errors.Unsupported: _file("unsupported"),
    media_errors.Unreadable: _file("unreadable"),
    media_errors.NoDuration: _file("no_duration"),
    media_errors.PictureTooLarge: _file("picture_too_large"),
    FileTooLarge: TOO_LARGE,
    ProtectedLink: _link("protected_link"),
    UnreachableLink: _link("unreachable_link"),
    SessionGone: NO_SESSION,
    RenderIdTaken: Refusal(409, 409, "this render id is taken"),
    TooManyEdits: TOO_MANY,
    TooManyRenders: TOO_MANY,
    DiskNearlyFull: DISK_FULL,
    media_errors.DiskFull: DISK_FULL,
    BadDraft: MALFORMED,
    ClientDisconnect: MALFORMED,
}


def answer(refusal: Refusal) -> Response:
    """The response of a refusal."""
    headers = {} if refusal.retry_after_s is None else {"Retry-After": str(math.ceil(refusal.retry_after_s))}
    data = {} if refusal.reason is None else {"reason": refusal.reason}
    body = {"code": refusal.code, "message": refusal.message, "data": data}
    return JSONResponse(body, refusal.status, headers)


async def on_known(_request: Request, error: Exception) -> Response:
    """Answer what the table knows, and Refused."""
    if isinstance(error, Refused):
        return answer(error.refusal)
    row = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
    return answer(row)


async def on_http(_request: Request, error: Exception) -> Response:
    """Answer what the router refuses: an unknown path, a wrong method."""
    is_unknown = isinstance(error, HTTPException) and error.status_code == NOT_FOUND.status
    return answer(NOT_FOUND if is_unknown else WRONG_METHOD)


async def on_defect(request: Request, error: Exception) -> Response:
    """Answer a defect with a reference; the server logs its trace."""
    reference = secrets.token_hex(4)
    facts = {
        "reference": reference,
        "route": request.scope.get("path", "").split("/")[1:3],
        "error": type(error).__name__,
    }
    log.error("request failed", extra=facts)
    return answer(Refusal(500, 500, f"internal error, reference {reference}"))
