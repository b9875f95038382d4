"""Bad input: one clear sentence in the person's language, and nothing lost (the real core, media tools and studio)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import wiring
from bot.core.model import AttachmentId, ChatId, ChatRef, PlatformName
from bot.settings import Settings
from storage.media_store import FolderMediaStore
from tests.fakes.chat import CAPABILITIES, FakeChat, clip, message
from tests.integration.media.clips import ffmpeg

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "the-operators-secret"
LAVFI = ("-f", "lavfi", "-i")


@dataclass
class Desk:
    """A running core with real parts behind a chat in memory."""

    parts: wiring.Parts
    folder: Path
    count: int = 0

    async def ask(self, words: str, content: bytes | None, *, name: str = "film.mp4", size: int | None = None) -> str:
        """Say it in a chat of its own; the last message of the answer."""
        self.count += 1
        chat = FakeChat(platform="fake", capabilities_=replace(CAPABILITIES, edit_interval_s=0.05))
        attachments = []
        if content is not None or size is not None:
            chat.files[name] = content or b""
            attachments.append(replace(clip(name), id=AttachmentId(name), size_bytes=size))
        room = ChatRef(PlatformName("fake"), ChatId(f"room{self.count}"))
        async with self.answering(chat) as dispatcher:
            await dispatcher.accept(message(words, *attachments, chat=room, at=self.parts.clock.now()))
            await dispatcher.settled()
        assert chat.films() == []
        assert SECRET not in str(chat.history)
        return chat.transcript()[-1]

    @asynccontextmanager
    async def answering(self, chat: FakeChat) -> AsyncGenerator[Any, None]:
        dispatcher = self.parts.dispatcher([chat], None)
        async with asyncio.TaskGroup() as group:
            core = group.create_task(dispatcher.run())
            yield dispatcher
            core.cancel()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "secret.txt").write_text(SECRET)
    ffmpeg(*LAVFI, "testsrc=s=160x120:d=2", *LAVFI, "sine=d=2", "-c:v", "libx264", folder / "good.mp4")
    ffmpeg(*LAVFI, "testsrc=s=160x120:d=2", "-c:v", "libx264", folder / "mute.mp4")
    ffmpeg(*LAVFI, "color=s=8192x8192:d=1:r=1", "-frames:v", "1", "-c:v", "mjpeg", folder / "vast.mov")
    ffmpeg(*LAVFI, "sine=d=1", "-t", "0", folder / "nothing.wav")
    good = (folder / "good.mp4").read_bytes()
    return {
        "good": good,
        "mute": (folder / "mute.mp4").read_bytes(),
        "vast": (folder / "vast.mov").read_bytes(),
        "nothing": (folder / "nothing.wav").read_bytes(),
        "broken": good[: len(good) // 2],
        "empty": b"",
        "text": b"this is no film at all\n" * 10,
        "ffconcat": f"ffconcat version 1.0\nfile '{folder}/secret.txt'\n".encode(),
        "dash": (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
            f'<Representation id="1"><BaseURL>file://{folder}/secret.txt</BaseURL></Representation></AdaptationSet>'
            "</Period></MPD>"
        ).encode(),
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Desk, None]:
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings(_env_file=None, data_dir=folder, log_level="WARNING")
    async with wiring.open_parts(settings, folder) as parts:
        yield Desk(parts, folder)


REFUSALS = [
    ("text", "I cannot use film.mp4: it is none of MP4,", "film.mp4 用不了：它不是 MP4"),
    ("ffconcat", "I cannot use film.mp4: it is none of MP4,", "film.mp4 用不了：它不是 MP4"),
    ("dash", "I cannot use film.mp4: it is none of MP4,", "film.mp4 用不了：它不是 MP4"),
    ("empty", "film.mp4 is empty. Please send it again.", "film.mp4 是空文件。请重新发送。"),
    ("broken", "I cannot read film.mp4: it seems to be damaged.", "film.mp4 读不出来，文件可能已损坏。"),
    ("nothing", "film.mp4 has no length: there is nothing to edit in it.", "film.mp4 的时长为零"),
    ("vast", "The picture of film.mp4 is too large for me", "film.mp4 的画面太大"),
]


@pytest.mark.parametrize(("kind", "english", "chinese"), REFUSALS)
async def test_a_file_that_cannot_be_used(
    kind: str, english: str, chinese: str, desk: Desk, files: dict[str, bytes]
) -> None:
    assert (await desk.ask("cut the pauses", files[kind])).startswith(english)
    assert (await desk.ask("剪掉停顿", files[kind])).startswith(chinese)


TEXTS = [
    (b"no times at all", "talk.srt", "I find no subtitles in talk.srt:", "talk.srt 里没有找到字幕："),
    (b"word " * 40_000, "notes.txt", "There is more text in notes.txt than I can read", "notes.txt 的文字太多了"),
    (b" \r\n\t", "notes.txt", "notes.txt is empty.", "notes.txt 是空文件。"),
    (b"PK\x03\x04\x00\x01", "notes.txt", "I cannot use notes.txt: it is none of MP4,", "notes.txt 用不了：它不是 MP4"),
    (b"Hello", "notes.txt", "There is no video here yet.", "这里还没有视频。"),
]


@pytest.mark.parametrize(("content", "name", "english", "chinese"), TEXTS)
async def test_a_text_that_cannot_be_used(content: bytes, name: str, english: str, chinese: str, desk: Desk) -> None:
    assert (await desk.ask("add these subtitles", content, name=name)).startswith(english)
    assert (await desk.ask("加上这个字幕", content, name=name)).startswith(chinese)


async def test_501_mib_are_refused_before_a_byte_is_read(desk: Desk) -> None:
    size = 501 * 1024 * 1024
    answer = await desk.ask("cut the pauses", None, size=size)
    assert answer == "film.mp4 is too large: I can take files up to 524.3 MB. Please compress or trim it first."
    assert (await desk.ask("剪掉停顿", None, size=size)).startswith("film.mp4 太大了：最多只能收 524.3 MB。")


async def test_a_link_to_a_private_address(desk: Desk) -> None:
    for address in ("http://127.0.0.1:1/x.mp4", "http://[::1]/x.mp4", "https://169.254.169.254/x.mp4"):
        answer = await desk.ask(f"cut the pauses {address}", None)
        assert answer == "I cannot fetch that link: it leads to a private address. Please send the file itself."
    assert (await desk.ask("剪掉停顿 http://10.0.0.1/x.mp4", None)).startswith("这个链接指向内部地址，我不能抓取。")


async def test_no_sound_where_sound_is_needed(desk: Desk, files: dict[str, bytes]) -> None:
    answer = await desk.ask("cut the pauses", files["mute"])
    assert "no sound" in answer.lower()
    assert "没有声音" in await desk.ask("剪掉停顿", files["mute"])


async def test_a_time_range_beyond_the_end(desk: Desk, files: dict[str, bytes]) -> None:
    answer = await desk.ask("cut 0:30 to 0:40", files["good"])
    assert "0:02" in answer
    assert "0:02" in await desk.ask("剪掉30秒到40秒", files["good"])


async def test_a_caption_of_ten_thousand_characters(desk: Desk, files: dict[str, bytes]) -> None:
    answer = await desk.ask("cut " * 2500, files["good"])
    assert answer == "That is more than I can read with care. Please say it in at most 4000 characters."
    assert (await desk.ask("剪" * 10_000, files["good"])).startswith("这段话太长了")


@pytest.mark.parametrize(
    "name", ["假期 视频.mp4", "../../etc/passwd", "@everyone.mp4", "<b>**x**</b>.mp4", "-rf\n\u202e.mp4", "x" * 300]
)
async def test_a_name_of_any_characters_is_only_a_name(name: str, desk: Desk, files: dict[str, bytes]) -> None:
    answer = await desk.ask("", files["good"], name=name)
    assert answer.startswith("I have ")
    assert not (desk.folder / name).exists() if len(name) < 255 else True
    kept = [path.name for path in (desk.folder / "media" / "files").iterdir()]
    assert all(len(file) == 64 and file.isalnum() for file in kept)


async def test_a_full_disk_is_told_and_nothing_is_lost(desk: Desk, files: dict[str, bytes], tmp_path: Path) -> None:
    full = FolderMediaStore(tmp_path / "full", free_bytes=lambda _: 0)
    crowded = Desk(replace(desk.parts, store=full), desk.folder, count=1000)
    answer = await crowded.ask("cut the pauses", files["good"])
    assert answer.startswith("There is no room left for another file here. Your earlier files are safe")
    assert (await crowded.ask("剪掉停顿", files["good"])).startswith("这里没有空间再存文件了。")


async def test_after_a_refusal_the_chat_goes_on_as_before(desk: Desk, files: dict[str, bytes]) -> None:
    chat = FakeChat(platform="fake", files={"bad.mp4": files["text"], "good.mp4": files["good"]})
    room = ChatRef(PlatformName("fake"), ChatId("goes-on"))
    async with desk.answering(chat) as dispatcher:
        for words, name in (("", "good.mp4"), ("cut the pauses", "bad.mp4")):
            await dispatcher.accept(message(words, clip(name), chat=room, at=desk.parts.clock.now()))
            await dispatcher.settled()
        await dispatcher.accept(message("status", chat=room, at=desk.parts.clock.now()))
        await dispatcher.settled()
    assert "I cannot use bad.mp4" in "".join(chat.transcript())
    assert chat.transcript()[-1] == "Not edited yet. I have 1 file: good.mp4. Tell me what you want done."
