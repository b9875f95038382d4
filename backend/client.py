"""The editing backend over HTTP: every endpoint of docs/api.md, for the studio and the NemoVideo cloud alike."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

import httpx

from backend import wire
from backend.attribution import source_header
from backend.auth import Account, account_name
from backend.calls import Answer, Calls, Overhear, data_of, idempotency
from backend.codes import NotFound, tells_duplicate
from backend.download import Films
from backend.editing import Edits
from backend.places import Places, PublicHttps
from backend.traits import Timeouts, dialect_of, timeouts_of
from backend.transport import Ask, Transport
from backend.upload import file_form
from bot.core.errors import (
    BackendRefused,
    BackendUnreachable,
    ConfigurationError,
    DuplicateRender,
    OutcomeUnknown,
    SessionLost,
)
from bot.core.model import (
    BackendEvent,
    BackendState,
    BackendTraits,
    Credits,
    Draft,
    JsonObject,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    SayableGroup,
    SessionId,
    StoredMedia,
    Uploaded,
)
from bot.core.ports import Accounts, Clock, MediaStore, PercentListener

_RENDERS = "/api/render/proxy/lambda"
_HELP_S = 3.0
# Shorter than any server's: a kept connection that the server is about to close must not lose a request.
_KEEPALIVE_S = 2.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a backend is, what it is like, and the token configured for it, if any."""

    url: str
    traits: BackendTraits
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """What all clients of one backend share, whatever profile they call for."""

    http: httpx.AsyncClient
    address: httpx.URL
    endpoint: Endpoint
    accounts: Accounts
    clock: Clock
    timeouts: Timeouts
    places: Places
    overhear: Overhear | None
    asking: asyncio.Lock


class AttributedBackend:
    """The client as one profile calls."""

    def __init__(self, line: _Line, attribution: dict[str, str]) -> None:
        """Raises ConfigurationError for a bad token."""
        self._line = line
        self._attribution = attribution
        self._traits = line.endpoint.traits
        self._timeouts = line.timeouts
        self._transport = Transport(line.http, line.address, {"Accept-Encoding": "identity", **attribution})
        dialect = dialect_of(self._traits)
        self._calls = Calls(self._transport, line.clock, line.timeouts, dialect, line.overhear)
        name = account_name(line.address)
        self._account = Account(line.accounts, name, self._calls.grant, line.endpoint.token, line.asking)
        self._edits = Edits(self._calls, self._account, dialect)
        waits = self._calls.timeout(line.timeouts.answer_s)
        self._films = Films(line.http, self._transport, self._calls, line.places, line.clock, waits)

    def attributed_to(self, source: str) -> "AttributedBackend":
        """The same backend over the same connections and account, called for another profile."""
        return AttributedBackend(self._line, {**self._attribution, **source_header(source)})

    @property
    def traits(self) -> BackendTraits:
        return self._traits

    async def sign_in(self) -> None:
        """Get the installation's account with the backend, where there is none yet and none is configured."""
        await self._account.token()

    async def open_session(self, language: Language) -> SessionId:
        body = wire.session_request(language)
        try:
            answer = await self._post("/api/tasks/me/with-session/nemo_agent", body, self._timeouts.answer_s)
        except OutcomeUnknown as error:
            # A session nobody uses is harmless, so a lost answer is as good as a call that never arrived.
            raise BackendUnreachable(str(error)) from error
        return SessionId(answer.data(wire.Opened).session_id)

    async def upload(
        self, session: SessionId, media: StoredMedia, filename: str, *, key: str, progress: PercentListener
    ) -> Uploaded:
        async with file_form(media, filename, progress) as form:
            headers = {**form.headers, **self._once(key)}
            timeout = self._calls.timeout(self._timeouts.upload_s)
            ask = Ask("POST", _upload_path(session), timeout, headers, form.blocks)
            answer = await self._calls.ask(self._account, ask)
        return answer.data(wire.Files).to_uploaded(filename)

    async def upload_url(self, session: SessionId, url: str, *, key: str) -> Uploaded:
        body = wire.link_request(url)
        answer = await self._post(_upload_path(session), body, self._timeouts.link_s, self._once(key))
        return answer.data(wire.Files).to_uploaded(PurePosixPath(urlsplit(url).path).name or "link")

    async def converse(self, session: SessionId, text: str, *, key: str) -> AsyncGenerator[BackendEvent, None]:
        headers = {"Accept": "text/event-stream", **self._once(key)}
        timeout = self._calls.timeout(self._timeouts.gap_s)
        ask = Ask.of_json("/run_sse", wire.edit_request(session, text), timeout, headers)
        async with aclosing(self._edits.ask(ask, self._timeouts.edit_s)) as events:
            async for event in events:
                yield event

    async def cancel_edit(self, session: SessionId, key: str) -> bool:
        if not self._traits.repeatable_edits:
            return False
        name = idempotency(key)["Idempotency-Key"]
        path = f"/api/studio/edits/{_segment(session)}/{_segment(name)}/cancel"
        await self._post(path, {}, self._timeouts.answer_s)
        return True

    async def state(self, session: SessionId) -> BackendState:
        path = f"/api/state/nemo_agent/me/{_segment(session)}/latest"
        return data_of(await self._calls.read(self._account, path), wire.State).to_core()

    async def start_render(
        self, session: SessionId, render: RenderId, draft: Draft, output: RenderOutput
    ) -> RenderProgress:
        body = wire.render_request(session, render, draft, output)
        try:
            answer = await self._post(_RENDERS, body, self._timeouts.answer_s)
        except BackendRefused as refused:
            if tells_duplicate(refused):
                raise DuplicateRender(str(refused)) from refused
            raise
        return wire.Render.read(answer.json()).to_core(render, self._own_film(render))

    async def render(self, render: RenderId) -> RenderProgress | None:
        try:
            body = await self._calls.read(self._account, f"{_RENDERS}/{_segment(render)}")
        except NotFound:
            return None
        return wire.Render.read(body).to_core(render, self._own_film(render))

    async def cancel_render(self, render: RenderId) -> bool:
        try:
            await self._post(f"{_RENDERS}/{_segment(render)}/cancel", {}, self._timeouts.answer_s)
        except BackendRefused:
            return False
        return True

    async def download(self, progress_of: RenderProgress, store: MediaStore, progress: PercentListener) -> StoredMedia:
        own = self._own_film(progress_of.id)
        told = self._transport.link_of(progress_of.url or own) or own
        try:
            return await self._films.fetch(self._account, told, store, progress)
        except (BackendRefused, BackendUnreachable):
            if told == own:
                raise
        # The backend hands a film out itself where the place it named does not.
        return await self._films.fetch(self._account, own, store, progress)

    async def forget_session(self, session: SessionId) -> bool:
        if not self._traits.repeatable_edits:
            return False
        try:
            await self._post(f"/api/studio/sessions/{_segment(session)}/forget", {}, self._timeouts.answer_s)
        except OutcomeUnknown as error:
            # To forget twice is no more than once: a lost answer is as good as a call that never arrived.
            raise BackendUnreachable(str(error)) from error
        except SessionLost:
            return True
        return True

    async def credits(self) -> Credits:
        body = await self._calls.read(self._account, "/api/credits/balance/simple")
        return data_of(body, wire.Balance).to_core()

    async def sayable(self, language: Language) -> tuple[SayableGroup, ...]:
        if not self._traits.repeatable_edits:
            return ()
        path = f"/api/studio/sayable?language={wire.LANGUAGE_TAGS[language][:2]}"
        ask = Ask("GET", path, self._calls.timeout(_HELP_S), is_read=True)
        return (await self._calls.ask(self._account, ask)).data(wire.Sayables).to_core()

    async def _post(
        self, path: str, body: JsonObject, answer_s: float, headers: dict[str, str] | None = None
    ) -> Answer:
        return await self._calls.ask(
            self._account, Ask.of_json(path, body, self._calls.timeout(answer_s), headers or {})
        )

    def _once(self, key: str) -> dict[str, str]:
        """The header that makes a repeat harmless, where the backend knows it."""
        return idempotency(key) if self._traits.repeatable_edits else {}

    def _own_film(self, render: RenderId) -> str:
        return str(self._transport.url_of(f"/api/render/proxy/{_segment(render)}/download"))


class HttpBackend(AttributedBackend):
    """The client that owns the connections. Close it with ``aclose``.

    Redirects are never followed with a token, proxies and netrc files of the environment are not used.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        accounts: Accounts,
        clock: Clock,
        attribution: dict[str, str],
        timeouts: Timeouts | None = None,
        places: Places | None = None,
        overhear: Overhear | None = None,
    ) -> None:
        """``attribution``: the three headers of every request. Raises ConfigurationError for a bad address or token."""
        self._http = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=_KEEPALIVE_S),
        )
        line = _Line(
            self._http,
            _address(endpoint.url),
            endpoint,
            accounts,
            clock,
            timeouts or timeouts_of(endpoint.traits),
            places or PublicHttps(),
            overhear,
            asyncio.Lock(),
        )
        super().__init__(line, attribution)

    async def aclose(self) -> None:
        """Close all connections, also of those it was attributed to."""
        await self._http.aclose()


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ConfigurationError("the backend's address is no URL") from error
    if address.scheme not in {"http", "https"} or not address.host or address.userinfo or address.query:
        raise ConfigurationError("the backend's address must be http(s)://host, without user, password or query")
    return address


def _upload_path(session: SessionId) -> str:
    return f"/api/upload-video/nemo_agent/me/{_segment(session)}"


def _segment(text: str) -> str:
    return quote(text, safe="")
