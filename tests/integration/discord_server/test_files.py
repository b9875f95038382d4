"""Files: addresses that end, ranges, broken and slow transfers, and large ones that need no memory."""

from pathlib import Path

import aiohttp
import pytest

from tests.fakes.clock import FakeClock
from tests.integration.discord_server.conftest import Raw, form
from tests.platforms.discord.asking import NotPossible
from tests.platforms.discord.cdn import sanitised
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer

MIB = 1 << 20


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(range(256)) * 16)
    return path


async def url_of(raw: Raw, room: Room, message_id: int) -> str:
    """A fresh address of the message's first file."""
    return (await raw("GET", f"/channels/{room.id}/messages/{message_id}"))[1]["attachments"][0]["url"]


async def test_an_address_ends_and_a_fresh_one_is_had_by_asking(
    server: DiscordServer, raw: Raw, ann: Person, clip: Path, clock: FakeClock
) -> None:
    dm = server.dm(ann)
    sent = await ann.sends(dm, files=[clip])
    url = await url_of(raw, dm, sent.id)
    async with raw.session.get(url) as got:
        assert (got.status, got.content_type, await got.read()) == (200, "video/mp4", clip.read_bytes())
    await clock.advance(server.cdn.life_s + 1)
    for wrong in (url, url.partition("?")[0], url.replace("hm=", "hm=0")):
        async with raw.session.get(wrong) as got:
            assert got.status == 404, wrong
    fresh = await url_of(raw, dm, sent.id)
    for status in (200, 404):
        async with raw.session.get(fresh) as got:
            assert got.status == status
        server.cdn.lose(int(sent.attachments[0]["id"]))


async def test_ranges(server: DiscordServer, raw: Raw, ann: Person, clip: Path) -> None:
    dm = server.dm(ann)
    url = await url_of(raw, dm, (await ann.sends(dm, files=[clip])).id)
    async with raw.session.get(url, headers={"Range": "bytes=4000-"}) as got:
        assert (got.status, got.headers["Content-Range"]) == (206, "bytes 4000-4095/4096")
        assert await got.read() == clip.read_bytes()[4000:]
    async with raw.session.get(url, headers={"Range": "bytes=4096-"}) as got:
        assert got.status == 416
    assert [each.first_byte for each in server.cdn.transfers] == [4000]


async def test_a_transfer_breaks_off_and_is_continued(server: DiscordServer, raw: Raw, ann: Person, clip: Path) -> None:
    dm = server.dm(ann)
    url = await url_of(raw, dm, (await ann.sends(dm, files=[clip])).id)
    server.cdn.cut(after=1000)
    async with raw.session.get(url) as answer:
        got = await answer.content.readexactly(1000)
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.content.read()
    async with raw.session.get(url, headers={"Range": "bytes=1000-"}) as answer:
        assert got + await answer.read() == clip.read_bytes()


async def test_a_large_file_is_served_from_where_it_lies(server: DiscordServer, raw: Raw, tmp_path: Path) -> None:
    large = tmp_path / "large.mov"
    with large.open("wb") as file:
        file.truncate(500 * MIB)
    rich, poor = server.person("Rich", upload_limit=500 * MIB), server.person("Poor")
    with pytest.raises(NotPossible):
        await poor.sends(server.dm(poor), files=[large])
    dm = server.dm(rich)
    sent = await rich.sends(dm, files=[large])
    assert sent.attachments[0]["size"] == 500 * MIB
    url = await url_of(raw, dm, sent.id)
    async with raw.session.get(url, headers={"Range": f"bytes={499 * MIB}-"}) as got:
        assert len(await got.read()) == MIB


async def test_what_the_bot_uploads_can_be_read_back(server: DiscordServer, raw: Raw, films: Room) -> None:
    content = b"film" * 1000
    answer = (await raw("POST", f"/channels/{films.id}/messages", data=form({}, ("a.mp4", content))))[1]
    async with raw.session.get(answer["attachments"][0]["url"]) as got:
        assert await got.read() == content
    assert server.path_of(films.last).read_bytes() == content


async def test_files_must_be_numbered_and_named(raw: Raw, films: Room) -> None:
    body = aiohttp.FormData()
    body.add_field("file", b"x", filename="a.mp4")
    assert await raw.refusal("POST", f"/channels/{films.id}/messages", data=body) == (400, 50035)


@pytest.mark.parametrize(
    ("given", "kept"), [("a b.mp4", "a_b.mp4"), ("剪辑.mp4", "unknown.mp4"), ("ü-1.MOV", "-1.MOV"), ("plain", "plain")]
)
def test_names_are_made_plain(given: str, kept: str) -> None:
    assert sanitised(given) == kept
