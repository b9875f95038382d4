"""/forget: asked back, then everything of the chat is deleted, whatever runs and whenever the process is killed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.traits import NEMO
from bot.core.errors import BackendRefused, BackendUnreachable
from bot.core.model import ChatId, ChatRef, Language, RenderStatus, TurnState
from storage.database import Database
from storage.ledger import SqliteLedger
from storage.media_uses import SqliteMediaUses
from storage.sessions import SqliteSessions
from tests.fakes.backend import EditScript, FakeBackend
from tests.fakes.chat import CAPABILITIES, MEI, ROOM, TOM, clip
from tests.fakes.house import House

YES = "yes, forget everything"
DONE = "Done: I have forgotten this chat. Its files, its project and its history are deleted."
OTHER = replace(ROOM, chat_id=ChatId("other"))
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


def files(house: House) -> list[str]:
    return [path.name for path in house.folder.iterdir() if path.is_file()]


async def remains(house: House, chat: ChatRef = ROOM) -> list[str]:
    """What is still known of a chat, in words; the request to forget it aside."""
    found = [f"session {session}" for session in await house.sessions.opened(chat)]
    found += [f"media {seen.attachment.id}" for seen in await house.ledger.recent_media(chat, EVER)]
    found += [f"language {await house.sessions.language(MEI, chat)}"] * (
        await house.sessions.language(MEI, chat) is not None
    )
    return found


async def test_it_is_asked_back_with_two_buttons_and_nothing_is_deleted_yet(house: House) -> None:
    await house.ask("cut the pauses", clip())
    await house.ask("forget everything")
    [*_, question] = house.chat.shown.values()
    assert question.reply.text.startswith("Shall I forget everything about this chat?")
    assert [(button.says, button.once) for button in question.reply.buttons] == [
        (YES, False),
        ("no, keep everything", False),
    ]
    assert len(files(house)) == 2
    assert await house.ask("no, keep everything") == ["Nothing was deleted."]
    assert len(files(house)) == 2


async def test_confirmed_all_of_it_is_gone_and_that_is_said_in_one_sentence(house: House) -> None:
    await house.sessions.set_language(MEI, ROOM, Language.ENGLISH)
    await house.ask("cut the pauses", clip())
    await house.ask("new project")
    await house.ask("cut the pauses", clip())
    assert len(house.backend.sessions) == 2
    assert await house.ask(YES) == [DONE]
    assert files(house) == []
    assert house.backend.sessions == {}
    assert house.chat.forgotten == [ROOM]
    assert await remains(house) == []
    [turn] = house.ledger.turns.values()  # type: ignore[attr-defined]
    assert (turn.message.text, turn.state) == (YES, TurnState.DONE)


async def test_in_chinese_too(house: House) -> None:
    await house.ask("剪掉停顿", clip())
    [question] = await house.ask("删除我的数据")
    assert question.startswith("要忘掉这个聊天的一切吗？")
    assert await house.ask("确认删除全部数据") == ["好了，这个聊天我已经忘掉：文件、项目和历史都已删除。"]
    assert files(house) == []


async def test_what_another_chat_uses_too_stays(house: House) -> None:
    house.chat.files["own.mp4"] = b"video 9000 640x480"
    await house.ask("cut the pauses", clip())
    await house.ask("cut the pauses", clip("own.mp4"), chat=OTHER)
    await house.ask(YES, chat=OTHER)
    assert len(files(house)) == 2
    assert len(house.backend.sessions) == 1
    assert len(await remains(house)) == 2
    assert await remains(house, OTHER) == []


async def test_a_running_render_is_stopped_first_and_a_waiting_turn_too(house: House) -> None:
    house.backend.renders_by_hand = True
    await house.say("cut the pauses", clip())
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    await house.say("add music")
    await house.chat.until_text("number 2 in line")
    await house.say(YES)
    await house.settled()
    first, second, answer = house.chat.transcript()
    assert (first, second) == ("🚫 Cancelled", "🚫 Cancelled")
    assert answer == "Done: I have forgotten this chat. Its files, its project and its history are deleted."
    cancelled = next(number for number, effect in enumerate(house.backend.effects) if effect.startswith("cancel"))
    forgotten = next(number for number, effect in enumerate(house.backend.effects) if effect.startswith("forget"))
    assert cancelled < forgotten
    assert house.backend.said == ["cut the pauses"]
    assert files(house) == []


async def test_what_is_asked_afterwards_waits_for_it_and_begins_anew(house: House) -> None:
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    await house.say("cut the pauses", clip())
    await house.backend.until(lambda backend: backend.said == ["cut the pauses"])
    await house.say(YES)
    await house.say("add music", clip())
    await house.settled()
    assert house.chat.transcript()[-1].endswith("1 kB")
    assert len(house.backend.sessions) == 1
    [session] = await house.sessions.opened(ROOM)
    assert session in house.backend.sessions
    assert len(files(house)) == 2


async def test_a_cancel_does_not_stop_it_in_the_middle(house: House) -> None:
    await house.ask("cut the pauses", clip())
    house.backend.fail("forget_session", BackendUnreachable(), times=5)
    await house.say(YES)
    await house.backend.until(lambda backend: "forget_session" in backend.calls)
    await house.say("cancel")
    await house.settled()
    assert sorted(house.chat.transcript()[-2:]) == [DONE, "There is nothing to cancel."]


async def test_an_editor_that_cannot_be_reached_is_told_before_anything_is_deleted(house: House) -> None:
    await house.ask("cut the pauses", clip())
    house.backend.fail("forget_session", BackendUnreachable(), times=50)
    [told] = await house.ask(YES)
    assert told.startswith("I cannot reach the editor just now.")
    assert len(files(house)) == 2
    assert len(await remains(house)) == 2


@pytest.mark.parametrize("refused", [False, True])
async def test_where_the_editor_keeps_its_copy_that_is_said(tmp_path: Path, refused: bool) -> None:
    async with House(tmp_path, backend=FakeBackend() if refused else FakeBackend(NEMO)).running() as house:
        await house.ask("cut the pauses", clip())
        if refused:
            house.backend.fail("forget_session", BackendRefused())
        [told] = await house.ask(YES)
        processor = house.backend.traits.processor
        assert told == f"{DONE} The copies at {processor} are kept by its own rules; I cannot delete them."
        assert files(house) == []


async def test_in_a_group_it_is_the_opener_s_or_an_admin_s_to_ask(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, shared=True)
    refusal = "Only the person who began this project, or an admin, can have it all deleted."
    await house.sessions.set_language(TOM, ROOM, Language.ENGLISH)
    await house.ask("cut the pauses", clip(), sender=MEI)
    assert await house.ask("/forget", sender=TOM) == [refusal]
    assert await house.ask(YES, sender=TOM) == [refusal]
    assert len(files(house)) == 2
    assert await house.ask(YES, sender=MEI) == [
        f"{DONE} The language you chose for yourself is not part of this chat and stays."
    ]
    assert await house.sessions.language(TOM, ROOM) is Language.ENGLISH
    await house.ask("cut the pauses", clip(), sender=MEI)
    await house.ask("new project", sender=MEI)
    assert await house.ask(YES, sender=TOM) == [refusal]
    [done] = await house.ask(YES, sender=replace(TOM, is_admin=True))
    assert done.startswith("Done")


class Killed(BaseException):
    """The process ended."""


class Disk:
    """A database whose process ends at the n-th commit, just before it or just after, and writes nothing more."""

    def __init__(self) -> None:
        self.commits = 0
        self.kill_at: tuple[str, int] | None = None
        self.killed = asyncio.Event()

    def __call__(self, moment: str, _label: str) -> None:
        self.commits += moment == "before"
        if self.kill_at == (moment, self.commits) or self.killed.is_set():
            self.killed.set()
            raise Killed


@asynccontextmanager
async def on_disk(house: House, disk: Disk) -> AsyncGenerator[Database, None]:
    """The house over a real database beside its media; leaving it is the end of the process."""
    database = await Database.open(house.folder.parent / "bot.sqlite3", disk)
    try:
        house.ledger, house.sessions = SqliteLedger(database), SqliteSessions(database)
        house.uses = SqliteMediaUses(database)
        house.dispatcher = house.new_dispatcher()
        async with house.running():
            yield database
    finally:
        await database.close()


async def rendering(house: House) -> None:
    """A clip is being cut, and its film rendered."""
    house.backend.renders_by_hand = True
    await house.say("cut the pauses", clip())
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    house.backend.move_render(RenderStatus.PROCESSING, 10.0)
    await house.chat.until_text("10%")


async def check_after_restart(house: House) -> None:
    async with on_disk(house, Disk()) as database:
        await house.say(YES, event="update-9")  # the platform delivers again what was not acknowledged
        await house.settled()
        cancelled, done = house.chat.transcript()
        assert cancelled == "🚫 Cancelled"
        assert done.startswith("Done: I have forgotten this chat.")
        assert house.backend.sessions == {}
        assert await remains(house) == []
        assert files(house) == []
        assert [row["state"] for row in await database.read("SELECT state FROM turns")] == ["done"]


async def commits_of_forgetting(folder: Path) -> int:
    house, disk = House(folder / "media"), Disk()
    async with on_disk(house, disk):
        await rendering(house)
        begun = disk.commits
        await house.ask(YES, event="update-9")
    await check_after_restart(house)
    return disk.commits - begun


async def kill_while_forgetting(folder: Path, moment: str, number: int) -> None:
    house, disk = House(folder / "media"), Disk()
    async with on_disk(house, disk):
        await rendering(house)
        disk.kill_at = moment, disk.commits + number
        asking = asyncio.ensure_future(house.say(YES, event="update-9"))
        async with asyncio.timeout(5):
            await disk.killed.wait()
    await asyncio.gather(asking, return_exceptions=True)
    await check_after_restart(house)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_at_every_commit_it_is_finished_after_the_restart(tmp_path: Path, moment: str) -> None:
    commits = await commits_of_forgetting(tmp_path / "count")
    assert commits > 10
    for number in range(1, commits + 1):
        await kill_while_forgetting(tmp_path / f"{moment}{number}", moment, number)
