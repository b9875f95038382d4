"""Asking for one edit and hearing it out: what is a refusal, what is an outcome in doubt, and the one mend by itself.

An edit is sent a second time only where the backend said, before anything else, that it refuses the token.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

import httpx

from backend.auth import Account
from backend.calls import Answer, Calls
from backend.codes import OUT_OF_CREDITS, Refusal, error_of, is_about_token, is_definite
from backend.listening import Listener
from backend.sse import Payload, payloads
from backend.traits import Dialect
from backend.transport import Ask, content_type, failures_named
from bot.core.errors import OutcomeUnknown
from bot.core.model import BackendEvent, Heartbeat, StreamFailure

_T = TypeVar("_T")


@dataclass(slots=True)
class _Attempt:
    """How one sending of the edit went. ``refused``: the token that the stream refused before anything else."""

    heard: bool = False
    refused: str | None = None


class Edits:
    """Edits on one backend."""

    def __init__(self, calls: Calls, account: Account, dialect: Dialect) -> None:
        self._calls = calls
        self._account = account
        self._dialect = dialect

    async def ask(self, ask: Ask, edit_s: float) -> AsyncGenerator[BackendEvent, None]:
        """The events of the edit, for at most ``edit_s`` seconds in all.

        Raises the core's error for a refusal, OutOfCredits wherever in the stream it is said, and OutcomeUnknown where
        the stream does not end as a stream should.
        """
        deadline = asyncio.get_running_loop().time() + edit_s
        for may_mend in (True, False):
            attempt = _Attempt()
            async with aclosing(self._attempt(ask, deadline, attempt, may_mend=may_mend)) as events:
                async for event in events:
                    yield event
            if attempt.refused is None:
                return
            await self._account.renewed(attempt.refused)

    async def _attempt(
        self, ask: Ask, deadline: float, attempt: _Attempt, *, may_mend: bool
    ) -> AsyncGenerator[BackendEvent, None]:
        async with self._calls.opened(self._account, ask) as answer:
            if content_type(answer.response) != "text/event-stream":
                raise OutcomeUnknown("the answer to an edit is no stream of events")
            async with aclosing(self._events(answer.response, deadline)) as events:
                async for event in events:
                    if isinstance(event, StreamFailure):
                        if may_mend and _refuses_token(event, answer, attempt):
                            attempt.refused = answer.token
                            return
                        _raise_refusal(event, attempt)
                    attempt.heard = attempt.heard or not isinstance(event, Heartbeat)
                    yield event

    async def _events(self, response: httpx.Response, deadline: float) -> AsyncGenerator[BackendEvent, None]:
        listener = Listener(self._dialect)
        async with aclosing(_payloads_of(response)) as found:
            while (payload := await _before(deadline, anext(found, None))) is not None:
                for event in listener.hear(payload):
                    yield event
        for event in listener.end():
            yield event


def _refuses_token(failure: StreamFailure, answer: Answer, attempt: _Attempt) -> bool:
    return is_about_token(failure.code) and not attempt.heard and not answer.renewed


def _raise_refusal(failure: StreamFailure, attempt: _Attempt) -> None:
    """Raise what a failure definitely means; one that came after words or work is left to whoever listens."""
    if failure.code == OUT_OF_CREDITS or (is_definite(failure.code) and not attempt.heard):
        raise error_of(Refusal(200, failure.code, detail=failure.message), is_read=False)


async def _payloads_of(response: httpx.Response) -> AsyncGenerator[Payload, None]:
    with failures_named(is_read=False):
        async with aclosing(payloads(response.aiter_bytes())) as found:
            async for payload in found:
                yield payload


async def _before(deadline: float, coming: Awaitable[_T]) -> _T:
    try:
        async with asyncio.timeout_at(deadline):
            return await coming
    except TimeoutError as error:
        raise OutcomeUnknown("the edit took longer than an edit may") from error
