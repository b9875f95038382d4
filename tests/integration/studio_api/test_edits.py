"""Edits over the stream: events, keys, dropped connections, cancelling."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
from httpx_sse import aconnect_sse

from studio.agent.queue import MAX_WAITING
from tests.integration.studio_api.harness import LiveStudio, live_studio, run_body, said


async def ready_session(studio: LiveStudio) -> str:
    session = await studio.open_session()
    await studio.upload(session)
    return session


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [next(iter(event["content"]["parts"][0])) for event in events]


async def test_an_edit_streams_text_call_result_and_sum_in_adk_form(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    events = await studio.edit(session, "cut the pauses")
    assert kinds(events) == ["text", "functionCall", "functionResponse", "text"]
    call, result = events[1]["content"]["parts"][0]["functionCall"], events[2]["content"]
    assert call == {"id": "adk-1", "name": "remove_silence", "args": {"min_seconds": 0.5}}
    assert result["role"] == "user"
    assert result["parts"][0]["functionResponse"]["response"] == {"status": "success"}
    assert {event["author"] for event in events} == {"nemo_agent"}
    assert len({event["invocationId"] for event in events}) == 1
    assert len({event["id"] for event in events}) == 4
    assert events[2]["actions"]["stateDelta"]["draft"] == (await studio.state(session))["draft"]


async def test_the_stream_is_one_data_line_an_event(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    answer = await studio.client.post("/run_sse", json=run_body(session, "cut"))
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = answer.text.split("\n\n")
    assert blocks[-1] == ""
    assert all(block.startswith("data: {") and "\n" not in block for block in blocks[:-1])


async def test_suggestions_travel_as_metadata(studio: LiveStudio) -> None:
    events = await studio.edit(await ready_session(studio), "say hello")
    assert events[-1]["customMetadata"] == {"suggestions": ["cut the pauses"]}


async def test_undo_and_redo_move_between_versions(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    await studio.edit(session, "cut")
    first = (await studio.state(session))["draft"]
    await studio.edit(session, "cut again")
    second = (await studio.state(session))["draft"]
    await studio.edit(session, "undo")
    undone = await studio.state(session)
    await studio.edit(session, "redo")
    redone = await studio.state(session)
    assert undone["draft"] == first
    assert undone["version"] == {"number": 1, "can_undo": False, "can_redo": True}
    assert redone["draft"] == second
    assert redone["version"] == {"number": 2, "can_undo": True, "can_redo": False}


async def test_a_repeat_with_the_key_gets_the_stored_events_and_edits_nothing(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    first = await studio.edit(session, "cut", key="turn/1")
    again = await studio.edit(session, "cut", key="turn/1")
    assert again == first
    assert studio.edits.seen == ["cut"]
    assert (await studio.state(session))["version"]["number"] == 1


async def test_the_same_key_in_another_session_is_another_edit(studio: LiveStudio) -> None:
    for session in [await ready_session(studio), await ready_session(studio)]:
        await studio.edit(session, "cut", key="same")
    assert len(studio.edits.seen) == 2


async def test_a_second_request_with_the_key_joins_the_running_edit(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        both = [group.create_task(studio.edit(session, "wait", key="one")) for _ in range(2)]
        await studio.edits.started.wait()
        studio.edits.release.set()
    assert both[0].result() == both[1].result()
    assert studio.edits.seen == ["wait"]


async def test_a_dropped_connection_does_not_end_the_edit(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    headers = {"Idempotency-Key": "dropped"}
    async with aconnect_sse(studio.client, "POST", "/run_sse", json=run_body(session, "wait"), headers=headers) as sse:
        async for _ in sse.aiter_sse():
            break
    studio.edits.release.set()
    events = await studio.edit(session, "wait", key="dropped")
    assert said(events)[-1] == "Cut 3 pauses."
    assert studio.edits.seen == ["wait"]
    assert (await studio.state(session))["version"]["number"] == 1


async def test_edits_of_a_session_run_one_at_a_time_in_order(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(studio.edit(session, "wait 1"))
        await studio.edits.started.wait()
        for number in (2, 3):
            group.create_task(studio.edit(session, f"cut {number}", key=f"{number}"))
            while await studio.parts.store.edits.get(session, f"{number}") is None:
                await asyncio.sleep(0.01)
        assert studio.edits.seen == ["wait 1"]
        studio.edits.release.set()
    assert studio.edits.seen == ["wait 1", "cut 2", "cut 3"]
    assert studio.edits.most_at_once == 1


async def test_edits_of_different_sessions_run_side_by_side(studio: LiveStudio) -> None:
    waiting, free = await ready_session(studio), await ready_session(studio)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(studio.edit(waiting, "wait"))
        await studio.edits.started.wait()
        assert said(await studio.edit(free, "cut"))[-1] == "Cut 3 pauses."
        studio.edits.release.set()


async def test_a_silent_edit_shows_signs_of_life(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data", heartbeat_s=0.05) as studio:
        session = await ready_session(studio)
        async with studio.client.stream("POST", "/run_sse", json=run_body(session, "wait")) as answer:
            beats = 0
            async for line in answer.aiter_lines():
                beats += line == ": heartbeat"
                if beats == 3:
                    studio.edits.release.set()
        assert beats >= 3


async def test_a_running_edit_is_cancelled_and_leaves_the_version(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    await studio.edit(session, "cut")
    studio.edits.started.clear()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        stream = group.create_task(studio.edit(session, "wait", key="k/1"))
        await studio.edits.started.wait()
        answer = await studio.client.post(f"/api/studio/edits/{session}/k%2F1/cancel")
    assert answer.json()["data"] == {"state": "cancelled"}
    assert stream.result()[-1]["errorCode"] == "CANCELLED"
    assert (await studio.edit(session, "wait", key="k/1"))[-1]["errorCode"] == "CANCELLED"
    assert (await studio.state(session))["version"]["number"] == 1
    assert said(await studio.edit(session, "cut"))[-1] == "Cut 3 pauses."


async def test_a_waiting_edit_is_cancelled_without_ever_running(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(studio.edit(session, "wait"))
        await studio.edits.started.wait()
        waiting = group.create_task(studio.edit(session, "cut", key="second"))
        while await studio.parts.store.edits.get(session, "second") is None:
            await asyncio.sleep(0.01)
        answer = await studio.client.post(f"/api/studio/edits/{session}/second/cancel")
        studio.edits.release.set()
    assert answer.json()["data"]["state"] == "cancelled"
    assert [event.get("errorCode") for event in waiting.result()] == ["CANCELLED"]
    assert studio.edits.seen == ["wait"]


async def test_an_unknown_key_is_remembered_as_cancelled(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    for _ in range(2):
        answer = await studio.client.post(f"/api/studio/edits/{session}/early/cancel")
        assert answer.json()["data"]["state"] == "cancelled"
    events = await studio.edit(session, "cut", key="early")
    assert [event.get("errorCode") for event in events] == ["CANCELLED"]
    assert studio.edits.seen == []


async def test_a_finished_edit_is_not_cancelled(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    await studio.edit(session, "cut", key="done")
    answer = await studio.client.post(f"/api/studio/edits/{session}/done/cancel")
    assert answer.json()["data"]["state"] == "finished"
    assert (await studio.state(session))["version"]["number"] == 1


async def test_a_defect_ends_its_edit_alone_and_tells_no_detail(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    events = await studio.edit(session, "boom", key="bad")
    assert events[-1]["errorCode"] == "INTERNAL"
    assert "secret" not in json.dumps(events)
    assert await studio.edit(session, "boom", key="bad") == events
    assert said(await studio.edit(session, "cut"))[-1] == "Cut 3 pauses."


async def test_an_edit_has_a_time_limit(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data", limit_s=0.1) as studio:
        events = await studio.edit(await ready_session(studio), "wait")
    assert events[-1]["errorCode"] == "DEADLINE_EXCEEDED"


async def test_an_edit_interrupted_by_the_end_of_the_studio_is_done_at_the_next_start(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data") as studio:
        session = await ready_session(studio)
        headers = {"Idempotency-Key": "cut off"}
        body = run_body(session, "wait")
        async with aconnect_sse(studio.client, "POST", "/run_sse", json=body, headers=headers) as sse:
            async for _ in sse.aiter_sse():
                break
    async with live_studio(tmp_path / "data") as studio:
        studio.edits.release.set()
        events = await studio.edit(session, "wait", key="cut off")
        assert said(events)[-1] == "Cut 3 pauses."
        assert studio.edits.seen == ["wait"]
        assert (await studio.state(session))["version"]["number"] == 1


async def test_a_stream_cut_by_the_end_of_the_studio_does_not_look_like_a_finished_edit(tmp_path: Path) -> None:
    was_cut = False
    async with live_studio(tmp_path / "data") as studio, asyncio.TaskGroup() as group:

        async def listen() -> None:
            nonlocal was_cut
            try:
                await studio.edit(await ready_session(studio), "wait")
            except (httpx.RemoteProtocolError, httpx.ReadError):
                was_cut = True

        group.create_task(listen())
        await studio.edits.started.wait()
        studio.stop()
    assert was_cut


async def test_too_many_waiting_edits_are_refused_with_a_time_to_wait(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for number in range(MAX_WAITING):
            group.create_task(studio.parts.edits.submit(session, f"{number}", "wait"))
        await studio.edits.started.wait()
        answer = await studio.client.post("/run_sse", json=run_body(session, "cut"))
        studio.edits.release.set()
    assert (answer.status_code, answer.json()["code"]) == (429, 429)
    assert int(answer.headers["Retry-After"]) > 0


async def test_malformed_edits_are_refused_before_the_stream(studio: LiveStudio) -> None:
    session = await ready_session(studio)
    bodies: list[Any] = [
        {},
        run_body(session, ""),
        run_body(session, "  "),
        run_body(session, "x" * 20_001),
        {**run_body(session, "cut"), "new_message": {"parts": []}},
        {**run_body(session, "cut"), "app_name": "other"},
    ]
    answers = [await studio.client.post("/run_sse", json=body) for body in bodies]
    headers = {"Idempotency-Key": "k" * 129}
    answers.append(await studio.client.post("/run_sse", json=run_body(session, "cut"), headers=headers))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(400, 400)}
    assert studio.edits.seen == []
