"""The access code: until it is entered there is nothing but the form."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.web_page import ServedPage, served_page

CODE = "correct horse 电池"


@pytest.fixture
async def locked(tmp_path: Path) -> AsyncIterator[ServedPage]:
    async with served_page(tmp_path, access_code=CODE, public_url="https://cut.example.org") as page:
        yield page


async def enter(client: httpx.AsyncClient, code: str = CODE, **headers: str) -> httpx.Response:
    return await client.post("/login", data={"code": code}, headers=headers)


async def test_before_the_code_there_is_nothing_but_the_form(locked: ServedPage) -> None:
    async with locked.client() as client:
        form = await client.get("/", headers={"accept-language": "zh-CN"})
        assert form.status_code == 401
        assert "访问码" in form.text
        assert 'type="password"' in form.text
        assert "<script" not in form.text
        assert (await client.get("/static/style.css")).status_code == 200
        for method, path in (
            ("POST", "/session"),
            ("GET", "/events"),
            ("POST", "/messages"),
            ("PUT", "/uploads/upload-1?size=4&offset=0"),
            ("POST", "/sample"),
            ("GET", "/media/x"),
            ("GET", "/static/app.js"),
            ("GET", "/login"),
            ("GET", "/nothing"),
        ):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["error"]) == (401, "locked"), path
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/files/x")).status_code == 404


async def test_the_code_opens_the_page_and_is_not_in_the_cookie(locked: ServedPage) -> None:
    async with locked.client() as client:
        answer = await enter(client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "horse" not in cookie
        assert "text/html" in (await client.get("/")).headers["content-type"]
        assert (await client.post("/session")).status_code == 200


@pytest.mark.parametrize("code", ["", "correct horse", CODE + "x", CODE.upper(), "\x00", "é" * 100])
async def test_a_wrong_code_shows_the_form_again(locked: ServedPage, code: str) -> None:
    async with locked.client() as client:
        answer = await enter(client, code)
        assert answer.status_code == 401
        assert "not the right access code" in answer.text
        assert "set-cookie" not in answer.headers
        assert (await client.post("/session")).status_code == 401


async def test_guessing_is_slowed_down_and_forgiven_after_a_minute(locked: ServedPage) -> None:
    async with locked.client() as client:
        assert [(await enter(client, str(number))).status_code for number in range(6)] == [401] * 5 + [429]
        assert (await enter(client)).status_code == 429
        locked.clock.ahead_s = 61
        assert (await enter(client)).status_code == 303


async def test_the_code_is_never_taken_from_an_address(locked: ServedPage) -> None:
    async with locked.client() as client:
        assert (await client.get("/", params={"code": CODE})).status_code == 401
        assert (await client.post("/login", params={"code": CODE})).status_code == 401


async def test_a_forged_cookie_opens_nothing(locked: ServedPage) -> None:
    async with locked.client() as client:
        for forged in ("x", CODE.encode().hex(), "0" * 43):
            client.cookies.set("cutdesk_access", forged)
            assert (await client.get("/")).status_code == 401


async def test_another_site_cannot_enter_a_code(locked: ServedPage) -> None:
    async with locked.client() as client:
        assert (await enter(client, origin="https://evil.example")).status_code == 403


async def test_a_huge_form_is_refused(locked: ServedPage) -> None:
    async with locked.client() as client:
        assert (await enter(client, "x" * 10_000)).status_code == 413


async def test_with_a_code_the_page_works_under_the_public_address(locked: ServedPage) -> None:
    headers = {"host": "cut.example.org", "origin": "https://cut.example.org"}
    async with locked.client(**headers) as client:
        assert (await client.get("/")).status_code == 401
        answer = await enter(client)
        cookie = answer.headers["set-cookie"].partition(";")[0]
        assert (await client.post("/session", headers={"cookie": cookie})).status_code == 200
        proxied = {"cookie": cookie, "host": "127.0.0.1:1", "x-forwarded-proto": "https"}
        answer = await client.post("/session", headers=proxied)
        assert answer.status_code == 200
        assert "Secure" in answer.headers["set-cookie"]
