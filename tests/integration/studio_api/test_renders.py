"""Renders: states, polling, cancelling, downloading, taken ids."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from media.errors import DiskFull
from studio.render.errors import EncodeFailed, MissingGlyphs, NothingToRender
from studio.render.jobs import MAX_WAITING
from studio.store.model import NEXT_STATES, RenderState
from tests.integration.studio_api.harness import FILM, LiveStudio, ScriptedFilms, live_studio, render_body

START = "/api/render/proxy/lambda"


def lying_about(studio: LiveStudio) -> list[Path]:
    return [*(studio.folder / "work").iterdir(), *(studio.folder / "media").glob("*/*.mp4")][1:]


async def test_a_render_ends_in_a_film_that_can_be_downloaded(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    started = await studio.start_render(session, draft)
    assert started.status_code == 200
    assert started.json()["status"] in {"pending", "processing"}
    ended = await studio.render_ended()
    film = {"duration": 30.5, "size": len(FILM), "width": 1920, "height": 1080}
    assert ended["status"] == "completed"
    assert ended["progress"] == 100
    assert ended["output"].items() >= film.items()
    assert ended["output"]["url"] == ended["outputUrl"] == f"{studio.url}/api/render/proxy/render_1/download"
    answer = await studio.client.get(ended["outputUrl"])
    assert (answer.status_code, answer.content) == (200, FILM)
    assert answer.headers["content-type"] == "video/mp4"


async def test_the_answer_serves_every_published_shape(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    ended = await studio.render_ended()
    assert ended["success"] is True
    assert ended["id"] == ended["taskId"] == ended["data"]["id"] == "render_1"
    assert {key: ended[key] for key in ended["data"]} == ended["data"]
    assert ended["completedAt"] >= ended["createdAt"] > 1_700_000_000_000
    assert "error" not in ended


async def test_a_part_of_the_film_can_be_asked_for(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    url = (await studio.render_ended())["outputUrl"]
    part = await studio.client.get(url, headers={"Range": "bytes=100-199"})
    beyond = await studio.client.get(url, headers={"Range": f"bytes={len(FILM)}-"})
    assert (part.status_code, part.content) == (206, FILM[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(FILM)}"
    assert beyond.status_code == 416


@pytest.mark.parametrize("missing", ["X-Skill-Source", "X-Skill-Version", "X-Skill-Platform"])
async def test_a_render_without_attribution_is_refused(studio: LiveStudio, missing: str) -> None:
    session, draft = await studio.edited_session()
    answer = await studio.client.post(START, json=render_body(session, draft, "render_1"), headers={missing: ""})
    assert (answer.status_code, answer.json()["code"]) == (402, 402)
    assert (await studio.client.get(f"{START}/render_1")).status_code == 404


async def test_a_taken_id_is_refused_and_the_first_render_goes_on(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    again = await studio.start_render(session, draft)
    assert (again.status_code, again.json()["code"]) == (409, 409)
    assert (await studio.render_ended())["status"] == "completed"
    assert studio.films.made == ["render_1"]


async def test_an_unknown_render_is_not_found(studio: LiveStudio) -> None:
    answers = [
        await studio.client.get(f"{START}/render_9"),
        await studio.client.post(f"{START}/render_9/cancel"),
        await studio.client.get("/api/render/proxy/render_9/download"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, 404)}


async def test_a_render_of_another_account_is_not_found_and_its_id_is_free(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    await studio.render_ended()
    await studio.log_in("another client")
    assert (await studio.client.get(f"{START}/render_1")).status_code == 404
    assert (await studio.client.get("/api/render/proxy/render_1/download")).status_code == 404
    foreign = await studio.start_render(session, draft)
    assert (foreign.status_code, foreign.json()["code"]) == (404, 1002)


def broken(session: str, draft: dict[str, Any]) -> list[dict[str, Any]]:
    whole = render_body(session, draft, "render_1")
    foreign = {**draft, "t": [{**draft["t"][0], "sg": [{**draft["t"][0]["sg"][0]}]}]}
    foreign["t"][0]["sg"][0] = {**foreign["t"][0]["sg"][0], "m": {**draft["t"][0]["sg"][0]["m"], "src": "src_other"}}
    return [
        {},
        {**whole, "id": ""},
        {**whole, "id": "a" * 65},
        {**whole, "id": "../x"},
        {**whole, "id": "render 1\n"},
        {**whole, "draft": {}},
        {**whole, "draft": {**draft, "t": []}},
        {**whole, "draft": {**draft, "d": -1}},
        {**whole, "draft": foreign},
        {**whole, "output": {"format": "gif"}},
        {**whole, "output": {"resolution": "huge"}},
        {**whole, "draft": {**draft, "filler": "x" * 4_200_000}},
    ]


async def test_malformed_renders_are_refused(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    answers = [await studio.client.post(START, json=body) for body in broken(session, draft)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(400, 400)] * len(answers)


async def test_the_output_object_is_optional_and_unknown_draft_keys_pass(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    body = {"id": "render_1", "sessionId": session, "draft": {**draft, "unknown": [1, {"x": None}]}}
    assert (await studio.client.post(START, json=body)).status_code == 200
    assert (await studio.render_ended())["status"] == "completed"


async def test_waiting_renders_know_their_place_and_run_in_order(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    studio.films.release.clear()
    for number in (1, 2, 3):
        await studio.start_render(session, draft, f"render_{number}")
    await studio.films.started.wait()
    seen = [(await studio.client.get(f"{START}/render_{number}")).json() for number in (1, 2, 3)]
    assert [one["status"] for one in seen] == ["processing", "pending", "pending"]
    assert [one["queuePosition"] for one in seen] == [0, 1, 2]
    assert seen[0]["progress"] == 40
    studio.films.release.set()
    for number in (1, 2, 3):
        assert (await studio.render_ended(f"render_{number}"))["status"] == "completed"
    assert studio.films.made == ["render_1", "render_2", "render_3"]
    assert studio.films.most_at_once == 1


async def test_as_many_renders_run_together_as_allowed(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data", concurrency=2) as studio:
        session, draft = await studio.edited_session()
        studio.films.release.clear()
        for number in (1, 2, 3):
            await studio.start_render(session, draft, f"render_{number}")
        async with asyncio.timeout(5):
            while studio.films.running < 2:
                await asyncio.sleep(0.01)
        assert (await studio.client.get(f"{START}/render_3")).json()["status"] == "pending"
        studio.films.release.set()
        for number in (1, 2, 3):
            await studio.render_ended(f"render_{number}")
    assert studio.films.most_at_once == 2


async def test_a_running_render_is_cancelled_and_leaves_nothing(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    studio.films.release.clear()
    await studio.start_render(session, draft)
    await studio.films.started.wait()
    async with asyncio.timeout(2):
        answers = [(await studio.client.post(f"{START}/render_1/cancel")).json() for _ in range(2)]
    assert [answer["status"] for answer in answers] == ["cancelled", "cancelled"]
    assert lying_about(studio) == []
    assert (await studio.client.get("/api/render/proxy/render_1/download")).status_code == 404


async def test_a_waiting_render_is_cancelled_and_the_next_moves_up(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    studio.films.release.clear()
    for number in (1, 2, 3):
        await studio.start_render(session, draft, f"render_{number}")
    assert (await studio.client.post(f"{START}/render_2/cancel")).json()["status"] == "cancelled"
    assert (await studio.client.get(f"{START}/render_3")).json()["queuePosition"] == 1
    studio.films.release.set()
    assert (await studio.render_ended("render_3"))["status"] == "completed"
    assert studio.films.made == ["render_1", "render_3"]


async def test_cancelling_a_completed_render_changes_nothing(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    await studio.start_render(session, draft)
    await studio.render_ended()
    assert (await studio.client.post(f"{START}/render_1/cancel")).json()["status"] == "completed"


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (EncodeFailed("Conversion failed! /secret/path"), "internal: reference"),
        (MissingGlyphs("ก", ("Thai",)), "missing_glyphs: Thai"),
        (NothingToRender(), "nothing_to_render"),
        (DiskFull(), "disk_full"),
    ],
)
async def test_a_failed_render_says_why_and_no_more(tmp_path: Path, failure: Exception, reason: str) -> None:
    films = ScriptedFilms()
    films.failure = failure
    async with live_studio(tmp_path / "data", films=films) as studio:
        session, draft = await studio.edited_session()
        await studio.start_render(session, draft)
        ended = await studio.render_ended()
        assert ended["status"] == "failed"
        assert ended["error"].startswith(reason)
        assert "secret" not in ended["error"]
        assert "outputUrl" not in ended
        films.failure = None
        await studio.start_render(session, draft, "render_2")
        assert (await studio.render_ended("render_2"))["status"] == "completed"
        assert lying_about(studio)[1:] == []


async def test_renders_interrupted_by_the_end_of_the_studio_are_made_at_the_next_start(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data") as studio:
        session, draft = await studio.edited_session()
        studio.films.release.clear()
        for number in (1, 2):
            await studio.start_render(session, draft, f"render_{number}")
        await studio.films.started.wait()
    async with live_studio(tmp_path / "data") as studio:
        for number in (1, 2):
            assert (await studio.render_ended(f"render_{number}"))["status"] == "completed"
        assert studio.films.made == ["render_1", "render_2"]


async def test_too_many_waiting_renders_are_refused(studio: LiveStudio) -> None:
    session, draft = await studio.edited_session()
    studio.films.release.clear()
    account = (await studio.parts.store.accounts.by_token(studio.tokens[0])) or pytest.fail("no account")
    for number in range(MAX_WAITING):
        await studio.parts.renders.submit(account.id, f"r{number}", session, "{}", None)
    answer = await studio.start_render(session, draft)
    assert (answer.status_code, answer.json()["code"]) == (429, 429)
    assert int(answer.headers["Retry-After"]) > 0


def test_every_state_says_where_it_may_go_and_ends_stay_ends() -> None:
    assert set(NEXT_STATES) == set(RenderState)
    ends = {RenderState.COMPLETED, RenderState.FAILED, RenderState.CANCELLED}
    assert {state for state, following in NEXT_STATES.items() if not following} == ends
