"""The core's door to media, over the real store."""

from pathlib import Path

import pytest

from bot.core import errors
from bot.core.model import MediaFacts, MediaKind, StoredMedia
from bot.media_tools import SandboxedMediaTools
from media.limits import MEBIBYTE
from storage.media_store import FolderMediaStore
from tests.integration.media.clips import Clips


@pytest.fixture
def store(tmp_path: Path) -> FolderMediaStore:
    return FolderMediaStore(tmp_path / "media", reserve_bytes=0)


async def stored(store: FolderMediaStore, content: bytes) -> StoredMedia:
    async with store.receive(len(content)) as received:
        await received.write(content)
        return await received.keep()


def leftovers(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "media" / "scratch").iterdir())


async def test_facts_come_from_the_content(store: FolderMediaStore, clips: Clips) -> None:
    tools = SandboxedMediaTools(store)

    film = await tools.inspect(await stored(store, clips("mp4").read_bytes()), "song.mp3")
    note = await tools.inspect(await stored(store, clips("ogg").read_bytes()), "../../etc/passwd")

    assert film == MediaFacts(MediaKind.VIDEO, "mp4", 2000, 160, 120, has_audio=True)
    assert (note.kind, note.extension) == (MediaKind.AUDIO, "ogg")


async def test_what_is_wrong_with_a_file_is_told_in_the_cores_words(store: FolderMediaStore, clips: Clips) -> None:
    tools = SandboxedMediaTools(store)
    huge = clips.make("bomb.png", "-f", "lavfi", "-i", "color=s=8192x8192:d=1:r=1", "-frames:v", "1")
    nothing = clips.make("nothing.wav", "-f", "lavfi", "-i", "sine=d=1", "-t", "0")
    cases = (
        (b"ffconcat version 1.0\nfile a.mp4\n", errors.UnsupportedFile),
        (clips("mp4").read_bytes()[:4000], errors.UnreadableFile),
        (huge.read_bytes(), errors.PictureTooLarge),
        (nothing.read_bytes(), errors.NoDuration),
    )
    for content, expected in cases:
        with pytest.raises(errors.PersonError) as refusal:
            await tools.inspect(await stored(store, content), "film.mp4")
        assert type(refusal.value) is expected


async def test_an_empty_file_is_told_as_empty(store: FolderMediaStore) -> None:
    empty = store.scratch("mp4")
    empty.touch()
    with pytest.raises(errors.EmptyFile):
        await SandboxedMediaTools(store).inspect(StoredMedia("none", empty, 0), "film.mp4")


async def test_voice_notes_are_converted_and_all_else_is_uploaded_as_it_is(
    store: FolderMediaStore, clips: Clips, tmp_path: Path
) -> None:
    tools = SandboxedMediaTools(store)
    note = await stored(store, clips("ogg").read_bytes())
    film = await stored(store, clips("mp4").read_bytes())

    converted = await tools.uploadable(note, await tools.inspect(note, "voice.ogg"))

    assert (await tools.inspect(converted, "")).extension == "m4a"
    assert await tools.uploadable(film, await tools.inspect(film, "film.mp4")) == film
    assert leftovers(tmp_path) == []


async def test_posters_are_made_of_what_can_be_seen(store: FolderMediaStore, clips: Clips, tmp_path: Path) -> None:
    tools = SandboxedMediaTools(store)
    film, song = [await stored(store, clips(extension).read_bytes()) for extension in ("mp4", "mp3")]
    facts = await tools.inspect(film, "")

    poster = await tools.poster(film, facts)

    assert poster is not None
    assert (await tools.inspect(poster, "")).extension == "jpg"
    assert await tools.poster(song, await tools.inspect(song, "")) is None
    assert await tools.poster(song, facts) is None
    assert leftovers(tmp_path) == []


async def test_a_film_is_fitted_or_it_is_said_that_it_cannot_be(
    store: FolderMediaStore, clips: Clips, tmp_path: Path
) -> None:
    tools = SandboxedMediaTools(store)
    film = await stored(store, clips("mov").read_bytes())
    facts = await tools.inspect(film, "")
    seen: list[float] = []

    fitted = await tools.fit(film, facts, MEBIBYTE, seen.append)

    assert fitted is not None
    assert fitted.size_bytes == fitted.path.stat().st_size <= MEBIBYTE
    assert seen[-1] >= 95
    assert await tools.fit(film, facts, 2000, seen.append) is None
    assert leftovers(tmp_path) == []
