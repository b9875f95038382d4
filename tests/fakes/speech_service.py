"""An OpenAI-compatible speech service on loopback, as far as the studio uses one.

``SpeechServiceServer`` answers ``/v1/audio/transcriptions`` with ``segments`` (seconds, words) and ``/v1/audio/speech``
with the bytes in ``voice``; ``status`` other than 200 refuses, ``answer`` is sent in place of a right one. What was
asked stands in ``asked``. The contract suite talks to it with OpenAI's own client.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from studio.serving import bind, url_of

KEY = "sk-the-operators-secret"


@dataclass
class SpeechServiceServer:
    """See the module."""

    segments: list[tuple[float, float, str]] = field(default_factory=list)
    voice: bytes = b""
    status: int = 200
    answer: bytes | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["SpeechServiceServer", None]:
        """Serve until the block is left."""
        app = Starlette(
            routes=[
                Route("/v1/audio/transcriptions", self._transcribe, methods=["POST"]),
                Route("/v1/audio/speech", self._speak, methods=["POST"]),
            ]
        )
        server = _Quiet(uvicorn.Config(app, lifespan="off", log_config=None))
        with bind("127.0.0.1", 0) as listener:
            self.url = url_of(listener)
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve([listener]))
                yield self
                server.should_exit = True

    async def _transcribe(self, request: Request) -> Response:
        async with request.form() as form:
            sound = await form["file"].read()
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        self.asked.append({"key": request.headers.get("authorization"), "sound": sound, **fields})
        if (early := self._early()) is not None:
            return early
        if fields.get("response_format") != "verbose_json":
            return JSONResponse({"text": " ".join(words for _, _, words in self.segments)})
        segments = [
            {
                "id": number,
                "seek": 0,
                "start": start,
                "end": end,
                "text": f" {words}",
                "tokens": [1],
                "temperature": 0.0,
                "avg_logprob": -0.2,
                "compression_ratio": 1.1,
                "no_speech_prob": 0.01,
            }
            for number, (start, end, words) in enumerate(self.segments)
        ]
        text = " ".join(words for _, _, words in self.segments)
        whole = {"task": "transcribe", "language": "english", "duration": 9.5, "text": text, "segments": segments}
        return JSONResponse(whole)

    async def _speak(self, request: Request) -> Response:
        self.asked.append({"key": request.headers.get("authorization"), **await request.json()})
        return self._early() or Response(self.voice, media_type="audio/wav")

    def _early(self) -> Response | None:
        if self.status != 200:
            return JSONResponse({"error": {"message": f"no, {KEY}", "type": "invalid"}}, status_code=self.status)
        return None if self.answer is None else Response(self.answer, media_type="application/json")


class _Quiet(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """The test's process keeps its own."""
