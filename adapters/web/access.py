"""The access code: where one is set, nothing but a small form is served until it has been entered."""

import hmac
from collections import deque
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web.links import Signer
from adapters.web.refusal import bounded_body, language_of, refused
from adapters.web.sentences import sentence
from adapters.web.session import is_https
from bot.core.ports import Clock

COOKIE = "cutdesk_access"
_FORM = Path(__file__).parent / "page" / "access.html"
_OPEN_PATHS = ("/static/style.css", "/static/access.css", "/static/icon.svg")
_MONTH_S = 30 * 86_400
_FORM_BYTES = 4096
_WINDOW_S = 60.0
_TRIES_PER_ADDRESS = 5
_TRIES_IN_ALL = 50


class AccessGate:
    """Checks the code. It travels in a form's body once; the cookie that replaces it holds a keyed digest."""

    def __init__(self, code: str | None, signer: Signer, clock: Clock) -> None:
        self._code = code
        self._signer = signer
        self._clock = clock
        self._failures: deque[tuple[float, str]] = deque()

    @property
    def is_closed(self) -> bool:
        """Whether there is a code to enter."""
        return self._code is not None

    async def check(self, request: Request) -> Response | None:
        """The form or a refusal, None where the request may pass."""
        if self._code is None or self._is_known(request, self._code) or request.url.path in _OPEN_PATHS:
            return None
        if request.url.path == "/login" and request.method == "POST":
            return await self._enter(request, self._code)
        if request.url.path == "/" and request.method == "GET":
            return _form(request, 401)
        return refused(request, 401, "locked")

    def _is_known(self, request: Request, code: str) -> bool:
        shown = request.cookies.get(COOKIE, "")
        return hmac.compare_digest(shown.encode(), self._signer.fingerprint("access", code).encode())

    async def _enter(self, request: Request, code: str) -> Response:
        address = request.client.host if request.client else ""
        if self._is_throttled(address):
            return _form(request, 429, "slow_down")
        entered = await _entered(request)
        if not hmac.compare_digest(entered.encode(), code.encode()):
            self._failures.append((self._clock.monotonic(), address))
            return _form(request, 401, "wrong_code")
        response = RedirectResponse("/", status_code=303)
        # Lax, not Strict: a link from a chat may open the page, and every write is checked for its origin anyway.
        response.set_cookie(
            COOKIE,
            self._signer.fingerprint("access", code),
            max_age=_MONTH_S,
            httponly=True,
            samesite="lax",
            secure=is_https(request),
        )
        return response

    def _is_throttled(self, address: str) -> bool:
        while self._failures and self._failures[0][0] < self._clock.monotonic() - _WINDOW_S:
            self._failures.popleft()
        own = sum(1 for _, failed in self._failures if failed == address)
        return own >= _TRIES_PER_ADDRESS or len(self._failures) >= _TRIES_IN_ALL


async def _entered(request: Request) -> str:
    body = await bounded_body(request, _FORM_BYTES, "malformed")
    return parse_qs(body.decode("utf-8", "replace")).get("code", [""])[0].strip()


def _form(request: Request, status: int, error: str | None = None) -> Response:
    language = language_of(request)
    page = _FORM.read_text(encoding="utf-8").replace("{language}", language.value)
    for key in ("access_title", "access_enter", "access_hint"):
        page = page.replace("{" + key + "}", escape(sentence(key, language)))
    page = page.replace("{error}", escape(sentence(error, language)) if error else "")
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
