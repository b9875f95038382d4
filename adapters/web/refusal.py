"""How a request is refused: a status and the key of one sentence, told in the browser's language"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.web.sentences import sentence
from bot.core.language import of_locale
from bot.core.model import Language


class Refusal(Exception):
    """Raised by a handler; the guard answers it."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


def language_of(request: Request) -> Language:
    """The language the page says it speaks, else the browser's first one we know, else English."""
    tags = [request.headers.get("x-language", ""), *request.headers.get("accept-language", "").split(",")]
    known = (of_locale(tag.partition(";")[0].strip()) for tag in tags)
    return next((language for language in known if language), Language.ENGLISH)


def refused(request: Request, status: int, key: str, reference: str = "") -> Response:
    """The answer to a refused request; nobody may cache it. ``reference`` finds a defect in the log."""
    words = sentence(key, language_of(request))
    body = {"error": key, "message": f"{words} [{reference}]" if reference else words}
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


async def bounded_body(request: Request, limit_bytes: int, key: str) -> bytes:
    """The whole of a small body. Raises Refusal 413 with that sentence past the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise Refusal(413, key)
    return bytes(body)
