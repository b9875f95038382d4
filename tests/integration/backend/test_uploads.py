"""Files on their way up: streamed, counted, named safely."""

import asyncio
import tracemalloc
from pathlib import Path

import pytest

from backend.client import HttpBackend
from bot.core.errors import AttachmentGone, EmptyFile, FileTooLarge, OutcomeUnknown, ProtectedLink, UnreachableLink
from bot.core.model import MediaId, SessionId, StoredMedia, Uploaded
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.wire_server import TOKEN, Reply, WireServer, ok, refusal
from tests.integration.backend.harness import MakeClient

SESSION = SessionId("s1")
FILE = {"id": "src_1", "filename": "a.mp4", "file_type": "video", "duration": 30.5, "width": 1920, "key": "k1"}
TAKEN = ok({"files": [FILE], "session_state_applied": True})


@pytest.fixture
def media(tmp_path: Path) -> StoredMedia:
    return FakeMediaStore(tmp_path).put(b"clip " * 200_000)


def unheard(_percent: float) -> None:
    return None


async def test_a_file_goes_up_as_one_form_of_known_length(
    client: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    server.will(TAKEN)
    taken = await client.upload(SESSION, media, "a.mp4", key="k1", progress=unheard)
    assert taken == Uploaded("a.mp4", "video", 30.5, "k1")
    request = server.requests[-1]
    assert (request.method, request.path) == ("POST", "/api/upload-video/nemo_agent/me/s1")
    assert request.headers["idempotency-key"] == "k1"
    assert int(request.headers["content-length"]) == len(request.body)
    assert "transfer-encoding" not in request.headers
    kind, _, boundary = request.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    head, _, content = request.body.partition(b"\r\n\r\n")
    assert head.decode() == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\nContent-Type: video/mp4'
    )
    assert content == media.path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()


async def test_the_cloud_gets_no_key_it_does_not_know(
    cloud: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    server.will(TAKEN)
    await cloud.upload(SESSION, media, "a.mp4", key="k1", progress=unheard)
    assert "idempotency-key" not in server.requests[-1].headers


@pytest.mark.parametrize(
    ("name", "sent", "kind"),
    [
        ("假期 🎬.MOV", "假期 🎬.MOV", "video/quicktime"),
        ('a".mp4\r\nX-Evil: 1', "a%22.mp4  X-Evil: 1", "application/octet-stream"),
        ("half \ud83d.mp3", "half \ufffd.mp3", "audio/mpeg"),
        ("x" * 300 + ".webm", "x" * 195 + ".webm", "video/webm"),
        ("x" * 300, "x" * 200, "application/octet-stream"),
        ("../../etc/passwd", "../../etc/passwd", "application/octet-stream"),
        ("", "", "application/octet-stream"),
    ],
)
async def test_a_name_cannot_break_out_of_the_form(
    client: HttpBackend, server: WireServer, media: StoredMedia, name: str, sent: str, kind: str
) -> None:
    server.will(TAKEN)
    await client.upload(SESSION, media, name, key="k1", progress=unheard)
    lines = server.requests[-1].body.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert lines[1:] == [f'Content-Disposition: form-data; name="files"; filename="{sent}"', f"Content-Type: {kind}"]


async def test_progress_climbs_to_the_end(client: HttpBackend, server: WireServer, media: StoredMedia) -> None:
    server.will(TAKEN)
    percents: list[float] = []
    await client.upload(SESSION, media, "a.mp4", key="k1", progress=percents.append)
    assert len(percents) == 4
    assert percents == sorted(percents)
    assert percents[-1] == 100


async def test_a_renewed_token_sends_the_whole_file_again(
    client: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    server.will(refusal(401, 1001), TAKEN)
    percents: list[float] = []
    await client.upload(SESSION, media, "a.mp4", key="k1", progress=percents.append)
    first, again = [request for request in server.requests if "upload" in request.path]
    assert again.headers["authorization"] == f"Bearer {TOKEN}2"
    assert len(first.body) == len(again.body) > media.size_bytes
    assert percents == sorted(set(percents))


async def test_a_large_file_needs_little_memory(client: HttpBackend, server: WireServer, tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    large = StoredMedia(MediaId("large"), path, 64 * 1024 * 1024)
    server.will(Reply(refusal(413, 4002).parts, read_body=False))
    tracemalloc.start()
    try:
        with pytest.raises((FileTooLarge, OutcomeUnknown)):
            await client.upload(SESSION, large, "a.mp4", key="k1", progress=unheard)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


async def test_an_upload_that_is_cut_is_in_doubt(client: HttpBackend, server: WireServer, media: StoredMedia) -> None:
    server.will(Reply(rudely=True))
    with pytest.raises(OutcomeUnknown):
        await client.upload(SESSION, media, "a.mp4", key="k1", progress=unheard)
    assert len(server.paths) == 2


async def test_a_file_that_is_not_there_any_more_is_not_asked_about(
    client: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    media.path.unlink()
    with pytest.raises(AttachmentGone):
        await client.upload(SESSION, media, "a.mp4", key="k1", progress=unheard)
    assert server.requests == []


async def test_a_refused_file_is_told_with_its_reason(
    client: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    server.will(refusal(415, 4001, "empty"))
    with pytest.raises(EmptyFile):
        await client.upload(SESSION, media, "a.mp4", key="k1", progress=unheard)


async def test_an_answer_without_details_still_means_the_file_was_taken(
    client: HttpBackend, server: WireServer, media: StoredMedia
) -> None:
    server.will(ok({}), ok({"files": [{"file_type": None, "duration": "soon"}]}))
    for _ in range(2):
        assert await client.upload(SESSION, media, "a.mp4", key="k1", progress=unheard) == Uploaded("a.mp4", "")


async def test_a_link_is_handed_over_to_be_fetched(client: HttpBackend, server: WireServer) -> None:
    server.will(TAKEN, ok({"files": []}))
    url = "https://example.org/clips/a.mp4?token=1"
    assert await client.upload_url(SESSION, url, key="k1") == Uploaded("a.mp4", "video", 30.5, "k1")
    assert server.requests[-1].json == {"urls": [url], "source_type": "url"}
    assert server.requests[-1].headers["idempotency-key"] == "k1"
    assert (await client.upload_url(SESSION, url, key="k2")).filename == "a.mp4"


@pytest.mark.parametrize(("reason", "told"), [("protected_link", ProtectedLink), ("unreachable_link", UnreachableLink)])
async def test_a_refused_link_is_told_with_its_reason(
    client: HttpBackend, server: WireServer, reason: str, told: type[Exception]
) -> None:
    server.will(refusal(400, 4003, reason))
    with pytest.raises(told):
        await client.upload_url(SESSION, "http://10.0.0.1/a.mp4", key="k1")


async def test_a_link_may_take_its_time(make_client: MakeClient, server: WireServer) -> None:
    go_on = asyncio.Event()
    server.will(Reply((go_on, *TAKEN.parts)))
    client = make_client(answer_s=0.05, link_s=5.0)
    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(client.upload_url(SESSION, "https://example.org/a.mp4", key="k1"))
        await asyncio.sleep(0.2)  # longer than an ordinary answer may take
        go_on.set()
    assert asked.result().filename == "a.mp4"
