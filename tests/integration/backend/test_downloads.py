"""Films on their way home: resumed where they were cut, and fetched without the token from anybody else."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from backend.client import HttpBackend
from bot.core.errors import BackendRefused, BackendUnreachable, DiskNearlyFull, EmptyFile
from bot.core.model import RenderId, RenderProgress, RenderStatus, StoredMedia
from storage.media_store import FolderMediaStore
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.wire_server import TOKEN, Reply, WireServer, chunk, head, refusal, replied, wire_server
from tests.integration.backend.harness import MakeClient, SkippingClock

FILM = bytes(range(256)) * 40
OWN = "/api/render/proxy/render_1/download"


@pytest.fixture
async def cdn() -> AsyncGenerator[WireServer, None]:
    async with wire_server() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> FolderMediaStore:
    return FolderMediaStore(tmp_path, reserve_bytes=0)


def finished(url: str | None) -> RenderProgress:
    return RenderProgress(RenderId("render_1"), RenderStatus.COMPLETED, 100, url)


def whole(etag: str = '"v1"') -> Reply:
    return Reply((head(Content_Length=len(FILM), Content_Type="video/mp4", ETag=etag), FILM))


def cut_at(end: int, etag: str = '"v1"') -> Reply:
    return Reply((head(Content_Length=len(FILM), Content_Type="video/mp4", ETag=etag), FILM[:end]), rudely=False)


def rest_from(start: int, end: int | None = None, total: int = len(FILM), etag: str = '"v1"') -> Reply:
    span = f"bytes {start}-{total - 1}/{total}"
    return Reply((head(206, Content_Length=len(FILM) - start, Content_Range=span, ETag=etag), FILM[start:end]))


async def fetched(client: HttpBackend, store: FolderMediaStore, url: str | None = OWN) -> StoredMedia:
    return await client.download(finished(url), store, lambda _percent: None)


async def test_a_film_of_the_backend_is_fetched_with_the_token(
    client: HttpBackend, server: WireServer, store: FolderMediaStore
) -> None:
    server.will(whole(), whole())
    assert (await fetched(client, store, server.url + OWN)).path.read_bytes() == FILM
    assert (await fetched(client, store)).path.read_bytes() == FILM
    assert server.paths[1:] == [f"GET {OWN}"] * 2
    assert {request.headers["authorization"] for request in server.requests[1:]} == {f"Bearer {TOKEN}1"}


async def test_progress_climbs_to_the_end(client: HttpBackend, server: WireServer, store: FolderMediaStore) -> None:
    server.will(cut_at(5000), rest_from(5000))
    percents: list[float] = []
    await client.download(finished(OWN), store, percents.append)
    assert percents == sorted(percents)
    assert percents[0] < 100
    assert percents[-1] == 100


async def test_a_cut_film_goes_on_where_it_stopped(
    client: HttpBackend, server: WireServer, store: FolderMediaStore, clock: SkippingClock
) -> None:
    server.will(cut_at(1000), rest_from(1000, 3000), Reply(rudely=True), refusal(503, 503), rest_from(3000))
    assert (await fetched(client, store)).path.read_bytes() == FILM
    ranges = [request.headers.get("range") for request in server.requests[1:]]
    assert ranges == [None, "bytes=1000-", "bytes=3000-", "bytes=3000-", "bytes=3000-"]
    assert {request.headers["if-range"] for request in server.requests[2:]} == {'"v1"'}
    assert clock.slept == [0.5, 0.5, 1.0, 2.0]


async def test_a_server_without_ranges_sends_all_and_what_is_known_is_passed_over(
    client: HttpBackend, server: WireServer, store: FolderMediaStore
) -> None:
    server.will(cut_at(1000), whole())
    assert (await fetched(client, store)).path.read_bytes() == FILM


async def test_a_film_of_unknown_length_is_fetched_to_its_end(
    client: HttpBackend, server: WireServer, store: FolderMediaStore
) -> None:
    start = head(Content_Type="video/mp4", Transfer_Encoding="chunked")
    server.will(Reply((start, chunk(FILM[:100]))), Reply((start, chunk(FILM[:9000]), chunk(FILM[9000:]), b"0\r\n\r\n")))
    assert (await fetched(client, store)).path.read_bytes() == FILM


@pytest.mark.parametrize(
    "changed", [whole('"v2"'), rest_from(1000, etag='"v2"'), rest_from(1000, total=9), rest_from(2000)]
)
async def test_a_film_that_changed_meanwhile_is_not_patched_together(
    client: HttpBackend, server: WireServer, store: FolderMediaStore, changed: Reply, tmp_path: Path
) -> None:
    server.will(cut_at(1000), changed)
    with pytest.raises(BackendRefused):
        await fetched(client, store)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_film_that_never_comes_is_given_up(
    client: HttpBackend, server: WireServer, store: FolderMediaStore, clock: SkippingClock
) -> None:
    server.will(cut_at(1000), *[Reply(rudely=True)] * 4)
    with pytest.raises(BackendUnreachable):
        await fetched(client, store)
    assert clock.slept == [0.5, 1.0, 2.0, 4.0]


async def test_a_film_without_a_byte_is_none(client: HttpBackend, server: WireServer, store: FolderMediaStore) -> None:
    server.will(replied(content_type="video/mp4"))
    with pytest.raises(EmptyFile):
        await fetched(client, store)


async def test_a_full_disk_ends_the_transfer(client: HttpBackend, server: WireServer, tmp_path: Path) -> None:
    server.will(whole())
    with pytest.raises(DiskNearlyFull):
        await client.download(finished(OWN), FakeMediaStore(tmp_path, free_bytes=100), lambda _percent: None)


async def test_a_stranger_gets_neither_token_nor_names(
    client: HttpBackend, server: WireServer, cdn: WireServer, store: FolderMediaStore
) -> None:
    cdn.will(whole())
    assert (await fetched(client, store, f"{cdn.url}/render-result/render_1.mp4")).path.read_bytes() == FILM
    assert server.requests == []
    (request,) = cdn.requests
    assert "authorization" not in request.headers
    assert not any(name.startswith("x-skill") for name in request.headers)


async def test_a_redirect_to_a_stranger_leaves_the_token_behind(
    client: HttpBackend, server: WireServer, cdn: WireServer, store: FolderMediaStore
) -> None:
    server.will(replied(302, Location=f"{cdn.url}/film.mp4"))
    cdn.will(replied(307, Location="/moved.mp4"), whole())
    assert (await fetched(client, store)).path.read_bytes() == FILM
    assert "authorization" in server.requests[-1].headers
    assert cdn.paths == ["GET /film.mp4", "GET /moved.mp4"]
    assert not any("authorization" in request.headers for request in cdn.requests)


async def test_redirects_come_to_an_end(client: HttpBackend, server: WireServer, store: FolderMediaStore) -> None:
    server.will(*[replied(302, Location=OWN)] * 4)
    with pytest.raises(BackendRefused, match="redirects"):
        await fetched(client, store)


async def test_a_film_the_stranger_does_not_give_is_fetched_from_the_backend(
    client: HttpBackend, server: WireServer, cdn: WireServer, store: FolderMediaStore
) -> None:
    cdn.will(replied(403, b"expired", "text/plain"))
    server.will(whole())
    assert (await fetched(client, store, f"{cdn.url}/film.mp4")).path.read_bytes() == FILM


async def test_a_stranger_s_refusal_says_nothing_about_our_account(
    client: HttpBackend, server: WireServer, cdn: WireServer, store: FolderMediaStore
) -> None:
    cdn.will(replied(401, b"{}"))
    server.will(refusal(404, 404))
    with pytest.raises(BackendRefused):
        await fetched(client, store, f"{cdn.url}/film.mp4")
    assert server.tokens_given == 1


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/film.mp4", "ftp://127.0.0.2/film.mp4", "https://169.254.169.254/", "http://[::"]
)
async def test_a_place_that_may_not_be_asked_is_not(
    client: HttpBackend, server: WireServer, store: FolderMediaStore, url: str
) -> None:
    server.will(whole())
    assert (await fetched(client, store, url)).path.read_bytes() == FILM
    assert server.paths[1:] == [f"GET {OWN}"]


async def test_a_name_that_leads_elsewhere_once_connected_is_not_read(
    make_client: MakeClient, server: WireServer, cdn: WireServer, store: FolderMediaStore
) -> None:
    client = make_client()
    client._films._places.may_read = lambda _address: False
    cdn.will(whole())
    server.will(whole())
    await fetched(client, store, f"{cdn.url}/film.mp4")
    assert server.paths[1:] == [f"GET {OWN}"]
