"""The cloud's paths, and what each call comes to."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.platforms.cloud import answers
from tests.platforms.cloud.answers import Refusal
from tests.platforms.cloud.cloud import ATTRIBUTION, Asked, Cloud
from tests.platforms.cloud.edits import Edits
from tests.platforms.cloud.projects import Account, Project, Render, file_item

Handler = Callable[[Request, Account], Awaitable[Response]]


class Routes:
    """The handlers; each is told who asks."""

    def __init__(self, cloud: Cloud, edits: Edits) -> None:
        self._cloud = cloud
        self._edits = edits

    def app(self) -> Starlette:
        """The application."""
        paths: list[tuple[str, str, str, Handler]] = [
            ("session", "POST", "/api/tasks/me/with-session/nemo_agent", self._open),
            ("upload", "POST", "/api/upload-video/nemo_agent/me/{session}", self._upload),
            ("edit", "POST", "/run_sse", self._edit),
            ("state", "GET", "/api/state/nemo_agent/me/{session}/latest", self._state),
            ("credits", "GET", "/api/credits/balance/simple", self._credits),
            ("render", "POST", "/api/render/proxy/lambda", self._render),
            ("poll", "GET", "/api/render/proxy/lambda/{render}", self._poll),
            ("cancel", "POST", "/api/render/proxy/lambda/{render}/cancel", self._cancel),
            ("download", "GET", "/api/render/proxy/{render}/download", self._download),
        ]
        routes = [Route(path, self._guarded(name, handler), methods=[method]) for name, method, path, handler in paths]
        token = Route("/api/auth/anonymous-token", self._guarded("token", None), methods=["POST"])
        return Starlette(routes=[token, *routes, Route("/render-result/{name}", self._film)])

    def _guarded(self, operation: str, handler: Handler | None) -> Callable[[Request], Awaitable[Response]]:
        """A handler behind what all calls share: the log, the latency, ordered refusals, the token."""

        async def guarded(request: Request) -> Response:
            cloud = self._cloud
            await self._note(operation, request)
            await asyncio.sleep(cloud.latency_s)
            ordered = cloud.refusal_of(operation)
            if ordered is not None:
                return answers.refusal(ordered, tells_status=cloud.tells_status)
            try:
                answer = await (self._token(request) if handler is None else handler(request, self._account(request)))
            except Refusal as error:
                return answers.refusal(error.refused, tells_status=cloud.tells_status)
            return answers.cut(answer) if cloud.loses_answer_of(operation) else answer

        return guarded

    async def _note(self, operation: str, request: Request) -> None:
        is_file = request.headers.get("content-type", "").startswith("multipart/")
        body = b"" if is_file else await request.body()
        self._cloud.log.append(Asked(operation, request.url.path, dict(request.headers), body))

    def _account(self, request: Request) -> Account:
        account = self._cloud.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if account is None:
            raise Refusal(1001, "token invalid or expired")
        return account

    def _project(self, session: str, account: Account) -> Project:
        project = self._cloud.project(session, account)
        if project is None:
            raise Refusal(1002, "session not found")
        return project

    async def _token(self, request: Request) -> Response:
        cloud = self._cloud
        client = request.headers.get("x-client-id", "")
        if not 1 <= len(client) <= 64:
            raise Refusal(400, "X-Client-Id is missing")
        fresh = Account(f"anon_{uuid4().hex[:12]}", cloud.free_credits)
        account = cloud.accounts.setdefault(client, fresh)
        if account.tokens_given >= cloud.tokens_per_client:
            raise Refusal(429, "1 anonymous token per client id in 7 days")
        account.tokens_given += 1
        token = f"nmv_usr_{uuid4().hex}-_{account.tokens_given}"
        cloud.tokens[token] = account
        return answers.data(
            {
                "token": token,
                "user_id": account.user_id,
                "expires_at": "2026-11-27T10:00:00Z",
                "credits": int(account.credits),
            }
        )

    async def _open(self, request: Request, account: Account) -> Response:
        body = await request.json()
        session = str(uuid4().int)[:19]
        self._cloud.projects[session] = Project(session, account, body.get("language"))
        return answers.data({"task_id": f"task_{session[:6]}", "session_id": session, "user_id": account.user_id})

    async def _upload(self, request: Request, account: Account) -> Response:
        project = self._project(request.path_params["session"], account)
        if request.headers["content-type"].startswith("multipart/"):
            async with request.form() as form:
                files = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
                names, size_bytes = [file.filename or "" for file in files], sum(file.size or 0 for file in files)
            if size_bytes > self._cloud.max_upload_bytes:
                raise Refusal(4002, "file too large")
        else:
            links = (await request.json())["urls"]
            names = [PurePosixPath(urlsplit(link).path).name for link in links if _is_public(link)]
        try:
            items = [file_item(name) for name in names]
        except KeyError:
            items = []
        if not items:
            raise Refusal(4001, "unsupported file type")
        self._cloud.take(project, items)
        return answers.data({"files": items, "session_state_applied": self._cloud.list_lag == 0})

    async def _edit(self, request: Request, account: Account) -> Response:
        body = await request.json()
        return self._edits.begin(self._project(body["session_id"], account), body)

    async def _state(self, request: Request, account: Account) -> Response:
        project = self._project(request.path_params["session"], account)
        state = {
            "video_infos": project.listed(),
            **({"draft": project.draft} if project.draft else {}),
            "canvas_config": {"ratio": "16:9"},
            "video_analyses": {},
            "generated_media": project.generated,
            "x_internal": {"shards": [1, None]},
        }
        told = {"session_id": project.session_id, "task_id": "task_1", "task_name": "project", "state": state}
        return answers.data({**told, "user_id": account.user_id})

    async def _credits(self, request: Request, account: Account) -> Response:
        available, frozen = account.credits, account.frozen
        return answers.data({"available": available, "frozen": frozen, "total": available + frozen})

    async def _render(self, request: Request, account: Account) -> Response:
        cloud = self._cloud
        if cloud.exports_blocked or not all(request.headers.get(name) for name in ATTRIBUTION):
            raise Refusal(402, "export needs a plan")
        body = json.loads(await request.body())
        self._project(body["sessionId"], account)
        name = body["id"]
        if name in cloud.renders:
            return answers.plain({"success": False, "error": f"render id {name} already exists"}, 400)
        outcome, error = cloud.plan.next()
        url = f"{cloud.url}/render-result/{name}.mp4"
        render = Render(name, account, body["draft"], body.get("output", {}), url, cloud.polls, outcome, error)
        cloud.renders[name] = render
        told = {"id": name, "status": "pending", "progress": 5}
        return answers.plain({"success": True, "data": told} if cloud.render_shape == "data" else told)

    def _known(self, request: Request, account: Account) -> Render:
        render = self._cloud.renders.get(request.path_params["render"])
        if render is None or render.owner is not account:
            raise Refusal(None, "render not found", 404)
        return render

    async def _poll(self, request: Request, account: Account) -> Response:
        render = self._known(request, account)
        answer = render.answer(self._cloud.render_shape)
        render.polls = max(render.polls - 1, 0)
        return answers.plain(answer)

    async def _cancel(self, request: Request, account: Account) -> Response:
        if not self._cloud.cancels_renders:
            raise Refusal(None, "Not Found", 404)
        render = self._known(request, account)
        if render.polls:
            render.polls, render.outcome = 0, "cancelled"
        return answers.plain(render.answer(self._cloud.render_shape))

    async def _download(self, request: Request, account: Account) -> Response:
        self._known(request, account)
        return Response(self._cloud.film, media_type="video/mp4")

    async def _film(self, request: Request) -> Response:
        name = request.path_params["name"].removesuffix(".mp4")
        known = name in self._cloud.renders
        return Response(self._cloud.film, media_type="video/mp4") if known else Response(status_code=404)


def _is_public(link: str) -> bool:
    parts = urlsplit(link)
    try:
        return ip_address(parts.hostname or "").is_global and parts.scheme in {"http", "https"}
    except ValueError:
        return parts.scheme in {"http", "https"} and parts.hostname not in {None, "localhost"}
