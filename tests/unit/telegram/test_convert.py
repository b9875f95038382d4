"""Files, chats and senders of Telegram's messages."""

from datetime import UTC, datetime

import pytest

from adapters.telegram import convert
from adapters.telegram.routes import Routes
from bot.core.model import Attachment, JsonObject
from tests.fakes.telegram_updates import GROUP, MEI, chat_ref, document, message, parsed, photo, video

VOICE = {"file_id": "id-s", "file_unique_id": "u-s", "duration": 2, "mime_type": "audio/ogg"}
ROUND = {"file_id": "id-r", "file_unique_id": "u-r", "length": 240, "duration": 2}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"video": video("talk.MOV")}, "talk.MOV"),
        ({"video": video(None)}, "video.mp4"),
        ({"video": video(None) | {"mime_type": "video/quicktime"}}, "video.mov"),
        ({"video_note": ROUND}, "video-message.mp4"),
        ({"animation": video(None, file="v1"), "document": document("funny.gif", "video/mp4", "v1")}, "animation.mp4"),
        ({"live_photo": video(None, file="v1"), "photo": photo(90)}, "live-photo.mp4"),
        ({"document": document("trip.mkv", "video/x-matroska")}, "trip.mkv"),
        ({"document": document(None, "video/webm")}, "file.webm"),
        ({"document": document(None, None)}, "file"),
        ({"audio": VOICE | {"mime_type": "audio/mpeg"}}, "audio.mp3"),
        ({"audio": VOICE | {"file_name": "song.flac"}}, "song.flac"),
        ({"voice": VOICE}, "voice.ogg"),
        ({"photo": photo(90, 1280, 320)}, "photo.jpg"),
    ],
)
def test_every_way_of_sending_a_file_gives_one_file_with_a_name(fields: JsonObject, name: str) -> None:
    (file,) = convert.files_of(parsed(message(**fields)))
    assert file.filename == name
    assert file.unique


def test_a_file_has_its_handle_its_size_and_an_identity_of_its_own() -> None:
    assert convert.file_of(parsed(message(video=video("a.mp4", file="x", size=7)))) == Attachment(
        "id-x", "a.mp4", 7, None, "u-x"
    )


def test_a_photo_is_taken_at_its_largest_and_a_size_that_is_not_told_is_not_made_up() -> None:
    file = convert.file_of(parsed(message(photo=photo(90, 1280, 320))))
    assert file is not None
    assert (file.id, file.size_bytes) == ("p1280", None)


def test_a_video_quoted_from_another_chat_comes_with_the_message() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    quoted = parsed(message("shorter", external_reply={"origin": origin, "video": video(file="far")}))
    assert [file.id for file in convert.files_of(quoted)] == ["id-far"]


def test_a_forwarded_video_is_as_good_as_a_sent_one() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    assert convert.files_of(parsed(message(video=video(), forward_origin=origin)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"video": video()}, True),
        ({"document": document("notes.pdf", "application/pdf")}, False),
        ({"document": document("Talk.SRT", "application/x-subrip")}, True),
        ({"document": document("trip.MKV", "application/octet-stream")}, True),
        ({"document": document(None, "image/png")}, True),
        ({"animation": video(), "document": document(None, None)}, True),
        ({"text": "words"}, False),
    ],
)
def test_papers_passing_through_a_group_are_no_material(fields: JsonObject, *, expected: bool) -> None:
    assert convert.is_material(parsed(message(**fields))) is expected


def test_a_topic_is_a_chat_of_its_own_and_general_is_the_group() -> None:
    def chat(**fields: object) -> object:
        return convert.chat_of(Routes(), parsed(message("x", chat=GROUP, **fields)))

    assert chat() == chat_ref(GROUP)
    assert chat(message_thread_id=77, is_topic_message=True) == chat_ref(GROUP, "77")
    assert chat(message_thread_id=1, is_topic_message=True) == chat_ref(GROUP)
    assert chat(message_thread_id=77) == chat_ref(GROUP), "a thread of answers in a plain group is no topic"


def test_a_topic_of_a_private_chat_is_a_chat_of_its_own() -> None:
    raw = parsed(message("x", message_thread_id=5, is_topic_message=True))
    assert convert.chat_of(Routes(), raw) == chat_ref({"id": 11}, "5")


def test_a_moved_group_keeps_its_first_name_and_its_messages_have_both_ids() -> None:
    routes = Routes({-55: -100_200})
    raw = parsed(message("x", chat=GROUP, number=3))
    chat = convert.chat_of(routes, raw)
    assert chat == chat_ref({"id": -55})
    assert convert.ref_of(chat, raw).message_id == "-100200/3"


def test_a_sender_has_a_whole_name_and_a_tongue() -> None:
    sender = convert.sender_of(parsed(message("x")), is_admin=False)
    assert (sender.id, sender.name, sender.locale, sender.is_admin) == ("11", "Mei Lin", "zh-hans", False)


def test_an_anonymous_admin_is_the_group_and_not_the_bot_in_between() -> None:
    raw = message("x", chat=GROUP, sender=MEI | {"is_bot": True}, sender_chat=GROUP, author_signature="Chief")
    sender = convert.sender_of(parsed(raw), is_admin=True)
    assert (sender.id, sender.name, sender.is_admin) == ("-100200", "Chief", True)


def test_a_sighting_is_dated_when_its_message_was_posted() -> None:
    seen = convert.sighting(chat_ref(GROUP), parsed(message(chat=GROUP, at=1_700_000_000, video=video())))
    assert seen is not None
    assert not seen.addressed
    assert seen.received_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert convert.sighting(chat_ref(GROUP), parsed(message("only words", chat=GROUP))) is None
