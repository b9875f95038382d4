"""The studio as an operating system sees it: starting, ending, failing, and what it uses."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from httpx_sse import aconnect_sse

from media.sample import Line, Script, make_clip
from tests.integration.studio_api import processes
from tests.integration.studio_api.harness import run_body
from tests.integration.studio_api.processes import CHILD, ROOT, child_studio, client_of, rows, start_child

MEBIBYTE = 1024 * 1024
STUDIO = ("-m", "studio")


async def ended_within(child: processes.StudioChild, seconds: float) -> int:
    async with asyncio.timeout(seconds):
        return await child.process.wait()


async def test_it_says_in_one_line_where_it_serves_and_keeps_others_out(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    child = await start_child(folder, module=STUDIO)
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{child.url}/healthz")).json() == {"status": "ok"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    child.process.send_signal(signal.SIGTERM)
    assert await ended_within(child, 10) == 0
    assert child.process.stdout is not None
    assert await child.process.stdout.read() == b""


async def test_a_wrong_setting_is_named_and_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, "STUDIO_DATA_DIR": str(tmp_path), "STUDIO_PORT": "many", "STUDIO_RENDERS": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *STUDIO, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )
    out, complaints = await process.communicate()
    assert (process.returncode, out) == (78, b"")
    assert complaints.decode().strip() == "studio: wrong setting: port, renders"


async def test_a_second_studio_waits_for_the_folder_of_the_first(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        first = await start_child(tmp_path / "data")
        second = group.create_task(start_child(tmp_path / "data"))
        async with client_of(first) as client:
            await processes.open_session(client)
        assert not second.done()
        await first.kill()
    async with client_of(second.result()) as client:
        assert await processes.open_session(client)
    await second.result().kill()


async def test_it_ends_when_standard_input_closes(tmp_path: Path) -> None:
    child = await start_child(tmp_path / "data", "--die-with-parent")
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert await ended_within(child, 10) == 0


async def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    source = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]])"
    environment = {**os.environ, "STUDIO_DATA_DIR": str(tmp_path / "data"), "STUDIO_PORT": "0"}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", source, *CHILD, "--die-with-parent", cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE
    )
    assert parent.stdout is not None
    assert (await parent.stdout.readline()).startswith(b"studio ready")
    [studio] = psutil.Process(parent.pid).children()
    parent.kill()
    await parent.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, [studio], timeout=10)
    assert alive == []


@pytest.fixture
async def clip(tmp_path: Path) -> Path:
    target = tmp_path / "talk.mp4"
    await make_clip(target, Script("en-us", 600, (Line("Hello there.", 900), Line("And goodbye.", 700))))
    return target


async def test_a_signal_in_the_middle_of_an_edit_ends_it_in_time_with_nothing_lost(tmp_path: Path, clip: Path) -> None:
    folder = tmp_path / "data"
    async with child_studio(folder) as child, client_of(child) as client:
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        body, headers = run_body(session, "cut"), {"Idempotency-Key": "turn/edit"}
        with suppress(httpx.TransportError):
            async with aconnect_sse(client, "POST", "/run_sse", json=body, headers=headers) as sse:
                async for _ in sse.aiter_sse():
                    child.process.send_signal(signal.SIGTERM)
        assert await ended_within(child, 10) == 0
    async with child_studio(folder) as child, client_of(child) as client:
        await processes.edit(client, session, "turn/edit")
    assert rows(folder, "SELECT state FROM edits") == [("done",)]
    assert rows(folder, "SELECT count(*) FROM versions") == [(2,)]


async def write_for_ever(client: httpx.AsyncClient) -> None:
    while True:
        (await client.get("/healthz")).raise_for_status()


async def test_a_database_that_cannot_be_written_stops_the_process(tmp_path: Path) -> None:
    child = await start_child(tmp_path / "data", STUDIO_TEST_FILE_BYTES=str(256 * 1024))
    async with client_of(child) as client:
        with pytest.raises(httpx.TransportError):
            await write_for_ever(client)
    assert await ended_within(child, 10) == 75
    async with child_studio(tmp_path / "data") as again, client_of(again) as client:
        assert await processes.open_session(client)


async def test_memory_does_not_grow_with_an_upload(tmp_path: Path, clip: Path) -> None:
    filler = 200 * MEBIBYTE
    head = clip.read_bytes()
    free_box = (filler + 8).to_bytes(4, "big") + b"free"

    async def form() -> AsyncGenerator[bytes, None]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n' + head + free_box
        for _ in range(filler // MEBIBYTE):
            yield bytes(MEBIBYTE)
            peak[0] = max(peak[0], studio.memory_info().rss)
        yield b"\r\n--b--\r\n"

    async with child_studio(tmp_path / "data") as child, client_of(child) as client:
        studio = psutil.Process(child.pid)
        session = await processes.open_session(client)
        before = studio.memory_info().rss
        peak = [before]
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        path = f"/api/upload-video/nemo_agent/me/{session}"
        answer = await client.post(path, content=form(), headers=headers)
    assert answer.status_code == 200, answer.text
    assert rows(tmp_path / "data", "SELECT size_bytes FROM sources") == [(len(head) + len(free_box) + filler,)]
    assert peak[0] - before < 50 * MEBIBYTE


def playlists(secret: str) -> dict[str, bytes]:
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        f"<Representation><BaseURL>file://{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )
    return {
        "ffconcat": f"ffconcat version 1.0\nfile '{secret}'\n".encode(),
        "dash": dash.encode(),
        "hls": f"#EXTM3U\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode(),
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{secret}"/></svg>'.encode(),
        "text": b"just words",
        "archive": b"PK\x03\x04" + bytes(100),
    }


@pytest.mark.parametrize("kind", ["ffconcat", "dash", "hls", "svg", "text", "archive"])
async def test_what_only_calls_itself_a_film_is_refused_and_reads_no_other_file(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret"
    os.mkfifo(secret)
    async with child_studio(tmp_path / "data") as child, client_of(child) as client:
        session = await processes.open_session(client)
        files = [("files", ("film.mp4", playlists(str(secret))[kind]))]
        answer = await client.post(f"/api/upload-video/nemo_agent/me/{session}", files=files)
        assert (answer.status_code, answer.json()["data"]["reason"]) == (415, "unsupported")
        # A pipe can only be opened for writing without waiting while somebody reads it.
        with pytest.raises(OSError, match="No such device"):
            os.open(secret, os.O_WRONLY | os.O_NONBLOCK)
        assert list((tmp_path / "data" / "media").glob("*/*")) == []


async def test_the_log_holds_ids_and_never_words_names_links_or_tokens(tmp_path: Path, clip: Path) -> None:
    folder, log = tmp_path / "data", tmp_path / "log"
    with log.open("wb") as file:
        child = await start_child(folder, stderr=file, LOG_LEVEL="DEBUG", STUDIO_TEST_DEFECT="canary-defect")
        async with client_of(child, "canary-client") as client:
            token = client.headers["Authorization"].removeprefix("Bearer ")
            session = await processes.open_session(client)
            await processes.upload(client, session, clip, "canary-key", name="canary-name.mp4")
            path = f"/api/upload-video/nemo_agent/me/{session}"
            link = "http://canary-link.invalid/canary-path"
            await client.post(path, json={"urls": [link], "source_type": "url"})
            events = await processes.edit(client, session, "canary-edit", text="canary-words canary-defect")
            assert events[-1]["errorCode"] == "INTERNAL"
            body = {"id": "render_1", "sessionId": session, "draft": {"canary": "canary-draft"}}
            assert (await client.post("/api/render/proxy/lambda", json=body)).status_code == 400
        child.process.send_signal(signal.SIGTERM)
        assert await ended_within(child, 10) == 0
    written = log.read_text()
    assert f"session={session}" in written
    assert "ValueError" in written
    assert "canary" not in written
    assert token not in written
