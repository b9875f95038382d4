"""Files on their way up: resumed after a cut line, refused before they are read, never named by their sender."""

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import psutil
import pytest

from bot.core.model import AttachmentId
from tests.fakes.web_page import ServedPage, served_page

CHUNK = 16 * 1024 * 1024
LIMIT = 500 * 1024 * 1024


def address(size: int, offset: int | None = None, name: str = "clip.mp4", upload: str = "upload-1") -> str:
    query = {"name": name, "size": size} | ({} if offset is None else {"offset": offset})
    return f"/uploads/{upload}?{urlencode(query)}"


@asynccontextmanager
async def line(page: ServedPage, browser: httpx.AsyncClient) -> AsyncIterator["Line"]:
    """A connection of one's own, to be cut, stalled or never filled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(page.url).port)
    try:
        yield Line(page, reader, writer, f"cutdesk_chat={browser.cookies['cutdesk_chat']}")
    finally:
        writer.transport.abort()


class Line:
    def __init__(self, page: ServedPage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cookie: str):
        self._page, self._reader, self._writer, self._cookie = page, reader, writer, cookie

    async def send(self, method: str, path: str, length: int, body: bytes = b"") -> None:
        host = urlsplit(self._page.url).netloc
        head = f"{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {self._cookie}\r\n"
        self._writer.write(f"{head}content-length: {length}\r\n\r\n".encode() + body)
        await self._writer.drain()

    async def answer(self) -> tuple[int, dict[str, object]]:
        async with asyncio.timeout(10):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
            length = next(int(row[15:]) for row in head.lower().split("\r\n") if row.startswith("content-length"))
            return int(head.split()[1]), json.loads(await self._reader.readexactly(length))


async def offset_of(browser: httpx.AsyncClient, size: int) -> int:
    return (await browser.get(address(size))).json()["offset"]


async def until_begun(browser: httpx.AsyncClient, size: int) -> int:
    """Wait until some of the file is on the disk, and tell how much."""
    async with asyncio.timeout(10):
        while (offset := await offset_of(browser, size)) == 0:
            await asyncio.sleep(0.01)
    return offset


async def kept_hash(page: ServedPage, browser: httpx.AsyncClient, upload: str = "upload-1") -> str:
    await browser.post("/messages", json={"id": f"m-{upload}", "text": "go", "uploads": [upload]})
    message = page.inbox.accepted[-1]
    assert message.attachments[0].id == AttachmentId(upload)
    media = await page.adapter.fetch(message.ref.chat, message.attachments[0], page.store, lambda _percent: None)
    return hashlib.sha256(media.path.read_bytes()).hexdigest()


async def test_a_file_in_pieces_is_the_file(page: ServedPage, browser: httpx.AsyncClient) -> None:
    content = os.urandom(3_000_000)
    for start in range(0, len(content), 1_000_000):
        answer = await browser.put(address(len(content), start), content=content[start : start + 1_000_000])
    assert (answer.status_code, answer.json()) == (200, {"offset": 3_000_000, "complete": True})
    assert await kept_hash(page, browser) == hashlib.sha256(content).hexdigest()
    assert list(page.parts.iterdir()) == []


async def test_a_cut_connection_keeps_what_arrived(page: ServedPage, browser: httpx.AsyncClient) -> None:
    content = os.urandom(2_500_000)
    async with line(page, browser) as cut:
        await cut.send("PUT", address(len(content), 0), len(content), content[:1_800_000])
        await until_begun(browser, len(content))
    async with asyncio.timeout(10):
        while True:
            offset = await offset_of(browser, len(content))
            answer = await browser.put(address(len(content), offset), content=content[offset:])
            if answer.status_code == 200:
                break
    assert offset > 1_000_000
    head = await browser.head(address(len(content)))
    assert head.headers["upload-offset"] == str(len(content))
    assert await kept_hash(page, browser) == hashlib.sha256(content).hexdigest()


async def test_an_upload_goes_on_after_a_restart(tmp_path: Path) -> None:
    content = os.urandom(900_000)
    async with served_page(tmp_path) as page, page.browser() as browser:
        assert (await browser.put(address(len(content), 0), content=content[:500_000])).status_code == 202
        cookies = dict(browser.cookies)
    async with served_page(tmp_path) as page, page.client() as browser:
        browser.cookies.update(cookies)
        assert await offset_of(browser, len(content)) == 500_000
        await browser.put(address(len(content), 500_000), content=content[500_000:])
        assert await kept_hash(page, browser) == hashlib.sha256(content).hexdigest()


async def test_the_browser_that_comes_back_takes_over_from_a_dead_line(
    page: ServedPage, browser: httpx.AsyncClient
) -> None:
    content = os.urandom(3_000_000)
    async with line(page, browser) as dead:
        await dead.send("PUT", address(len(content), 0), len(content), content[:1_500_000])
        begun = await until_begun(browser, len(content))
        async with asyncio.timeout(5):
            told = await browser.put(address(len(content), 0), content=content)
            assert told.status_code == 409
            offset = told.json()["offset"]
            assert begun <= offset <= 1_500_000
            await browser.put(address(len(content), offset), content=content[offset:])
    assert await kept_hash(page, browser) == hashlib.sha256(content).hexdigest()


async def test_a_wrong_offset_is_told_the_right_one(browser: httpx.AsyncClient) -> None:
    await browser.put(address(10, 0), content=b"01234")
    for wrong in (0, 3, 9, 10, 99):
        answer = await browser.put(address(10, wrong), content=b"x")
        assert (answer.status_code, answer.json()["offset"]) == (409, 5)


async def test_a_complete_upload_is_not_taken_twice(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await browser.put(address(4, 0), content=b"clip")
    answer = await browser.put(address(4, 0), content=b"CLIP")
    assert answer.json() == {"offset": 4, "complete": True}
    assert await kept_hash(page, browser) == hashlib.sha256(b"clip").hexdigest()


async def test_an_upload_whose_file_was_cleared_away_starts_over(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await browser.put(address(4, 0), content=b"clip")
    await kept_hash(page, browser)
    message = page.inbox.accepted[-1]
    media = await page.adapter.fetch(message.ref.chat, message.attachments[0], page.store, lambda _percent: None)
    media.path.unlink()
    assert (await browser.get(address(4))).json() == {"offset": 0, "complete": False}
    assert (await browser.put(address(4, 0), content=b"clip")).json()["complete"]


async def test_a_file_one_megabyte_too_large_is_refused_unread(page: ServedPage, browser: httpx.AsyncClient) -> None:
    size = LIMIT + 1024 * 1024
    async with line(page, browser) as connection:
        await connection.send("PUT", address(size, 0), size)
        status, told = await connection.answer()
    assert status == 413
    assert "500 MB" in str(told["message"])
    assert list(page.parts.iterdir()) == []
    chinese = await browser.get(address(LIMIT + 1), headers={"x-language": "zh-CN"})
    assert (chinese.status_code, chinese.json()["message"]) == (413, "这个文件超过 500 MB 的上限，没有上传。")
    assert (await browser.get(address(LIMIT))).status_code == 200


async def test_a_nearly_full_disk_refuses_before_reading(page: ServedPage, browser: httpx.AsyncClient) -> None:
    page.free_bytes[0] = 2 * 1024**3 + 1_000_000
    async with line(page, browser) as connection:
        await connection.send("PUT", address(5_000_000, 0), 5_000_000)
        status, told = await connection.answer()
    assert (status, told["error"]) == (507, "disk_full")
    assert (await browser.put(address(4, 0), content=b"clip")).json()["complete"]


async def test_an_empty_file_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.put(address(0, 0), content=b"")
    assert (answer.status_code, answer.json()["message"]) == (422, "This file is empty. Please choose another one.")


async def test_more_bytes_than_announced_are_refused(page: ServedPage, browser: httpx.AsyncClient) -> None:
    answer = await browser.put(address(4, 0), content=b"too many bytes")
    assert answer.status_code == 400
    assert await offset_of(browser, 4) == 0


@pytest.mark.parametrize("query", ["", "size=-1&offset=0", "size=x&offset=0", "size=5", "size=5&offset=٣"])
async def test_a_malformed_address_is_refused(browser: httpx.AsyncClient, query: str) -> None:
    assert (await browser.put(f"/uploads/upload-1?{query}", content=b"12345")).status_code == 400


@pytest.mark.parametrize("upload", ["a", "..%2f..%2fetc", "x" * 65, "upload 1", "上传上传上传上传"])
async def test_an_upload_id_is_letters_and_digits(browser: httpx.AsyncClient, upload: str) -> None:
    assert (await browser.put(f"/uploads/{upload}?size=4&offset=0", content=b"clip")).status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "-rf.mp4", "我的 视频（终）.mp4", "a\x00b\nc.mp4", "x" * 500, "\u202efdp.mp4", "CON"]
)
async def test_a_name_is_shown_and_never_reaches_the_disk(
    page: ServedPage, browser: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    await browser.put(address(4, 0, name), content=b"cl")
    during = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    await browser.put(address(4, 2, name), content=b"ip")
    await kept_hash(page, browser)
    shown = page.inbox.accepted[-1].attachments[0].filename
    assert shown == name.replace("\x00", " ").replace("\n", " ")[:200]
    files = during | {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert all(file.isascii() and len(file) <= 70 for file in files)
    assert not any("passwd" in file or "rf" in file for file in files)


async def test_chats_do_not_see_each_others_uploads(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await browser.put(address(8, 0), content=b"half")
    async with page.browser() as other:
        assert await offset_of(other, 8) == 0
        await browser.put(address(8, 4), content=b"half")
        answer = await other.post("/messages", json={"id": "message-1", "text": "go", "uploads": ["upload-1"]})
        assert answer.status_code == 409


async def test_a_cancelled_upload_leaves_nothing(page: ServedPage, browser: httpx.AsyncClient) -> None:
    async with line(page, browser) as writing:
        await writing.send("PUT", address(3_000_000, 0), 3_000_000, b"x" * 1_500_000)
        await until_begun(browser, 3_000_000)
        assert (await browser.delete("/uploads/upload-1")).status_code == 204
    assert await offset_of(browser, 3_000_000) == 0
    assert list(page.parts.iterdir()) == []


async def test_parts_nobody_came_back_for_are_swept_at_start(tmp_path: Path) -> None:
    async with served_page(tmp_path) as page, page.browser() as browser:
        await browser.put(address(8, 0), content=b"half")
        await browser.put(address(8, 0, upload="upload-2"), content=b"half")
        old = next(iter(page.parts.iterdir()))
        os.utime(old, (0, 0))
    async with served_page(tmp_path) as page:
        left = list(page.parts.iterdir())
        assert old not in left
        assert len(left) == 1


async def test_a_large_file_takes_no_memory(page: ServedPage, browser: httpx.AsyncClient) -> None:
    size, process = 12 * CHUNK, psutil.Process()

    async def zeros() -> AsyncIterator[bytes]:
        for _ in range(CHUNK // 65_536):
            yield bytes(65_536)

    await browser.put(address(size, 0), content=zeros())
    before = process.memory_info().rss
    for offset in range(CHUNK, size, CHUNK):
        answer = await browser.put(address(size, offset), content=zeros())
    assert answer.json() == {"offset": size, "complete": True}
    assert process.memory_info().rss - before < 40 * 1024 * 1024
