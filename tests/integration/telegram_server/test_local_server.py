"""A server with --local: paths on disk, no walls, and answers that take as long as the file."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import telegram

from tests.fakes.clock import FakeClock
from tests.integration.telegram_server.conftest import server_at
from tests.platforms.telegram.server import TelegramServer, telegram_server


@pytest.fixture
async def server(tmp_path: Path, clock: FakeClock) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "server", clock=clock, local=True) as running:
        yield running


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncGenerator[telegram.Bot, None]:
    async with telegram.Bot(server.token, **server_at(server), local_mode=True) as started:
        yield started


async def test_half_a_gigabyte_lies_on_disk(server: TelegramServer, bot: telegram.Bot, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    with clip.open("wb") as file:
        file.truncate(500 << 20)
    ann = server.person("Ann")
    await ann.sends(server.private(ann), video=clip)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.video is not None
    file = await bot.get_file(update.message.video.file_id)
    assert file.file_path is not None
    path = Path(file.file_path)
    assert path.is_absolute()
    assert path.samefile(clip)
    assert path.is_relative_to(server.state.local_folder / server.token / "videos")
    async with httpx.AsyncClient() as client:
        over_http = f"{server.base_file_url}{server.token}/videos/{path.name}"
        assert (await client.get(over_http)).status_code == 404


async def test_the_answer_comes_when_the_file_is_there(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film")
    ann = server.person("Ann")
    sent = await ann.sends(server.private(ann), video=clip)
    assert sent.media is not None
    server.state.slow_files_s = 40.0
    with pytest.raises(telegram.error.TimedOut):
        await bot.get_file(sent.media.file_id, read_timeout=0.2)
    server.state.slow_files_s = 0.0
    assert (await bot.get_file(sent.media.file_id)).file_path is not None


async def test_films_are_sent_by_path_without_their_bytes_crossing_the_wire(
    server: TelegramServer, bot: telegram.Bot, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(60 << 20)
    ann = server.person("Ann")
    chat = server.private(ann)
    thumbnail = tmp_path / "thumbnail.jpg"
    thumbnail.write_bytes(b"no picture")
    with server.expect_violations("no JPEG"), pytest.raises(telegram.error.BadRequest):
        await bot.send_video(ann.id, film, width=64, height=36, duration=5, thumbnail=thumbnail)
    await bot.send_document(ann.id, film)
    assert server.calls("sendDocument")[0].params["document"] == film.as_uri()
    assert chat.last.media is not None
    assert chat.last.media.file.size == 60 << 20
    with server.expect_refusals("wrong file identifier"), pytest.raises(telegram.error.BadRequest):
        await bot.send_document(ann.id, (tmp_path / "nothing.mp4").as_uri())


async def test_logging_out_does_not_shut_the_local_server(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock
) -> None:
    assert await bot.log_out()
    assert (await bot.get_me()).username == "cutdesk_bot"
    with pytest.raises(telegram.error.RetryAfter):
        await bot.close()
    await clock.advance(600)
    assert await bot.close()
