"""What a person posts: kept before it is acknowledged, once, and shown as the text it is."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.fakes.web_page import ServedPage, served_page, transcript

MESSAGE = {"id": "message-1", "text": "cut the pauses", "language": "en"}


async def upload(browser: httpx.AsyncClient, name: str = "clip.mp4", upload_id: str = "upload-1") -> str:
    answer = await browser.put(f"/uploads/{upload_id}", params={"name": name, "size": 4, "offset": 0}, content=b"clip")
    assert answer.json() == {"offset": 4, "complete": True}
    return upload_id


async def test_a_message_reaches_the_core_and_the_transcript(page: ServedPage, browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/messages", json=MESSAGE)
    assert (answer.status_code, answer.json()) == (202, {"id": "p-message-1"})
    [message] = page.inbox.accepted
    assert message.text == "cut the pauses"
    assert message.addressed
    assert message.sender.locale == "en"
    [shown] = await transcript(browser)
    assert (shown.data["author"], shown.data["text"]) == ("person", "cut the pauses")


async def test_the_answer_waits_for_the_core_to_have_kept_the_message(
    page: ServedPage, browser: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    accept = page.inbox.accept

    async def slow(message: object) -> bool:
        await gate.wait()
        return await accept(message)

    page.inbox.accept = slow
    async with asyncio.TaskGroup() as group:
        posting = group.create_task(browser.post("/messages", json=MESSAGE))
        while not await transcript(browser):
            await asyncio.sleep(0.01)
        assert not posting.done()
        gate.set()
    assert posting.result().status_code == 202


async def test_the_same_message_twice_is_one_message(page: ServedPage, browser: httpx.AsyncClient) -> None:
    answers = [await browser.post("/messages", json=MESSAGE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(page.inbox.accepted) == 1
    assert len(await transcript(browser)) == 1


async def test_two_browsers_may_use_the_same_id(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await browser.post("/messages", json=MESSAGE)
    async with page.browser() as other:
        await other.post("/messages", json=MESSAGE)
        assert len(await transcript(other)) == 1
    assert len({message.event_id for message in page.inbox.accepted}) == 2


async def test_a_message_carries_its_uploads_in_order(page: ServedPage, browser: httpx.AsyncClient) -> None:
    uploads = [await upload(browser, "二.mp4", "upload-2"), await upload(browser, "one.mov", "upload-1")]
    await browser.post("/messages", json={**MESSAGE, "uploads": uploads})
    [message] = page.inbox.accepted
    assert [(file.id, file.filename, file.size_bytes) for file in message.attachments] == [
        ("upload-2", "二.mp4", 4),
        ("upload-1", "one.mov", 4),
    ]


@pytest.mark.parametrize(
    "text",
    ["<img src=x onerror=alert(1)>", "**bold** [x](javascript:alert(1))", "@everyone </script>", "\u202eevil 你好 🎬"],
)
async def test_markup_stays_the_text_it_is(page: ServedPage, browser: httpx.AsyncClient, text: str) -> None:
    uploads = [await upload(browser, text[:190])]
    await browser.post("/messages", json={**MESSAGE, "text": text, "uploads": uploads})
    [shown] = await transcript(browser)
    assert shown.data["text"] == text
    assert shown.data["files"][0]["name"] == text
    assert page.inbox.accepted[0].text == text


@pytest.mark.parametrize(
    ("change", "status", "english", "chinese"),
    [
        ({"text": "  "}, 422, "write a few words", "请写几个字"),
        ({"text": "x" * 32_001}, 422, "too long", "太长"),
        ({"text": "x" * 300_000}, 413, "too long", "太长"),
        ({"id": "../../x"}, 422, "reload", "刷新"),
        ({"uploads": ["unknown-1"]}, 409, "not uploaded completely", "没有上传完整"),
        ({"uploads": ["upload-x"] * 21}, 422, "reload", "刷新"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_one_sentence(
    page: ServedPage, browser: httpx.AsyncClient, change: dict[str, object], status: int, english: str, chinese: str
) -> None:
    for language, sentence in (("en", english), ("zh-CN", chinese)):
        answer = await browser.post("/messages", json={**MESSAGE, **change}, headers={"x-language": language})
        assert answer.status_code == status
        assert sentence in answer.json()["message"]
    assert page.inbox.accepted == []
    assert await transcript(browser) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'{"id": 7}', b"[" * 10_000])
async def test_what_is_no_message_is_refused(page: ServedPage, browser: httpx.AsyncClient, body: bytes) -> None:
    answer = await browser.post("/messages", content=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")
    assert page.inbox.accepted == []


async def test_without_a_session_nothing_is_taken_or_shown(page: ServedPage) -> None:
    async with page.client() as stranger:
        assert (await stranger.post("/messages", json=MESSAGE)).status_code == 401
        assert (await stranger.get("/events")).status_code == 401
        assert (await stranger.post("/sample")).status_code == 401


async def test_a_session_outlives_many_visits(page: ServedPage, browser: httpx.AsyncClient) -> None:
    before = browser.cookies["cutdesk_chat"]
    answer = await browser.post("/session")
    assert browser.cookies["cutdesk_chat"] == before
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert answer.json()["suggestions"]["zh"] == ["剪掉停顿", "加背景音乐", "裁成 16:9"]


async def test_the_chats_id_does_not_give_away_the_cookie(page: ServedPage, browser: httpx.AsyncClient) -> None:
    await browser.post("/messages", json=MESSAGE)
    [message] = page.inbox.accepted
    assert browser.cookies["cutdesk_chat"] not in repr(message)


async def test_the_sample_clip_is_an_upload_like_any_other(page: ServedPage, browser: httpx.AsyncClient) -> None:
    sample = (await browser.post("/sample", headers={"x-language": "zh-CN"})).json()
    assert sample["name"] == "示例.mp4"
    await browser.post("/messages", json={**MESSAGE, "uploads": [sample["id"]]})
    [message] = page.inbox.accepted
    stored = await page.adapter.fetch(message.ref.chat, message.attachments[0], page.store, lambda _percent: None)
    assert stored.path.read_bytes() == b"sample in zh"


async def test_the_sample_clip_is_made_once_while_it_is_kept(tmp_path: Path) -> None:
    made: list[str] = []

    async def counted(target: Path, *, language: str) -> None:
        made.append(language)
        target.write_bytes(b"sample")

    async with served_page(tmp_path, make_sample=counted) as page, page.browser() as browser:
        first, second = [(await browser.post("/sample")).json() for _ in range(2)]
        assert first["id"] != second["id"]
        assert made == ["en"]
        for kept in tmp_path.glob("media/files/*"):
            kept.unlink()
        assert (await browser.post("/sample")).status_code == 200
        assert made == ["en", "en"]
