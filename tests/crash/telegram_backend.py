"""A backend that edits nothing, and says back what it was told: ``python -m tests.crash.telegram_backend JOB``.

So the caption of every film names the request it was made for. A request with a question mark is answered in words.
"""

import asyncio
import json
import re
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from benchmarks.stub_backend import Project, Stub, _said
from studio.serving import serve

TAG = re.compile(r"\b[A-Z]\d{4}e?m?\b")
"""What names a request: in its words, and in everything that comes of it."""


class Echo(Stub):
    """Sessions have a clip from the start; every film is the same file."""

    async def run_sse(self, request: Request) -> Response:
        body = await request.json()
        words: str = body["new_message"]["parts"][0]["text"]
        return StreamingResponse(self._say(self._projects[body["session_id"]], words), media_type="text/event-stream")

    async def _say(self, project: Project, words: str) -> AsyncIterator[bytes]:
        found = TAG.search(words)
        tag = found[0] if found else "nothing"
        if "?" in words:
            yield _said({"text": f"About {tag}: which of the two?"})
            return
        project.version += 1
        call: dict[str, Any] = {"id": f"adk-{secrets.token_hex(8)}", "name": "remove_silence"}
        yield _said({"functionCall": {**call, "args": {}}})
        response = {"functionResponse": {**call, "response": {"status": "success"}}}
        yield _said(response, role="user", actions={"stateDelta": {"draft": project.draft}})
        more = [] if tag.endswith("m") else [f"add music {tag}m"]
        yield _said({"text": f"Done as told: {tag}."}, customMetadata={"suggestions": more})


async def _main(job: dict[str, Any]) -> None:
    app = Echo(Path(job["film"]), asks=True).app()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        await serve(app, listener, die_with_parent=True)


if __name__ == "__main__":
    asyncio.run(_main(json.loads(sys.argv[1])))
