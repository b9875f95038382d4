"""The page as a platform: sends are shown once, edits change in place, uploads are fetched, and it ends when told."""

import asyncio
import socket
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.core.errors import AttachmentGone, ConfigurationError, MessageGone, StorageFailed
from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    Film,
    Link,
    MediaFacts,
    MediaKind,
    MessageId,
    MessageRef,
    PlatformName,
    Reply,
)
from tests.fakes.web_page import ServedPage, events, served_page, transcript

CHAT = ChatRef(PlatformName("web"), ChatId("somebody"))


async def stored(page: ServedPage, content: bytes):
    async with page.store.receive(10_000) as file:
        await file.write(content)
        return await file.keep()


async def test_a_send_repeated_with_its_key_is_shown_once(page: ServedPage) -> None:
    first = await page.adapter.send(CHAT, Reply("film"), key="turn/result")
    again = await page.adapter.send(CHAT, Reply("film"), key="turn/result")
    other = await page.adapter.send(CHAT, Reply("film"), key="turn/other")
    assert first == again != other
    assert len(await page.log.changes(CHAT.chat_id, 0)) == 2


async def test_the_same_key_in_two_chats_is_two_messages(page: ServedPage) -> None:
    elsewhere = ChatRef(PlatformName("web"), ChatId("elsewhere"))
    assert (await page.adapter.send(CHAT, Reply("a"), key="k")).message_id != (
        await page.adapter.send(elsewhere, Reply("a"), key="k")
    ).message_id


async def test_an_unchanged_edit_is_success_and_an_unknown_message_is_gone(page: ServedPage) -> None:
    ref = await page.adapter.send(CHAT, Reply("same"), key="k")
    await page.adapter.edit(ref, Reply("same"))
    with pytest.raises(MessageGone):
        await page.adapter.edit(MessageRef(CHAT, MessageId("b-unknown")), Reply("x"))


async def test_the_core_is_told_what_the_page_can_do(page: ServedPage) -> None:
    able = page.adapter.capabilities(CHAT)
    assert page.adapter.platform == "web"
    assert able.idempotent_send
    assert able.line_breaks
    assert 0.1 <= able.edit_interval_s <= 0.3
    assert able.life_sign_s == 1.0
    assert able.download_bytes == 500 * 1024 * 1024
    assert able.upload_bytes > 10**12


async def test_an_upload_is_fetched_by_its_chat_alone_and_as_often_as_wanted(page: ServedPage) -> None:
    async with page.browser() as browser:
        await browser.put("/uploads/upload-1?name=a.mp4&size=4&offset=0", content=b"clip")
        await browser.post("/messages", json={"id": "message-1", "text": "go", "uploads": ["upload-1"]})
    [message] = page.inbox.accepted
    [attachment] = message.attachments
    heard: list[float] = []
    for _ in range(2):
        media = await page.adapter.fetch(message.ref.chat, attachment, page.store, heard.append)
        assert media.path.read_bytes() == b"clip"
    assert heard == [100, 100]
    with pytest.raises(AttachmentGone):
        await page.adapter.fetch(CHAT, attachment, page.store, heard.append)
    with pytest.raises(AttachmentGone):
        await page.adapter.fetch(
            message.ref.chat, Attachment(AttachmentId("upload-2"), "b.mp4"), page.store, heard.append
        )
    media.path.unlink()
    with pytest.raises(AttachmentGone):
        await page.adapter.fetch(message.ref.chat, attachment, page.store, heard.append)


async def test_a_film_is_shown_with_its_facts_and_no_path(page: ServedPage) -> None:
    async with page.browser() as browser:
        await browser.post("/messages", json={"id": "message-1", "text": "go"})
        chat = page.inbox.accepted[0].ref.chat
        media, poster = await stored(page, b"film"), await stored(page, b"poster")
        facts = MediaFacts(MediaKind.VIDEO, "mp4", 97_000, 1080, 1920, has_audio=True)
        reply = Reply("done", Film(media, facts, "成片", poster), Link("https://example.org/full"))
        await page.adapter.send(chat, reply, key="result")
        shown = (await transcript(browser))[-1].data
        film = shown["film"]
        assert (film["filename"], film["kind"], film["duration_ms"]) == ("成片.mp4", "video", 97_000)
        assert (film["width"], film["height"], film["size_bytes"]) == (1080, 1920, 4)
        assert shown["link"] == {"url": "https://example.org/full", "expires_at": None}
        assert (await browser.get(film["url"])).content == b"film"
        assert (await browser.get(film["poster"])).content == b"poster"
        assert str(page.store.scratch("x").parent.parent) not in str(shown)


async def test_it_ends_quickly_with_streams_open(tmp_path: Path) -> None:
    async with asyncio.timeout(4):
        async with served_page(tmp_path) as page, page.browser() as browser, aclosing(events(browser)) as source:
            assert (await anext(source)).kind == "ready"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "videos.example.org"])
async def test_the_page_is_not_opened_to_the_network_without_a_code(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigurationError, match="WEB_ACCESS_TOKEN"):
        async with served_page(tmp_path, host=host):
            pass


async def test_a_taken_port_is_named_at_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ExceptionGroup) as raised:
            async with served_page(tmp_path, port=port):
                pass
    assert raised.group_contains(ConfigurationError, match=f"WEB_PORT={port}")


async def until_it_stops(folder: Path, statuses: list[int], *, breaking: str) -> None:
    async with asyncio.timeout(10), served_page(folder) as page, page.browser() as browser:
        if breaking == "inbox":
            page.inbox.failure = StorageFailed("disk I/O error")
            answer = await browser.post("/messages", json={"id": "message-1", "text": "hello"})
            assert "disk" not in answer.text
        else:
            await page.database.close()
            answer = await browser.get("/events")
        statuses.append(answer.status_code)
        await asyncio.Event().wait()


@pytest.mark.parametrize(("breaking", "status"), [("inbox", 503), ("database", 503)])
async def test_a_database_that_cannot_be_used_stops_the_page(tmp_path: Path, breaking: str, status: int) -> None:
    statuses: list[int] = []
    with pytest.raises(ExceptionGroup) as raised:
        await until_it_stops(tmp_path, statuses, breaking=breaking)
    assert raised.group_contains(StorageFailed)
    assert statuses == [status]
