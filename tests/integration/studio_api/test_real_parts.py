"""The studio with its own planner, editor and ffmpeg: a sentence in, a film out."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio
from httpx_sse import aconnect_sse

from media.probe import probe
from media.sample import Line, Script, make_clip
from studio.settings import Settings
from studio.store.store import StoreOptions
from studio.wiring import running_parts
from tests.integration.studio_api import processes
from tests.integration.studio_api.harness import ATTRIBUTION, run_body, said, served


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clips") / "talk.mp4"
    lines = (Line("Hello there, my friends.", 1500), Line("This is the second sentence.", 1800))
    asyncio.run(make_clip(target, Script("en-us", 1200, lines)))
    return target


@pytest_asyncio.fixture
async def client(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient, None]:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")  # type: ignore[call-arg]
    async with (
        running_parts(settings, StoreOptions(reserve_bytes=0)) as parts,
        served(parts) as (url, _),
        httpx.AsyncClient(base_url=url, headers=ATTRIBUTION, timeout=60, trust_env=False) as client,
    ):
        answer = await client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "bot"})
        client.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
        yield client


async def ask(client: httpx.AsyncClient, session: str, text: str) -> list[dict[str, Any]]:
    async with aconnect_sse(client, "POST", "/run_sse", json=run_body(session, text)) as sse:
        return [json.loads(event.data) async for event in sse.aiter_sse()]


@pytest.mark.parametrize(
    "sentence", ["cut the pauses, add background music, export in 1080p", "剪掉停顿，加背景音乐，导出1080p"]
)
async def test_a_sentence_becomes_a_film(client: httpx.AsyncClient, clip: Path, tmp_path: Path, sentence: str) -> None:
    session = await processes.open_session(client)
    [uploaded] = await processes.upload(client, session, clip, "turn/upload")
    events = await ask(client, session, sentence)
    calls = [
        part["functionCall"]["name"] for event in events for part in event["content"]["parts"] if "functionCall" in part
    ]
    assert calls == ["remove_silence", "add_music", "export"]
    assert said(events)[-1]
    ended = await processes.render(client, session, "render_1")
    assert ended["status"] == "completed", ended
    film = tmp_path / "film.mp4"
    film.write_bytes((await client.get(ended["outputUrl"])).content)
    facts = await probe(film)
    assert (facts.video_codec, facts.audio_codec, facts.pixel_format) == ("h264", "aac", "yuv420p")
    assert (facts.width, facts.height) == (1920, 1080)
    assert abs(facts.duration_ms / 1000 - ended["output"]["duration"]) < 0.1
    assert facts.duration_ms / 1000 < uploaded["duration"] - 1.5
    state = (await client.get(f"/api/state/nemo_agent/me/{session}/latest")).json()["data"]["state"]
    assert len(state["generated_media"]) == 1
    assert state["version"] == {"number": 2, "can_undo": True, "can_redo": False}


async def test_undo_goes_back_to_the_untouched_film(client: httpx.AsyncClient, clip: Path) -> None:
    session = await processes.open_session(client)
    [uploaded] = await processes.upload(client, session, clip, "turn/upload")
    await ask(client, session, "cut the pauses")
    cut = await processes.draft_of(client, session)
    await ask(client, session, "undo that")
    untouched = await processes.draft_of(client, session)
    await ask(client, session, "redo")
    assert untouched["d"] == round(uploaded["duration"] * 1000)
    assert cut["d"] < untouched["d"]
    assert await processes.draft_of(client, session) == cut


async def test_words_without_a_clip_are_answered_and_change_nothing(client: httpx.AsyncClient) -> None:
    session = await processes.open_session(client)
    events = await ask(client, session, "cut the pauses")
    assert said(events)[-1]
    assert await processes.draft_of(client, session) == {}


async def test_a_render_is_stopped_within_two_seconds_with_nothing_running_or_lying_about(
    client: httpx.AsyncClient, clip: Path, tmp_path: Path
) -> None:
    session = await processes.open_session(client)
    await processes.upload(client, session, clip, "turn/upload")
    await ask(client, session, "cut the pauses")
    kept = set((tmp_path / "data" / "media").glob("*/*"))
    body = {"id": "render_1", "sessionId": session, "draft": await processes.draft_of(client, session)}
    await client.post("/api/render/proxy/lambda", json=body)
    while not encoders():
        await asyncio.sleep(0.01)
    async with asyncio.timeout(2):
        answer = await client.post("/api/render/proxy/lambda/render_1/cancel")
    assert answer.json()["status"] == "cancelled"
    assert encoders() == []
    assert list((tmp_path / "data" / "work").iterdir()) == []
    assert set((tmp_path / "data" / "media").glob("*/*")) == kept


async def test_an_edit_is_stopped_within_two_seconds_with_nothing_lying_about(
    client: httpx.AsyncClient, clip: Path, tmp_path: Path
) -> None:
    session = await processes.open_session(client)
    await processes.upload(client, session, clip, "turn/upload")
    kept = set((tmp_path / "data" / "media").glob("*/*"))
    body = run_body(session, "add calm music")
    headers = {"Idempotency-Key": "turn/edit"}
    async with aconnect_sse(client, "POST", "/run_sse", json=body, headers=headers) as sse:
        events = sse.aiter_sse()
        await anext(events)
        async with asyncio.timeout(2):
            answer = await client.post(f"/api/studio/edits/{session}/turn/edit/cancel")
        last = [json.loads(event.data) async for event in events][-1]
    assert answer.json()["data"]["state"] == "cancelled"
    assert last["errorCode"] == "CANCELLED"
    assert await processes.draft_of(client, session) == {}
    assert list((tmp_path / "data" / "work").iterdir()) == []
    assert set((tmp_path / "data" / "media").glob("*/*")) == kept


def encoders() -> list[psutil.Process]:
    """ffmpeg processes below this one."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "ffmpeg" in child.exe():
                found.append(child)
    return found


async def test_a_title_the_font_cannot_draw_is_refused_before_it_is_kept(client: httpx.AsyncClient, clip: Path) -> None:
    session = await processes.open_session(client)
    await processes.upload(client, session, clip, "turn/upload")
    refused = await ask(client, session, 'add the title "Hi 😀"')
    assert "😀" in said(refused)[-1]
    assert await processes.draft_of(client, session) == {}
