"""The server's HTTP side: every request is logged, judged, counted, checked, done by simcord, and answered."""

import asyncio
import contextlib
import json
import socket
import struct
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from tests.platforms.discord import calls, judge, operations, refusals
from tests.platforms.discord.calls import Call
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.limits import Limits
from tests.platforms.discord.records import Records
from tests.platforms.discord.rules import Rules
from tests.platforms.discord.world import World
from tests.platforms.telegram.faults import Faults, Trouble

NONCE_LIFE_S = 5 * 60.0
_ALL = 1_000_000
"""Messages. simcord takes the newest of those after an id, Discord the first; so all are asked for, and cut here."""
_NO_LINGER = struct.pack("ii", 1, 0)
_BEFORE = {Trouble.ERROR, Trouble.RESET, Trouble.SILENCE, Trouble.DELAY}
_VIA = {"Via": "1.1 google"}
"""Without it discord.py takes a 429 for a ban."""


@dataclass
class _Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Rest:
    """Answers ``/api/v10``."""

    def __init__(self, world: World, gateway: Gateway, folder: Path, token: str) -> None:
        self.world = world
        self.gateway = gateway
        self.log: list[Call] = []
        self.records = Records()
        self.faults = Faults()
        self.limits = Limits(world.server_clock)
        self.rules = Rules(world, self.limits)
        self.latency_s = 0.0
        """Real seconds added to every answer."""
        self.deaf: set[str] = set()
        """Kinds of requests whose bodies are not read for now."""
        self._judge = judge.load()
        self._folder = folder
        self._token = token
        self._nonces: dict[tuple[str, str], tuple[float, int]] = {}
        self._own: dict[str, Callable[[], Any]] = {
            "get_bot_gateway": gateway.described,
            "get_gateway": lambda: {"url": gateway.url},
        }
        self._stopping = asyncio.Event()
        folder.mkdir(parents=True, exist_ok=True)

    def open(self) -> None:
        self._stopping = asyncio.Event()

    def close(self) -> None:
        """Nobody waits for silence any more."""
        self._stopping.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        found = operations.find(request.method, request.match_info["path"])
        if found is None:
            self.records.crashes.append(f"{request.method} {request.path}: the stand-in does not know this")
            return _response(_Answer(404, {"message": "404: Not Found", "code": 0}))
        call = Call(self.world.server_clock.monotonic(), *found)
        self.log.append(call)
        fault = self.faults.take(call.name)
        while call.name in self.deaf and not self._stopping.is_set():
            await asyncio.sleep(0.01)
        try:
            await self._read(request, call)
        except (ConnectionError, web.RequestPayloadError):
            call.reply_lost = True
            return web.Response(status=400)  # nobody reads it
        if fault is not None and fault.trouble in _BEFORE:
            if fault.trouble is not Trouble.DELAY:
                return await self._fail(request, call, fault.trouble, fault.status)
            await self.world.server_clock.sleep(fault.seconds)
        answer = self._answer(request, call)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        if fault is not None and fault.trouble in {Trouble.CUT, Trouble.LOST}:
            call.reply_lost = True
            return await self._cut(request, answer) if fault.trouble is Trouble.CUT else await self._silence(request)
        if fault is not None and fault.trouble is Trouble.LATE:
            await self.world.server_clock.sleep(fault.seconds)
        call.reply_lost = request.transport is None or request.transport.is_closing()
        call.answered_at_s = self.world.server_clock.monotonic()
        return _response(answer)

    async def _read(self, request: web.Request, call: Call) -> None:
        try:
            await calls.read(request, call, self._folder)
        except (ValueError, KeyError) as mistake:
            if request.transport is None or request.transport.is_closing():
                raise ConnectionResetError("the bot has gone") from mistake
            self.records.violated(call.name, f"unreadable body: {mistake}")

    # the deed

    def _answer(self, request: web.Request, call: Call) -> _Answer:
        headers = dict(_VIA)
        try:
            if call.operation.needs_token and request.headers.get("Authorization") != f"Bot {self._token}":
                raise refusals.unauthorized()
            if self.limits.is_shut_out:
                return self._note(call, _Answer(429, "error code: 1015"))
            is_interaction = not call.operation.needs_token
            headers |= self.limits.count(call.name, call.place, is_interaction=is_interaction)
            problems = self._judge.problems(call.operation, call.body)
            if problems:
                raise refusals.Violation(problems)
            result = self._do(request, call)
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.records.crashes.append(f"{call.name}: {gap}")
            return self._note(call, _Answer(501, {"message": str(gap), "code": 0}))
        except BackendError as refusal:
            return self._refused(call, refusal, headers)
        except Exception:
            self.records.crashes.append(f"{call.name}: {traceback.format_exc()}")
            return self._note(call, _Answer(500, {"message": "500: Internal Server Error", "code": 0}))
        call.result = result
        status = 204 if result is None else call.operation.status
        return self._note(call, _Answer(status, result, headers))

    def _do(self, request: web.Request, call: Call) -> Any:
        if call.name in self._own:
            return self._own[call.name]()
        self.rules.check(call)
        if call.name == "update_channel" and (opened := self.rules.opened_thread(call)) is not None:
            return dict(serializers.channel_payload(self.world, opened))
        again = self._said_before(call)
        if again is not None:
            return again
        path = "/" + request.match_info["path"].strip("/")
        if call.name == "get_my_application":
            path = "/oauth2/applications/@me"
        limit = int(call.query.get("limit", 50))
        is_forward = call.name == "list_messages" and "after" in call.query
        nonce = call.message.get("nonce") if call.name == "create_message" else None
        self.world.nonce = None if nonce is None else str(nonce)
        result = dispatch(
            self.world,
            request.method,
            path,
            json=call.body,
            params=call.query | ({"limit": str(_ALL)} if is_forward else {}),
            files=call.uploads,
            message_content_access=self.world.message_content,
        )
        return self._finished(call, result[-limit:] if is_forward else result)

    def _finished(self, call: Call, result: Any) -> Any:
        if call.name == "create_message":
            self._keep_nonce(call, result)
        if call.name == "create_interaction_response":
            record = self.world.interactions[int(call.args["interaction_id"])]
            asked_at = self.world.asked_at[record.id]
            self.world.acknowledged[record.id] = self.world.server_clock.monotonic() - asked_at
            if call.query.get("with_response", "").lower() not in {"1", "true"}:
                return None
        if isinstance(result, dict):
            return self.world.cdn.signed(result)
        if isinstance(result, list):
            return self.world.cdn.signed({"list": result})["list"]
        return result

    # the same message twice

    def _said_before(self, call: Call) -> Any:
        nonce = call.message.get("nonce")
        if call.name != "create_message" or nonce is None or not call.message.get("enforce_nonce"):
            return None
        at_s, message_id = self._nonces.get((call.place, str(nonce)), (0.0, 0))
        known = self.world.messages[int(call.place)].get(message_id)
        if known is None or self.world.server_clock.monotonic() - at_s > NONCE_LIFE_S:
            return None
        payload = dict(serializers.message_payload(self.world, known))
        return self.world.cdn.signed(payload | {"nonce": nonce})

    def _keep_nonce(self, call: Call, result: dict[str, Any]) -> None:
        nonce = call.message.get("nonce")
        if nonce is None:
            return
        result["nonce"] = nonce
        message_id = int(result["id"])
        self._nonces[call.place, str(nonce)] = (self.world.server_clock.monotonic(), message_id)

    # answers

    def _refused(self, call: Call, refusal: BackendError, headers: dict[str, str]) -> _Answer:
        call.code, call.description = refusal.code, refusal.message
        said = f"{refusal.status} {refusal.code}: {refusal.message}"
        if isinstance(refusal, refusals.RateLimited):
            headers |= {"Retry-After": str(max(1, round(refusal.retry_after_s)))}
            headers |= {"X-RateLimit-Global": "true"} if refusal.is_global else {}
        elif isinstance(refusal, refusals.Violation):
            self.records.violated(call.name, said)
        else:
            self.records.refused(call.name, said)
        return self._note(call, _Answer(refusal.status, refusal.to_json(), headers))

    def _note(self, call: Call, answer: _Answer) -> _Answer:
        call.status = answer.status
        self.limits.answered(answer.status)
        return answer

    # trouble

    async def _fail(self, request: web.Request, call: Call, trouble: Trouble, status: int) -> web.StreamResponse:
        call.status = status if trouble is Trouble.ERROR else 0
        call.reply_lost = trouble is not Trouble.ERROR
        if trouble is Trouble.ERROR:
            return web.Response(status=status, text="<html>upstream</html>", content_type="text/html", headers=_VIA)
        if trouble is Trouble.SILENCE:
            return await self._silence(request)
        return self._reset(request)

    def _reset(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        request.transport.abort()
        return web.Response()

    async def _cut(self, request: web.Request, answer: _Answer) -> web.StreamResponse:
        if answer.body is None:
            return self._reset(request)
        whole = json.dumps(answer.body).encode()
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        response.content_type = "application/json"
        response.content_length = len(whole)
        await response.prepare(request)
        await response.write(whole[: len(whole) // 2])
        assert request.transport is not None
        await asyncio.sleep(0.02)
        request.transport.abort()
        return response

    async def _silence(self, request: web.Request) -> web.StreamResponse:
        while not (self._stopping.is_set() or request.transport is None or request.transport.is_closing()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.05)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _response(answer: _Answer) -> web.Response:
    if isinstance(answer.body, str):
        return web.Response(status=answer.status, text=answer.body)
    if answer.body is None and answer.status == 204:
        return web.Response(status=204, headers=answer.headers)
    body = json.dumps(answer.body).encode()
    return web.Response(status=answer.status, body=body, content_type="application/json", headers=answer.headers)
