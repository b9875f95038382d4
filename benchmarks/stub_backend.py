"""A backend that answers docs/api.md at once and edits nothing: ``python -m benchmarks.stub_backend '{"film": PATH}'``.

With ``"asks": true`` sessions have a clip from the start and every edit ends in a question. ``GET /calls`` tells the
names of the requests so far, in their order, and forgets them. It ends with the process that started it.
"""

import asyncio
import json
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.serving import serve

_SEGMENTS = 12


@dataclass(slots=True)
class Project:
    """One session: its newest upload, how often it was edited."""

    uploads: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0

    @property
    def draft(self) -> dict[str, Any]:
        """As long as a film with a dozen cuts has it."""
        if self.version == 0:
            return {}
        source = {"name": "short.mp4", "src": "src_1", "gain": 1.0}
        cuts = [{"id": f"v{n}", "s": n * 400, "d": 400, "m": {**source, "in": n * 450}} for n in range(_SEGMENTS)]
        meta = {"kind": "mp4", "width": 1280, "height": 720, "short_side": None, "version": self.version}
        return {"t": [{"tt": 0, "sg": cuts, "m": {}}], "d": _SEGMENTS * 400, "m": meta}


class Stub:
    """The handlers; a function's name is the name under which its calls are told."""

    def __init__(self, film: Path, *, asks: bool) -> None:
        self._film = film
        self._asks = asks
        self._projects: dict[str, Project] = {}

    async def token(self, _request: Request) -> Response:
        grant = {"token": f"nmv_usr_{secrets.token_hex(8)}", "user_id": "anon_1", "expires_at": "", "credits": 100}
        return _told(grant)

    async def session(self, _request: Request) -> Response:
        name = secrets.token_hex(16)
        self._projects[name] = Project([_item(None)] if self._asks else [])
        return _told({"task_id": secrets.token_hex(8), "session_id": name, "user_id": "anon_1"})

    async def upload(self, request: Request) -> Response:
        async for _ in request.stream():
            pass
        item = _item(request.headers.get("idempotency-key"))
        self._projects[request.path_params["session"]].uploads = [item]
        return _told({"files": [item], "session_state_applied": True})

    async def state(self, request: Request) -> Response:
        name = request.path_params["session"]
        project = self._projects[name]
        state = {
            "video_infos": project.uploads,
            "draft": project.draft,
            "canvas_config": {"width": 1280, "height": 720},
            "video_analyses": {},
            "generated_media": [],
            "version": {"number": project.version, "can_undo": project.version > 0, "can_redo": False},
        }
        return _told({"session_id": name, "task_id": "1", "task_name": "project", "user_id": "me", "state": state})

    async def run_sse(self, request: Request) -> Response:
        project = self._projects[(await request.json())["session_id"]]
        return StreamingResponse(self._edit(project), media_type="text/event-stream")

    async def render(self, request: Request) -> Response:
        if request.method == "POST":
            return JSONResponse(_render((await request.json())["id"], "pending"))
        return JSONResponse(_render(request.path_params["render"], "completed"))

    async def download(self, _request: Request) -> Response:
        return FileResponse(self._film, media_type="video/mp4")

    async def _edit(self, project: Project) -> AsyncIterator[bytes]:
        if self._asks:
            yield _said({"text": "Which of the two clips shall I cut?"})
            return
        yield _said({"text": "I shall cut the pauses."})
        call = {"id": f"adk-{secrets.token_hex(8)}", "name": "remove_silence"}
        yield _said({"functionCall": {**call, "args": {}}})
        project.version += 1
        response = {"functionResponse": {**call, "response": {"status": "success"}}}
        yield _said(response, role="user", actions={"stateDelta": {"draft": project.draft}})
        yield _said(
            {"text": "I cut 11 pauses, 3.2 s in all."}, customMetadata={"suggestions": ["add background music"]}
        )

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/api/auth/anonymous-token", self.token, methods=["POST"]),
                Route("/api/tasks/me/with-session/nemo_agent", self.session, methods=["POST"]),
                Route("/api/upload-video/nemo_agent/me/{session}", self.upload, methods=["POST"]),
                Route("/api/state/nemo_agent/me/{session}/latest", self.state),
                Route("/run_sse", self.run_sse, methods=["POST"]),
                Route("/api/render/proxy/lambda", self.render, methods=["POST"]),
                Route("/api/render/proxy/lambda/{render}", self.render),
                Route("/api/render/proxy/{render}/download", self.download),
            ]
        )


class Counted:
    """Keeps the names of the calls around an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._calls: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/calls":
            calls, self._calls = self._calls, []
            await JSONResponse(calls)(scope, receive, send)
            return
        await self._app(scope, receive, send)
        self._calls.append(f"{scope['method']} {scope['endpoint'].__name__}" if "endpoint" in scope else scope["path"])


def _item(key: str | None) -> dict[str, Any]:
    facts = {"id": "src_1", "filename": "short.mp4", "file_type": "video", "duration": 5.0}
    return {**facts, "width": 1280, "height": 720, "fps": 30.0, "hash": "0" * 64, "key": key}


def _told(data: dict[str, Any]) -> JSONResponse:
    return JSONResponse({"code": 0, "message": "ok", "data": data})


def _said(part: dict[str, Any], *, role: str = "model", **more: Any) -> bytes:
    event = {"content": {"role": role, "parts": [part]}, "author": "nemo_agent", "invocationId": "e-1", **more}
    return f"data: {json.dumps({**event, 'id': secrets.token_hex(8), 'timestamp': 1795162537.9})}\n\n".encode()


def _render(name: str, status: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": name, "taskId": name, "status": status, "progress": 0, "createdAt": 1795162537900}
    if status == "completed":
        output = {"url": f"/api/render/proxy/{name}/download", "duration": 4.8, "width": 1280, "height": 720}
        facts |= {"progress": 100, "output": output, "outputUrl": output["url"], "completedAt": 1795162538900}
    return {**facts, "success": True, "data": facts}


async def _main(job: dict[str, Any]) -> None:
    app = Counted(Stub(Path(job.get("film", "")), asks=job.get("asks", False)).app())
    # asyncio sends at once (TCP_NODELAY) only where the socket names its protocol; else each answer waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        await serve(app, listener, die_with_parent=True)  # type: ignore[arg-type]  # any ASGI application will do


if __name__ == "__main__":
    asyncio.run(_main(json.loads(sys.argv[1])))
