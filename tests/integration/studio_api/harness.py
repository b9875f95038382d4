"""A studio on a real socket, with an editor and a film maker that do as the test says."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from httpx_sse import aconnect_sse

from media import errors as media_errors
from media.sniff import HEAD_BYTES, sniff
from studio.agent.events import Called, Returned, Said
from studio.agent.queue import EditQueue, Finished, Tell
from studio.api.app import make_app
from studio.api.links import LinkFetcher
from studio.api.parts import FileFacts, Parts
from studio.render.jobs import MadeFilm, Progress, RenderJobs
from studio.serving import Server, bind, url_of
from studio.store.edits import Outcome
from studio.store.folder import DataFolder
from studio.store.model import Edit, Render
from studio.store.store import Store, StoreOptions, open_store
from studio.timeline.draft import to_draft
from studio.timeline.model import Clip, SourceKind, Timeline

ATTRIBUTION = {"X-Skill-Source": "editor-fixed", "X-Skill-Version": "0.1.0", "X-Skill-Platform": "unknown"}
GIF = b"GIF89a" + bytes(200)
MP4 = b"\0\0\0\x20ftypisom" + bytes(500)
WAV = b"RIFF\0\0\0\0WAVE" + bytes(300)
FILM = MP4 + b"a film" * 1000
PATIENCE_S = 10


async def judge_by_head(path: Path) -> FileFacts:
    """Kinds by their first bytes, with made-up figures: what probing finds is another suite's matter."""
    known = sniff(path.read_bytes()[:HEAD_BYTES])
    if known is None or not known.editable:
        raise media_errors.Unsupported
    kind = SourceKind(known.kind)
    if kind is SourceKind.AUDIO:
        return FileFacts(kind, known.extension, 2000, has_audio=True)
    return FileFacts(kind, known.extension, 0 if kind is SourceKind.IMAGE else 30_500, 1920, 1080)


class ScriptedEdits:
    """Edits by the words: ``cut`` makes a version, ``wait`` does so when released, ``say`` changes nothing,
    ``undo`` and ``redo`` step, ``boom`` is a defect."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.seen: list[str] = []
        self.running = 0
        self.most_at_once = 0
        self.started = asyncio.Event()
        self.release = asyncio.Event()

    async def run(self, edit: Edit, tell: Tell) -> Finished:
        self.seen.append(edit.text)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.started.set()
        try:
            return await self._do(edit, tell)
        finally:
            self.running -= 1

    async def _do(self, edit: Edit, tell: Tell) -> Finished:
        assert self.store is not None
        word = edit.text.split()[0]
        if word == "boom":
            raise RuntimeError("secret text of a defect")
        if word == "say":
            return Finished(Outcome(), lambda _: [Said("Nothing to do.", ("cut the pauses",))])
        versions = await self.store.edits.versions(edit.session)
        if word in {"undo", "redo"}:
            line = versions.back if word == "undo" else versions.forward
            return Finished(Outcome(goto=line[0]), lambda _: [Said("Done.")])
        tell(Said("Plan: cut the pauses."))
        tell(Called("adk-1", "remove_silence", {"min_seconds": 0.5}))
        if word == "wait":
            await self.release.wait()
        sources = [kept.source for kept in await self.store.sources.of(edit.session)]
        timeline = Timeline((Clip(sources[0].id, sources[0].name, 0, 1000 + len(self.seen)),))

        def write(number: int) -> str:
            return json.dumps(to_draft(timeline, sources, number))

        def closing(number: int | None) -> list[Any]:
            return [Returned("adk-1", "remove_silence", json.loads(write(number or 0))), Said("Cut 3 pauses.")]

        return Finished(Outcome(drafts=[write], used=[sources[0].id]), closing)


class ScriptedFilms:
    """Makes the same film always, when released; fails when told to."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.started = asyncio.Event()
        self.release = asyncio.Event()
        self.release.set()
        self.failure: Exception | None = None
        self.running = 0
        self.most_at_once = 0

    async def make(self, render: Render, work: Path, progress: Progress) -> MadeFilm:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            film = work / "film.mp4"
            film.write_bytes(FILM)
            progress(40.0)
            self.started.set()
            await self.release.wait()
            if self.failure is not None:
                raise self.failure
            self.made.append(render.id)
            return MadeFilm(film, 30_500, 1920, 1080)
        finally:
            self.running -= 1


@dataclass
class LiveStudio:
    """A studio that runs, and a client that has a token."""

    url: str
    parts: Parts
    client: httpx.AsyncClient
    server: Server
    edits: ScriptedEdits
    films: ScriptedFilms
    folder: Path
    tokens: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """What SIGTERM does."""
        self.server.stop()

    async def log_in(self, client_id: str = "client-1") -> str:
        answer = await self.client.post("/api/auth/anonymous-token", headers={"X-Client-Id": client_id})
        token = str(answer.json()["data"]["token"])
        self.tokens.append(token)
        self.client.headers["Authorization"] = f"Bearer {token}"
        return token

    async def open_session(self) -> str:
        answer = await self.client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project"})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["session_id"])

    async def upload(
        self, session: str, content: bytes = MP4, name: str = "a.mp4", key: str | None = None
    ) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        path = f"/api/upload-video/nemo_agent/me/{session}"
        return await self.client.post(path, files=[("files", (name, content))], headers=headers)

    async def edit(self, session: str, text: str, key: str | None = None) -> list[dict[str, Any]]:
        """Ask for an edit and read its stream to the end."""
        headers = {} if key is None else {"Idempotency-Key": key}
        async with aconnect_sse(self.client, "POST", "/run_sse", json=run_body(session, text), headers=headers) as sse:
            return [json.loads(event.data) async for event in sse.aiter_sse()]

    async def state(self, session: str) -> dict[str, Any]:
        answer = await self.client.get(f"/api/state/nemo_agent/me/{session}/latest")
        found: dict[str, Any] = answer.json()["data"]["state"]
        return found

    async def edited_session(self) -> tuple[str, dict[str, Any]]:
        """A session with one version, and its draft."""
        session = await self.open_session()
        await self.upload(session)
        await self.edit(session, "cut")
        return session, (await self.state(session))["draft"]

    async def start_render(self, session: str, draft: dict[str, Any], id_: str = "render_1") -> httpx.Response:
        return await self.client.post("/api/render/proxy/lambda", json=render_body(session, draft, id_))

    async def render_ended(self, id_: str = "render_1") -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                seen: dict[str, Any] = (await self.client.get(f"/api/render/proxy/lambda/{id_}")).json()
                if seen["status"] not in {"pending", "processing"}:
                    return seen
                await asyncio.sleep(0.01)


def run_body(session: str, text: str) -> dict[str, Any]:
    message = {"role": "user", "parts": [{"text": text}]}
    return {"app_name": "nemo_agent", "user_id": "me", "session_id": session, "new_message": message}


def render_body(session: str, draft: dict[str, Any], id_: str, **output: str) -> dict[str, Any]:
    return {"id": id_, "sessionId": session, "draft": draft, "output": {"format": "mp4", "quality": "high", **output}}


def said(events: list[dict[str, Any]]) -> list[str]:
    parts = [part for event in events for part in event.get("content", {}).get("parts", [])]
    return [part["text"] for part in parts if "text" in part]


@asynccontextmanager
async def live_studio(
    folder: Path,
    *,
    options: StoreOptions | None = None,
    links: LinkFetcher | None = None,
    edits: ScriptedEdits | None = None,
    films: ScriptedFilms | None = None,
    limit_s: float = 60.0,
    concurrency: int = 1,
    **figures: Any,
) -> AsyncGenerator[LiveStudio, None]:
    """Serve on 127.0.0.1, on a port of the system's choice."""
    work, maker = edits or ScriptedEdits(), films or ScriptedFilms()
    async with AsyncExitStack() as stack:
        data = DataFolder(folder)
        stack.callback(data.close)
        store = await stack.enter_async_context(open_store(data, options))
        work.store = store
        queue = EditQueue(store.edits, work, limit_s=limit_s)
        jobs = RenderJobs(store.renders, store.media, data, maker, concurrency=concurrency)
        await stack.enter_async_context(queue.running())
        await stack.enter_async_context(jobs.running())
        parts = Parts(store, queue, jobs, judge_by_head, links or LinkFetcher(), **figures)
        url, server = await stack.enter_async_context(served(parts))
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=url, headers=ATTRIBUTION, timeout=PATIENCE_S, trust_env=False)
        )
        studio = LiveStudio(url, parts, client, server, work, maker, folder)
        await studio.log_in()
        yield studio


@asynccontextmanager
async def served(parts: Parts) -> AsyncGenerator[tuple[str, Server], None]:
    """The address of a server over the parts, and the server."""
    listener = bind("127.0.0.1", 0)
    ready = asyncio.Event()
    server = Server(make_app(parts), ready.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve([listener]))
        await ready.wait()
        try:
            yield url_of(listener), server
        finally:
            server.stop()
