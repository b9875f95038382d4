"""What every editing backend does for the core: the fake of the core's tests, and the real client of studio and cloud.

What differs between backends is read from their traits; the test cloud is met in each of its ways of speaking.
"""

import asyncio
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from backend.traits import NEMO, STUDIO
from bot.core.errors import DuplicateRender, ProtectedLink, SessionLost, UnsupportedFile
from bot.core.model import (
    BackendEvent,
    BackendState,
    Draft,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    SessionId,
    StreamFailure,
    TextChunk,
    Uploaded,
    new_id,
)
from bot.core.ports import BackendClient
from tests.fakes.backend import FakeBackend
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.studio import live_studio, studio_client
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import RenderShape, Speech
from tests.platforms.cloud.serving import cloud_client, live_cloud

POLLS = 600
TRIM = "cut the first 0.5 seconds"


@asynccontextmanager
async def studio(folder: Path) -> AsyncGenerator[BackendClient, None]:
    async with live_studio(folder) as url, studio_client(url) as client:
        yield client


@asynccontextmanager
async def cloud(**habits: Any) -> AsyncGenerator[BackendClient, None]:
    """The real client of a test cloud that says something about every edit."""
    async with live_cloud(Cloud(silent_chance=0, list_lag=1, **habits)) as running, cloud_client(running) as client:
        yield client


BACKENDS: dict[str, Callable[[Path], AbstractAsyncContextManager[BackendClient]]] = {
    "fake": lambda _: nullcontext(FakeBackend(STUDIO)),
    "fake as the cloud": lambda _: nullcontext(FakeBackend(NEMO)),
    "studio": lambda folder: studio(folder / "studio"),
    "cloud": lambda _: cloud(),
    "cloud in snake case": lambda _: cloud(
        speech=Speech.ADK_SNAKE, render_shape=RenderShape.DATA, tells_status=True, cancels_renders=True
    ),
    "cloud in typed events": lambda _: cloud(speech=Speech.TYPED, render_shape=RenderShape.TASK),
    "cloud in plain texts": lambda _: cloud(speech=Speech.PLAIN, tells_status=True),
}


@pytest.fixture(params=BACKENDS)
async def backend(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[BackendClient, None]:
    async with BACKENDS[request.param](tmp_path) as client:
        yield client


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of moving picture with a tone."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=d=2"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    subprocess.run([get_ffmpeg_exe(), "-v", "error", *sources, *codecs, str(path)], check=True, timeout=60)
    return path.read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> FakeMediaStore:
    return FakeMediaStore(tmp_path / "media")


@pytest.fixture
async def session(backend: BackendClient) -> SessionId:
    return await backend.open_session(Language.ENGLISH)


def unheard(_percent: float) -> None:
    return None


async def uploaded(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes, *, key: str = "k1"
) -> Uploaded:
    return await backend.upload(session, store.put(clip), "假期 clip.mp4", key=key, progress=unheard)


async def told(backend: BackendClient, session: SessionId, text: str, *, key: str) -> list[BackendEvent]:
    async with aclosing(backend.converse(session, text, key=key)) as events:
        return [event async for event in events]


async def edited(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> tuple[BackendState, list[BackendEvent]]:
    await uploaded(backend, session, store, clip)
    await listed(backend, session, 1)
    events = await told(backend, session, TRIM, key="e1")
    return await backend.state(session), events


async def listed(backend: BackendClient, session: SessionId, count: int) -> tuple[Uploaded, ...]:
    """The session's uploads once there are as many; the list may lag behind."""
    for _ in range(POLLS):
        uploads = (await backend.state(session)).uploads
        if len(uploads) >= count:
            return uploads
        await asyncio.sleep(0.05)  # between two looks
    raise AssertionError("the upload was never listed")


async def ended(backend: BackendClient, render: RenderId) -> RenderProgress:
    for _ in range(POLLS):
        progress = await backend.render(render)
        assert progress is not None
        if progress.status not in {RenderStatus.PENDING, RenderStatus.PROCESSING}:
            return progress
        await asyncio.sleep(0.05)  # between two looks
    raise AssertionError("the render did not end")


def a_render() -> RenderId:
    return RenderId(f"render_{new_id()}")


async def test_a_new_session_holds_nothing(backend: BackendClient, session: SessionId) -> None:
    state = await backend.state(session)
    assert (state.uploads, state.generated, state.draft.is_empty) == ((), (), True)


async def test_each_session_is_another_one(backend: BackendClient, session: SessionId) -> None:
    assert await backend.open_session(Language.CHINESE) != session


async def test_an_upload_is_listed_with_the_key_it_came_with(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    file = await uploaded(backend, session, store, clip, key="turn1.upload.0")
    known_key = {True: "turn1.upload.0", False: None}[backend.traits.repeatable_edits]
    assert (file.filename, file.kind, file.key) == ("假期 clip.mp4", "video", known_key)
    assert file.duration_s == pytest.approx(2.0, abs=0.2)
    assert await listed(backend, session, 1) == (file,)


async def test_an_upload_tells_how_far_it_is(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    percents: list[float] = []
    await backend.upload(session, store.put(clip), "clip.mp4", key="k", progress=percents.append)
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert all(0 <= percent <= 100 for percent in percents)


async def test_an_upload_repeated_with_its_key_is_one_upload_where_keys_are_known(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    first = await uploaded(backend, session, store, clip)
    assert await uploaded(backend, session, store, clip) == first
    uploads = {True: (first,), False: (first, first)}[backend.traits.repeatable_edits]
    assert await listed(backend, session, len(uploads)) == uploads


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.mp4", "http://10.0.0.1/a.mp4", "file:///etc/passwd"])
async def test_a_link_to_a_private_place_is_refused(backend: BackendClient, session: SessionId, url: str) -> None:
    with pytest.raises((ProtectedLink, UnsupportedFile)):
        await backend.upload_url(session, url, key="k1")
    assert (await backend.state(session)).uploads == ()


async def test_an_edit_says_what_it_did_and_leaves_a_draft(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, events = await edited(backend, session, store, clip)
    assert any(isinstance(event, TextChunk) and event.text for event in events)
    assert not any(isinstance(event, StreamFailure) for event in events)
    assert not state.draft.is_empty


async def test_an_edit_repeated_with_its_key_is_done_once_where_keys_are_known(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, events = await edited(backend, session, store, clip)
    again = await told(backend, session, TRIM, key="e1")
    assert [event for event in again if isinstance(event, TextChunk)] == [
        event for event in events if isinstance(event, TextChunk)
    ]
    assert ((await backend.state(session)).draft == state.draft) is backend.traits.repeatable_edits


async def test_another_key_is_another_edit(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, _ = await edited(backend, session, store, clip)
    await told(backend, session, TRIM, key="e2")
    assert (await backend.state(session)).draft != state.draft


async def test_an_edit_nobody_listens_to_any_more_is_still_done(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    await uploaded(backend, session, store, clip)
    async with aclosing(backend.converse(session, TRIM, key="e1")) as events:
        await anext(events)
    for _ in range(POLLS):
        if not (await backend.state(session)).draft.is_empty:
            return
        await asyncio.sleep(0.05)  # between two looks
    raise AssertionError("the edit was dropped with its listener")


async def test_words_without_a_clip_change_nothing(backend: BackendClient, session: SessionId) -> None:
    await told(backend, session, "剪掉前一秒 ✂️", key="e1")
    assert (await backend.state(session)).draft.is_empty


async def test_an_edit_cancelled_before_it_arrives_is_not_done_where_edits_can_be_cancelled(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    await uploaded(backend, session, store, clip)
    cancelled = await backend.cancel_edit(session, "e1")
    assert cancelled is backend.traits.repeatable_edits
    events = await told(backend, session, TRIM, key="e1")
    failures = [event.message for event in events if isinstance(event, StreamFailure)]
    assert ["CANCELLED" in message for message in failures] == [True] * cancelled
    assert (await backend.state(session)).draft.is_empty is cancelled


async def test_cancelling_an_edit_that_has_ended_changes_nothing(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, _ = await edited(backend, session, store, clip)
    assert await backend.cancel_edit(session, "e1") is backend.traits.repeatable_edits
    assert await backend.state(session) == state


async def test_a_session_nobody_opened_is_lost(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    nowhere = SessionId("5529798706024415232")
    with pytest.raises(SessionLost):
        await backend.state(nowhere)
    with pytest.raises(SessionLost):
        await uploaded(backend, nowhere, store, clip)
    with pytest.raises(SessionLost):
        await told(backend, nowhere, TRIM, key="e1")
    with pytest.raises(SessionLost):
        await backend.start_render(nowhere, a_render(), Draft({}), RenderOutput())


async def test_a_render_brings_a_film(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, _ = await edited(backend, session, store, clip)
    render = a_render()
    started = await backend.start_render(session, render, state.draft, RenderOutput())
    assert started.id == render
    finished = await ended(backend, render)
    assert (finished.status, finished.percent, finished.error) == (RenderStatus.COMPLETED, 100, None)
    assert finished.url
    percents: list[float] = []
    film = await backend.download(finished, store, percents.append)
    assert film.path.stat().st_size == film.size_bytes > 0
    assert percents == sorted(percents)
    assert percents[-1] == 100


async def test_a_render_id_can_be_used_once(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, _ = await edited(backend, session, store, clip)
    render = a_render()
    await backend.start_render(session, render, state.draft, RenderOutput())
    with pytest.raises(DuplicateRender):
        await backend.start_render(session, render, state.draft, RenderOutput())
    assert (await ended(backend, render)).status is RenderStatus.COMPLETED


async def test_a_render_nobody_started_is_unknown(backend: BackendClient, session: SessionId) -> None:
    assert await backend.render(a_render()) is None
    assert not await backend.cancel_render(a_render())


async def test_a_cancelled_render_ends_as_cancelled_where_renders_can_be_cancelled(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    state, _ = await edited(backend, session, store, clip)
    render = a_render()
    await backend.start_render(session, render, state.draft, RenderOutput())
    cancelled = await backend.cancel_render(render)
    assert cancelled or not backend.traits.is_local
    assert await backend.cancel_render(render) is cancelled
    expected = {True: RenderStatus.CANCELLED, False: RenderStatus.COMPLETED}[cancelled]
    assert (await ended(backend, render)).status is expected


async def is_known(backend: BackendClient, session: SessionId) -> bool:
    try:
        await backend.state(session)
    except SessionLost:
        return False
    return True


async def test_a_forgotten_session_is_gone_with_what_runs_in_it_and_can_be_forgotten_again(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    other = await backend.open_session(Language.ENGLISH)
    await uploaded(backend, other, store, clip)
    state, _ = await edited(backend, session, store, clip)
    render = a_render()
    await backend.start_render(session, render, state.draft, RenderOutput())
    forgotten = await backend.forget_session(session)
    assert forgotten is backend.traits.repeatable_edits
    assert await backend.forget_session(session) is forgotten
    assert (await backend.render(render) is None) is forgotten
    assert await is_known(backend, session) is not forgotten
    again, _ = await edited(backend, other, store, clip)
    assert not again.draft.is_empty


async def test_local_editing_costs_nothing(backend: BackendClient) -> None:
    balance = await backend.credits()
    assert balance.unlimited is backend.traits.is_local
    assert balance.total == balance.available + balance.frozen


@pytest.mark.parametrize("language", Language)
async def test_what_can_be_asked_for_is_told_by_the_studio(backend: BackendClient, language: Language) -> None:
    groups = await backend.sayable(language)
    assert bool(groups) is backend.traits.is_local
    said = [text for group in groups for thing in group.things for text in (group.title, thing.title, thing.example)]
    assert all(said)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in said) is (
        language is Language.CHINESE or not said
    )


async def test_a_backend_called_for_another_profile_holds_the_same_sessions(
    backend: BackendClient, session: SessionId, store: FakeMediaStore, clip: bytes
) -> None:
    other = backend.attributed_to("editor-fixed")
    await uploaded(other, session, store, clip)
    assert len(await listed(backend, session, 1)) == 1
    assert other.traits == backend.traits
