"""The way down for bytes: films, posters and uploads by ticket, with Range, in the page or as a download."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from adapters.web.convert import media_type
from adapters.web.links import PAGE, PUBLIC, Signer
from adapters.web.refusal import Refusal
from adapters.web.session import chat_of_request
from bot.core.ports import Clock, MediaStore

_A_DAY = "private, max-age=86400"


class Files:
    """The handlers of ``/media/{token}`` (this browser's own) and ``/files/{token}`` (public, expiring links)."""

    def __init__(self, store: MediaStore, signer: Signer, clock: Clock) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock

    async def media(self, request: Request) -> Response:
        """A file of this browser's chat."""
        return await self._answer(request, PAGE, chat_of_request(request).chat_id)

    async def public(self, request: Request) -> Response:
        """A file somebody was given a link to."""
        return await self._answer(request, PUBLIC, "")

    async def _answer(self, request: Request, purpose: str, chat: str) -> Response:
        ticket = self._signer.read(purpose, request.path_params["token"], self._clock.now())
        if ticket is None or ticket.chat != chat:
            raise Refusal(404, "gone")
        media = await self._store.get(ticket.media)
        if media is None:
            raise Refusal(404, "gone")
        kind = media_type(ticket.filename)
        is_download = kind is None or "download" in request.query_params
        return FileResponse(
            media.path,
            media_type=kind or "application/octet-stream",
            filename=ticket.filename,
            content_disposition_type="attachment" if is_download else "inline",
            headers={"Cache-Control": _A_DAY, "ETag": f'"{media.id[:32]}"'},
        )
