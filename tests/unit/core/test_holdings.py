"""Files are noted for the chat whose turn kept them, and removed with the last chat that uses them."""

import asyncio
from pathlib import Path

from bot.core.holdings import Holdings
from bot.core.model import ChatId, ChatRef, MediaId, MediaKind, StoredMedia
from tests.fakes.chat import ROOM
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.media_tools import FakeMediaTools
from tests.fakes.media_uses import MemoryMediaUses

OTHER = ChatRef(ROOM.platform, ChatId("other"))


class SlowUses(MemoryMediaUses):
    """Notes only when let."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def note(self, chat: ChatRef, media: MediaId) -> None:
        self.began.set()
        await self.may_go_on.wait()
        await super().note(chat, media)


def holdings(store: FakeMediaStore, uses: MemoryMediaUses) -> Holdings:
    return Holdings(store, FakeMediaTools, uses)


async def received(held: Holdings, chat: ChatRef, content: bytes) -> StoredMedia:
    async with held.store_of(chat).receive(1000) as file:
        await file.write(content)
        return await file.keep()


async def test_what_is_received_adopted_looked_up_or_made_is_noted(tmp_path: Path) -> None:
    store, uses = FakeMediaStore(tmp_path), MemoryMediaUses()
    held = holdings(store, uses)
    clip = await received(held, ROOM, b"video 2000 640x480")
    scratch = held.store_of(ROOM).scratch("mp4")
    scratch.write_bytes(b"made here")
    adopted = await held.store_of(ROOM).adopt(scratch)
    uploaded = await held.store_of(ROOM).get(store.put(b"uploaded before").id)
    tools = held.tools_of(ROOM)
    copy = await tools.fit(clip, await tools.inspect(clip, "clip.mp4"), 500, lambda _: None)
    assert (await tools.inspect(clip, "clip.mp4")).kind is MediaKind.VIDEO
    assert uploaded is not None
    assert copy is not None
    assert await uses.only_of(ROOM) == {clip.id, adopted.id, uploaded.id, copy.id}


async def test_what_is_not_there_is_not_noted(tmp_path: Path) -> None:
    uses = MemoryMediaUses()
    assert await holdings(FakeMediaStore(tmp_path), uses).store_of(ROOM).get(MediaId("0" * 64)) is None
    assert uses.uses == set()


async def test_forgetting_removes_what_no_other_chat_uses(tmp_path: Path) -> None:
    store = FakeMediaStore(tmp_path)
    held = holdings(store, MemoryMediaUses())
    mine, shared = await received(held, ROOM, b"mine"), await received(held, ROOM, b"shared")
    await received(held, OTHER, b"shared")
    assert await held.forget(ROOM) == 1
    assert (mine.path.exists(), shared.path.exists()) == (False, True)
    assert await held.forget(ROOM) == 0
    assert await held.forget(OTHER) == 1
    assert not shared.path.exists()


async def test_a_file_that_just_arrives_elsewhere_is_not_removed_before_it_is_noted(tmp_path: Path) -> None:
    store, uses = FakeMediaStore(tmp_path), SlowUses()
    held = holdings(store, uses)
    uses.uses.add((ROOM, store.put(b"the same").id))
    arriving = asyncio.ensure_future(received(held, OTHER, b"the same"))
    await uses.began.wait()
    forgetting = asyncio.ensure_future(held.forget(ROOM))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not forgetting.done()
    uses.may_go_on.set()
    assert (await arriving).path.exists()
    assert await forgetting == 0
    assert (await arriving).path.exists()
