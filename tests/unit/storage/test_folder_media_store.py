"""The media folder itself: its names, its modes, what a restart and a failing disk leave."""

import asyncio
import errno
from pathlib import Path

import pytest

from bot.core.errors import DiskNearlyFull, StorageFailed
from storage.media_store import FolderMediaStore, disk_free_bytes


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_files_are_named_by_content_and_closed_to_others(tmp_path: Path) -> None:
    store = FolderMediaStore(tmp_path / "media", reserve_bytes=0)
    async with store.receive(100) as file:
        await file.write(b"film")
        media = await file.keep()
    assert names(tmp_path / "media") == {f"files/{media.id}"}
    assert media.path.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


async def test_a_restart_keeps_files_and_removes_what_was_unfinished(tmp_path: Path) -> None:
    store = FolderMediaStore(tmp_path, reserve_bytes=0)
    async with store.receive(100) as file:
        await file.write(b"film")
        media = await file.keep()
    store.scratch("mp4").write_bytes(b"half a render")
    async with store.receive(100) as file:
        await file.write(b"half an upload")
        again = FolderMediaStore(tmp_path, reserve_bytes=0)
        assert names(tmp_path) == {f"files/{media.id}"}
    assert await again.get(media.id) == media


async def test_a_write_that_is_cancelled_leaves_no_part(tmp_path: Path) -> None:
    store = FolderMediaStore(tmp_path, reserve_bytes=0)

    async def receive_for_ever() -> None:
        async with store.receive(10**9) as file:
            while True:
                await file.write(b"x" * 2_000_000)

    async with asyncio.TaskGroup() as tasks:
        receiving = tasks.create_task(receive_for_ever())
        while not any((tmp_path / "parts").iterdir()):
            await asyncio.sleep(0)
        receiving.cancel()
    assert names(tmp_path) == set()


async def test_a_disk_that_fills_while_writing_is_told_as_full(tmp_path: Path) -> None:
    left = iter([10_000, 10_000, 0])
    store = FolderMediaStore(tmp_path, reserve_bytes=100, free_bytes=lambda _folder: next(left))
    async with store.receive(100_000) as file:
        await file.write(b"x" * 1000)
        await file.write(b"x" * 1000)
        with pytest.raises(DiskNearlyFull):
            await file.write(b"x" * 1000)
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, DiskNearlyFull), (errno.EDQUOT, DiskNearlyFull), (errno.EIO, StorageFailed)]
)
async def test_a_failing_disk_is_translated(tmp_path: Path, number: int, told: type[Exception]) -> None:
    def failing(_folder: Path) -> int:
        raise OSError(number, "disk")

    store = FolderMediaStore(tmp_path, reserve_bytes=0, free_bytes=failing)
    with pytest.raises(told):
        await store.has_room_for(1)


async def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(StorageFailed):
        FolderMediaStore(tmp_path / "taken" / "media")


def test_free_bytes_are_those_of_the_real_disk(tmp_path: Path) -> None:
    assert disk_free_bytes(tmp_path) > 0
