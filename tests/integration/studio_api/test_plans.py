"""The plan-only call: words to typed operations over HTTP, with nothing done."""

from typing import Any

import pytest

from tests.integration.studio_api.harness import LiveStudio

MEDIA = {"clips": ["talk.mp4"], "duration": 300, "edited": True}


async def plan(studio: LiveStudio, text: str, **body: Any) -> dict[str, Any]:
    answer = await studio.client.post("/api/studio/plan", json={"text": text, **(body or {"media": MEDIA})})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


async def test_words_about_described_media_come_back_as_typed_operations(studio: LiveStudio) -> None:
    found = await plan(studio, "cut the last 10 seconds, add calm music at 20% and dub it into French")

    assert found["operations"] == [
        {"name": "trim_tail", "args": {"seconds": 10.0}, "supported": True},
        {"name": "add_music", "args": {"mood": "calm", "volume": 0.2}, "supported": True},
        {"name": "dub", "args": {"to": "fr"}, "supported": False},
    ]
    assert (found["doubt"], found["question"], found["language"]) == (None, None, "en")


async def test_a_doubt_comes_with_its_question_in_the_language_of_the_words(studio: LiveStudio) -> None:
    found = await plan(studio, "剪短一点")

    assert (found["doubt"], found["language"]) == ("how_long", "zh")
    assert found["question"].startswith("要多长？")


async def test_what_is_declined_or_unclear_is_told(studio: LiveStudio) -> None:
    found = await plan(studio, "no music please, cut the pauses, frobnicate the quux, and don't export yet")

    assert [one["name"] for one in found["operations"]] == ["remove_silence"]
    assert found["declined"] == ["add_music", "export"]
    assert (found["unclear"], found["deliver"]) == (["frobnicate the quux"], False)


async def test_the_session_says_what_the_words_are_about_and_stays_as_it_is(studio: LiveStudio) -> None:
    session, _ = await studio.edited_session()
    before = await studio.state(session)

    found = await plan(studio, "keep the second half", session_id=session)

    assert found["operations"] == [{"name": "keep_range", "args": {"start": 0.5005, "end": 1.001}, "supported": True}]
    assert await studio.state(session) == before
    assert studio.edits.seen == ["cut"]


async def test_a_stranger_plans_nothing_with_a_session(studio: LiveStudio) -> None:
    session = await studio.open_session()
    await studio.log_in("somebody-else")

    answer = await studio.client.post("/api/studio/plan", json={"text": "cut the pauses", "session_id": session})

    assert (answer.status_code, answer.json()["code"]) == (404, 1002)


async def test_without_a_token_nothing_is_planned(studio: LiveStudio) -> None:
    answer = await studio.client.post(
        "/api/studio/plan", json={"text": "cut the pauses", "media": MEDIA}, headers={"Authorization": "Bearer no"}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


@pytest.mark.parametrize(
    "body",
    [
        {"text": "cut the pauses"},
        {"text": "cut the pauses", "media": MEDIA, "session_id": "1"},
        {"text": "  ", "media": MEDIA},
        {"text": "x" * 20_001, "media": MEDIA},
        {"text": "cut the pauses", "media": {"duration": -1}},
        {"text": "cut the pauses", "media": {"clips": "talk.mp4"}},
    ],
    ids=["neither", "both", "blank", "long", "negative", "no-list"],
)
async def test_a_malformed_plan_is_refused(studio: LiveStudio, body: dict[str, Any]) -> None:
    answer = await studio.client.post("/api/studio/plan", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, 400)


@pytest.mark.parametrize(
    ("language", "title", "example"), [("en", "Cutting", "cut the pauses"), ("zh", "剪辑", "去掉停顿")]
)
async def test_what_can_be_said_is_told_from_the_table(
    studio: LiveStudio, language: str, title: str, example: str
) -> None:
    answer = await studio.client.get("/api/studio/sayable", params={"language": language})
    found = answer.json()["data"]
    assert found["language"] == language
    first = found["groups"][0]
    assert (first["name"], first["title"], first["things"][0]["example"]) == ("cut", title, example)
    assert "control" not in [group["name"] for group in found["groups"]]
    refused = await studio.client.get("/api/studio/sayable", headers={"Authorization": ""})
    assert refused.status_code == 401
