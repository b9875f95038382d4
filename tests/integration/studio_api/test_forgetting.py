"""Forgetting a session: rows and files really go, what others share stays, and what runs is stopped first."""

import asyncio
from pathlib import Path

import httpx

from tests.integration.studio_api.harness import GIF, MP4, WAV, LiveStudio, live_studio, run_body

TABLES = ("sessions", "sources", "edits", "versions", "renders", "analyses")


async def forget(studio: LiveStudio, session: str) -> httpx.Response:
    return await studio.client.post(f"/api/studio/sessions/{session}/forget")


async def rows(studio: LiveStudio) -> dict[str, int]:
    counts = {}
    async with studio.parts.store.database.read() as db:
        for table in TABLES:
            [row] = await db.execute_fetchall(f"SELECT count(*) AS n FROM {table}")
            counts[table] = row["n"]
    return counts


def files(studio: LiveStudio) -> list[Path]:
    return sorted(path for folder in ("media", "work", "incoming") for path in (studio.folder / folder).glob("**/*.*"))


async def test_all_of_a_session_is_deleted_files_and_films_too(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.parts.store.analyses.put((await studio.parts.store.sources.of(session))[0].file.hash, "speech", [1])
    await studio.start_render(session, draft)
    await studio.render_ended()
    assert len(files(studio)) == 2
    answer = await forget(studio, session)
    assert (answer.status_code, answer.json()["data"]) == (200, {"forgotten": True})
    assert await rows(studio) == dict.fromkeys(TABLES, 0)
    assert files(studio) == []


async def test_a_forgotten_session_is_unknown_to_every_call_and_so_are_its_renders(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    await studio.render_ended()
    await forget(studio, session)
    answers = [
        await forget(studio, session),
        await studio.upload(session),
        await studio.client.post("/run_sse", json=run_body(session, "cut")),
        await studio.client.get(f"/api/state/nemo_agent/me/{session}/latest"),
        await studio.start_render(session, draft, "render_2"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, 1002)}
    film = await studio.client.get("/api/render/proxy/render_1/download")
    assert film.status_code == 404


async def test_a_file_that_another_session_has_too_stays_for_it(studio: LiveStudio) -> None:
    session, _ = await studio.edited_session()
    await studio.upload(session, GIF, "b.gif")
    other = await studio.open_session()
    await studio.upload(other, MP4, "same.mp4")
    await forget(studio, session)
    [kept] = files(studio)
    assert kept.read_bytes() == MP4
    await studio.edit(other, "cut")
    assert (await studio.state(other))["version"]["number"] == 1
    await forget(studio, other)
    assert files(studio) == []


async def test_another_account_cannot_forget_it(studio: LiveStudio) -> None:
    session, _ = await studio.edited_session()
    own = studio.client.headers["Authorization"]
    await studio.log_in("client-2")
    assert (await forget(studio, session)).json()["code"] == 1002
    studio.client.headers["Authorization"] = own
    assert (await studio.state(session))["version"]["number"] == 1


async def test_a_running_render_and_a_waiting_one_are_stopped_first(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    other, other_draft = await studio.edited_session()
    studio.films.release.clear()
    await studio.start_render(session, draft)
    await studio.films.started.wait()
    await studio.start_render(session, draft, "render_2")
    await studio.start_render(other, other_draft, "render_3")
    assert (await forget(studio, session)).status_code == 200
    assert not any((studio.folder / "work").glob("render-1-*"))
    studio.films.release.set()
    assert (await studio.render_ended("render_3"))["status"] == "completed"
    assert studio.films.made == ["render_3"]
    for gone in ("render_1", "render_2"):
        assert (await studio.client.get(f"/api/render/proxy/lambda/{gone}")).status_code == 404


async def test_a_running_edit_and_a_waiting_one_are_stopped_first(studio: LiveStudio) -> None:
    session, _ = await studio.edited_session()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(studio.edit(session, "wait", "k1"))
        await asyncio.wait_for(_seen(studio, "wait"), 5)
        waiting = group.create_task(studio.edit(session, "cut more", "k2"))
        await asyncio.wait_for(_accepted(studio, session, "k2"), 5)
        assert (await forget(studio, session)).status_code == 200
    assert [events.result()[-1]["errorCode"] for events in (running, waiting)] == ["CANCELLED", "CANCELLED"]
    assert studio.edits.seen == ["cut", "wait"]
    assert (await rows(studio))["edits"] == 0


async def test_an_upload_that_comes_too_late_is_refused(studio: LiveStudio) -> None:
    session = await studio.open_session()

    async def body() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.wav"\r\n\r\n'
        assert (await forget(studio, session)).status_code == 200
        yield WAV + b"\r\n--x--\r\n"

    answer = await studio.client.post(
        f"/api/upload-video/nemo_agent/me/{session}",
        content=body(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.json()["code"]) == (404, 1002)
    assert (await rows(studio))["sources"] == 0


async def test_files_left_by_a_studio_killed_in_the_middle_go_when_it_starts(tmp_path: Path) -> None:
    async with live_studio(tmp_path) as studio:
        session, _ = await studio.edited_session()
        async with studio.parts.store.database.write("as far as the commit") as db:
            for table in ("versions", "edits", "sources"):
                await db.execute(f"DELETE FROM {table} WHERE session = ?", (session,))
        assert len(files(studio)) == 1
    async with live_studio(tmp_path) as studio:
        assert files(studio) == []


async def _seen(studio: LiveStudio, word: str) -> None:
    while word not in studio.edits.seen:
        await asyncio.sleep(0.01)


async def _accepted(studio: LiveStudio, session: str, key: str) -> None:
    while await studio.parts.store.edits.get(session, key) is None:
        await asyncio.sleep(0.01)
