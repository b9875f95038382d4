"""What people sent, brought into the store from the strict server."""

import asyncio
from pathlib import Path

import psutil
import pytest

from adapters.telegram.files import TelegramFiles
from bot.core.errors import AttachmentGone, DiskNearlyFull, EmptyFile, FileTooLarge, PlatformError
from bot.core.model import Attachment, AttachmentId, StoredMedia
from storage.media_store import FolderMediaStore
from tests.integration.telegram_out.conftest import Out, assert_no_token
from tests.platforms.telegram.faults import Trouble


@pytest.fixture
def store(tmp_path: Path) -> FolderMediaStore:
    return FolderMediaStore(tmp_path / "media", reserve_bytes=0)


async def _sent(out: Out, size_bytes: int, name: str = "clip.mp4") -> Attachment:
    ann = out.server.person("Ann")
    path = out.folder / name
    with path.open("wb") as file:
        file.truncate(size_bytes)
    message = await ann.sends(out.server.private(ann), document=path)
    media = message.media
    return Attachment(AttachmentId(f"{media.file.unique_id}/{media.file_id}"), name, size_bytes)


async def _fetch(out: Out, attachment: Attachment, store: FolderMediaStore) -> StoredMedia:
    return await out.files.fetch(out.routes.chat(7, None), attachment, store, lambda _: None)


async def test_a_file_of_the_cloud_is_fetched(out: Out, store) -> None:
    media = await _fetch(out, await _sent(out, 1_000_000), store)
    assert media.size_bytes == 1_000_000


async def test_a_file_above_the_clouds_limit_is_not_even_asked_for(out: Out, store) -> None:
    attachment = await _sent(out, 20_000_001)
    with pytest.raises(FileTooLarge) as large:
        await _fetch(out, attachment, store)
    assert large.value.facts["limit_bytes"] == 20_000_000
    assert out.server.calls("getFile") == []


async def test_a_file_whose_size_was_not_told_is_refused_by_the_server(out: Out, store) -> None:
    attachment = await _sent(out, 21_500_000)
    with out.server.expect_refusals("file is too big"), pytest.raises(FileTooLarge) as large:
        await _fetch(out, Attachment(attachment.id, "clip.mp4"), store)
    assert_no_token(large.value)


async def test_a_file_that_is_away_is_asked_for_three_times_and_then_gone(out: Out, store) -> None:
    with out.server.expect_refusals("temporarily unavailable"), pytest.raises(AttachmentGone) as gone:
        await _fetch(out, Attachment(AttachmentId("u/AgADnothing"), "clip.mp4", 5), store)
    assert_no_token(gone.value)
    assert len(out.server.calls("getFile")) == 3


async def test_trouble_on_the_way_to_the_file_is_waited_out(out: Out, store) -> None:
    attachment = await _sent(out, 1000)
    out.server.fail("getFile", Trouble.ERROR)
    out.server.fail("getFile", Trouble.RESET)
    out.server.fail("getFile", Trouble.CUT)
    assert (await _fetch(out, attachment, store)).size_bytes == 1000


async def test_a_server_that_never_answers_is_given_up_without_calling_the_file_lost(out: Out, store) -> None:
    attachment = await _sent(out, 1000)
    out.server.fail("getFile", Trouble.ERROR, times=50)
    with pytest.raises(PlatformError) as failed:
        await _fetch(out, attachment, store)
    assert_no_token(failed.value)


async def test_a_large_file_comes_at_constant_memory(out: Out, store) -> None:
    await _fetch(out, await _sent(out, 1000, "small.mp4"), store)
    attachment = await _sent(out, 19_900_000)
    process = psutil.Process()
    before, most = process.memory_info().rss, 0
    fetching = out.beside(_fetch(out, attachment, store))
    while not fetching.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.002)
    assert fetching.result().size_bytes == 19_900_000
    assert most - before < 10_000_000


async def test_in_local_mode_a_large_file_is_linked_not_copied(local_out: Out, store) -> None:
    attachment = await _sent(local_out, 300_000_000)
    local_out.server.state.slow_files_s = 20.0
    media = await _fetch(local_out, attachment, store)
    assert media.size_bytes == 300_000_000
    assert media.path.stat().st_nlink >= 2
    assert list(store._scratch.iterdir()) == []


async def test_a_file_on_another_disk_or_of_another_user_is_copied(local_out: Out, store, monkeypatch) -> None:
    monkeypatch.setattr("adapters.telegram.local_files.os.geteuid", lambda: 4_000_000)
    media = await _fetch(local_out, await _sent(local_out, 1_000_000), store)
    assert (media.size_bytes, media.path.stat().st_nlink) == (1_000_000, 1)


async def test_a_copy_needs_room(local_out: Out, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("adapters.telegram.local_files.os.geteuid", lambda: 4_000_000)
    full = FolderMediaStore(tmp_path / "full", free_bytes=lambda _: 1000)
    with pytest.raises(DiskNearlyFull) as refused:
        await _fetch(local_out, await _sent(local_out, 1_000_000), full)
    assert_no_token(refused.value)


async def test_more_than_500_mib_is_refused_also_in_local_mode(local_out: Out, store) -> None:
    attachment = await _sent(local_out, 524_288_001)
    for told in (attachment, Attachment(attachment.id, "clip.mp4")):
        with pytest.raises(FileTooLarge) as large:
            await _fetch(local_out, told, store)
        assert large.value.facts["limit_bytes"] == 524_288_000
        assert_no_token(large.value)


async def test_a_local_file_that_is_not_visible_here_is_told_to_the_operator(local_out: Out, store, caplog) -> None:
    attachment = await _sent(local_out, 1000)
    elsewhere = local_out.folder / "elsewhere"
    elsewhere.mkdir()
    local_out.files = TelegramFiles(local_out.client.bot, elsewhere)
    with pytest.raises(AttachmentGone) as gone:
        await _fetch(local_out, attachment, store)
    assert_no_token(gone.value)
    assert "under the same path" in caplog.text


async def test_a_link_out_of_the_servers_folder_is_not_followed(local_out: Out, store, monkeypatch) -> None:
    attachment = await _sent(local_out, 1000)
    secret = local_out.folder / "secret"
    secret.write_bytes(b"the operator's own")

    def sly(self: object, file: object, root: Path) -> Path:
        root.mkdir(parents=True, exist_ok=True)
        link = root / "file_1.mp4"
        link.symlink_to(secret)
        return link

    monkeypatch.setattr("tests.platforms.telegram.files.FileStore.put_on_disk", sly)
    with pytest.raises(AttachmentGone):
        await _fetch(local_out, attachment, store)


async def test_an_empty_local_file_is_told_so(local_out: Out, store) -> None:
    with pytest.raises(EmptyFile):
        await _fetch(local_out, await _sent(local_out, 0), store)
