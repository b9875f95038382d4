"""Forgetting a web chat: its transcript and uploads go, open pages are emptied, other chats stay as they are."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
import pytest

from bot.core.errors import AttachmentGone, MessageGone
from bot.core.model import Attachment, AttachmentId, ChatRef, Reply
from storage.media_uses import SqliteMediaUses
from tests.fakes.web_page import SeenEvent, ServedPage, events, transcript


async def upload(browser: httpx.AsyncClient, upload_id: str, size: int = 4) -> None:
    path, query = f"/uploads/{upload_id}", {"name": "clip.mp4", "size": size, "offset": 0}
    (await browser.put(path, params=query, content=b"clip")).raise_for_status()


async def chat_with_an_upload(page: ServedPage, browser: httpx.AsyncClient, number: int = 0) -> ChatRef:
    await upload(browser, "upload-1")
    await browser.post("/messages", json={"id": "message-1", "text": "cut", "uploads": ["upload-1"]})
    return page.inbox.accepted[number].ref.chat


async def heard(source: AsyncGenerator[SeenEvent, None], kind: str) -> SeenEvent:
    async with asyncio.timeout(10):
        async for event in source:
            if event.kind == kind:
                return event
    raise AssertionError(f"no {kind}")


async def test_messages_and_uploads_are_gone(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_with_an_upload(page, browser)
    old = await page.adapter.send(chat, Reply("old"), key="old")
    await page.adapter.forget(chat)
    assert [event.kind for event in await transcript(browser)] == []
    with pytest.raises(MessageGone):
        await page.adapter.edit(old, Reply("older"))
    attachment = Attachment(AttachmentId("upload-1"), "clip.mp4")
    with pytest.raises(AttachmentGone):
        await page.adapter.fetch(chat, attachment, page.store, lambda _: None)


async def test_an_open_page_is_emptied_and_shows_what_comes_then(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_with_an_upload(page, browser)
    for number in range(5):
        await page.adapter.send(chat, Reply("old"), key=f"old-{number}")
    async with aclosing(events(browser)) as source:
        await heard(source, "ready")
        await page.adapter.forget(chat)
        await heard(source, "reset")
        await page.adapter.send(chat, Reply("Done."), key="new")
        event = await heard(source, "message")
    assert (event.data["text"], event.number) == ("Done.", 7)


@pytest.mark.parametrize("later", [0, 3, 20])
async def test_a_page_that_was_away_meanwhile_is_emptied_when_it_comes_back(
    page: ServedPage, browser: httpx.AsyncClient, later: int
) -> None:
    chat = await chat_with_an_upload(page, browser)
    await page.adapter.send(chat, Reply("old"), key="old")
    last = (await transcript(browser))[-1].number
    await page.adapter.forget(chat)
    for number in range(later):
        await page.adapter.send(chat, Reply("new"), key=f"new-{number}")
    shown = await transcript(browser, after=last)
    assert [event.kind for event in shown] == ["reset", *["message"] * later]
    if later:
        assert await transcript(browser, after=shown[-1].number) == []


async def test_a_half_finished_upload_is_gone_too(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_with_an_upload(page, browser)
    await upload(browser, "upload-2", size=100)
    assert len(list(page.parts.glob("*.part"))) == 1
    await page.adapter.forget(chat)
    assert list(page.parts.glob("*.part")) == []
    told = await browser.head("/uploads/upload-2", params={"name": "clip.mp4", "size": 100})
    assert told.headers["upload-offset"] == "0"


async def test_another_chat_keeps_its_own(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_with_an_upload(page, browser)
    async with page.browser() as other:
        theirs = await chat_with_an_upload(page, other, 1)
        await upload(other, "upload-2", size=100)
        await page.adapter.forget(chat)
        assert len(await transcript(other)) == 1
        assert await page.log.upload(theirs.chat_id, "upload-1") is not None
        assert len(list(page.parts.glob("*.part"))) == 1


async def test_an_upload_is_the_chat_s_from_the_moment_it_is_here(page: ServedPage, browser: httpx.AsyncClient) -> None:
    chat = await chat_with_an_upload(page, browser)
    entry = await page.log.upload(chat.chat_id, "upload-1")
    assert entry is not None
    assert await SqliteMediaUses(page.database).only_of(chat) == {entry.media}
