"""docs/api.md and the app say the same."""

import re
from pathlib import Path
from typing import Any

import pytest

from studio.api import refusals
from studio.api.app import ROUTES, make_app
from tests.integration.studio_api.harness import LiveStudio

PAGE = Path(__file__).parents[3].joinpath("docs/api.md").read_text(encoding="utf-8")
ENDPOINT = re.compile(r"^#{2,3} (GET|POST) (/\S+)", re.MULTILINE)
ERROR_ROW = re.compile(r"^\| (\d{3}) \| (\d+) \|.*\|(.*)\|$", re.MULTILINE)


def of_the_app() -> set[tuple[str, str]]:
    found = set()
    for route in ROUTES:
        for method in (route.methods or set()) - {"HEAD"}:
            found.add((method, route.path.replace(":path", "")))
    return found


def known_refusals() -> list[refusals.Refusal]:
    named = [value for value in vars(refusals).values() if isinstance(value, refusals.Refusal)]
    return [*named, *refusals.TABLE.values()]


def test_the_app_has_the_routes_of_the_page_and_no_other() -> None:
    assert of_the_app() == set(ENDPOINT.findall(PAGE))


def test_every_refusal_is_a_row_of_the_page() -> None:
    rows = {(int(status), int(code)): words for status, code, words in ERROR_ROW.findall(PAGE)}
    for refusal in known_refusals():
        assert (refusal.status, refusal.code) in rows
        if refusal.reason is not None:
            assert f"`{refusal.reason}`" in rows[refusal.status, refusal.code]


def test_every_row_of_the_page_can_be_answered() -> None:
    answered = {(refusal.status, refusal.code) for refusal in known_refusals()} | {(500, 500)}
    assert {(int(status), int(code)) for status, code, _ in ERROR_ROW.findall(PAGE)} == answered


async def test_a_defect_is_answered_with_a_reference_and_no_trace(
    studio: LiveStudio, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("/secret/path of a defect")

    studio.parts.store.sessions.open = broken  # type: ignore[method-assign]
    answer = await studio.client.post("/api/tasks/me/with-session/nemo_agent", json={})
    assert (answer.status_code, answer.json()["code"]) == (500, 500)
    assert "secret" not in answer.text
    reference = answer.json()["message"].rsplit(" ", 1)[1]
    assert reference in {getattr(record, "reference", "") for record in caplog.records}


def test_the_app_is_made_anew_by_each_call(studio: LiveStudio) -> None:
    assert make_app(studio.parts) is not make_app(studio.parts)
