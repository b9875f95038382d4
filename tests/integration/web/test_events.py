"""The stream of events: the whole transcript on the first visit, only what is new after that."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from adapters.web import events as web_events
from bot.core.model import Button, ChatRef, Reply
from tests.fakes.web_page import ServedPage, events, served_page, transcript


async def chat_of(page: ServedPage, browser: httpx.AsyncClient) -> ChatRef:
    await browser.post("/messages", json={"id": "message-1", "text": "hello"})
    return page.inbox.accepted[0].ref.chat


async def test_a_status_changes_in_place_and_a_result_is_a_new_message(
    page: ServedPage, browser: httpx.AsyncClient
) -> None:
    chat = await chat_of(page, browser)
    async with asyncio.timeout(10), aclosing(events(browser)) as source:
        kinds = [(await anext(source)).kind, (await anext(source)).kind]
        assert kinds == ["message", "ready"]
        status = await page.adapter.send(chat, Reply("working", silent=True), key="status")
        first = await anext(source)
        await page.adapter.edit(status, Reply("done", silent=True))
        second = await anext(source)
        await page.adapter.send(chat, Reply("film", buttons=(Button("Undo", "undo"),)), key="result")
        third = await anext(source)
    assert first.data["id"] == second.data["id"] != third.data["id"]
    assert [event.number for event in (first, second, third)] == [2, 3, 4]
    assert (first.data["position"], second.data["position"]) == (2, 2)
    assert third.data["buttons"] == [{"label": "Undo", "says": "undo"}]


async def test_after_a_lost_line_only_what_changed_is_sent(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_of(page, browser)
    status = await page.adapter.send(chat, Reply("10 %"), key="status")
    seen = await transcript(browser)
    for percent in range(20, 100, 20):
        await page.adapter.edit(status, Reply(f"{percent} %"))
    await page.adapter.send(chat, Reply("film"), key="result")
    missed = await transcript(browser, after=seen[-1].number)
    assert [event.data["text"] for event in missed] == ["80 %", "film"]
    assert await transcript(browser, after=missed[-1].number) == []


async def test_the_query_works_where_a_page_cannot_set_the_header(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await chat_of(page, browser)
    async with asyncio.timeout(10), aclosing(events(browser, path="/events?after=1")) as source:
        assert (await anext(source)).kind == "ready"


@pytest.mark.parametrize("number", ["-1", "x", "٣", "9" * 400, "1e3"])
async def test_a_number_that_is_none_gets_the_whole_transcript(
    page: ServedPage, browser: httpx.AsyncClient, number: str
) -> None:
    await chat_of(page, browser)
    async with asyncio.timeout(10), aclosing(events(browser, path=f"/events?after={number}")) as source:
        assert (await anext(source)).data["text"] == "hello"


async def test_a_number_from_another_database_starts_over(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await chat_of(page, browser)
    shown = await transcript(browser, after=500)
    assert [event.kind for event in shown] == ["reset", "message"]


async def test_all_tabs_see_the_same_and_other_chats_see_nothing(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_of(page, browser)
    async with asyncio.timeout(10), page.browser() as stranger:
        async with aclosing(events(browser)) as one, aclosing(events(browser)) as two:
            for source in (one, two):
                assert [(await anext(source)).kind, (await anext(source)).kind] == ["message", "ready"]
            await page.adapter.send(chat, Reply("film"), key="result")
            assert (await anext(one)).data == (await anext(two)).data
        assert await transcript(stranger) == []


async def test_a_quiet_stream_shows_that_it_lives(
    page: ServedPage, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_events, "PING_S", 0.05)
    async with asyncio.timeout(10), browser.stream("GET", "/events") as answer:
        assert answer.headers["x-accel-buffering"] == "no"
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = aiter(answer.aiter_lines())
        seen = []
        while seen.count(": ping") < 2:
            seen.append(await anext(lines))
    assert seen[0] == "retry: 1000"


async def test_everything_is_shown_again_after_a_restart_of_the_server(tmp_path: Path) -> None:
    async with served_page(tmp_path) as page, page.browser() as browser:
        chat = await chat_of(page, browser)
        await page.adapter.send(chat, Reply("kept"), key="status")
        cookies = dict(browser.cookies)
    async with served_page(tmp_path) as page, page.client() as browser:
        browser.cookies.update(cookies)
        assert [event.data["text"] for event in await transcript(browser)] == ["hello", "kept"]
        await page.adapter.send(chat, Reply("kept"), key="status")
        assert len(await transcript(browser)) == 2
