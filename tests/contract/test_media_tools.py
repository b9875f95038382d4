"""What the fake media tools and the sandboxed ones promise alike."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.errors import NoCues, NoDuration, UnreadableFile, UnsupportedFile
from bot.core.model import MediaKind, StoredMedia
from bot.core.ports import MediaTools
from bot.media_tools import SandboxedMediaTools
from storage.media_store import FolderMediaStore
from tests.fakes.media_tools import FakeMediaTools
from tests.integration.media.clips import ffmpeg

SUBTITLES = "1\n00:01,000 --> 00:02,000\n你好\n".encode()
LAVFI = ("-f", "lavfi", "-i")


@dataclass(frozen=True, slots=True)
class Tools:
    """Media tools with files they understand: a 2 s video, a sound, a broken film, no length, text, subtitles."""

    tools: MediaTools
    video: StoredMedia
    sound: StoredMedia
    broken: StoredMedia
    nothing: StoredMedia
    text: StoredMedia
    subtitles: StoredMedia


async def kept(store: FolderMediaStore, content: bytes) -> StoredMedia:
    async with store.receive(len(content)) as received:
        await received.write(content)
        return await received.keep()


def real_files(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    video, sound, nothing = folder / "video.mp4", folder / "sound.wav", folder / "nothing.wav"
    ffmpeg(*LAVFI, "testsrc=s=160x120:d=2", *LAVFI, "sine=d=2", "-c:v", "libx264", video)
    ffmpeg(*LAVFI, "sine=d=2", sound)
    ffmpeg(*LAVFI, "sine=d=1", "-t", "0", nothing)
    content = video.read_bytes()
    return {
        "video": content,
        "sound": sound.read_bytes(),
        "broken": content[: len(content) // 2],
        "nothing": nothing.read_bytes(),
    }


FAKE_FILES = {
    "video": b"video 2000 160x120",
    "sound": b"audio 2000",
    "broken": b"broken film",
    "nothing": b"audio 0",
}


@pytest.fixture(params=["fake", "real"])
async def tools(request: pytest.FixtureRequest, tmp_path: Path) -> Tools:
    store = FolderMediaStore(tmp_path / "media", reserve_bytes=0)
    is_fake = request.param == "fake"
    files = FAKE_FILES if is_fake else real_files(tmp_path / "files")
    held = {name: await kept(store, content) for name, content in files.items()}
    made: MediaTools = FakeMediaTools(store) if is_fake else SandboxedMediaTools(store)
    words = await kept(store, b"these are only words, many words\n" * 20)
    return Tools(made, **held, text=words, subtitles=await kept(store, SUBTITLES))


async def test_a_video_and_a_sound_are_told_apart_with_their_facts(tools: Tools) -> None:
    video = await tools.tools.inspect(tools.video, "a.mp3")
    sound = await tools.tools.inspect(tools.sound, "b.mp4")
    assert (video.kind, video.width, video.height, video.has_audio) == (MediaKind.VIDEO, 160, 120, True)
    assert sound.kind is MediaKind.AUDIO
    assert abs(video.duration_ms - 2000) < 50
    assert abs(sound.duration_ms - 2000) < 50


async def test_what_cannot_be_used_is_refused_by_its_reason(tools: Tools) -> None:
    for media, reason in ((tools.broken, UnreadableFile), (tools.nothing, NoDuration), (tools.text, UnsupportedFile)):
        with pytest.raises(reason):
            await tools.tools.inspect(media, "film.mp4")


async def test_a_text_is_known_by_its_times_and_else_by_what_its_name_promises(tools: Tools) -> None:
    plain = await tools.tools.inspect(tools.text, "script.txt")
    timed = await tools.tools.inspect(tools.subtitles, "film.mp4")
    assert (plain.kind, plain.extension) == (MediaKind.TEXT, "txt")
    assert (timed.kind, timed.extension) == (MediaKind.TEXT, "srt")
    assert (await tools.tools.read_text(tools.subtitles)).endswith("00:02,000\n你好")
    with pytest.raises(NoCues):
        await tools.tools.inspect(tools.text, "bare.srt")


async def test_what_the_backend_takes_goes_up_as_it_is(tools: Tools) -> None:
    facts = await tools.tools.inspect(tools.video, "a.mp4")
    assert await tools.tools.uploadable(tools.video, facts) == tools.video


async def test_a_copy_that_fits_fits(tools: Tools) -> None:
    facts = await tools.tools.inspect(tools.video, "a.mp4")
    limit = max(60_000, tools.video.size_bytes)
    copy = await tools.tools.fit(tools.video, facts, limit, lambda _: None)
    assert copy is not None
    assert copy.size_bytes <= limit
    assert (await tools.tools.inspect(copy, "a.mp4")).kind is MediaKind.VIDEO


async def test_a_poster_is_a_picture_or_none(tools: Tools) -> None:
    facts = await tools.tools.inspect(tools.video, "a.mp4")
    poster = await tools.tools.poster(tools.video, facts)
    assert poster is None or poster.path.read_bytes()[:3] == b"\xff\xd8\xff"
    sound = await tools.tools.inspect(tools.sound, "a.wav")
    assert await tools.tools.poster(tools.sound, sound) is None
