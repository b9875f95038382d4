"""From a request to its answer: token, method, trouble, schema, flood, behaviour, log."""

import asyncio
import re
import time
import traceback
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from starlette.responses import FileResponse, JSONResponse

from tests.platforms.telegram import files
from tests.platforms.telegram.call import METHODS, Call
from tests.platforms.telegram.checking import Upload, check, read_call
from tests.platforms.telegram.decoding import read_params
from tests.platforms.telegram.faults import Fault, Faults, Trouble
from tests.platforms.telegram.http import ClientLeft, Exchange, Receive, Scope, Send
from tests.platforms.telegram.records import Records
from tests.platforms.telegram.refusals import Refused, Violation, violation
from tests.platforms.telegram.schema import Named
from tests.platforms.telegram.state import ApiCall, State

_TOKEN = re.compile(r"\d{3,20}:[\w-]{35}")
_COUNTED = ("send", "edit", "forward", "copy")
_FREE = {"sendChatAction"}
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>"


class Answering:
    """The ASGI application."""

    def __init__(self, state: State, records: Records) -> None:
        self.state = state
        self.records = records
        self.faults = Faults()
        self._closing: asyncio.Future[None] | None = None

    def close(self) -> None:
        """Let go of everything that is being held."""
        self._stopped().cancel()

    def open(self) -> None:
        """Serve again after ``close``."""
        self._closing = None

    def _stopped(self) -> asyncio.Future[None]:
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_future()
        return self._closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = unquote(scope["path"])
        if path.startswith("/file/bot"):
            await self._file(path.removeprefix("/file/bot"), scope, receive, send)
            return
        token, _, name = path.removeprefix("/bot").partition("/")
        exchange = Exchange(scope, receive, send)
        try:
            await self._call(exchange, token, name)
        except ClientLeft:
            pass
        except Exception:
            self.records.crashes.append(f"{name}:\n{traceback.format_exc()}")
            exchange.reset()

    async def _file(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, rest = path.partition("/")
        now_s = self.state.clock.monotonic()
        file = self.state.files.linked(rest, now_s) if token == self.state.token and not self.state.local else None
        if file is None:
            await JSONResponse(_refusal_json(Refused(404, "Not Found")), 404)(scope, receive, send)
            return
        await FileResponse(file.path, media_type="application/octet-stream")(scope, receive, send)

    async def _call(self, exchange: Exchange, token: str, name: str) -> None:
        refused = self._refuse_name(token, name)
        entry = ApiCall(self.state.clock.monotonic(), name)
        if refused is None or refused.code == 404:
            self.state.log.append(entry)
        fault = None if refused else self.faults.take(name)
        if fault is not None and await self._fails_before(exchange, fault, entry):
            return
        exchange.note(entry)
        try:
            entry.params, call = await self._read(exchange, name, refused)
            result: object = await self._behave(exchange, call)
            status, body = 200, {"ok": True, "result": result}
            entry.result = result
        except Refused as refusal:
            self._note(name, refusal)
            status, body, entry.description = refusal.code, _refusal_json(refusal), refusal.description
        except ClientLeft:
            entry.reply_lost, entry.description = True, "the bot left before its call was read"
            return
        entry.status = status
        await self._answer(exchange, fault, entry, body)
        self.state.world.changed()

    def _refuse_name(self, token: str, name: str) -> Refused | None:
        if not _TOKEN.fullmatch(token):
            return Refused(404, "Not Found")
        if token != self.state.token:
            return Refused(401, "Unauthorized")
        if not self.state.local and self.state.clock.monotonic() < self.state.refused_until_s:
            return Refused(400, "Logged out")
        if name not in self.state.schema.methods:
            return Violation(404, "Not Found")
        return Refused(404, "Not Found") if name in self.state.missing_methods else None

    async def _read(self, exchange: Exchange, name: str, refused: Refused | None) -> tuple[dict, Call]:
        state = self.state
        most = files.LOCAL_UPLOAD if state.local else files.CLOUD_UPLOAD
        query = exchange.scope["query_string"].decode()
        raw = await read_params(exchange.content_type, query, exchange.body(), state.files.new_path, most)
        if refused is not None:
            raise refused
        values, problems = read_call(state.schema, state.schema.methods[name], raw)
        if problems:
            raise violation("BUTTON_DATA_INVALID" if "callback_data" in problems[0] else "; ".join(problems))
        uploads = {key: value for key, value in raw.items() if isinstance(value, Upload)}
        said = {key: _logged(value) for key, value in (values | uploads).items()}
        return said, Call(state, name, values, uploads)

    async def _behave(self, exchange: Exchange, call: Call) -> object:
        if call.method not in METHODS:
            raise violation(f"the stand-in does not know how {call.method} behaves")
        if call.method.startswith(_COUNTED) and call.method not in _FREE:
            items = call.params.get("media") if call.method == "sendMediaGroup" else None
            self.state.flood.count(call.chat(), call.method, len(items) if isinstance(items, list) else 1)
        left = asyncio.ensure_future(exchange.left())
        call.gone = asyncio.get_running_loop().create_future()

        def tell(_: object) -> None:
            if call.gone is not None and not call.gone.done():
                call.gone.set_result(None)

        left.add_done_callback(tell)
        self._stopped().add_done_callback(tell)
        try:
            result = await METHODS[call.method](call)
        finally:
            left.cancel()
            self._stopped().remove_done_callback(tell)
        self._check_ours(call.method, result)
        return result

    def _check_ours(self, name: str, result: object) -> None:
        """The stand-in holds itself to the schema, too."""
        kinds = {"getUpdates": "Update", "sendMediaGroup": "Message"}
        for each in result if isinstance(result, list) else [result]:
            if isinstance(each, dict) and (name in kinds or "message_id" in each) and each.keys() <= self._known():
                problems = list(check(self.state.schema, Named(kinds.get(name, "Message")), each, "result"))
                assert not problems, problems

    def _known(self) -> set[str]:
        """Fields of updates and messages; an update of a kind still to be invented is let through unchecked."""
        types = self.state.schema.types
        return types["Update"].fields.keys() | types["Message"].fields.keys()

    def _note(self, name: str, refusal: Refused) -> None:
        if isinstance(refusal, Violation):
            self.records.violated(name, refusal.description)
        elif refusal.code != 429:
            self.records.refused(name, refusal.description)

    async def _fails_before(self, exchange: Exchange, fault: Fault, entry: ApiCall) -> bool:
        """The troubles that leave the deed undone; true if that was all."""
        entry.description = f"ordered: {fault.trouble}"
        entry.reply_lost = fault.trouble in {Trouble.RESET, Trouble.SILENCE}
        match fault.trouble:
            case Trouble.ERROR:
                async for _ in exchange.body():
                    pass
                entry.status = fault.status
                refusal = Refused(fault.status, HTTPStatus(fault.status).phrase)
                await exchange.answer(fault.status, _HTML if fault.html else _refusal_json(refusal))
            case Trouble.RESET:
                exchange.reset()
            case Trouble.SILENCE:
                async for _ in exchange.body():
                    pass
                await self._hold(exchange)
            case Trouble.DELAY:
                await self.state.clock.sleep(fault.seconds)
                return False
            case _:
                return False
        self.state.world.changed()
        return True

    async def _answer(self, exchange: Exchange, fault: Fault | None, entry: ApiCall, body: dict) -> None:
        trouble = fault.trouble if fault else None
        if trouble is Trouble.LATE and fault is not None:
            await self.state.clock.sleep(fault.seconds)
        entry.reply_lost = exchange.is_gone or trouble in {Trouble.CUT, Trouble.LOST}
        self.state.world.changed()
        entry.answered_at_s = time.monotonic()
        if trouble is Trouble.LOST:
            await self._hold(exchange)
        elif not exchange.is_gone:
            await exchange.answer(entry.status, body, cut=trouble is Trouble.CUT)
            entry.reply_lost = entry.reply_lost or exchange.is_gone

    async def _hold(self, exchange: Exchange) -> None:
        """Say nothing until the client gives up."""
        left = asyncio.ensure_future(exchange.left())
        await asyncio.wait({left, self._stopped()}, return_when=asyncio.FIRST_COMPLETED)
        left.cancel()


def _refusal_json(refusal: Refused) -> dict:
    body: dict = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    return body | ({"parameters": refusal.parameters} if refusal.parameters else {})


def _logged(value: object) -> object:
    return replace(value, path="") if isinstance(value, Upload) else value
