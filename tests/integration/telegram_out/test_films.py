"""Films on their way up: what is told of them, how they are streamed, and how they are refused."""

import asyncio

import psutil
import pytest

from adapters.telegram import typing
from bot.core.errors import ReceiptUnknown, TooLargeToSend, VideoNotAllowed
from bot.core.model import Button, Link, MediaKind, Reply
from tests.integration.telegram_out.conftest import Out, Watch, assert_no_token
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.methods import media
from tests.platforms.telegram.refusals import bad_request


@pytest.fixture
def private(out: Out):
    return out.server.private(out.server.person("Ann"))


async def test_a_film_shows_with_its_size_its_length_and_a_still_and_can_be_streamed(out: Out, private) -> None:
    await out.send(private, Reply("Here & done", film=out.film(11_000_000), buttons=(Button("Undo", "undo"),)))
    film = private.last
    file = film.media.file
    assert (film.media.kind, file.width, file.height, file.duration) == ("video", 1280, 720, 3)
    assert file.supports_streaming
    assert file.thumbnail is not None
    assert file.name == "film.mp4"
    assert (film.words, film.silent, film.buttons) == ("Here & done", False, ["Undo"])
    assert out.server.square_videos == []


async def test_a_film_without_a_still_or_with_one_too_large_goes_without(out: Out, private, tmp_path) -> None:
    film = out.film()
    film.poster.path.write_bytes(b"x" * 200_000)
    large = type(film.poster)(film.poster.id, film.poster.path, 200_000)
    await out.send(private, Reply("", film=type(film)(film.media, film.facts, film.filename, large)))
    await out.send(private, Reply("", film=out.film(poster=False)))
    assert [each.media.file.thumbnail for each in private.videos] == [None, None]


@pytest.mark.parametrize(
    ("kind", "extension", "shown"),
    [
        (MediaKind.VIDEO, "gif", "animation"),
        (MediaKind.VIDEO, "webm", "document"),
        (MediaKind.AUDIO, "mp3", "audio"),
        (MediaKind.AUDIO, "wav", "document"),
        (MediaKind.IMAGE, "jpg", "photo"),
        (MediaKind.IMAGE, "webp", "document"),
    ],
)
async def test_what_is_no_mp4_is_shown_as_what_it_is(
    out: Out, private, kind: MediaKind, extension: str, shown: str
) -> None:
    await out.send(private, Reply("words", film=out.film(extension=extension, kind=kind)))
    assert private.last.media.kind == shown
    assert private.last.words == "words"


async def test_a_picture_too_long_for_a_photo_is_a_document(out: Out, private) -> None:
    await out.send(private, Reply("", film=out.film(extension="png", kind=MediaKind.IMAGE, width=4000, height=100)))
    assert private.last.media.kind == "document"


async def test_a_film_of_50_mb_goes_up_at_constant_memory(out: Out, private) -> None:
    film = out.film(49_000_000)
    await out.send(private, Reply("small first", film=out.film(1000)))
    process = psutil.Process()
    before, most = process.memory_info().rss, 0
    sending = out.beside(out.send(private, Reply("", film=film)))
    while not sending.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.002)
    assert private.videos[-1].media.file.size == 49_000_000
    assert most - before < 10_000_000


async def test_while_a_film_goes_up_the_chat_says_so_and_is_not_held(out: Out, private, monkeypatch) -> None:
    monkeypatch.setattr("adapters.telegram.films._ANSWER_S", 20.0)
    status = await out.send(private, Reply("sending", silent=True))
    out.server.fail("sendVideo", Trouble.DELAY, seconds=40.0)
    sending = out.beside(out.send(private, Reply("", film=out.film())))
    await out.server.until(lambda: out.server.calls("sendVideo"))
    await out.sender.edit(status, Reply("sending 50 %", silent=True))
    assert not sending.done()
    await sending
    actions = len(private.chat.actions)
    assert set(private.chat.actions) == {"upload_video"}
    assert actions >= 3
    await out.clock.sleep(2 * typing._EVERY_S)
    assert len(private.chat.actions) == actions


async def test_a_chat_action_that_fails_does_not_harm_the_film(out: Out, private) -> None:
    out.server.fail("sendChatAction", Trouble.ERROR)
    await out.send(private, Reply("", film=out.film()))
    assert len(private.videos) == 1


async def test_a_film_too_large_is_refused_without_being_sent(out: Out, private) -> None:
    with pytest.raises(TooLargeToSend) as refused:
        await out.send(private, Reply("", film=out.film(50_000_001)))
    assert refused.value.facts == {"limit_bytes": 50_000_000}
    assert out.server.calls("sendVideo") == []


async def test_a_server_that_takes_less_lowers_the_limit(out: Out, private) -> None:
    out.server.fail("sendVideo", Trouble.ERROR, status=413)
    watch = Watch()
    with pytest.raises(TooLargeToSend) as refused:
        await out.send(private, Reply("", film=out.film(8_000_000)), watch)
    assert refused.value.facts == {"limit_bytes": 6_000_000}
    assert out.limits.capabilities(shared=False, username="").upload_bytes == 6_000_000
    assert watch.told == ["going", "refused"]


async def test_a_group_that_takes_no_videos_takes_the_link(out: Out) -> None:
    team = out.server.group("Team", out.server.person("Ann"))
    team.forbid("videos")
    watch = Watch()
    with out.server.expect_refusals("not enough rights to send videos"), pytest.raises(VideoNotAllowed) as refused:
        await out.send(team, Reply("", film=out.film()), watch)
    assert_no_token(refused.value)
    assert watch.told == ["going", "refused"]
    await out.send(team, Reply("the film", link=Link("https://films.example/1")), watch)
    assert team.last.words == "the film"


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.LOST, Trouble.RESET, Trouble.SILENCE, Trouble.ERROR])
async def test_a_film_that_may_have_arrived_is_never_sent_again(out: Out, private, trouble: Trouble) -> None:
    out.server.fail("sendVideo", trouble)
    watch = Watch()
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.send(private, Reply("", film=out.film()), watch)
    assert_no_token(unknown.value)
    assert len(out.server.calls("sendVideo")) == 1
    assert watch.told == ["going"]


async def test_a_film_is_announced_only_when_it_really_goes(out: Out, private) -> None:
    await out.send(private, "words first")
    watch = Watch()
    sending = out.beside(out.send(private, Reply("", film=out.film()), watch))
    await asyncio.sleep(0)
    assert watch.told == []
    await sending
    assert watch.told == ["going"]


async def test_a_film_that_is_not_there_was_not_sent(out: Out, private) -> None:
    film, watch = out.film(), Watch()
    film.media.path.unlink()
    with pytest.raises(FileNotFoundError):
        await out.send(private, Reply("", film=film), watch)
    assert watch.told == ["going", "refused"]
    await out.send(private, "next")


async def test_a_film_that_the_server_has_only_scheduled_is_delivered(out: Out, private) -> None:
    out.server.state.scheduled_videos = 1
    ref = await out.send(private, Reply("", film=out.film()))
    assert ref.message_id == f"{private.id}/0"


async def test_in_local_mode_the_server_takes_the_film_from_the_disk(local_out: Out) -> None:
    private = local_out.server.private(local_out.server.person("Ann"))
    await local_out.send(private, Reply("Here", film=local_out.film(60_000_000)))
    file = private.last.media.file
    assert (file.size, file.name, file.width, file.duration) == (60_000_000, "film.mp4", 1280, 3)
    assert str(local_out.server.calls("sendVideo")[0].params["video"]).startswith("file://")
    assert list((local_out.folder / "outbox").iterdir()) == []


async def test_a_local_server_that_cannot_read_the_film_is_sent_it(local_out: Out, monkeypatch, caplog) -> None:
    def unreadable(*_: object) -> None:
        raise bad_request(media.WRONG_FILE)

    monkeypatch.setattr(media, "_from_disk", unreadable)
    private = local_out.server.private(local_out.server.person("Ann"))
    with local_out.server.expect_refusals("wrong file identifier"):
        await local_out.send(private, Reply("Here", film=local_out.film(2_000_000)))
    assert private.last.media.file.size == 2_000_000
    assert "does not take films by their path" in caplog.text
