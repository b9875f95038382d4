"""The browser's session: a random cookie that opens one chat and is never anything else."""

import re
import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from adapters.web.convert import chat_of
from adapters.web.refusal import Refusal
from bot.core.model import ChatRef

COOKIE = "cutdesk_chat"
_YEAR_S = 365 * 86_400
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def chat_of_request(request: Request) -> ChatRef:
    """The chat of the browser that asks. Raises Refusal 401 where it has no session yet."""
    cookie = _cookie(request)
    if cookie is None:
        raise Refusal(401, "no_session")
    return chat_of(cookie)


def keep_session(request: Request, response: Response) -> None:
    """Give the browser a session, or prolong the one it has."""
    response.set_cookie(
        COOKIE,
        _cookie(request) or secrets.token_urlsafe(32),
        max_age=_YEAR_S,
        httponly=True,
        samesite="strict",
        secure=is_https(request),
    )


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser came over TLS (told by the scheme, which a proxy on this machine may set)."""
    return connection.url.scheme == "https"


def _cookie(request: Request) -> str | None:
    cookie = request.cookies.get(COOKIE, "")
    return cookie if _FORM.fullmatch(cookie) else None
