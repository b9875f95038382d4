"""The studio is killed, and nothing is lost, and nothing is done twice."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from httpx_sse import aconnect_sse

from media.sample import Line, Script, make_clip
from tests.integration.studio_api import processes
from tests.integration.studio_api.harness import run_body
from tests.integration.studio_api.processes import CUT_OFF, Supervisor, child_studio, client_of, rows

TURN = (
    *("migration.1", "migration.2", "token.issue", "session.open", "token.issue", "media.keep", "upload.done"),
    *("token.issue", "edit.accept", "edit.start", "analysis.put", "media.keep", "edit.done"),
    *("token.issue", "render.accept", "render.processing", "analysis.put", "analysis.put", "analysis.put"),
    *("media.keep", "render.completed"),
)
"""The durable steps of a whole turn."""


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clips") / "talk.mp4"
    script = Script("en-us", 600, (Line("Hello there.", 900), Line("And goodbye.", 700)))
    asyncio.run(make_clip(target, script))
    return target


async def whole_turn(folder: Path, clip: Path, **settings: str) -> tuple[int, dict[str, object]]:
    """A turn as the bot does it, each step repeated until it has an answer; returns the starts and the render."""
    studio = Supervisor(folder, **settings)
    try:
        session = await studio.until_answered(processes.open_session)
        await studio.until_answered(lambda client: processes.upload(client, session, clip, "turn/upload"))
        events = await studio.until_answered(lambda client: processes.edit(client, session, "turn/edit"))
        assert "errorCode" not in events[-1], events[-1]
        ended = await studio.until_answered(lambda client: processes.render(client, session, "render_1"))
        return studio.starts, ended
    finally:
        await studio.end()


def check_nothing_lost_or_doubled(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "studio.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows(folder, "SELECT count(*) FROM sources WHERE NOT generated") == [(1,)]
    assert rows(folder, "SELECT count(*) FROM sources WHERE generated") == [(1,)]
    assert rows(folder, "SELECT state FROM edits") == [("done",)]
    assert rows(folder, "SELECT number, parent FROM versions ORDER BY number") == [(1, None), (2, 1)]
    assert rows(folder, "SELECT state FROM renders") == [("completed",)]


def test_the_steps_of_a_turn_are_known(tmp_path: Path, clip: Path) -> None:
    log = tmp_path / "steps"
    asyncio.run(whole_turn(tmp_path / "data", clip, STUDIO_TEST_STEPS=str(log)))
    assert tuple(log.read_text().split()) == TURN
    check_nothing_lost_or_doubled(tmp_path / "data")


async def test_a_kill_before_every_durable_step_loses_and_doubles_nothing(tmp_path: Path, clip: Path) -> None:
    folder, killed_at = tmp_path / "data", tmp_path / "killed"
    starts, ended = await whole_turn(folder, clip, STUDIO_TEST_KILL_NEW=str(killed_at))
    places = killed_at.read_text().split()
    assert ended["status"] == "completed"
    assert starts == 1 + len(set(places))
    assert {place.split(">")[1] for place in places} == {*TURN, "render.pending"}
    check_nothing_lost_or_doubled(folder)


@pytest.mark.soak
@pytest.mark.parametrize("step", range(1, len(TURN) + 1))
async def test_a_kill_before_one_durable_step_loses_and_doubles_nothing(tmp_path: Path, clip: Path, step: int) -> None:
    folder = tmp_path / "data"
    starts, ended = await whole_turn(folder, clip, STUDIO_TEST_KILL_AT=str(step))
    assert starts == 2
    assert ended["status"] == "completed"
    check_nothing_lost_or_doubled(folder)


async def test_a_kill_in_the_middle_of_an_edit_does_it_once_at_the_next_start(tmp_path: Path, clip: Path) -> None:
    folder = tmp_path / "data"
    async with child_studio(folder) as child, client_of(child) as client:
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        body = run_body(session, "cut the pauses and add music")
        with suppress(*CUT_OFF):
            headers = {"Idempotency-Key": "turn/edit"}
            async with aconnect_sse(client, "POST", "/run_sse", json=body, headers=headers) as sse:
                async for _ in sse.aiter_sse():
                    await child.kill()
    assert rows(folder, "SELECT state FROM edits") == [("running",)]
    async with child_studio(folder) as child, client_of(child) as client:
        events = await processes.edit(client, session, "turn/edit")
        assert "pause" in json.dumps(events[-1])
        assert (await processes.draft_of(client, session))["m"]["version"] == 2
    assert rows(folder, "SELECT count(*) FROM versions") == [(2,)]


async def test_a_kill_in_the_middle_of_a_render_makes_it_at_the_next_start(tmp_path: Path, clip: Path) -> None:
    folder = tmp_path / "data"
    async with child_studio(folder) as child, client_of(child) as client:
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        await processes.edit(client, session, "turn/edit")
        body = {"id": "render_1", "sessionId": session, "draft": await processes.draft_of(client, session)}
        await client.post("/api/render/proxy/lambda", json=body)
        while not (children := [one for one in psutil.Process(child.pid).children() if "ffmpeg" in one.exe()]):
            await asyncio.sleep(0.01)
        await child.kill()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    assert rows(folder, "SELECT state FROM renders") == [("processing",)]
    async with child_studio(folder) as child, client_of(child) as client:
        assert (await processes.render(client, session, "render_1"))["status"] == "completed"
        assert list((folder / "work").iterdir()) == []
    check_nothing_lost_or_doubled(folder)


async def test_a_kill_in_the_middle_of_an_upload_leaves_no_half_file(tmp_path: Path, clip: Path) -> None:
    folder = tmp_path / "data"
    async with child_studio(folder) as child, client_of(child) as client:
        session = await processes.open_session(client)

        async def half() -> AsyncGenerator[bytes, None]:
            yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n'
            yield clip.read_bytes()
            while not list((folder / "incoming").iterdir()):
                await asyncio.sleep(0.01)
            await child.kill()
            yield b"more"

        headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": "turn/upload"}
        with pytest.raises(httpx.TransportError):
            await client.post(f"/api/upload-video/nemo_agent/me/{session}", content=half(), headers=headers)
    async with child_studio(folder) as child, client_of(child) as client:
        assert list((folder / "incoming").iterdir()) == []
        assert list((folder / "media").glob("*/*")) == []
        assert len(await processes.upload(client, session, clip, "turn/upload")) == 1
    assert rows(folder, "SELECT count(*) FROM sources") == [(1,)]
