"""Bringing a film home: streamed into the media store, taken up again where it was cut."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from backend.auth import Account
from backend.calls import Answer, Calls
from backend.codes import error_of
from backend.places import Places, same_origin
from backend.transport import Ask, Transport, failures_named, refusal_in
from bot.core.errors import BackendRefused, BackendUnreachable, RateLimited
from bot.core.model import StoredMedia
from bot.core.ports import Clock, MediaStore, PercentListener, ReceivedFile

FILM_MAX_BYTES = 8 * 1024**3
_WAITS_S = (0.5, 1.0, 2.0, 4.0)
_REDIRECTS = 3
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(slots=True)
class Transfer:
    """How far one film is: bytes kept, bytes in all if told, and what names this very version of it."""

    file: ReceivedFile
    progress: PercentListener
    got: int = 0
    total: int | None = None
    version: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every byte that was announced is here."""
        return self.total is not None and self.got >= self.total > 0

    def asks_for(self) -> dict[str, str]:
        """The headers that ask for the rest."""
        if self.got == 0:
            return {}
        headers = {"Range": f"bytes={self.got}-"}
        if self.version is not None and not self.version.startswith("W/"):
            headers["If-Range"] = self.version
        return headers

    async def take(self, response: httpx.Response) -> None:
        """Append what an answer brings; bytes we have already are passed over."""
        skip = self._begin(response)
        with failures_named(is_read=True):
            async for chunk in response.aiter_bytes():
                fresh, skip = chunk[skip:], max(skip - len(chunk), 0)
                if fresh:
                    await self.file.write(fresh)
                    self.got += len(fresh)
                    self._tell()
        if self.total is not None and self.got < self.total:
            raise BackendUnreachable("the film ended early")

    def _begin(self, response: httpx.Response) -> int:
        """Check that an answer goes on where we stopped; return how many of its bytes to pass over."""
        version = response.headers.get("etag")
        if self.got and version != self.version:
            raise BackendRefused("the film changed while it was fetched")
        self.version = version
        span = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if response.status_code == 206 and span is not None:
            start, total = int(span[1]), None if span[2] == "*" else int(span[2])
        else:
            length = response.headers.get("content-length", "")
            start, total = 0, int(length) if length.isascii() and length.isdigit() else None
        if start > self.got or (self.got and self.total is not None and total not in {self.total, None}):
            raise BackendRefused("the film changed while it was fetched")
        self.total = total if total is not None else self.total
        return self.got - start

    def _tell(self) -> None:
        if self.total:
            self.progress(min(100.0 * self.got / self.total, 100.0))


class Films:
    """Fetches films from the backend, with the token, and from public places, without."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        transport: Transport,
        calls: Calls,
        places: Places,
        clock: Clock,
        waits: httpx.Timeout,
    ) -> None:
        self._http = http
        self._transport = transport
        self._calls = calls
        self._places = places
        self._clock = clock
        self._waits = waits

    async def fetch(self, account: Account, url: str, store: MediaStore, progress: PercentListener) -> StoredMedia:
        """The film at an address, in the store.

        A cut transfer goes on where it stopped, until several tries in a row brought nothing. Raises
        BackendUnreachable, BackendRefused (also for an address that may not be asked), and what the store raises.
        """
        async with store.receive(FILM_MAX_BYTES) as file:
            transfer = Transfer(file, progress)
            barren = 0
            while not transfer.is_complete:
                before = transfer.got
                try:
                    async with self._opened(account, url, transfer.asks_for()) as response:
                        await transfer.take(response)
                    break
                except (BackendUnreachable, RateLimited):
                    barren = 0 if transfer.got > before else barren + 1
                    if barren == len(_WAITS_S):
                        raise
                    await self._clock.sleep(_WAITS_S[barren])
            media = await file.keep()
        progress(100.0)
        return media

    @asynccontextmanager
    async def _opened(
        self, account: Account, link: str, headers: dict[str, str]
    ) -> AsyncGenerator[httpx.Response, None]:
        """Follow a link by hand, so that each step is judged by the same rule."""
        url = httpx.URL(link)
        for _ in range(_REDIRECTS + 1):
            ask = Ask("GET", str(url), self._waits, headers, is_read=True, may_move=True)
            ours = same_origin(url, self._transport.base_url)
            async with self._calls.opened(account, ask) if ours else self._stranger(url, ask) as answer:
                if not answer.response.has_redirect_location:
                    yield answer.response
                    return
                url = url.join(answer.response.headers["location"])
        raise BackendRefused("too many redirects")

    @asynccontextmanager
    async def _stranger(self, url: httpx.URL, ask: Ask) -> AsyncGenerator[Answer, None]:
        """Ask somebody else's server: no token, none of our headers, and only where the rules allow it."""
        if not await self._places.may_ask(url):
            raise BackendRefused("the film lies at an address that must not be asked")
        headers = {"Accept-Encoding": "identity", **ask.headers}
        with failures_named(is_read=True):
            request = self._http.build_request("GET", url, headers=headers, timeout=ask.timeout)
            response = await self._http.send(request, stream=True)
        try:
            self._check(response)
            yield Answer(response, None)
        finally:
            await response.aclose()

    def _check(self, response: httpx.Response) -> None:
        address = response.extensions["network_stream"].get_extra_info("server_addr")
        if not address or not self._places.may_read(str(address[0])):
            raise BackendRefused("the film lies at an address that must not be read")
        refusal = refusal_in(response, None, may_move=True)
        if refusal is not None:
            raise error_of(replace(refusal, status=_foreign(refusal.status)), is_read=True)


def _foreign(status: int) -> int:
    """A stranger's word on our token, our plan or our file means nothing: its refusals are plain ones."""
    return status if status in {408, 429} or status >= 500 else 400
