"""The border of the web server: who may ask, what every answer carries, and how a failure is told.

Against other sites open in the same browser: the Host must be one of ours (DNS rebinding), a write must come from
our own page (Origin), and answers run no foreign code (Content-Security-Policy).
"""

import ipaddress
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.access import AccessGate
from adapters.web.refusal import Refusal, refused
from bot.core.errors import StorageFailed
from bot.core.model import new_id

_LOG = logging.getLogger(__name__)
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?", re.ASCII)
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_ANSWER_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_PUBLIC_PATHS = ("/files/", "/healthz")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page lives. ``public_url`` is the operator's address for result links, None without one.

    Without an access code nothing but result links is served under the public address: the page is for this
    machine alone.
    """

    host: str
    port: int
    public_url: str | None = None

    @property
    def public_netloc(self) -> str | None:
        """Host and port of the public address, as browsers write them."""
        return None if self.public_url is None else urlsplit(self.public_url).netloc.lower()

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the page."""
        return self.host in _LOOPBACK_NAMES or (is_address(self.host) and ipaddress.ip_address(self.host).is_loopback)

    def answers_to(self, hostname: str) -> bool:
        """Whether a Host header may name us so. A bare address is safe where we listen on the network: it cannot
        be re-pointed by another site's DNS."""
        return hostname in {*_LOOPBACK_NAMES, self.host} or (not self.is_loopback and is_address(hostname))


class Guard:
    """The one middleware: checks a request, adds the headers every answer has, turns failures into one sentence."""

    def __init__(
        self, app: ASGIApp, site: Site, gate: AccessGate, on_storage_failure: Callable[[StorageFailed], None]
    ) -> None:
        self._app = app
        self._site = site
        self._gate = gate
        self._on_storage_failure = on_storage_failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _ANSWER_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            answer = await self._checked(request)
            await (answer or self._app)(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 - the border: whatever went wrong, the browser gets one sentence
            answer = self._told(request, error)
            if not has_begun:
                await answer(scope, receive, send_guarded)

    async def _checked(self, request: Request) -> Response | None:
        host = request.headers.get("host", "").lower()
        path = request.url.path
        is_public = host == self._site.public_netloc
        if not is_public and not self._site.answers_to(_hostname(host)):
            return refused(request, 400, "foreign")
        if is_public and not self._gate.is_closed and not path.startswith(_PUBLIC_PATHS):
            return refused(request, 404, "not_found")
        if request.method not in _SAFE_METHODS and not self._is_own(request, host):
            return refused(request, 403, "foreign")
        return None if path.startswith(_PUBLIC_PATHS) else await self._gate.check(request)

    def _is_own(self, request: Request, host: str) -> bool:
        origin = urlsplit(request.headers.get("origin", "").lower())
        own = {host, self._site.public_netloc} if self._gate.is_closed else {host}
        return origin.scheme in {"http", "https"} and origin.netloc in own

    def _told(self, request: Request, error: Exception) -> Response:
        if isinstance(error, Refusal):
            return refused(request, error.status, error.key)
        failure = _storage_failure(error)
        if failure is not None:
            self._on_storage_failure(failure)
            return refused(request, 503, "internal")
        reference = new_id()[:8]
        _LOG.error("web request failed", exc_info=error, extra={"reference": reference})
        return refused(request, 500, "internal", reference)


def is_address(hostname: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(hostname)
    except ValueError:
        return False
    return True


def _hostname(host: str) -> str:
    match = _HOST.fullmatch(host)
    return match[1].strip("[]") if match else ""


def _storage_failure(error: BaseException) -> StorageFailed | None:
    if isinstance(error, ExceptionGroup):
        return next((found for inner in error.exceptions if (found := _storage_failure(inner))), None)
    return error if isinstance(error, StorageFailed) else None
