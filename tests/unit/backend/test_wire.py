"""Bodies: read with tolerance, written exactly."""

import pytest

from backend import wire
from bot.core.model import (
    Credits,
    Draft,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    SessionId,
    Uploaded,
)

RENDER = RenderId("render_1")
OWN = "http://studio/film"
FILM = "https://cdn.example/render_1.mp4"


def render(body: dict[str, object]) -> RenderProgress:
    return wire.Render.read(body).to_core(RENDER, OWN)


@pytest.mark.parametrize(
    "body",
    [
        {"taskId": "render_1", "status": "completed", "progress": 100, "output": {"url": FILM, "duration": 30.5}},
        {"success": True, "data": {"id": "render_1", "status": "completed", "progress": 100, "outputUrl": FILM}},
        {"status": "completed", "progress": 100, "url": FILM},
        {"status": "COMPLETED", "progress": "100", "output": {}, "outputUrl": FILM, "data": None},
        {"data": {"status": "completed", "progress": 100.0, "output": {"url": FILM}}, "output": "odd", "url": 5},
    ],
)
def test_a_finished_render_is_read_in_every_published_shape(body: dict[str, object]) -> None:
    assert render(body).status is RenderStatus.COMPLETED
    assert render(body).percent == 100
    assert render(body).url in {FILM, "5"}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", RenderStatus.PENDING),
        ("queued", RenderStatus.PENDING),
        ("processing", RenderStatus.PROCESSING),
        ("encoding", RenderStatus.PROCESSING),
        ("failed", RenderStatus.FAILED),
        ("cancelled", RenderStatus.CANCELLED),
    ],
)
def test_a_render_under_way_has_no_address(word: str, status: RenderStatus) -> None:
    told = render({"status": word, "progress": 5, "outputUrl": FILM})
    assert (told.status, told.percent, told.url) == (status, 5, None)


def test_a_finished_render_without_an_address_lies_at_the_backend() -> None:
    assert render({"status": "completed"}).url == OWN


def test_an_answer_that_says_nothing_is_a_render_that_waits() -> None:
    assert render({}) == RenderProgress(RENDER, RenderStatus.PENDING)


@pytest.mark.parametrize(("told", "percent"), [(-5, 0), (140, 100), ("soon", None), (None, None), (float("nan"), None)])
def test_progress_stays_within_its_range(told: object, percent: float | None) -> None:
    assert render({"status": "processing", "progress": told}).percent == percent


def test_a_failed_render_tells_why_and_not_too_long() -> None:
    assert render({"status": "failed", "error": "no space"}).error == "no space"
    assert len(render({"status": "failed", "error": {"trace": "x" * 9000}}).error or "") == 500
    assert render({"status": "completed", "error": "left over"}).error is None


def test_a_state_is_read_with_whatever_it_lacks() -> None:
    item = {"filename": "a.mp4", "file_type": "video", "duration": 30.5, "key": "k1", "cdn_url": "…"}
    draft = {"t": [{"tt": 0, "sg": [{}], "odd": "\ud83d"}], "x": [1.0, 10**30]}
    content = {
        "video_infos": [item, {"duration": "soon"}, "b.mp4"],
        "draft": draft,
        "generated_media": {"m": {"name": "bed"}},
    }
    state = wire.State.model_validate({"session_id": "s", "state": content}).to_core()
    assert state.uploads == (Uploaded("a.mp4", "video", 30.5, "k1"), Uploaded("", ""), Uploaded("b.mp4", ""))
    assert state.generated == ("bed",)
    assert state.draft == Draft(draft)


@pytest.mark.parametrize("state", [None, {}, [], "odd", {"draft": None, "video_infos": None, "generated_media": 5}])
def test_a_state_of_nothing_is_empty(state: object) -> None:
    read = wire.State.model_validate({"state": state}).to_core()
    assert (read.uploads, read.generated, read.draft.wire) == ((), (), {})


@pytest.mark.parametrize(("draft", "held"), [('{"t": []}', {"t": []}), ("{broken", {}), ("[]", {}), ("", {})])
def test_a_draft_may_come_as_text(draft: str, held: dict[str, object]) -> None:
    assert wire.State.model_validate({"state": {"draft": draft}}).to_core().draft.wire == held


def test_an_upload_without_an_answer_s_details_keeps_our_name() -> None:
    assert wire.Files.model_validate({"files": [{"duration": 3}]}).to_uploaded("a.mp4") == Uploaded("a.mp4", "", 3.0)
    assert wire.Files.model_validate({}).to_uploaded("a.mp4") == Uploaded("a.mp4", "")


@pytest.mark.parametrize(
    ("data", "balance"),
    [
        ({"available": 25000, "frozen": 40, "total": 25040}, Credits(25000, 40, 25040)),
        ({"available": 1.5, "frozen": "0.5"}, Credits(1.5, 0.5, 2.0)),
        ({"available": 0, "frozen": 0, "total": 0, "unlimited": True}, Credits(0, 0, 0, unlimited=True)),
        ({"available": None}, Credits(0, 0, 0)),
    ],
)
def test_a_balance_is_read_in_whole_numbers_and_fractions(data: dict[str, object], balance: Credits) -> None:
    assert wire.Balance.model_validate(data).to_core() == balance


def test_bodies_are_written_as_the_contract_says() -> None:
    session = SessionId("5529798706024415232")
    assert wire.session_request(Language.ENGLISH) == {"task_name": "project", "language": "en"}
    assert wire.session_request(Language.CHINESE) == {"task_name": "project", "language": "zh-CN"}
    assert wire.edit_request(session, "剪 \ud83d") == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session,
        "new_message": {"role": "user", "parts": [{"text": "剪 \ufffd"}]},
    }
    assert wire.link_request("https://e.org/a.mp4") == {"urls": ["https://e.org/a.mp4"], "source_type": "url"}
    assert wire.render_request(session, RENDER, Draft({"t": [1]}), RenderOutput(720)) == {
        "id": "render_1",
        "sessionId": session,
        "draft": {"t": [1]},
        "output": {"format": "mp4", "quality": "high", "resolution": "720p"},
    }
