"""The media folder: content-hashed, swept, bounded by the disk."""

import errno
import hashlib
from pathlib import Path

import pytest

from studio.store.errors import DiskNearlyFull, EmptyFile, FileTooLarge, FolderInUse
from studio.store.folder import DataFolder
from studio.store.media import MediaFolder

MEBIBYTE = 1024 * 1024


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return made(tmp_path)


def made(root: Path, free: int = 10**12, steps: list[tuple[str, str]] | None = None) -> MediaFolder:
    heard = [] if steps is None else steps
    for name in ("media", "incoming"):
        (root / name).mkdir(exist_ok=True)
    return MediaFolder(root / "media", root / "incoming", on_step=lambda *step: heard.append(step), room=lambda _: free)


async def test_what_is_received_lies_under_its_hash(media: MediaFolder, tmp_path: Path) -> None:
    content = b"film" * MEBIBYTE
    async with media.receive(len(content)) as incoming:
        for position in range(0, len(content), 300_000):
            await incoming.write(content[position : position + 300_000])
        stored = await media.keep(incoming.path, await incoming.finish(), "mp4")
    assert stored.hash == hashlib.sha256(content).hexdigest()
    assert stored.size_bytes == len(content)
    assert media.path(stored.hash, "mp4").read_bytes() == content
    assert list((tmp_path / "incoming").iterdir()) == []


async def test_what_is_not_kept_is_removed(media: MediaFolder, tmp_path: Path) -> None:
    async def give_up() -> None:
        async with media.receive(100) as incoming:
            await incoming.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await give_up()
    assert list((tmp_path / "incoming").iterdir()) == []


async def test_one_byte_too_many_is_refused(media: MediaFolder) -> None:
    async with media.receive(4) as incoming:
        await incoming.write(b"1234")
        with pytest.raises(FileTooLarge):
            await incoming.write(b"5")


async def test_nothing_is_no_file(media: MediaFolder, tmp_path: Path) -> None:
    async with media.receive(4) as incoming:
        with pytest.raises(EmptyFile):
            await incoming.finish()
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(EmptyFile):
        await media.adopt(empty, "mp4")


async def test_an_adopted_file_is_moved_and_announced(tmp_path: Path) -> None:
    steps: list[tuple[str, str]] = []
    media = made(tmp_path, steps=steps)
    path = tmp_path / "film"
    path.write_bytes(b"film")
    stored = await media.adopt(path, "mp4")
    assert not path.exists()
    assert media.path(stored.hash, "mp4").read_bytes() == b"film"
    assert steps == [("before", "media.keep"), ("after", "media.keep")]


@pytest.mark.parametrize("name", [("../../x", "mp4"), ("a" * 64, "../x"), ("g" * 64, "mp4"), ("a" * 64, "")])
def test_no_name_leads_out_of_the_folder(media: MediaFolder, name: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="not a name"):
        media.path(*name)


@pytest.mark.parametrize(("free", "size"), [(2 * 1024**3 - 1, 0), (3 * 1024**3 - 1, 1024**3)])
def test_room_is_wanted_for_the_reserve_and_for_thrice_the_file(tmp_path: Path, free: int, size: int) -> None:
    with pytest.raises(DiskNearlyFull):
        made(tmp_path, free).require_room(size)
    made(tmp_path, free + 1).require_room(size)


async def test_a_disk_that_fills_up_meanwhile_ends_the_receiving(tmp_path: Path) -> None:
    media = made(tmp_path, free=0)

    async def receive() -> None:
        async with media.receive(100 * MEBIBYTE) as incoming:
            for _ in range(20):
                await incoming.write(bytes(MEBIBYTE))

    with pytest.raises(DiskNearlyFull):
        await receive()


async def test_a_full_disk_is_told_as_such(media: MediaFolder) -> None:
    with pytest.raises(DiskNearlyFull):
        async with media.receive(100):
            raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError):
        async with media.receive(100):
            raise PermissionError


async def test_the_sweep_keeps_what_is_known(media: MediaFolder, tmp_path: Path) -> None:
    stored = []
    for content in (b"a", b"b"):
        (tmp_path / "film").write_bytes(content)
        stored.append(await media.adopt(tmp_path / "film", "mp4"))
    assert await media.sweep({f"{stored[0].hash}.mp4"}) == 1
    assert media.path(stored[0].hash, "mp4").exists()
    assert not media.path(stored[1].hash, "mp4").exists()


def test_a_data_folder_serves_one_at_a_time(tmp_path: Path) -> None:
    first = DataFolder(tmp_path / "data")
    with pytest.raises(FolderInUse):
        DataFolder(tmp_path / "data", wait_s=0.15)
    first.close()
    DataFolder(tmp_path / "data", wait_s=0.15).close()


def test_scratch_is_emptied_at_start_and_media_is_not(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    for part in (folder.incoming, folder.work, folder.media):
        (part / "file").write_bytes(b"x")
    folder.close()
    again = DataFolder(tmp_path / "data")
    assert [list(part.iterdir()) for part in (again.incoming, again.work)] == [[], []]
    assert (again.media / "file").exists()
    again.close()
