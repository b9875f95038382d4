"""Files fetched over lines that break."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.files import TelegramFiles
from adapters.telegram.routes import Routes
from bot.core.errors import AttachmentGone, EmptyFile, FileTooLarge, PlatformError
from bot.core.model import Attachment, AttachmentId, StoredMedia
from storage.media_store import FolderMediaStore
from tests.integration.telegram_out.conftest import assert_no_token
from tests.integration.telegram_out.file_server import FileServer, Way, file_server
from tests.platforms.telegram.server import TOKEN

_CONTENT = random.Random(7).randbytes(3_000_000)


@pytest.fixture
async def server() -> AsyncIterator[FileServer]:
    async with file_server(_CONTENT) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> FolderMediaStore:
    return FolderMediaStore(tmp_path / "media", reserve_bytes=0)


class Fetcher:
    """Fetches, remembers progress and pauses."""

    def __init__(self, server: FileServer, store: FolderMediaStore) -> None:
        self.server, self.store = server, store
        self.percents: list[float] = []
        self.pauses: list[float] = []

    async def fetch(self, size_bytes: int | None = None) -> StoredMedia:
        client = TelegramClient(TelegramOptions(TOKEN, self.server.url))
        try:
            files = TelegramFiles(client.bot, None, sleep=self._pause)
            attachment = Attachment(AttachmentId("unique/file-id"), "clip.mp4", size_bytes)
            return await files.fetch(Routes().chat(7, None), attachment, self.store, self.percents.append)
        finally:
            await client.aclose()

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def fetcher(server: FileServer, store: FolderMediaStore) -> Fetcher:
    return Fetcher(server, store)


async def _is_whole(media: StoredMedia) -> bool:
    return media.path.read_bytes() == _CONTENT and media.id == hashlib.sha256(_CONTENT).hexdigest()


async def test_a_file_arrives_whole_with_progress(fetcher: Fetcher) -> None:
    assert await _is_whole(await fetcher.fetch(len(_CONTENT)))
    assert fetcher.percents == sorted(fetcher.percents)
    assert fetcher.percents[-1] == 100
    assert len(fetcher.percents) > 5
    assert fetcher.server.paths == ["/file/botTOKEN/videos/file_1.mp4"]


async def test_a_cut_transfer_goes_on_where_it_broke(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(cut_after=1_000_000), Way(cut_after=500_000)]
    assert await _is_whole(await fetcher.fetch())
    first, second, third = fetcher.server.ranges
    assert first == ""
    assert 900_000 < int(second[6:-1]) <= 1_000_000
    assert 1_400_000 < int(third[6:-1]) <= 1_500_000


async def test_a_server_that_knows_no_ranges_is_read_from_the_start_again(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(cut_after=1_000_000), Way(knows_ranges=False)]
    assert await _is_whole(await fetcher.fetch())


async def test_an_answer_that_would_leave_a_hole_is_not_taken(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(cut_after=1_000_000), Way(wrong_range=True)]
    assert await _is_whole(await fetcher.fetch())


async def test_an_answer_without_a_length_that_ends_too_soon_is_not_the_file(fetcher: Fetcher) -> None:
    fetcher.server.file_size = len(_CONTENT)
    fetcher.server.ways = [Way(cut_after=1_000_000, tells_length=False)]
    assert await _is_whole(await fetcher.fetch())


async def test_a_stale_address_is_asked_for_anew_and_a_file_that_stays_away_is_gone(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(cut_after=1_000_000), Way(status=404)]
    assert await _is_whole(await fetcher.fetch())
    assert fetcher.server.asked == 3
    fetcher.server.ways = [Way(status=404)] * 3
    with pytest.raises(AttachmentGone) as gone:
        await fetcher.fetch()
    assert_no_token(gone.value)


async def test_a_file_server_that_fails_is_tried_for_a_minute_and_is_not_called_a_lost_file(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(status=502)] * 20
    with pytest.raises(PlatformError) as failed:
        await fetcher.fetch()
    assert_no_token(failed.value)
    assert sum(fetcher.pauses) == 60


async def test_progress_gives_a_broken_line_new_patience(fetcher: Fetcher) -> None:
    fetcher.server.ways = [Way(cut_after=200_000) for _ in range(12)]
    assert await _is_whole(await fetcher.fetch())
    assert set(fetcher.pauses) == {1.0}


async def test_a_file_larger_than_told_is_stopped_at_the_limit(
    fetcher: Fetcher, store: FolderMediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.files.LOCAL_DOWNLOAD_BYTES", 1_000_000)
    with pytest.raises(FileTooLarge) as large:
        await fetcher.fetch(500)
    assert_no_token(large.value)
    assert list(store._parts.iterdir()) == []


async def test_an_empty_file_is_told_so(store: FolderMediaStore) -> None:
    async with file_server(b"") as server:
        with pytest.raises(EmptyFile):
            await Fetcher(server, store).fetch()


async def test_a_file_of_ours_under_the_servers_path_is_never_taken_for_it(
    fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "file_1.mp4").write_bytes(b"somebody else's")
    monkeypatch.chdir(tmp_path)
    assert await _is_whole(await fetcher.fetch())


async def test_a_path_with_odd_signs_stays_one_path(fetcher: Fetcher) -> None:
    fetcher.server.file_path = "videos/a b?c#d/../é.mp4"
    assert await _is_whole(await fetcher.fetch())
    assert fetcher.server.paths[0].startswith("/file/botTOKEN/")


async def test_giving_up_in_the_middle_leaves_nothing_behind(fetcher: Fetcher, store: FolderMediaStore) -> None:
    fetcher.server.ways = [Way(cut_after=2_000_000)] * 9
    async with asyncio.TaskGroup() as group:
        fetching = group.create_task(fetcher.fetch())
        while not fetcher.percents:
            await asyncio.sleep(0.001)
        fetching.cancel()
    assert fetching.cancelled()
    assert list(store._parts.iterdir()) == []
