"""Links against a real web server, reached through a resolver and a connector that the test holds."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from studio.api.addresses import is_public, parse_address
from studio.api.links import LinkFetcher, ProtectedLink, name_of, vetted_url
from studio.serving import Server, bind
from tests.integration.studio_api.harness import FILM, MP4, LiveStudio, live_studio

PUBLIC = "93.184.216.34"


class Web:
    """The internet of a test: one server, names that resolve as told, and a note of every connection."""

    def __init__(self) -> None:
        self.port = 0
        self.names: dict[str, list[list[str]]] = {"films.example": [[PUBLIC]]}
        self.connected: list[tuple[str, int]] = []
        self.hosts: list[str] = []
        self.hits = 0
        self.redirects: dict[str, str] = {}
        self.body = MP4

    async def resolve(self, host: str, _port: int) -> list[str]:
        if parse_address(host) is not None:
            return [host]
        if host not in self.names:
            raise OSError("no such host")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def serve(self, request: Request) -> Response:
        self.hits += 1
        self.hosts.append(request.headers["Host"])
        path = request.url.path
        if path in self.redirects:
            return RedirectResponse(self.redirects[path])
        if path == "/missing":
            return Response(status_code=404)
        if path == "/endless":
            return StreamingResponse(self._endless())
        if path == "/stuck":
            await asyncio.Event().wait()
        return Response(self.body, media_type="video/mp4")

    async def _endless(self) -> AsyncGenerator[bytes, None]:
        while True:
            yield bytes(65536)
            await asyncio.sleep(0)


class Connector(httpcore.AsyncNetworkBackend):
    """Connects to the test's server whatever the address, and notes the address."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._web.connected.append((host, port))
        return await self._real.connect_tcp("127.0.0.1", self._web.port, timeout=timeout)


@asynccontextmanager
async def studio_on_the_web(
    folder: Path, *, total_s: float = 5.0, **figures: Any
) -> AsyncGenerator[tuple[LiveStudio, Web], None]:
    web = Web()
    listener = bind("127.0.0.1", 0)
    web.port = listener.getsockname()[1]
    ready = asyncio.Event()
    server = Server(Starlette(routes=[Route("/{path:path}", web.serve)]), ready.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve([listener]))
        await ready.wait()
        fetcher = LinkFetcher(web.resolve, Connector(web), total_s=total_s)
        async with live_studio(folder / "data", links=fetcher, **figures) as studio:
            yield studio, web
        server.force_exit = True
        server.stop()


async def take(studio: LiveStudio, *links: str, key: str = "k") -> httpx.Response:
    session = await studio.open_session()
    path = f"/api/upload-video/nemo_agent/me/{session}"
    body = {"urls": list(links), "source_type": "url"}
    return await studio.client.post(path, json=body, headers={"Idempotency-Key": key})


async def test_a_public_link_is_fetched_from_the_vetted_address_with_its_own_host(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        answer = await take(studio, "http://films.example/my%20trip.mp4?size=big")
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"]["files"][0]["filename"] == "my trip.mp4"
        assert web.connected == [(PUBLIC, 80)]
        assert web.hosts == ["films.example"]


async def test_several_links_are_taken_together(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, _):
        answer = await take(studio, "http://films.example/a.mp4", "http://films.example/b.mp4")
        assert [item["filename"] for item in answer.json()["data"]["files"]] == ["a.mp4", "b.mp4"]


async def test_three_redirects_are_followed_and_a_fourth_is_not(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        web.redirects = {"/1": "/2", "/2": "http://films.example/3", "/3": "/film.mp4", "/0": "/1"}
        assert (await take(studio, "http://films.example/1")).status_code == 200
        refused = await take(studio, "http://films.example/0", key="other")
        assert (refused.status_code, refused.json()["code"]) == (400, 4003)
        assert refused.json()["data"]["reason"] == "unreachable_link"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/x", "http://inside.example/x", "file:///etc/passwd", "http://films.example:8080/", "//[::1]/x"],
)
async def test_a_redirect_to_a_protected_place_is_not_followed(tmp_path: Path, target: str) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        web.names["inside.example"] = [["10.0.0.7"]]
        web.redirects = {"/go": target}
        answer = await take(studio, "http://films.example/go")
        assert answer.json()["data"]["reason"] == "protected_link"
        assert web.hits == 1


async def test_a_name_that_resolves_differently_later_gains_nothing(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        web.names["films.example"] = [[PUBLIC], ["127.0.0.1"]]
        assert (await take(studio, "http://films.example/a.mp4")).status_code == 200
        assert web.connected == [(PUBLIC, 80)]


async def test_one_private_address_among_public_ones_is_enough_to_refuse(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        web.names["films.example"] = [[PUBLIC, "192.168.1.1"]]
        assert (await take(studio, "http://films.example/a.mp4")).json()["data"]["reason"] == "protected_link"
        assert web.connected == []


@pytest.mark.parametrize("path", ["/missing", "/stuck"])
async def test_a_link_that_brings_nothing_is_unreachable(tmp_path: Path, path: str) -> None:
    async with studio_on_the_web(tmp_path, total_s=0.5) as (studio, _):
        answer = await take(studio, f"http://films.example{path}")
        assert (answer.status_code, answer.json()["code"]) == (400, 4003)
        assert answer.json()["data"]["reason"] == "unreachable_link"


async def test_an_unknown_host_is_unreachable(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, _):
        assert (await take(studio, "http://nowhere.example/")).json()["data"]["reason"] == "unreachable_link"


async def test_a_link_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path, max_upload_bytes=1_000_000) as (studio, _):
        answer = await take(studio, "http://films.example/endless")
        assert (answer.status_code, answer.json()["code"]) == (413, 4002)


async def test_a_declared_length_over_the_limit_is_refused(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path, max_upload_bytes=len(FILM) - 1) as (studio, web):
        web.body = FILM
        assert (await take(studio, "http://films.example/a.mp4")).json()["code"] == 4002


async def test_what_a_link_brings_is_judged_by_content(tmp_path: Path) -> None:
    async with studio_on_the_web(tmp_path) as (studio, web):
        web.body = b"<!doctype html><title>film.mp4</title>"
        answer = await take(studio, "http://films.example/film.mp4")
        assert (answer.status_code, answer.json()["data"]["reason"]) == (415, "unsupported")


LOCAL = [
    *("http://127.0.0.1/", "http://127.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://2130706433/"),
    *("http://0x7f000001/", "http://127.0.0.1.:80/", "http://localhost/", "http://LOCALHOST/", "http://0/"),
    *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:0:0:1]/"),
    *("http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.0.1/", "http://172.16.0.1/"),
    *("http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://[64:ff9b::7f00:1]/"),
]
FORBIDDEN = [
    *("file:///etc/passwd", "gopher://example.org/", "ftp://example.org/a.mp4", "data:video/mp4;base64,AAAA"),
    *(
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org:8080/",
        "https://example.org:80/",
    ),
    *("http:///a.mp4", "//example.org/a.mp4", "example.org/a.mp4", "", "http://", "http://exa mple.org/\n"),
    *("http://127.0.0.1\\@example.org/", "http://[fe80::1%25eth0]/", "https://example.org/" + "a" * 5000),
]


@pytest.mark.parametrize("link", LOCAL)
async def test_no_spelling_of_a_local_address_is_connected_to(tmp_path: Path, link: str) -> None:
    async with live_studio(tmp_path / "data", links=LinkFetcher(backend=NoConnections())) as studio:
        answer = await take(studio, link)
    assert (answer.status_code, answer.json()["code"]) == (400, 4003)
    assert answer.json()["data"]["reason"] in {"protected_link", "unreachable_link"}


@pytest.mark.parametrize("link", FORBIDDEN)
def test_a_link_that_is_none_to_the_public_web_is_refused_by_its_text(link: str) -> None:
    with pytest.raises(ProtectedLink):
        vetted_url(link)


class NoConnections(httpcore.AsyncNetworkBackend):
    """Any attempt to connect fails the test with a defect, not with a refusal."""

    async def connect_tcp(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise AssertionError("connected")


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
        *("203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "fe80::1"),
        *("::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1"),
        *("5f00::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1"),
    ],
)
def test_special_addresses_are_not_public(address: str) -> None:
    parsed = parse_address(address)
    assert parsed is not None
    assert not is_public(parsed)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_hosts_of_the_internet_are_public(address: str) -> None:
    parsed = parse_address(address)
    assert parsed is not None
    assert is_public(parsed)


def test_a_link_to_no_file_is_named_after_its_host() -> None:
    assert name_of("https://films.example/") == "films.example"
