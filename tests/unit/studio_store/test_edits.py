"""Edits and versions in the store: order, keys, undo and redo."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import pytest_asyncio

from studio.store.edits import Outcome
from studio.store.folder import DataFolder
from studio.store.media import StoredFile
from studio.store.model import EditState, KeptSource, RenderedFilm, RenderState, Session
from studio.store.renders import RenderIdTaken
from studio.store.store import Store, open_store
from studio.timeline.model import Source, SourceId, SourceKind

FILE = StoredFile("a" * 64, "mp4", 1000)
CLIP = KeptSource(
    Source(SourceId("src_1"), "假日.mp4", SourceKind.VIDEO, 30_500, 1920, 1080, Fraction(30000, 1001), True), FILE
)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store, None]:
    folder = DataFolder(tmp_path / "data")
    async with open_store(folder) as opened:
        yield opened
    folder.close()


@pytest_asyncio.fixture
async def session(store: Store) -> Session:
    return await store.sessions.open((await store.accounts.issue("client")).account.id, "project", "en")


async def make_version(store: Store, session: Session, key: str, *drafts: str, goto: int | None = None) -> None:
    edit, _ = await store.edits.accept(session.id, key, "words")
    outcome = Outcome(drafts=[lambda number, text=text: f"{number}:{text}" for text in drafts], goto=goto)
    await store.edits.finish(edit, outcome, lambda version: f"[{version}]")


async def standing(store: Store, session: Session) -> tuple[str | None, tuple[int, ...], tuple[int, ...]]:
    versions = await store.edits.versions(session.id)
    return (versions.current.draft if versions.current else None), versions.back, versions.forward


async def test_a_source_comes_back_as_it_was_kept(store: Store, session: Session) -> None:
    await store.sources.add_upload(session.id, [CLIP], "key")
    [kept] = await store.sources.of(session.id)
    assert kept == replace(CLIP, upload_key=None)
    assert not kept.used


async def test_versions_stack_up_and_the_base_is_where_the_first_undo_leads(store: Store, session: Session) -> None:
    assert await standing(store, session) == (None, (), ())
    await make_version(store, session, "1", "base", "cut")
    assert await standing(store, session) == ("2:cut", (1,), ())
    await make_version(store, session, "2", goto=1)
    assert await standing(store, session) == ("1:base", (), (2,))


async def test_undo_and_redo_walk_one_line(store: Store, session: Session) -> None:
    for key in ("a", "b", "c"):
        await make_version(store, session, key, key)
    await make_version(store, session, "undo", goto=1)
    assert await standing(store, session) == ("1:a", (), (2, 3))
    await make_version(store, session, "redo", goto=2)
    assert await standing(store, session) == ("2:b", (1,), (3,))


async def test_a_new_version_after_an_undo_cuts_off_what_was_undone(store: Store, session: Session) -> None:
    for key in ("a", "b"):
        await make_version(store, session, key, key)
    await make_version(store, session, "undo", goto=1)
    await make_version(store, session, "c", "c")
    assert await standing(store, session) == ("3:c", (1,), ())
    await make_version(store, session, "undo again", goto=1)
    assert await standing(store, session) == ("1:a", (), (3,))


async def test_an_edit_keeps_versions_sources_and_answer_together(store: Store, session: Session) -> None:
    await store.sources.add_upload(session.id, [CLIP], None)
    edit, is_new = await store.edits.accept(session.id, "key", "cut")
    bed = KeptSource(Source(SourceId("src_2"), "Calm", SourceKind.AUDIO, 9000, has_audio=True, generated=True), FILE)
    outcome = Outcome(drafts=[lambda number: f"{number}"], used=["src_1", "src_2"], generated=[bed])
    await store.edits.finish(edit, outcome, lambda version: f'["version {version}"]')
    ended = await store.edits.get(session.id, "key")
    assert is_new
    assert ended is not None
    assert (ended.state, ended.events) == (EditState.DONE, '["version 1"]')
    assert [kept.used for kept in await store.sources.of(session.id)] == [True, True]


async def test_a_key_is_accepted_once(store: Store, session: Session) -> None:
    first, is_new = await store.edits.accept(session.id, "key", "cut")
    again, is_new_again = await store.edits.accept(session.id, "key", "other words")
    assert (is_new, is_new_again) == (True, False)
    assert again == first


async def test_an_ended_edit_is_not_ended_again(store: Store, session: Session) -> None:
    edit, _ = await store.edits.accept(session.id, "key", "cut")
    await store.edits.finish(edit, Outcome(), lambda _: '["done"]')
    await store.edits.end(edit, EditState.CANCELLED, '["cancelled"]')
    ended = await store.edits.get(session.id, "key")
    assert ended is not None
    assert (ended.state, ended.events) == (EditState.DONE, '["done"]')


async def test_a_refused_key_never_waits(store: Store, session: Session) -> None:
    refused = await store.edits.refuse(session.id, "key", '["cancelled"]')
    edit, is_new = await store.edits.accept(session.id, "key", "cut")
    assert (refused.state, edit.state, is_new) == (EditState.CANCELLED, EditState.CANCELLED, False)
    assert await store.edits.unfinished() == []


async def test_unfinished_edits_are_found_in_their_order(store: Store, session: Session) -> None:
    edits = [(await store.edits.accept(session.id, key, key))[0] for key in ("b", "a", "c")]
    await store.edits.start(edits[0])
    await store.edits.end(edits[1], EditState.FAILED, "[]")
    assert [edit.key for edit in await store.edits.unfinished()] == ["b", "c"]


async def test_a_render_moves_only_where_it_may(store: Store, session: Session) -> None:
    render = await store.renders.add(session.account, "r", session.id, "{}", 720)
    film = RenderedFilm(FILE, 1000, 1280, 720)
    # Nothing was made yet, so it cannot be completed from here.
    assert (await store.renders.move(render, RenderState.COMPLETED, film=film)).state is RenderState.PENDING
    await store.renders.move(render, RenderState.PROCESSING)
    done = await store.renders.move(render, RenderState.COMPLETED, film=film)
    assert (done.state, done.film, done.short_side) == (RenderState.COMPLETED, film, 720)
    assert done.completed_ms is not None
    for state in set(RenderState) - {RenderState.COMPLETED}:
        assert await store.renders.move(render, state) == done


async def test_a_render_id_belongs_to_its_account(store: Store, session: Session) -> None:
    other = (await store.accounts.issue("other")).account.id
    await store.renders.add(session.account, "r", session.id, "{}", None)
    with pytest.raises(RenderIdTaken):
        await store.renders.add(session.account, "r", session.id, "{}", None)
    await store.renders.add(other, "r", session.id, "{}", None)


async def test_analyses_are_remembered_by_content(store: Store) -> None:
    assert await store.analyses.get("a" * 64, "speech.1") is None
    await store.analyses.put("a" * 64, "speech.1", [[0, 100]])
    await store.analyses.put("a" * 64, "level.1", [None])
    assert await store.analyses.get("a" * 64, "speech.1") == [[0, 100]]
    assert await store.analyses.get("a" * 64, "level.1") == [None]


async def test_a_film_that_is_also_an_upload_is_in_use(store: Store, session: Session) -> None:
    assert not await store.renders.is_used(FILE)
    await store.sources.add_upload(session.id, [CLIP], "key")
    assert await store.renders.is_used(FILE)
    assert not await store.renders.is_used(replace(FILE, hash="b" * 64))
