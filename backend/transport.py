"""One request and its answer over HTTP, without authorization: sending, reading with a limit, naming failures.

What decides between BackendUnreachable and OutcomeUnknown is whether bytes of the request may have gone out.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from backend.codes import Refusal
from backend.redaction import for_log
from bot.core.errors import BackendRefused, BackendUnreachable, OutcomeUnknown
from bot.core.model import JsonObject

MAX_ANSWER_BYTES = 16 * 1024 * 1024
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_LONGEST_WAIT_S = 7 * 24 * 3600.0

Body = Callable[[], bytes | AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``body`` makes its bytes anew each time it is sent; ``is_read``: it changes nothing.

    ``path`` is below the backend's address. ``may_move``: a redirect is an answer, and not a refusal.
    """

    method: str
    path: str
    timeout: httpx.Timeout
    headers: dict[str, str] = field(default_factory=dict)
    body: Body | None = None
    is_read: bool = False
    may_move: bool = False

    @classmethod
    def of_json(cls, path: str, body: JsonObject, timeout: httpx.Timeout, headers: dict[str, str]) -> "Ask":
        """A POST of a JSON object. Escaped to ASCII, so that any text the draft holds goes through unchanged."""
        content = json.dumps(body, separators=(",", ":")).encode("ascii")
        return cls("POST", path, timeout, {"Content-Type": "application/json", **headers}, lambda: content)


class Transport:
    """Sends requests to the backend's own address, with the headers all of them carry."""

    def __init__(self, http: httpx.AsyncClient, base_url: httpx.URL, headers: dict[str, str]) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = headers

    @property
    def base_url(self) -> httpx.URL:
        """The backend's own address."""
        return self._base_url

    def url_of(self, path: str) -> httpx.URL:
        """The full address of a path below the backend's, or of one that is full already."""
        if "://" in path:
            return httpx.URL(path)
        return self._base_url.copy_with(raw_path=self._base_url.raw_path.rstrip(b"/") + path.encode("ascii"))

    def link_of(self, link: str) -> str | None:
        """The full address of a link found in an answer; None if it can be none."""
        try:
            return str(self._base_url.join(link))
        except httpx.InvalidURL:
            return None

    async def send(self, ask: Ask, token: str | None = None) -> httpx.Response:
        """Send, and return the answer with its body still to be read (and closed).

        Raises BackendUnreachable, OutcomeUnknown.
        """
        headers = {**self._headers, **ask.headers}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        content = None if ask.body is None else ask.body()
        request = self._http.build_request(
            ask.method, self.url_of(ask.path), headers=headers, content=content, timeout=ask.timeout
        )
        with failures_named(is_read=ask.is_read):
            return await self._http.send(request, stream=True)


@contextmanager
def failures_named(*, is_read: bool) -> Iterator[None]:
    """Turn httpx's failures into the core's errors; their texts hold no headers, so no token."""
    try:
        yield
    except _NOT_SENT as error:
        raise BackendUnreachable(f"{type(error).__name__}: {error}") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        kind = BackendUnreachable if is_read else OutcomeUnknown
        raise kind(f"{type(error).__name__}: {error}") from error


async def read_body(response: httpx.Response, *, is_read: bool) -> bytes:
    """The whole body, up to a limit, and the response closed. Raises as a lost answer does, or BackendRefused."""
    body = bytearray()
    with failures_named(is_read=is_read):
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise BackendRefused("an answer without end")
        finally:
            await response.aclose()
    return bytes(body)


def is_json(response: httpx.Response) -> bool:
    """Whether the answer says it is JSON."""
    return content_type(response) == "application/json"


def content_type(response: httpx.Response) -> str:
    """The bare content type, in small letters."""
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def object_of(body: bytes) -> JsonObject | None:
    """The JSON object in a body, None if it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def refusal_in(response: httpx.Response, body: JsonObject | None, *, may_move: bool = False) -> Refusal | None:
    """The refusal an answer is, None if it is a success."""
    told = body or {}
    code = _code_in(told)
    if response.status_code < (400 if may_move else 300) and not code and not _says_no(told):
        return None
    data = told.get("data")
    reason = data.get("reason") if isinstance(data, dict) else None
    return Refusal(
        status=response.status_code,
        code=code,
        reason=reason if isinstance(reason, str) else None,
        detail=_detail(told),
        retry_after_s=_retry_after_s(response),
    )


def _code_in(body: JsonObject) -> int | None:
    """The business code, at the top or inside what frameworks wrap a refusal in; None for none and for success."""
    for place in (body, body.get("detail"), body.get("error")):
        code = number_in(place.get("code")) if isinstance(place, dict) else None
        if code:
            return code
    return None


def _says_no(body: JsonObject) -> bool:
    """Whether an answer without a code says ``success: false``; a failed render says so too, and has a status."""
    data = body.get("data")
    has_status = "status" in body or (isinstance(data, dict) and "status" in data)
    return body.get("success") is False and not has_status


def _detail(body: JsonObject) -> str:
    for key in ("message", "msg", "detail", "error"):
        told = body.get(key)
        if isinstance(told, dict):
            told = told.get("message")
        if isinstance(told, str) and told:
            return for_log(told)
    return ""


def number_in(value: object) -> int | None:
    """A whole number, also one written as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None


def _retry_after_s(response: httpx.Response) -> float | None:
    """Seconds as RFC 9110 has it: a number, or a date, which is compared with the server's own clock."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 8:
        return float(value)
    try:
        until, now = (parsedate_to_datetime(date) for date in (value, response.headers.get("date", "")))
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT_S)
    except (ValueError, TypeError):  # no dates, or one without a time zone
        return None
