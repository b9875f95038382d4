"""What people sent, brought into the store: over lines that break and links that end, and from nowhere else."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from adapters.discord.downloads import may_fetch
from adapters.discord.files import DiscordFiles
from adapters.discord.handles import FileHandle, read_handle
from bot.core.errors import AttachmentGone, EmptyFile, FileTooLarge, PlatformError
from bot.core.model import Attachment, AttachmentId, StoredMedia
from storage.media_store import FolderMediaStore
from tests.integration.discord_out.conftest import Out, assert_no_token
from tests.integration.telegram_out.file_server import Way, file_server
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.telegram.faults import Trouble

_CONTENT = random.Random(7).randbytes(1_500_000)


@pytest.fixture
def store(tmp_path: Path) -> FolderMediaStore:
    return FolderMediaStore(tmp_path / "media", reserve_bytes=0)


class Fetcher:
    """What Ann sent, fetched; remembers progress."""

    def __init__(self, out: Out, store: FolderMediaStore, room: Room, ann: Person) -> None:
        self.out, self.store, self.room, self.ann = out, store, room, ann
        self.percents: list[float] = []

    async def sent(self, content: bytes | int = _CONTENT) -> Attachment:
        path = self.out.folder / "clip.mp4"
        with path.open("wb") as file:
            file.truncate(content) if isinstance(content, int) else file.write(content)
        message = await self.ann.sends(self.room, files=[path])
        (told,) = self.out.server.world.cdn.signed({"files": message.attachments})["files"]
        handle = FileHandle(int(told["id"]), told["url"], self.room.id, message.id)
        return Attachment(handle.to_id(), "clip.mp4", told["size"])

    async def fetch(self, attachment: Attachment) -> StoredMedia:
        return await self.out.files.fetch(self.out.chat(self.room), attachment, self.store, self.percents.append)


@pytest.fixture
def fetcher(out: Out, store: FolderMediaStore, private: Room, ann: Person) -> Fetcher:
    return Fetcher(out, store, private, ann)


def is_whole(media: StoredMedia) -> bool:
    return media.path.read_bytes() == _CONTENT


async def test_a_file_arrives_whole_with_progress_as_often_as_wanted(fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    assert is_whole(await fetcher.fetch(attachment))
    assert fetcher.percents == sorted(fetcher.percents)
    assert fetcher.percents[-1] == 100
    assert len(fetcher.percents) > 5
    assert is_whole(await fetcher.fetch(attachment))


async def test_a_cut_transfer_goes_on_where_it_broke(out: Out, fetcher: Fetcher) -> None:
    out.server.cdn.cut(600_000)
    out.server.cdn.cut(300_000)
    assert is_whole(await fetcher.fetch(await fetcher.sent()))
    first, second, third = [each.first_byte for each in out.server.cdn.transfers]
    assert first == 0 < second <= 600_000 < third <= 900_000


async def test_a_link_that_ended_is_asked_for_anew_also_in_the_middle(out: Out, fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    out.clock.leap(2 * 24 * 3600)
    assert is_whole(await fetcher.fetch(attachment))
    assert len(out.server.calls("get_message")) == 1


async def test_a_forwarded_file_is_found_in_the_message_that_forwards_it(
    out: Out, fetcher: Fetcher, ann: Person
) -> None:
    attachment = await fetcher.sent()
    forwarding = await ann.forwards(fetcher.room.last, fetcher.room)
    handle = replace(read_handle(attachment.id), message=forwarding.id)
    out.clock.leap(2 * 24 * 3600)
    stale = Attachment(handle.to_id(), "clip.mp4")
    assert is_whole(await fetcher.fetch(stale))


async def test_a_file_without_a_message_is_gone_with_its_link(out: Out, fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    handle = replace(read_handle(attachment.id), channel=None, message=None)
    optional = Attachment(handle.to_id(), "clip.mp4")
    assert is_whole(await fetcher.fetch(optional))
    out.clock.leap(2 * 24 * 3600)
    with pytest.raises(AttachmentGone):
        await fetcher.fetch(optional)


async def test_a_file_whose_message_was_deleted_is_gone(out: Out, fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    out.server.world.delete_message(fetcher.room.id, fetcher.room.last.id)
    out.clock.leap(2 * 24 * 3600)
    with out.server.expect_refusals("10008"), pytest.raises(AttachmentGone) as gone:
        await fetcher.fetch(attachment)
    assert_no_token(gone.value)


async def test_trouble_on_the_way_to_a_fresh_link_is_waited_out_but_not_for_ever(out: Out, fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    out.clock.leap(2 * 24 * 3600)
    out.server.fail("get_message", Trouble.ERROR, status=503)
    out.server.fail("get_message", Trouble.RESET)
    assert is_whole(await fetcher.fetch(attachment))
    out.server.fail("get_message", Trouble.ERROR, status=503, times=50)
    with pytest.raises(PlatformError) as failed:
        await fetcher.fetch(attachment)
    assert_no_token(failed.value)


async def test_more_than_500_mib_is_refused_before_and_while_it_comes(
    out: Out, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = await fetcher.sent()
    with pytest.raises(FileTooLarge) as large:
        await fetcher.fetch(Attachment(attachment.id, "clip.mp4", 500 * 1024 * 1024 + 1))
    assert large.value.facts["limit_bytes"] == 524_288_000
    assert out.server.cdn.transfers == []
    monkeypatch.setattr("adapters.discord.files.DOWNLOAD_BYTES", 1_000_000)
    with pytest.raises(FileTooLarge):
        await fetcher.fetch(Attachment(attachment.id, "clip.mp4", 500))
    assert list(fetcher.store._parts.iterdir()) == []


async def test_an_empty_file_is_told_so_and_what_is_no_handle_is_gone(out: Out, fetcher: Fetcher) -> None:
    with pytest.raises(EmptyFile):
        await fetcher.fetch(await fetcher.sent(0))
    with pytest.raises(AttachmentGone):
        await fetcher.fetch(Attachment(AttachmentId("/tmp/there"), "clip.mp4"))


async def test_a_large_file_comes_at_constant_memory(fetcher: Fetcher) -> None:
    await fetcher.fetch(await fetcher.sent())
    fetcher.ann.upload_limit = 60_000_000
    attachment = await fetcher.sent(60_000_000)
    process = psutil.Process()
    before, most = process.memory_info().rss, 0
    fetching = fetcher.out.beside(fetcher.fetch(attachment))
    while not fetching.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.002)
    assert fetching.result().size_bytes == 60_000_000
    assert most - before < 12_000_000


async def test_giving_up_in_the_middle_leaves_nothing_behind(out: Out, fetcher: Fetcher) -> None:
    attachment = await fetcher.sent()
    out.server.cdn.rate = 1_000_000
    async with asyncio.TaskGroup() as group:
        fetching = group.create_task(fetcher.fetch(attachment))
        while not fetcher.percents:
            await asyncio.sleep(0.001)
        fetching.cancel()
    assert fetching.cancelled()
    assert list(fetcher.store._parts.iterdir()) == []


@pytest.mark.parametrize(
    "ways",
    [
        [Way(cut_after=1_000_000), Way(knows_ranges=False)],
        [Way(cut_after=1_000_000), Way(wrong_range=True)],
        [Way(cut_after=1_000_000, tells_length=False)],
        [Way(status=502), Way(status=302), Way(cut_after=1)],
    ],
)
async def test_an_answer_that_is_not_the_file_is_not_taken_for_it(
    out: Out, store: FolderMediaStore, ways: list[Way]
) -> None:
    async with file_server(_CONTENT) as server:
        server.ways = ways
        handle = FileHandle(1, f"{server.url}/cdn/clip.mp4")
        files = DiscordFiles(out.client, server.url, out.clock.sleep)
        attachment = Attachment(handle.to_id(), "clip.mp4", len(_CONTENT))
        assert is_whole(await files.fetch(None, attachment, store, lambda _: None))


async def test_a_media_server_that_fails_is_tried_for_a_minute_and_is_not_called_a_lost_file(
    out: Out, store: FolderMediaStore
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with file_server(_CONTENT) as server:
        server.ways = [Way(status=502)] * 20
        files = DiscordFiles(out.client, server.url, pause)
        attachment = Attachment(FileHandle(1, f"{server.url}/clip.mp4").to_id(), "clip.mp4")
        with pytest.raises(PlatformError):
            await files.fetch(None, attachment, store, lambda _: None)
    assert sum(pauses) == 60


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/clip.mp4",
        "http://cdn.discordapp.com/clip.mp4",
        "https://cdn.discordapp.com.evil.example/clip.mp4",
        "https://evildiscordapp.com/clip.mp4",
        "file:///etc/passwd",
        "https://127.0.0.1/clip.mp4",
        "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(out: Out, store: FolderMediaStore, url: str) -> None:
    assert not may_fetch(url, None)
    files = DiscordFiles(out.client, None, out.clock.sleep)
    with pytest.raises(AttachmentGone):
        await files.fetch(None, Attachment(FileHandle(1, url).to_id(), "clip.mp4"), store, lambda _: None)


@pytest.mark.parametrize("host", ["cdn.discordapp.com", "media.discordapp.net"])
def test_discords_own_media_servers_are_trusted(host: str) -> None:
    assert may_fetch(f"https://{host}/attachments/1/2/clip.mp4?ex=1", None)


async def test_no_media_server_is_ever_shown_the_token(out: Out, store: FolderMediaStore) -> None:
    heads: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
        writer.close()

    listening = await asyncio.start_server(listen, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        attachment = Attachment(FileHandle(1, f"{url}/clip.mp4").to_id(), "clip.mp4")
        await DiscordFiles(out.client, url, out.clock.sleep).fetch(None, attachment, store, lambda _: None)
    finally:
        listening.close()
    assert heads
    assert b"authorization" not in heads[0].lower()
