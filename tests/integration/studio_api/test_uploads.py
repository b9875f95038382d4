"""Uploads: all or none, judged by content, refused early, repeated by key."""

import asyncio
from pathlib import Path

import httpx
import pytest

from studio.api.uploads import shown_name
from studio.store.store import StoreOptions
from tests.integration.studio_api.harness import FILM, GIF, MP4, WAV, LiveStudio, live_studio

PATH = "/api/upload-video/nemo_agent/me"


def left_over(studio: LiveStudio) -> list[Path]:
    return list((studio.folder / "incoming").iterdir())


def kept_files(studio: LiveStudio) -> list[Path]:
    return list((studio.folder / "media").glob("*/*"))


async def test_an_upload_is_listed_with_its_facts(studio: LiveStudio) -> None:
    session = await studio.open_session()
    answer = await studio.upload(session, MP4, "假日 clip.mp4", key="turn-1")
    assert answer.status_code == 200
    assert answer.json()["data"]["session_state_applied"] is True
    [item] = answer.json()["data"]["files"]
    assert item["id"].startswith("src_")
    assert len(item["hash"]) == 64
    expected = {"filename": "假日 clip.mp4", "file_type": "video", "duration": 30.5, "width": 1920, "height": 1080}
    assert item.items() >= expected.items()
    assert item["key"] == "turn-1"
    assert (await studio.state(session))["video_infos"] == [item]


async def test_figures_without_meaning_are_null(studio: LiveStudio) -> None:
    session = await studio.open_session()
    [picture] = (await studio.upload(session, GIF, "a.gif")).json()["data"]["files"]
    [sound] = (await studio.upload(session, WAV, "a.wav")).json()["data"]["files"]
    assert (picture["file_type"], picture["duration"], picture["fps"]) == ("image", None, None)
    assert (sound["file_type"], sound["duration"], sound["width"], sound["height"]) == ("audio", 2.0, None, None)


async def test_several_files_of_one_request_are_taken_in_order(studio: LiveStudio) -> None:
    session = await studio.open_session()
    files = [("files", ("b.mp4", FILM)), ("note", ("n.txt", b"ignored")), ("files", ("a.wav", WAV))]
    answer = await studio.client.post(f"{PATH}/{session}", files=files)
    assert [item["filename"] for item in answer.json()["data"]["files"]] == ["b.mp4", "a.wav"]


async def test_one_bad_file_refuses_all_of_its_request(studio: LiveStudio) -> None:
    session = await studio.open_session()
    files = [("files", ("a.mp4", MP4)), ("files", ("b.mp4", b"just words, named like a film"))]
    answer = await studio.client.post(f"{PATH}/{session}", files=files)
    assert (answer.status_code, answer.json()["code"]) == (415, 4001)
    assert answer.json()["data"] == {"reason": "unsupported"}
    assert (await studio.state(session))["video_infos"] == []
    assert left_over(studio) == kept_files(studio) == []


async def test_an_empty_file_is_refused(studio: LiveStudio) -> None:
    answer = await studio.upload(await studio.open_session(), b"")
    assert (answer.status_code, answer.json()["data"]["reason"]) == (415, "empty")


async def test_a_repeat_with_the_key_brings_the_first_files_and_keeps_nothing_new(studio: LiveStudio) -> None:
    session = await studio.open_session()
    first = await studio.upload(session, MP4, "a.mp4", key="one")
    again = await studio.upload(session, FILM, "b.mp4", key="one")
    assert again.json() == first.json()
    assert len((await studio.state(session))["video_infos"]) == 1
    assert len(kept_files(studio)) == 1


async def test_two_uploads_with_one_key_at_the_same_time_are_one(studio: LiveStudio) -> None:
    session = await studio.open_session()
    async with asyncio.TaskGroup() as group:
        both = [group.create_task(studio.upload(session, FILM, key="one")) for _ in range(4)]
    assert len({task.result().text for task in both}) == 1
    assert len((await studio.state(session))["video_infos"]) == 1


async def test_the_same_content_is_on_disk_once(studio: LiveStudio) -> None:
    session = await studio.open_session()
    await studio.upload(session, MP4, "a.mp4")
    await studio.upload(session, MP4, "b.mp4")
    assert len((await studio.state(session))["video_infos"]) == 2
    assert len(kept_files(studio)) == 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        (f"multipart/form-data; boundary={'b' * 300}", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\ncut off'),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--\r\n'),
        ("application/json", b"{}"),
        ("application/json", b'{"urls": [], "source_type": "url"}'),
        ("application/json", b'{"urls": ["https://example.org/a.mp4"], "source_type": "path"}'),
        ("text/plain", b"hello"),
    ],
)
async def test_a_malformed_upload_is_refused(studio: LiveStudio, content_type: str, body: bytes) -> None:
    session = await studio.open_session()
    answer = await studio.client.post(f"{PATH}/{session}", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert left_over(studio) == []


async def test_no_room_on_the_disk_refuses_politely(tmp_path: Path) -> None:
    free = [10 * 1024**3]
    options = StoreOptions(room=lambda _: free[0])
    async with live_studio(tmp_path / "data", options=options) as studio:
        session, draft = await studio.edited_session()
        free[0] = 2 * 1024**3 - 1
        answers = [await studio.upload(session), await studio.start_render(session, draft)]
        free[0] = 2 * 1024**3
        assert (await studio.upload(session)).status_code == 200
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(507, 507)}


async def test_a_declared_size_over_the_limit_is_refused_before_the_body(studio: LiveStudio) -> None:
    session = await studio.open_session()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(studio.url.rsplit(":", 1)[1]))
    lines = [
        f"POST {PATH}/{session} HTTP/1.1",
        "Host: studio",
        f"Authorization: Bearer {studio.tokens[-1]}",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {501 * 1024 * 1024}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"}}")
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b'"code":4002' in answer


async def test_an_undeclared_size_is_refused_when_the_limit_is_passed(tmp_path: Path) -> None:
    limit = 3 * 1024 * 1024
    async with live_studio(tmp_path / "data", max_upload_bytes=limit) as studio:
        session = await studio.open_session()
        sent = 0

        async def body() -> object:
            nonlocal sent
            yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n'
            for _ in range(limit // len(FILM) + 100):
                sent += len(FILM)
                yield FILM
            yield b"\r\n--b--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = await studio.client.post(f"{PATH}/{session}", content=body(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, 4002)
        assert sent > limit
        assert left_over(studio) == kept_files(studio) == []


async def test_a_file_of_exactly_the_limit_is_taken(tmp_path: Path) -> None:
    async with live_studio(tmp_path / "data", max_upload_bytes=len(FILM)) as studio:
        session = await studio.open_session()
        assert (await studio.upload(session, FILM)).status_code == 200
        assert (await studio.upload(session, FILM + b"x")).json()["code"] == 4002


async def test_an_upload_cut_off_half_way_leaves_nothing(studio: LiveStudio) -> None:
    session = await studio.open_session()

    async def body() -> object:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n' + FILM
        raise ConnectionAbortedError

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    with pytest.raises(ConnectionAbortedError):
        await studio.client.post(f"{PATH}/{session}", content=body(), headers=headers)
    async with asyncio.timeout(5):
        while left_over(studio):
            await asyncio.sleep(0.01)
    assert kept_files(studio) == []
    assert (await studio.state(session))["video_infos"] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("C:\\films\\a.mp4", "a.mp4"),
        ("a\x00b\nc.mp4", "abc.mp4"),
        ("\u202egpj.mp4", "gpj.mp4"),
        ("  ", "file.mp4"),
        ("", "file.mp4"),
        ("/", "file.mp4"),
        ("-rf.mp4", "-rf.mp4"),
        ("é" * 300, "é" * 120),
        ("@everyone.mp4", "@everyone.mp4"),
    ],
)
def test_names_are_only_for_showing(name: str, shown: str) -> None:
    assert shown_name(name, "mp4") == shown


async def test_a_hostile_name_reaches_no_path(studio: LiveStudio) -> None:
    session = await studio.open_session()
    answer = await studio.upload(session, MP4, "../../../escaped.mp4")
    assert answer.json()["data"]["files"][0]["filename"] == "escaped.mp4"
    everything = [path.name for path in studio.folder.parent.rglob("*")]
    assert not [name for name in everything if "escaped" in name]


async def test_a_client_may_send_slowly(studio: LiveStudio) -> None:
    session = await studio.open_session()
    form = httpx.Request("POST", "http://studio/", files=[("files", ("a.mp4", MP4))])
    whole = b"".join([part async for part in form.stream]) if hasattr(form.stream, "__aiter__") else form.read()

    async def body() -> object:
        for position in range(0, len(whole), 7):
            yield whole[position : position + 7]

    headers = {"Content-Type": form.headers["Content-Type"]}
    answer = await studio.client.post(f"{PATH}/{session}", content=body(), headers=headers)
    assert answer.status_code == 200
    [kept] = kept_files(studio)
    assert kept.read_bytes() == MP4
