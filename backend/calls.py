"""Authorized calls: the token put on and renewed once, reads repeated a few times, refusals raised.

A call that may change something is sent a second time only after the definite refusal of its token.
"""

import hashlib
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from backend.auth import Account
from backend.codes import error_of
from backend.traits import Dialect, Timeouts
from backend.transport import Ask, Transport, is_json, object_of, read_body, refusal_in
from backend.wire import Grant
from bot.core.errors import BackendRefused, BackendUnreachable, OutcomeUnknown, RateLimited, TokenRefused
from bot.core.model import JsonObject
from bot.core.ports import Clock

_Model = TypeVar("_Model", bound=BaseModel)

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_READ_WAITS_S = (0.5, 1.0)
_LONGEST_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A success. ``body`` is its JSON object; None where the answer is a stream or a file, still to be read.

    ``token`` is the one it was asked with, None for none; ``renewed``: it was got for this very call.
    """

    response: httpx.Response
    body: JsonObject | None
    token: str | None = field(default=None, repr=False)
    renewed: bool = False

    def json(self) -> JsonObject:
        """The JSON object. Raises BackendRefused where there is none."""
        if self.body is None:
            raise BackendRefused("an answer that is no JSON object")
        return self.body

    def data(self, model: type[_Model]) -> _Model:
        """The envelope's ``data`` as a model. Raises BackendRefused if it cannot be read."""
        return data_of(self.json(), model)


def data_of(body: JsonObject, model: type[_Model]) -> _Model:
    """An envelope's ``data`` as a model. Raises BackendRefused, whose text names fields but shows no values."""
    data = body.get("data")
    try:
        return model.model_validate(data if isinstance(data, dict) else {})
    except ValidationError as error:
        fields = ", ".join(".".join(str(step) for step in each["loc"]) for each in error.errors(include_input=False))
        raise BackendRefused(f"an answer that cannot be read: {model.__name__} {fields}") from None


@dataclass(frozen=True, slots=True)
class Overheard:
    """An answer as it came, for whoever examines the backend; ``body`` may hold secrets and is not shown."""

    method: str
    path: str
    status: int
    body: JsonObject | None = field(repr=False)


Overhear = Callable[[Overheard], None]


class Calls:
    """All calls to one backend. ``overhear`` is told of every answer but streams and files."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        timeouts: Timeouts,
        dialect: Dialect,
        overhear: Overhear | None = None,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._timeouts = timeouts
        self._dialect = dialect
        self._overhear = overhear

    def timeout(self, read_s: float) -> httpx.Timeout:
        """The waits of one call, of which only that for the answer differs."""
        waits = self._timeouts
        return httpx.Timeout(connect=waits.connect_s, write=waits.write_s, pool=waits.pool_s, read=read_s)

    async def grant(self, client_id: str) -> Grant:
        """Ask for an anonymous token. Nothing is lost when the answer is: BackendUnreachable."""
        headers = {"X-Client-Id": client_id}
        ask = Ask("POST", "/api/auth/anonymous-token", self.timeout(self._timeouts.answer_s), headers, is_read=True)
        answer = await self._received(ask, await self._transport.send(ask))
        return answer.data(Grant)

    async def read(self, account: Account, path: str) -> JsonObject:
        """GET a JSON object; repeated a few times while the backend is away or asks to wait."""
        ask = Ask("GET", path, self.timeout(self._timeouts.answer_s), is_read=True)
        for wait_s in _READ_WAITS_S:
            try:
                return await self._json(account, ask)
            except BackendUnreachable:
                await self._clock.sleep(wait_s)
            except RateLimited as error:
                asked_s = float(error.facts.get("retry_after_s", wait_s))
                if asked_s > _LONGEST_WAIT_S:
                    raise
                await self._clock.sleep(asked_s)
        return await self._json(account, ask)

    async def ask(self, account: Account, ask: Ask) -> Answer:
        """Make one call that is answered with JSON. Raises OutcomeUnknown where the answer is none."""
        async with self.opened(account, ask) as answer:
            if answer.body is None and not ask.is_read:
                raise OutcomeUnknown("an answer that is no JSON object")
            return answer

    @asynccontextmanager
    async def opened(self, account: Account, ask: Ask) -> AsyncGenerator[Answer, None]:
        """Make one call and keep its answer open while it is read."""
        answer = await self._authorized(account, ask)
        try:
            yield answer
        finally:
            await answer.response.aclose()

    async def _json(self, account: Account, ask: Ask) -> JsonObject:
        return (await self.ask(account, ask)).json()

    async def _authorized(self, account: Account, ask: Ask) -> Answer:
        token = await account.token()
        try:
            return replace(await self._received(ask, await self._transport.send(ask, token)), token=token)
        except TokenRefused:
            token = await account.renewed(token)
        answer = await self._received(ask, await self._transport.send(ask, token))
        return replace(answer, token=token, renewed=True)

    async def _received(self, ask: Ask, response: httpx.Response) -> Answer:
        """Tell success from refusal; only a JSON body or a refusal's is read here."""
        if not is_json(response) and refusal_in(response, None, may_move=ask.may_move) is None:
            return Answer(response, None)
        body = object_of(await read_body(response, is_read=ask.is_read))
        if self._overhear is not None:
            self._overhear(Overheard(ask.method, ask.path, response.status_code, body))
        refusal = refusal_in(response, body, may_move=ask.may_move)
        if refusal is not None:
            raise error_of(refusal, is_read=ask.is_read, owns_up=self._dialect.owns_up)
        return Answer(response, body)


def idempotency(key: str) -> dict[str, str]:
    """The header of a call that may be repeated; a key that no header can carry goes as its digest."""
    if not _KEY.fullmatch(key):
        key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return {"Idempotency-Key": key}
