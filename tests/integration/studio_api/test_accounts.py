"""Tokens, sessions and who may see them."""

from pathlib import Path

import httpx
import pytest

from studio.store.store import StoreOptions
from tests.integration.studio_api.harness import LiveStudio, live_studio, run_body

WEEK_MS = 7 * 24 * 3600 * 1000


async def test_the_same_client_id_is_the_same_account_with_a_new_token_each_time(studio: LiveStudio) -> None:
    answers = [
        (await studio.client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "abc"})).json() for _ in range(2)
    ]
    first, second = (answer["data"] for answer in answers)
    assert first["user_id"] == second["user_id"]
    assert first["user_id"].startswith("anon_")
    assert first["token"] != second["token"]
    assert first["token"].startswith("nmv_usr_")
    assert first["expires_at"].endswith("Z")
    assert first["credits"] == 100
    for token in (first["token"], second["token"]):
        answer = await studio.client.get("/api/credits/balance/simple", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200


@pytest.mark.parametrize("client_id", [None, "", "x" * 65])
async def test_a_missing_or_too_long_client_id_is_refused(studio: LiveStudio, client_id: str | None) -> None:
    headers = {} if client_id is None else {"X-Client-Id": client_id}
    answer = await studio.client.post("/api/auth/anonymous-token", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


ROUTES = [
    ("POST", "/api/tasks/me/with-session/nemo_agent"),
    ("POST", "/api/upload-video/nemo_agent/me/some"),
    ("POST", "/run_sse"),
    ("POST", "/api/studio/edits/some/key/cancel"),
    ("GET", "/api/credits/balance/simple"),
    ("GET", "/api/state/nemo_agent/me/some/latest"),
    ("POST", "/api/render/proxy/lambda"),
    ("GET", "/api/render/proxy/lambda/render_1"),
    ("POST", "/api/render/proxy/lambda/render_1/cancel"),
    ("GET", "/api/render/proxy/render_1/download"),
]


@pytest.mark.parametrize("authorization", ["", "Bearer nmv_usr_made-up", "Basic abc", "Bearer "])
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_call_but_two_wants_a_valid_token(
    studio: LiveStudio, method: str, path: str, authorization: str
) -> None:
    headers = {"Authorization": authorization.strip()}
    body = run_body("some", "cut") if path == "/run_sse" else {}
    answer = await studio.client.request(method, path, headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


async def test_a_token_expires_after_a_week(tmp_path: Path) -> None:
    now = [1_800_000_000_000]
    async with live_studio(tmp_path / "data", options=StoreOptions(now_ms=lambda: now[0])) as studio:
        now[0] += WEEK_MS - 1
        assert (await studio.client.get("/api/credits/balance/simple")).status_code == 200
        now[0] += 1
        answer = await studio.client.get("/api/credits/balance/simple")
        assert (answer.status_code, answer.json()["code"]) == (401, 1001)


async def test_tokens_are_not_in_the_database_in_clear(studio: LiveStudio) -> None:
    await studio.parts.store.check()
    kept = b"".join(path.read_bytes() for path in studio.folder.glob("studio.sqlite3*"))
    assert studio.tokens[0].encode() not in kept


async def test_a_session_of_another_account_does_not_exist(studio: LiveStudio) -> None:
    session = await studio.open_session()
    await studio.upload(session)
    await studio.log_in("another client")
    answers = [
        await studio.client.get(f"/api/state/nemo_agent/me/{session}/latest"),
        await studio.client.post("/run_sse", json=run_body(session, "cut")),
        await studio.upload(session),
        await studio.client.post(f"/api/studio/edits/{session}/key/cancel"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, 1002)] * 4


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"task_name": 7}', b'{"task_name": ""}', b"[" * 100_000])
async def test_a_malformed_session_request_is_refused(studio: LiveStudio, body: bytes) -> None:
    answer = await studio.client.post("/api/tasks/me/with-session/nemo_agent", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


async def test_a_session_is_opened_with_string_ids(studio: LiveStudio) -> None:
    body = {"task_name": "project", "language": "zh-CN"}
    answer = await studio.client.post("/api/tasks/me/with-session/nemo_agent", json=body)
    data = answer.json()["data"]
    assert {type(data[name]) for name in ("task_id", "session_id", "user_id")} == {str}


async def test_credits_are_unlimited_and_cost_nothing(studio: LiveStudio) -> None:
    answer = await studio.client.get("/api/credits/balance/simple")
    assert answer.json() == {
        "code": 0,
        "message": "ok",
        "data": {"available": 0, "frozen": 0, "total": 0, "unlimited": True},
    }


async def test_health_needs_no_token(studio: LiveStudio) -> None:
    async with httpx.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.get(studio.url + "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_an_unknown_path_and_a_wrong_method_are_refused_in_json(studio: LiveStudio) -> None:
    unknown = await studio.client.get("/api/nothing")
    wrong = await studio.client.get("/run_sse")
    assert (unknown.status_code, unknown.json()["code"]) == (404, 404)
    assert (wrong.status_code, wrong.json()["code"]) == (405, 405)


async def test_an_empty_session_has_an_empty_state(studio: LiveStudio) -> None:
    state = await studio.state(await studio.open_session())
    assert state["draft"] == {}
    assert state["video_infos"] == state["generated_media"] == []
    assert state["version"] == {"number": 0, "can_undo": False, "can_redo": False}
