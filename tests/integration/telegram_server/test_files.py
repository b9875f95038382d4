"""Files both ways: walls, links, ranges, uploads to disk, thumbnails, ids, albums."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import telegram
from telegram import InputFile, InputMediaDocument, InputMediaVideo

from tests.fakes.clock import FakeClock
from tests.integration.telegram_server.conftest import Raw
from tests.platforms.telegram.files import CLOUD_DOWNLOAD, CLOUD_UPLOAD, LINK_LIFE_S
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer
from tests.platforms.telegram.thumbnails import jpeg

FACTS = {"width": 640, "height": 360, "duration": 5, "supports_streaming": "true"}


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def chat(server: TelegramServer, ann: Person) -> Room:
    return server.private(ann)


def sparse(path: Path, size: int) -> Path:
    """A file of this size that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


async def test_a_file_of_twenty_megabytes_is_handed_out_and_one_byte_more_is_not(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room, tmp_path: Path
) -> None:
    await ann.sends(chat, video=sparse(tmp_path / "a.mp4", CLOUD_DOWNLOAD))
    await ann.sends(chat, document=sparse(tmp_path / "b.mkv", CLOUD_DOWNLOAD + 1))
    small, large = await bot.get_updates()
    assert small.message is not None
    assert small.message.video is not None
    assert large.message is not None
    assert large.message.document is not None
    assert (await bot.get_file(small.message.video.file_id)).file_size == CLOUD_DOWNLOAD
    assert large.message.document.file_size == CLOUD_DOWNLOAD + 1
    with server.expect_refusals("too big"), pytest.raises(telegram.error.BadRequest, match=r"[Ff]ile is too big"):
        await bot.get_file(large.message.document.file_id)


async def test_a_link_serves_ranges_for_an_hour(
    server: TelegramServer, raw: Raw, clock: FakeClock, ann: Person, chat: Room, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(5000))
    sent = await ann.sends(chat, video=clip)
    assert sent.media is not None
    path = (await raw("getFile", file_id=sent.media.file_id))["result"]["file_path"]
    assert path.startswith("videos/file_")
    url = f"{server.base_file_url}{server.token}/{path}"
    part = await raw.client.get(url, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, clip.read_bytes()[1000:2000])
    assert (await raw.client.get(url.replace(server.token, server.token[:-1] + "X"))).status_code == 404
    await clock.advance(LINK_LIFE_S)
    assert (await raw.client.get(url)).status_code == 404


async def test_each_message_has_an_id_of_its_own_for_the_same_file(ann: Person, chat: Room, tmp_path: Path) -> None:
    clip = sparse(tmp_path / "clip.mp4", 100)
    first, second = await ann.sends(chat, video=clip), await ann.sends(chat, video=clip)
    assert first.media is not None
    assert second.media is not None
    assert first.media.file_id != second.media.file_id
    assert first.media.file.unique_id == second.media.file.unique_id


async def test_an_upload_arrives_whole_and_can_be_sent_again_by_its_id(
    bot: telegram.Bot, chat: Room, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(os.urandom(3_000_000))
    with film.open("rb") as handle:
        sent = await bot.send_video(
            chat.id,
            InputFile(handle, filename="film.mp4", read_file_handle=False),
            width=640,
            height=360,
            duration=5,
            thumbnail=InputFile(jpeg(320, 180), filename="t.jpg"),
        )
    assert sent.video is not None
    again = await bot.send_video(chat.id, sent.video.file_id, caption="again")
    assert again.video is not None
    assert (again.video.width, again.video.duration, again.video.file_unique_id) == (
        640,
        timedelta(seconds=5),
        sent.video.file_unique_id,
    )
    assert chat.videos[0].media is not None
    assert chat.videos[0].media.file.path.read_bytes() == film.read_bytes()


async def test_unknown_and_mismatched_ids_are_refused(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room, tmp_path: Path
) -> None:
    sent = await ann.sends(chat, document=sparse(tmp_path / "a.mp4", 10))
    assert sent.media is not None
    with server.expect_refusals("wrong file identifier"), pytest.raises(telegram.error.BadRequest):
        await bot.send_video(chat.id, "BQACAgIAAxkBAAIunknown")
    with server.expect_refusals("mismatch"), pytest.raises(telegram.error.BadRequest):
        await bot.send_video(chat.id, sent.media.file_id)
    with server.expect_refusals("wrong file_id"), pytest.raises(telegram.error.BadRequest):
        await bot.get_file("BQACAgIAAxkBAAIunknown")


async def test_fifty_megabytes_is_the_wall_for_uploads(
    server: TelegramServer, bot: telegram.Bot, chat: Room, tmp_path: Path
) -> None:
    film = sparse(tmp_path / "film.mp4", CLOUD_UPLOAD + 1)
    with (
        film.open("rb") as handle,
        server.expect_refusals("Request Entity Too Large"),
        pytest.raises(telegram.error.NetworkError, match="Request Entity Too Large"),
    ):
        await bot.send_document(chat.id, InputFile(handle, filename="film.mp4", read_file_handle=False))
    assert not chat.shown
    assert max(each.stat().st_size for each in server.state.files.folder.iterdir()) <= CLOUD_UPLOAD


async def test_a_large_video_without_geometry_becomes_a_black_square(
    server: TelegramServer, raw: Raw, chat: Room, tmp_path: Path
) -> None:
    film = sparse(tmp_path / "film.mp4", 10_000_001)
    with film.open("rb") as handle:
        await raw("sendVideo", {"video": ("film.mp4", handle)}, chat_id=chat.id, **FACTS)
    with film.open("rb") as handle:
        files = {"video": ("film.mp4", handle), "thumbnail": ("t.jpg", jpeg(320, 180))}
        await raw("sendVideo", files, chat_id=chat.id, **FACTS)
    square, film_shown = chat.videos
    assert server.square_videos == [square]
    assert "320x320 0:00" in chat.transcript()
    assert film_shown.media is not None
    assert film_shown.media.file.width == 640


@pytest.mark.parametrize(
    ("thumbnail", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b" " * 50, "no JPEG"),
        (jpeg(321, 180), "321x180 pixels"),
        (jpeg(320, 180, 200_000), "must be less than 200000"),
    ],
)
async def test_a_thumbnail_telegram_would_drop_is_a_violation(
    server: TelegramServer, raw: Raw, chat: Room, thumbnail: bytes, said: str
) -> None:
    files = {"video": ("film.mp4", b"film"), "thumbnail": ("t.jpg", thumbnail)}
    with server.expect_violations(said):
        assert said in await raw.refusal("sendVideo", files, chat_id=chat.id, **FACTS)


@pytest.mark.parametrize(
    ("method", "said"),
    [("sendVideo", "message caption is too long"), ("sendDocument", "message caption is too long")],
)
async def test_a_caption_of_1025_characters_is_refused(
    server: TelegramServer, raw: Raw, chat: Room, method: str, said: str
) -> None:
    name = method.removeprefix("send").lower()
    with server.expect_refusals(said):
        await raw.refusal(method, {name: ("film.mp4", b"film")}, chat_id=chat.id, caption="a" * 1025)
    assert (await raw(method, {name: ("film.mp4", b"film")}, chat_id=chat.id, caption="a" * 1024))["ok"]


async def test_empty_files_and_large_photos_are_refused(
    server: TelegramServer, raw: Raw, chat: Room, tmp_path: Path
) -> None:
    with server.expect_refusals("non-empty"):
        await raw.refusal("sendDocument", {"document": ("a.bin", b"")}, chat_id=chat.id)
    with sparse(tmp_path / "a.jpg", (10 << 20) + 1).open("rb") as photo, server.expect_refusals("too big for a photo"):
        await raw.refusal("sendPhoto", {"photo": ("a.jpg", photo)}, chat_id=chat.id)


async def test_every_kind_of_file_goes_out(bot: telegram.Bot, chat: Room) -> None:
    await bot.send_document(chat.id, b"x", filename="a.srt")
    await bot.send_photo(chat.id, jpeg(64, 64))
    await bot.send_audio(chat.id, b"x", filename="a.mp3", duration=3)
    await bot.send_animation(chat.id, b"x", width=10, height=10, duration=1, filename="a.mp4")
    await bot.send_voice(chat.id, b"x", duration=2)
    kinds = [each.media.kind for each in chat.from_bot if each.media]
    assert kinds == ["document", "photo", "audio", "animation", "voice"]


async def test_a_person_can_send_every_kind(bot: telegram.Bot, ann: Person, chat: Room, tmp_path: Path) -> None:
    file = sparse(tmp_path / "a.mp4", 100)
    for kind in ("video", "document", "animation", "photo", "audio", "voice", "video_note"):
        await ann.sends(chat, **{kind: file})
    messages = [update.message for update in await bot.get_updates()]
    found = [message.effective_attachment for message in messages if message]
    assert [type(each[0] if isinstance(each, tuple) else each).__name__ for each in found] == [
        "Video",
        "Document",
        "Animation",
        "PhotoSize",
        "Audio",
        "Voice",
        "VideoNote",
    ]
    assert messages[2] is not None
    assert messages[2].document is not None, "an animation is a document, too"


async def test_albums_go_both_ways(bot: telegram.Bot, ann: Person, chat: Room, tmp_path: Path) -> None:
    clips = [sparse(tmp_path / f"{name}.mp4", 100) for name in "abc"]
    sent = await ann.sends_album(chat, *clips, caption="join these", late=1)
    assert len(await bot.get_updates()) == 2
    await ann.finishes_album(sent)
    updates = await bot.get_updates()
    assert len({update.message.media_group_id for update in updates if update.message}) == 1
    assert [update.message.caption for update in updates if update.message] == ["join these", None, None]

    answer = await bot.send_media_group(
        chat.id, [InputMediaVideo(b"one", width=64, height=36, duration=1), InputMediaVideo(b"two", caption="both")]
    )
    assert len({each.media_group_id for each in answer}) == 1
    assert [each.words for each in chat.videos] == ["", "both"]


async def test_documents_and_videos_do_not_mix_in_an_album(
    server: TelegramServer, bot: telegram.Bot, chat: Room
) -> None:
    with server.expect_refusals("can't be mixed"), pytest.raises(telegram.error.BadRequest):
        await bot.send_media_group(chat.id, [InputMediaVideo(b"one"), InputMediaDocument(b"two")])


async def test_a_text_can_become_a_video(server: TelegramServer, bot: telegram.Bot, chat: Room) -> None:
    sent = await bot.send_message(chat.id, "working")
    await bot.edit_message_media(InputMediaVideo(b"film", caption="done"), chat.id, sent.message_id)
    assert (chat.last.text, chat.last.caption, chat.last.past) == (None, "done", ["working"])
    with server.expect_refusals("no text"), pytest.raises(telegram.error.BadRequest, match="no text in the message"):
        await bot.edit_message_text("a", chat.id, sent.message_id)
    await bot.edit_message_caption(chat.id, sent.message_id, caption="really done")
    assert chat.last.caption == "really done"


async def test_a_scheduled_video_has_no_number(server: TelegramServer, bot: telegram.Bot, chat: Room) -> None:
    server.state.scheduled_videos = 1
    assert (await bot.send_video(chat.id, b"film")).message_id == 0
    assert (await bot.send_video(chat.id, b"film")).message_id == 2


async def test_the_cloud_reads_no_paths(server: TelegramServer, raw: Raw, chat: Room, tmp_path: Path) -> None:
    film = sparse(tmp_path / "film.mp4", 100)
    with server.expect_refusals("Unsupported URL protocol"):
        await raw.refusal("sendVideo", chat_id=chat.id, video=film.as_uri())


async def test_attach_must_name_an_upload(server: TelegramServer, raw: Raw, chat: Room) -> None:
    with server.expect_violations("names no uploaded file"):
        await raw.refusal("sendVideo", chat_id=chat.id, video="attach://film")
