"""Against other sites in the same browser, and against showing anybody what went wrong inside."""

import logging
from pathlib import Path

import httpx
import pytest

from adapters.web.guard import Site
from tests.fakes.web_page import ServedPage, served_page

WRITES = [("POST", "/session"), ("POST", "/messages"), ("POST", "/sample"), ("DELETE", "/uploads/upload-1")]
WRITES += [("PUT", "/uploads/upload-1?size=4&offset=0"), ("POST", "/login")]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "192.168.1.5", "", "[", "a@localhost:x"],
)
async def test_a_name_that_is_not_ours_gets_nothing(page: ServedPage, host: str) -> None:
    async with page.browser(host=page.url[7:-1]) as browser:
        for path in ("/", "/events", "/healthz", "/static/app.js"):
            assert (await browser.get(path, headers={"host": host})).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:9999"])
async def test_this_machines_own_names_are_ours(page: ServedPage, host: str) -> None:
    async with page.client() as client:
        assert (await client.get("/", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://localhost", "http://127.0.0.1:1", "file://{host}"]
)
async def test_another_sites_page_cannot_write(page: ServedPage, browser: httpx.AsyncClient, origin: str) -> None:
    origin = origin.replace("{host}", page.url[7:-1])
    for method, path in WRITES:
        answer = await browser.request(method, path, headers={"origin": origin}, content=b'{"id": "message-1"}')
        assert (answer.status_code, answer.json()["error"]) == (403, "foreign")
    assert page.inbox.accepted == []


async def test_a_write_that_does_not_say_where_it_comes_from_is_refused(page: ServedPage) -> None:
    async with httpx.AsyncClient(base_url=page.url) as client:
        for method, path in WRITES:
            assert (await client.request(method, path)).status_code == 403


async def test_every_answer_forbids_foreign_code(page: ServedPage, browser: httpx.AsyncClient) -> None:
    for path in ("/", "/static/app.js", "/healthz", "/nothing", "/media/x"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


async def test_what_is_not_there_is_said_in_the_browsers_language(browser: httpx.AsyncClient) -> None:
    for path in ("/nothing", "/static/../adapter.py", "/static/%2e%2e/access.html", "/static/nothing.js", "/files/x"):
        answer = await browser.get(path, headers={"x-language": "zh"})
        assert answer.status_code == 404
        assert answer.json()["error"] in {"not_found", "gone"}
        assert not answer.json()["message"].isascii()
    assert (await browser.get("/messages")).status_code == 405


async def test_a_defect_is_told_in_one_sentence_and_logged(
    page: ServedPage, browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    page.inbox.failure = RuntimeError("secret path /var/lib/cutdesk")
    with caplog.at_level(logging.ERROR):
        answer = await browser.post("/messages", json={"id": "message-1", "text": "my words"})
    assert (answer.status_code, answer.json()["error"]) == (500, "internal")
    assert "secret" not in answer.text
    assert caplog.records[0].reference in answer.json()["message"]
    assert [record.getMessage() for record in caplog.records] == ["web request failed"]
    assert "my words" not in caplog.text


async def test_a_sample_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    async def broken(_target: Path, *, language: str) -> None:
        raise OSError(f"no voice for {language}")

    async with served_page(tmp_path, make_sample=broken) as page, page.browser() as browser:
        answer = await browser.post("/sample")
        assert (answer.status_code, answer.json()["error"]) == (500, "sample_failed")


async def test_requests_leave_no_addresses_in_the_log(
    page: ServedPage, browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="uvicorn"), caplog.at_level(logging.DEBUG, logger="adapters"):
        await browser.put("/uploads/upload-1", params={"name": "机密.mp4", "size": 4, "offset": 0}, content=b"clip")
        await browser.get("/media/token-token")
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("uvicorn", "adapters"))
    )
    assert "token-token" not in logged
    assert "upload-1" not in logged


async def test_nothing_in_the_pages_is_inline(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/")).text
    assert "<script>" not in page
    assert "style=" not in page
    assert " on" not in page.replace(" one", "").replace(" only", "").replace(" on ", " ")
    folder = Path("adapters/web/page/static")
    for module in folder.glob("*.js"):
        text = module.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert forbidden not in text, module


def test_a_page_on_the_network_answers_to_addresses_but_not_to_names() -> None:
    site = Site("0.0.0.0", 8080)
    assert site.answers_to("192.168.1.5")
    assert site.answers_to("fe80::1")
    assert site.answers_to("localhost")
    assert not site.answers_to("evil.example")
    assert Site("cut.lan", 8080).answers_to("cut.lan")
    assert not Site("127.0.0.1", 8080).answers_to("192.168.1.5")
