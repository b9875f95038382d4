"""The cloud's ordinary answers: the envelope, refusals in it, and answers that are cut."""

from collections.abc import AsyncGenerator

from starlette.responses import Response, StreamingResponse

from tests.platforms.cloud.orders import STATUSES, Refused, wire_json


class Cut(Exception):
    """Breaks the connection off in the middle of an answer."""


class Refusal(Exception):
    """Raised by whatever finds that a call must be refused."""

    def __init__(self, code: int | None, message: str = "refused", status: int | None = None) -> None:
        super().__init__(message)
        self.refused = Refused(code, message, status)


def data(value: object) -> Response:
    """A success in the envelope."""
    return plain({"code": 0, "message": "ok", "data": value})


def plain(value: object, status: int = 200) -> Response:
    """Any JSON."""
    return Response(wire_json(value), status, media_type="application/json")


def refusal(refused: Refused, *, tells_status: bool) -> Response:
    """A refusal: its own status, or the one its code has where the cloud tells codes by status."""
    status = refused.status
    if status is None:
        status = STATUSES.get(refused.code or 0, 400) if tells_status or refused.code in {400, 402, 429} else 200
    body = {"message": refused.message, **({} if refused.code is None else {"code": refused.code, "data": None})}
    answer = plain(body, status)
    if refused.retry_after_s is not None:
        answer.headers["Retry-After"] = str(refused.retry_after_s)
    return answer


def cut(answer: Response) -> Response:
    """The same answer with its end missing."""
    kept = bytes(answer.body)[:-1]

    async def body() -> AsyncGenerator[bytes, None]:
        yield kept
        raise Cut

    return StreamingResponse(body(), answer.status_code, dict(answer.headers))
