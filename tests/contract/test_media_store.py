"""What every media store does with files."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.errors import DiskNearlyFull, EmptyFile, FileTooLarge
from bot.core.model import MediaId, StoredMedia
from bot.core.ports import MediaStore
from storage.media_store import FolderMediaStore
from tests.fakes.media_store import PLENTY_BYTES, FakeMediaStore

MEBIBYTE = 1024 * 1024
MakeStore = Callable[[int], MediaStore]


@pytest.fixture(params=["fake", "folder"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> MakeStore:
    """A store whose disk has so many bytes left above its reserve."""
    if request.param == "fake":
        return lambda left: FakeMediaStore(tmp_path, free_bytes=left)
    return lambda left: FolderMediaStore(tmp_path, reserve_bytes=1000, free_bytes=lambda _folder: left + 1000)


@pytest.fixture
def store(make_store: MakeStore) -> MediaStore:
    return make_store(PLENTY_BYTES)


async def kept(store: MediaStore, *chunks: bytes, max_bytes: int = 10 * MEBIBYTE) -> StoredMedia:
    async with store.receive(max_bytes) as file:
        for chunk in chunks:
            await file.write(chunk)
        return await file.keep()


async def test_a_kept_file_holds_what_was_written(store: MediaStore) -> None:
    chunks = [b"head", b"x" * (3 * MEBIBYTE), b"", b"tail"]
    media = await kept(store, *chunks)
    content = b"".join(chunks)
    assert media.path.read_bytes() == content
    assert media.size_bytes == len(content)
    assert media.id == hashlib.sha256(content).hexdigest()


async def test_the_same_content_is_kept_once(store: MediaStore) -> None:
    first = await kept(store, b"same ", b"bytes")
    assert await kept(store, b"same bytes") == first
    assert first.path.read_bytes() == b"same bytes"


async def test_a_kept_file_can_be_asked_for(store: MediaStore) -> None:
    media = await kept(store, b"film")
    assert await store.get(media.id) == media


async def test_a_file_that_is_gone_is_not_told_as_there(store: MediaStore) -> None:
    media = await kept(store, b"film")
    media.path.unlink()
    assert await store.get(media.id) is None


async def test_a_removed_file_is_gone_and_can_be_kept_again(store: MediaStore) -> None:
    media, other = await kept(store, b"film"), await kept(store, b"other")
    await store.remove(media.id)
    await store.remove(media.id)
    assert await store.get(media.id) is None
    assert not media.path.exists()
    assert await store.get(other.id) == other
    assert await kept(store, b"film") == media


@pytest.mark.parametrize("name", ["", "..", "../secret", "scratch"])
async def test_a_name_that_is_no_content_s_hash_removes_nothing(store: MediaStore, tmp_path: Path, name: str) -> None:
    media = await kept(store, b"film")
    (tmp_path / "secret").write_bytes(b"not ours")
    await store.remove(MediaId(name))
    assert (tmp_path / "secret").exists()
    assert await store.get(media.id) == media


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc/passwd", "scratch", "x" * 300, "a\x00b", "0" * 64])
async def test_a_name_that_is_no_content_s_hash_finds_nothing(store: MediaStore, name: str) -> None:
    assert await store.get(MediaId(name)) is None


async def test_a_file_left_without_keeping_leaves_nothing_behind(store: MediaStore, tmp_path: Path) -> None:
    async with store.receive(100) as file:
        await file.write(b"cut off")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_sender_that_vanishes_leaves_nothing_behind(store: MediaStore, tmp_path: Path) -> None:
    async def receive() -> None:
        async with store.receive(100) as file:
            await file.write(b"cut off")
            raise RuntimeError("sender vanished")

    with pytest.raises(RuntimeError, match="sender vanished"):
        await receive()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_file_of_the_agreed_size_is_taken(store: MediaStore) -> None:
    assert (await kept(store, b"12345", b"67890", max_bytes=10)).size_bytes == 10


async def test_the_first_byte_too_many_is_refused(store: MediaStore, tmp_path: Path) -> None:
    async with store.receive(10) as file:
        await file.write(b"1234567890")
        with pytest.raises(FileTooLarge) as refused:
            await file.write(b"!")
    assert refused.value.facts == {"limit_bytes": 10}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_file_without_a_byte_is_not_kept(store: MediaStore) -> None:
    with pytest.raises(EmptyFile):
        await kept(store, b"")


async def test_a_disk_that_is_nearly_full_takes_no_more(make_store: MakeStore, tmp_path: Path) -> None:
    store = make_store(10)
    assert (await kept(store, b"1234567890")).size_bytes == 10
    with pytest.raises(DiskNearlyFull):
        await kept(store, b"1234567890", b"1")


async def test_room_is_told_before_anything_is_sent(make_store: MakeStore) -> None:
    store = make_store(10)
    assert await store.has_room_for(10)
    assert not await store.has_room_for(11)


async def test_scratch_paths_are_new_and_have_the_extension_asked_for(store: MediaStore) -> None:
    first, second = store.scratch("mp4"), store.scratch("mp4")
    assert first != second
    assert first.suffix == ".mp4"
    assert first.parent.is_dir()
    assert not first.exists()


@pytest.mark.parametrize("extension", ["", ".mp4", "a/b", "..", "mp4\x00", "视频"])
def test_only_plain_extensions_reach_the_disk(store: MediaStore, extension: str) -> None:
    with pytest.raises(ValueError, match="extension"):
        store.scratch(extension)


async def test_a_file_made_at_a_scratch_path_moves_into_the_store(store: MediaStore) -> None:
    path = store.scratch("mp4")
    path.write_bytes(b"rendered")
    media = await store.adopt(path)
    assert not path.exists()
    assert media.path.read_bytes() == b"rendered"
    assert media == await kept(store, b"rendered")


async def test_an_empty_or_missing_scratch_file_is_not_adopted(store: MediaStore) -> None:
    empty = store.scratch("mp4")
    empty.touch()
    with pytest.raises(EmptyFile):
        await store.adopt(empty)
    with pytest.raises(EmptyFile):
        await store.adopt(store.scratch("mp4"))


async def test_only_scratch_files_can_be_adopted(store: MediaStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.mp4"
    elsewhere.write_bytes(b"not ours")
    with pytest.raises(ValueError, match="scratch"):
        await store.adopt(elsewhere)
    assert elsewhere.exists()
