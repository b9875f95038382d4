"""What every platform promises the core; the next platform's adapter joins the list of ``platforms``."""

import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.handles import FileHandle
from adapters.terminal.adapter import TerminalAdapter
from bot.core.errors import AttachmentGone, EmptyFile, MessageGone
from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    PlatformName,
    Reply,
)
from bot.core.ports import MediaStore, PlatformAdapter
from storage.media_store import FolderMediaStore
from tests.crash.platform_log import LoggedPlatform
from tests.fakes.chat import FakeChat
from tests.fakes.discord_bot import discord_bot
from tests.fakes.telegram_bot import telegram_bot
from tests.fakes.web_page import served_page
from tests.platforms.discord.server import discord_server
from tests.platforms.telegram.server import telegram_server

ROOM = ChatId("room")
CONTENT = b"video 2000 the bytes of a clip" * 1000


@dataclass(frozen=True, slots=True)
class Platform:
    """An adapter with one attachment that can be fetched, one that is empty, and whether it can edit by reference."""

    adapter: PlatformAdapter
    there: Attachment
    empty: Attachment
    remembers: bool
    store: MediaStore
    room: ChatId = ROOM

    @property
    def chat(self) -> ChatRef:
        return ChatRef(PlatformName(self.adapter.platform), self.room)


def attachment(place: Path | str) -> Attachment:
    return Attachment(AttachmentId(str(place)), "clip.mp4", None)


@pytest.fixture(params=["fake", "terminal", "web", "logged", "telegram", "discord"])
async def platform(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Platform, None]:
    (tmp_path / "there").write_bytes(CONTENT)
    (tmp_path / "empty").write_bytes(b"")
    there, empty = attachment(tmp_path / "there"), attachment(tmp_path / "empty")
    store = FolderMediaStore(tmp_path / "kept", reserve_bytes=0)
    match request.param:
        case "fake":
            files = {there.id: CONTENT, empty.id: b""}
            yield Platform(FakeChat(files=dict(files)), there, empty, remembers=True, store=store)
        case "terminal":
            adapter = TerminalAdapter(output=None, folder=tmp_path, stream=io.StringIO())
            yield Platform(adapter, there, empty, remembers=False, store=store)
        case "web":
            async with served_page(tmp_path / "page") as page:
                async with page.store.receive(len(CONTENT)) as received:
                    await received.write(CONTENT)
                    media = await received.keep()
                await page.log.put_upload(ROOM, there.id, "clip.mp4", len(CONTENT), media.id)
                yield Platform(page.adapter, there, empty, remembers=True, store=page.store)
        case "telegram":
            async with on_telegram(tmp_path, store) as made:
                yield made
        case "discord":
            async with on_discord(tmp_path, store) as made:
                yield made
        case _:
            yield Platform(LoggedPlatform(tmp_path / "log"), there, empty, remembers=True, store=store)


@asynccontextmanager
async def on_telegram(folder: Path, store: MediaStore) -> AsyncGenerator[Platform, None]:
    """A person's chat with the bot; the files are on the server as if the person had sent them."""
    async with telegram_server(folder / "telegram") as server, telegram_bot(server, folder) as bot:
        room = server.private(server.person("Ann"))

        def sent(name: str) -> Attachment:
            file = server.state.files.add(folder / name, "document", "clip.mp4", "video/mp4")
            return attachment(server.state.files.show(file))

        there, empty = sent("there"), sent("empty")
        yield Platform(bot.adapter, there, empty, remembers=True, store=store, room=ChatId(str(room.id)))
        server.refusals[:] = [line for line in server.refusals if not line.startswith("getFile")]


@asynccontextmanager
async def on_discord(folder: Path, store: MediaStore) -> AsyncGenerator[Platform, None]:
    """A person's direct messages with the bot; the files stand in a message of theirs."""
    async with discord_server(folder / "discord") as server:
        ann = server.person("Ann")
        room = server.dm(ann)
        sent = await ann.sends(room, "two files", files=[folder / "there", folder / "empty"])

        def handle(file: dict[str, Any]) -> Attachment:
            # Links in the history are without a signature: as good as one that has ended, so a fresh one is asked for.
            return Attachment(FileHandle(int(file["id"]), file["url"], room.id, sent.id).to_id(), "clip.mp4", None)

        there, empty = map(handle, sent.attachments)
        async with discord_bot(server, folder) as adapter:
            yield Platform(adapter, there, empty, remembers=True, store=store, room=ChatId(str(room.id)))


async def test_a_send_gives_a_handle_in_its_chat_and_the_same_key_the_same_handle(platform: Platform) -> None:
    first = await platform.adapter.send(platform.chat, Reply("hello"), key="turn.answer")
    again = await platform.adapter.send(platform.chat, Reply("hello"), key="turn.answer")
    other = await platform.adapter.send(platform.chat, Reply("hello"), key="turn.other")
    assert first.chat == platform.chat
    assert (first == again) is platform.adapter.capabilities(platform.chat).idempotent_send
    assert other not in {first, again}


async def test_an_edit_may_come_twice_with_the_same_text(platform: Platform) -> None:
    ref = await platform.adapter.send(platform.chat, Reply("…", silent=True), key="turn.status")
    await platform.adapter.edit(ref, Reply("half", silent=True))
    await platform.adapter.edit(ref, Reply("half", silent=True))


async def test_editing_what_is_not_there_is_said(platform: Platform) -> None:
    if platform.remembers:
        with pytest.raises(MessageGone):
            await platform.adapter.edit(MessageRef(platform.chat, MessageId("nowhere")), Reply("x"))


async def test_an_attachment_is_fetched_whole_and_as_often_as_wanted(platform: Platform) -> None:
    store = platform.store
    percents: list[float] = []
    first = await platform.adapter.fetch(platform.chat, platform.there, store, percents.append)
    again = await platform.adapter.fetch(platform.chat, platform.there, store, percents.append)
    assert first == again
    assert first.path.read_bytes() == CONTENT
    assert percents == sorted(percents[: len(percents) // 2]) * 2
    assert percents[-1] == 100.0


async def test_an_attachment_that_is_gone_or_empty_is_told_as_such(platform: Platform, tmp_path: Path) -> None:
    store = platform.store
    with pytest.raises((EmptyFile, AttachmentGone)):
        await platform.adapter.fetch(platform.chat, platform.empty, store, lambda _: None)
    if not isinstance(platform.adapter, LoggedPlatform):
        with pytest.raises(AttachmentGone):
            await platform.adapter.fetch(platform.chat, attachment(tmp_path / "gone"), store, lambda _: None)


async def test_a_chat_can_be_forgotten_twice_and_talked_to_afterwards(platform: Platform) -> None:
    await platform.adapter.send(platform.chat, Reply("old"), key="turn.answer")
    await platform.adapter.forget(platform.chat)
    await platform.adapter.forget(platform.chat)
    ref = await platform.adapter.send(platform.chat, Reply("new"), key="turn.other")
    await platform.adapter.edit(ref, Reply("newer"))


def test_the_limits_are_sane(platform: Platform) -> None:
    limits = platform.adapter.capabilities(platform.chat)
    assert 0 < limits.edit_interval_s <= limits.life_sign_s
    assert 0 < limits.caption_chars <= limits.text_chars
    assert min(limits.upload_bytes, limits.download_bytes) > 1_000_000
