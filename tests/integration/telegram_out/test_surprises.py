"""What is not in any list of refusals: odd answers beside an upload, folders that fail, networks that stay away."""

import asyncio
import shutil
from pathlib import Path

import pytest
from telegram import Bot

from adapters.telegram import files
from adapters.telegram.failures import Fault
from adapters.telegram.films import Outbox
from bot.core.errors import AttachmentGone, ChatUnavailable
from bot.core.model import Attachment, AttachmentId, Link, MediaId, Reply, StoredMedia
from storage.media_store import FolderMediaStore
from tests.integration.telegram_out.conftest import Out, Watch
from tests.platforms.telegram.call import METHODS
from tests.platforms.telegram.faults import Trouble


@pytest.fixture
def private(out: Out):
    return out.server.private(out.server.person("Ann"))


async def test_nothing_that_befalls_the_ornament_beside_an_upload_harms_the_upload(
    out: Out, private, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def surprise(*_: object, **__: object) -> bool:
        raise KeyError("result")

    monkeypatch.setattr(Bot, "send_chat_action", surprise)
    out.server.fail("sendVideo", Trouble.DELAY, seconds=3.0)
    await out.send(private, Reply("done", film=out.film()))
    assert [each.words for each in private.videos] == ["done"]


async def test_two_films_at_once_right_after_a_start_both_find_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "film"
    source.write_bytes(b"film")
    media = StoredMedia(MediaId("a" * 64), source, 4)
    (tmp_path / "outbox" / "left over").mkdir(parents=True)
    outbox, remove = Outbox(tmp_path / "outbox"), shutil.rmtree
    first_is_in, second_is_done = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    cleanings = []

    def slow(folder: Path, **how: object) -> None:
        if folder.name == "outbox":
            cleanings.append(folder)
            if len(cleanings) == 2:
                asyncio.run_coroutine_threadsafe(first_is_in.wait(), loop).result(5)
        remove(folder, **how)

    monkeypatch.setattr(shutil, "rmtree", slow)

    async def hold(is_first: bool) -> bytes:
        async with outbox.holding(media, "film.mp4") as path:
            (first_is_in if is_first else second_is_done).set()
            await second_is_done.wait()
            return await asyncio.to_thread(path.read_bytes)

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        both = [group.create_task(hold(is_first)) for is_first in (True, False)]
    assert [task.result() for task in both] == [b"film", b"film"]


async def test_an_outbox_that_cannot_be_used_is_done_without(local_out: Out) -> None:
    out = local_out
    private = out.server.private(out.server.person("Ann"))
    (out.folder / "outbox").write_text("a file stands where the folder should be")
    watch = Watch()
    await out.send(private, Reply("done", film=out.film()), watch)
    assert [each.words for each in private.videos] == ["done"]
    assert watch.told[-1] == "going"


async def test_a_film_refused_for_the_tokens_sake_is_kept_for_the_next_token(out: Out, private) -> None:
    out.server.fail("sendVideo", Trouble.ERROR, status=401)
    with pytest.raises(ChatUnavailable):
        await out.send(private, Reply("done", film=out.film()), Watch())


async def test_a_link_too_long_for_a_caption_does_not_cost_the_film(out: Out, private, monkeypatch) -> None:
    monkeypatch.setattr("adapters.telegram.failures._BY_TEXT", (("bad request", Fault.BAD_LINK),))
    out.server.fail("sendVideo", Trouble.ERROR, status=400)
    link = Link("https://films.example/" + "x" * 1500)
    await out.send(private, Reply("Here it is. " * 100, film=out.film(), link=link))
    assert private.last.words.startswith("Here it is.")


async def test_a_file_is_waited_for_as_long_as_the_network_is_away(out: Out, tmp_path: Path) -> None:
    ann = out.server.person("Ann")
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"x" * 1000)
    message = await ann.sends(out.server.private(ann), document=clip)
    attachment = Attachment(AttachmentId(message.media.file_id), "clip.mp4", 1000)
    store = FolderMediaStore(tmp_path / "media", reserve_bytes=0)
    await out.server.goes_down()
    fetching = out.beside(out.files.fetch(out.routes.chat(7, None), attachment, store, lambda _: None))
    await out.clock.sleep(sum(files._WAITS_S) + 60)
    assert not fetching.done()
    await out.server.comes_back()
    fetched = await fetching
    assert isinstance(fetched, StoredMedia)
    assert fetched.size_bytes == 1000


@pytest.mark.parametrize(
    "told", ["bot.sqlite3", "telegram-bot-api/{token}/../../bot.sqlite3", "telegram-bot-api/other/v"]
)
async def test_a_file_outside_the_folder_of_this_bot_is_not_taken(
    local_out: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    out = local_out
    out.server.state.local_folder.joinpath("other").mkdir(parents=True)
    out.server.state.local_folder.joinpath(out.server.token).mkdir()
    for ours in (out.folder / "bot.sqlite3", out.server.state.local_folder / "other" / "v"):
        ours.write_bytes(b"everybody's words")

    async def tell(_: object) -> object:
        path = out.folder / told.format(token=out.server.token)
        return {"file_id": "x", "file_unique_id": "u", "file_size": 17, "file_path": str(path)}

    monkeypatch.setitem(METHODS, "getFile", tell)
    store = FolderMediaStore(tmp_path / "media", reserve_bytes=0)
    reader = files.TelegramFiles(out.client.bot, None)
    with pytest.raises(AttachmentGone):
        await reader.fetch(out.routes.chat(7, None), Attachment(AttachmentId("x"), "v.mp4"), store, lambda _: None)
