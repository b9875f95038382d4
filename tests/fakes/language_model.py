"""A language model behind an OpenAI-compatible address on loopback, that says what a test tells it.

It refuses what the real ones refuse: another path, no key where one is wanted, a body that is not of the documented
form. ``tests/contract/test_language_model.py`` holds it to the official library.
"""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter, ValidationError

KEY = "sk-canary-4711"
MODEL = "small-model"
_PATH = "/v1/chat/completions"
_FORM: TypeAdapter[Any] = TypeAdapter(CompletionCreateParamsNonStreaming)


@dataclass
class FakeLanguageModel:
    """What it will say (``says``, a text), or the status it answers with; ``holds`` keeps the answer back until set."""

    url: str = ""
    says: str = '{"steps": []}'
    refusal: str | None = None
    status: int = 200
    raw: bytes | None = None
    holds: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, key: str | None, body: bytes) -> tuple[int, bytes]:
        """Status and body for one request."""
        if path != _PATH:
            return 404, _error("unknown path", "invalid_request_error")
        if key != f"Bearer {KEY}":
            return 401, _error("wrong key", "invalid_api_key")
        try:
            asked = json.loads(body)
            list(_FORM.validate_python(asked)["messages"])  # they are looked at one by one
        except (ValueError, ValidationError) as error:
            return 400, _error(str(error), "invalid_request_error")
        if asked["model"] != MODEL:
            return 404, _error("unknown model", "model_not_found")
        self.asked.append(asked)
        if self.holds is not None:
            self.holds.wait(30)
        if self.status != 200:
            return self.status, _error("no", "server_error")
        return 200, self.raw if self.raw is not None else self._completion()

    def _completion(self) -> bytes:
        message = {"role": "assistant", "content": self.says, "refusal": None}
        if self.refusal is not None:
            message |= {"content": None, "refusal": self.refusal}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        return json.dumps(
            {
                "id": f"chatcmpl-{len(self.asked)}",
                "object": "chat.completion",
                "created": 1_795_000_000,
                "model": MODEL,
                "choices": [choice],
                "usage": usage,
            }
        ).encode()


def _error(words: str, kind: str) -> bytes:
    return json.dumps({"error": {"message": words, "type": kind, "param": None, "code": kind}}).encode()


@contextmanager
def language_model() -> Generator[FakeLanguageModel]:
    """One at work on a free port."""
    fake = FakeLanguageModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, answer = fake.answer(self.path, self.headers.get("Authorization"), body)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except ConnectionError:
                pass  # the one who asked has gone

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        if fake.holds is not None:
            fake.holds.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
