"""Films, posters and uploads on their way down, and the public links to full files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from adapters.web.links import PAGE, PUBLIC, SignedLinks, Signer, Ticket, download_name
from bot.core.errors import ConfigurationError
from bot.core.model import Film, MediaFacts, MediaId, MediaKind, Reply, StoredMedia
from tests.fakes.web_page import SECRET, ServedPage, WallClock, served_page, transcript

CONTENT = bytes(range(256)) * 40
PUBLIC_URL = "https://videos.example.org"


@dataclass
class Shown:
    """A film as the page shows it."""

    url: str
    media: StoredMedia


async def keep(page: ServedPage, content: bytes = CONTENT) -> StoredMedia:
    async with page.store.receive(10**6) as file:
        await file.write(content)
        return await file.keep()


async def film(page: ServedPage, browser: httpx.AsyncClient, name: str = "成片 v2.mp4") -> Shown:
    await browser.post("/messages", json={"id": "message-1", "text": "go"})
    media = await keep(page)
    facts = MediaFacts(MediaKind.VIDEO, "mp4", 10_000, 320, 180)
    await page.adapter.send(page.inbox.accepted[0].ref.chat, Reply("done", Film(media, facts, name)), key="result")
    return Shown((await transcript(browser))[-1].data["film"]["url"], media)


async def test_a_film_plays_in_the_page_and_seeks(page: ServedPage, browser: httpx.AsyncClient) -> None:
    shown = await film(page, browser)
    whole = await browser.get(shown.url)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["content-disposition"].startswith("inline")
    part = await browser.get(shown.url, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, CONTENT[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(CONTENT)}"
    assert (await browser.get(shown.url, headers={"range": "bytes=-5"})).content == CONTENT[-5:]
    assert (await browser.get(shown.url, headers={"range": f"bytes={len(CONTENT)}-"})).status_code == 416
    stale = await browser.get(shown.url, headers={"range": "bytes=0-1", "if-range": '"another"'})
    assert (stale.status_code, len(stale.content)) == (200, len(CONTENT))
    fresh = await browser.get(shown.url, headers={"range": "bytes=0-1", "if-range": whole.headers["etag"]})
    assert fresh.status_code == 206


async def test_a_download_carries_its_name_in_any_script(page: ServedPage, browser: httpx.AsyncClient) -> None:
    shown = await film(page, browser)
    answer = await browser.get(f"{shown.url}?download=1")
    assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote('成片 v2.mp4')}"


async def test_a_film_opens_in_its_own_browser_alone(page: ServedPage, browser: httpx.AsyncClient) -> None:
    shown = await film(page, browser)
    async with page.browser() as other, page.client() as stranger:
        assert (await other.get(shown.url)).status_code == 404
        assert (await stranger.get(shown.url)).status_code == 401


@pytest.mark.parametrize(
    "change", [lambda url: url[:-2] + "xx", lambda url: url.replace(".", ""), lambda _url: "/media/a.b"]
)
async def test_a_forged_ticket_opens_nothing(page: ServedPage, browser: httpx.AsyncClient, change) -> None:
    shown = await film(page, browser)
    answer = await browser.get(change(shown.url))
    assert (answer.status_code, answer.json()["error"]) == (404, "gone")


async def test_a_ticket_ends_and_a_new_one_is_given(page: ServedPage, browser: httpx.AsyncClient) -> None:
    shown = await film(page, browser)
    page.clock.ahead_s = 9 * 86_400
    assert (await browser.get(shown.url)).status_code == 404
    renewed = (await transcript(browser))[-1].data["film"]["url"]
    assert (await browser.get(renewed)).status_code == 200


async def test_a_film_cleared_away_is_said_to_be_gone(page: ServedPage, browser: httpx.AsyncClient) -> None:
    shown = await film(page, browser)
    shown.media.path.unlink()
    answer = await browser.get(shown.url, headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert (answer.status_code, answer.json()["message"]) == (404, "这个文件已不再保留，或者链接已过期。")


async def test_an_upload_that_a_browser_could_run_is_only_downloaded(
    page: ServedPage, browser: httpx.AsyncClient
) -> None:
    for number, name in enumerate(("x.html", "x.svg", "x.mp4.js", "x")):
        upload = f"upload-{number}"
        await browser.put(f"/uploads/{upload}", params={"name": name, "size": 4, "offset": 0}, content=b"clip")
        await browser.post("/messages", json={"id": f"message-{number}", "text": "go", "uploads": [upload]})
        url = (await transcript(browser))[-1].data["files"][0]["url"]
        answer = await browser.get(url)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.fixture
async def public(tmp_path: Path) -> AsyncIterator[ServedPage]:
    async with served_page(tmp_path, public_url=PUBLIC_URL) as page:
        yield page


def links(page: ServedPage, public_url: str | None = PUBLIC_URL) -> SignedLinks:
    return SignedLinks(Signer(SECRET), page.clock, public_url)


async def test_without_a_public_address_there_are_no_links(page: ServedPage) -> None:
    assert await links(page, None).link(await keep(page), "a.mp4") is None


async def test_a_link_opens_the_full_file_for_whoever_has_it(public: ServedPage) -> None:
    link = await links(public).link(await keep(public), "我的成片.mp4")
    assert link is not None
    assert link.expires_at is not None
    assert timedelta(days=6) < link.expires_at - datetime.now(UTC) <= timedelta(days=7)
    parts = urlsplit(link.url)
    assert parts.netloc == "videos.example.org"
    async with public.client(host=parts.netloc) as stranger:
        answer = await stranger.get(parts.path, headers={"range": "bytes=0-9"})
        assert (answer.status_code, answer.content) == (206, CONTENT[:10])
        assert quote("我的成片.mp4") in answer.headers["content-disposition"]
        public.clock.ahead_s = 7 * 86_400 + 1
        assert (await stranger.get(parts.path)).status_code == 404


async def test_under_the_public_address_there_is_nothing_but_links(public: ServedPage) -> None:
    async with public.client(host="videos.example.org") as stranger:
        for path in ("/", "/static/app.js", "/events", "/media/x"):
            assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post("/session", headers={"origin": PUBLIC_URL})).status_code == 404


async def test_a_ticket_of_one_purpose_does_not_serve_another() -> None:
    signer, now = Signer(SECRET), WallClock().now()
    ticket = Ticket(MediaId("a" * 64), "a.mp4", int(now.timestamp()) + 60)
    token = signer.sign(PUBLIC, ticket)
    assert signer.read(PUBLIC, token, now) == ticket
    assert signer.read(PAGE, token, now) is None
    assert Signer(SECRET[::-1]).read(PUBLIC, token, now) is None
    assert signer.read(PUBLIC, token, now + timedelta(seconds=61)) is None


@pytest.mark.parametrize("url", ["videos.example.org", "ftp://x", "https://", "https://u:p@x.org", "https://x.org/?a"])
def test_an_address_that_is_none_is_named_at_start(url: str) -> None:
    with pytest.raises(ConfigurationError, match="PUBLIC_URL"):
        SignedLinks(Signer(SECRET), WallClock(), url)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Signer(b"short")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("成片.mp4", "成片.mp4"),
        ("../../a/b.mp4", "_.._a_b.mp4"),
        ('a"b\n.mp4', "a_b_.mp4"),
        ("...", "file"),
        ("x" * 300 + ".mp4", "x" * 114 + ".mp4"),
        ("\u202e4pm.exe", "_4pm.exe"),
    ],
)
def test_a_download_name_is_fit_for_any_folder(name: str, safe: str) -> None:
    assert download_name(name) == safe
