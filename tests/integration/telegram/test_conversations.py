"""What people do in chats, groups and topics, as it reaches the core over real HTTP."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.model import Button, ChatRef, Reply
from tests.fakes.telegram_bot import RunningBot, telegram_bot
from tests.platforms.telegram.rooms import Group, Room
from tests.platforms.telegram.server import TelegramServer, telegram_server

UNDO = Button("Undo", "undo")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "telegram") as made:
        yield made


@pytest.fixture
async def bot(server: TelegramServer, tmp_path: Path) -> AsyncGenerator[RunningBot, None]:
    async with telegram_bot(server, tmp_path) as made:
        await made.until(lambda: server.updates.is_polled)
        yield made


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"\x00" * 2000)
    return path


def ref(room: Room, thread: int | None = None) -> ChatRef:
    return ChatRef("telegram", str(room.id), None if thread is None else str(thread))


async def test_a_clip_comes_in_every_way_people_send_one(server: TelegramServer, bot: RunningBot, clip: Path) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    ways = ("video", "document", "animation", "video_note", "photo", "audio", "voice")
    for way in ways:
        await ann.sends(room, **{way: clip}, **({} if way == "video_note" else {"caption": way}))
    asked = await bot.asked(len(ways))
    assert [len(message.attachments) for message in asked] == [1] * len(ways)
    assert all(message.attachments[0].size_bytes == 2000 for message in asked)
    assert len({message.attachments[0].identity for message in asked}) == 1, "it is the same file in all of them"


async def test_a_forward_and_a_reply_and_a_quote_mean_the_clip(
    server: TelegramServer, bot: RunningBot, clip: Path
) -> None:
    ann, ben = server.person("Ann"), server.person("Ben")
    room = server.private(ann)
    forwarded = await ann.sends(room, video=clip, caption="from Ben", forwarded=ben)
    await ann.sends(room, "make this shorter", reply_to=forwarded)
    await ann.sends(room, "and that", reply_to=forwarded, quote="from")
    first, *others = await bot.asked(3)
    assert first.attachments[0].filename == "talk.mp4"
    assert all(other.reply_to == first.ref for other in others)
    seen = await bot.core.ledger.media_of(first.ref)
    assert [one.attachment.identity for one in seen] == [first.attachments[0].identity]


async def test_an_album_with_a_late_piece_grows_in_place(server: TelegramServer, bot: RunningBot, clip: Path) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    pieces = await ann.sends_album(room, clip, clip, clip, caption="join them", late=1)
    (first,) = await bot.asked(1)
    assert (first.text, len(first.attachments)) == ("join them", 2)
    await ann.finishes_album(pieces)
    _, grown = await bot.asked(2)
    assert (grown.amends, grown.ref, len(grown.attachments)) == (True, first.ref, 3)


async def test_an_edited_instruction_amends_its_message(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    asked = await ann.sends(server.private(ann), "cut teh pauses")
    await bot.asked(1)
    await ann.edits(asked, "cut the pauses")
    first, edit = await bot.asked(2)
    assert (edit.text, edit.amends, edit.ref) == ("cut the pauses", True, first.ref)


async def test_a_press_is_answered_at_once_also_by_the_next_process(server: TelegramServer, tmp_path: Path) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    chat = ref(room)
    async with telegram_bot(server, tmp_path) as first:
        await first.adapter.send(chat, Reply("your film", buttons=(UNDO, Button("Export", "export"))), key="t1.film")
        shown = await room.answer(containing="your film")
        toast = await ann.presses(shown, "Undo")
        assert toast.text == ""
        await first.until_handled()
    async with telegram_bot(server, tmp_path) as second:
        assert (await ann.presses(shown, "Undo")).text == "This was pressed already."
        assert (await ann.presses(shown, "Export")).text == ""
        (pressed,) = await second.asked(1)
        assert (pressed.text, pressed.reply_to) == ("export", pressed.ref)
        assert pressed.ref.message_id == f"{room.id}/{shown.id}"


async def test_a_forged_press_is_answered_politely(server: TelegramServer, bot: RunningBot) -> None:
    eve = server.person("Eve", language="zh-hans")
    room = server.private(eve)
    await bot.adapter.send(ref(room), Reply("hello"), key="t1.answer")
    press = await eve.forges_press(await room.answer(containing="hello"), "cancel everything")
    await server.until(lambda: press.toast is not None)
    assert press.toast is not None
    assert press.toast.text == "这个按钮太旧了，请直接打字告诉我。"
    assert bot.core.taken == []


async def test_a_button_taken_from_another_chat_does_nothing(server: TelegramServer, bot: RunningBot) -> None:
    ann, eve = server.person("Ann"), server.person("Eve")
    here, there = server.private(ann), server.private(eve)
    for room in (here, there):
        await bot.adapter.send(ref(room), Reply("your film", buttons=(UNDO,)), key="t1.film")
    theirs = (await here.answer(containing="film")).markup["inline_keyboard"][0][0]["callback_data"]
    press = await eve.forges_press(await there.answer(containing="film"), theirs)
    await server.until(lambda: press.toast is not None)
    assert bot.core.taken == []


async def test_a_status_edited_again_and_again_keeps_its_button(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    status = await bot.adapter.send(ref(room), Reply("… 0:00", buttons=(UNDO,), silent=True), key="t1.status")
    await bot.adapter.edit(status, Reply("… 0:05", buttons=(UNDO,), silent=True))
    shown = await room.answer(containing="0:05")
    await ann.presses(shown, "Undo")
    ids = {
        call.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        for call in server.calls("sendMessage", "editMessageText")
    }
    assert len(ids) == 1


async def test_in_a_group_only_what_is_meant_for_us_is_asked(
    server: TelegramServer, bot: RunningBot, clip: Path
) -> None:
    ann, ben = server.person("Ann"), server.person("Ben")
    team = server.group("Team", ann, ben, bot="administrator")
    posted = await ben.sends(team, video=clip)
    await ben.sends(team, "what a day")
    await ann.sends(team, "/edit@cutdesk_bot make it shorter", reply_to=posted)
    await ben.sends(team, "@cutdesk_bot export it")
    await ann.sends(team, video=clip, caption="/edit@cutdesk_bot this one too")
    asked = await bot.asked(3)
    assert bot.core.texts == ["/edit make it shorter", "export it", "/edit this one too"]
    assert [message.sender.name for message in asked] == ["Ann", "Ben", "Ann"]
    assert [message.sender.is_admin for message in asked] == [True, False, True]
    assert asked[0].reply_to is not None
    (seen,) = await bot.core.ledger.media_of(asked[0].reply_to)
    assert seen.attachment.size_bytes == 2000
    assert len(server.calls("getChatAdministrators")) == 1


async def test_with_privacy_on_a_reply_brings_the_clip_we_never_saw(
    server: TelegramServer, bot: RunningBot, clip: Path
) -> None:
    ann, ben = server.person("Ann"), server.person("Ben")
    team = server.group("Team", ann, ben)
    posted = await ben.sends(team, video=clip)
    await ann.sends(team, "/edit@cutdesk_bot make it shorter", reply_to=posted)
    (asked,) = await bot.asked(1)
    assert asked.reply_to is not None
    assert await bot.core.ledger.media_of(asked.reply_to)


async def test_each_topic_is_a_chat_and_general_is_the_group(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    club = server.group("Club", ann, forum=True)
    films = club.topic("Films")
    for room in (club, films):
        await ann.sends(room, "/status@cutdesk_bot")
    asked = await bot.asked(2)
    assert {message.ref.chat for message in asked} == {ref(club), ref(club, films.thread_id)}
    for chat in (ref(club), ref(club, films.thread_id)):
        answered = next(message for message in asked if message.ref.chat == chat)
        await bot.adapter.send(chat, Reply("nothing yet", reply_to=answered.ref), key=answered.event_id)
    general, topic = server.calls("sendMessage")
    assert "message_thread_id" not in general.params
    assert topic.params["message_thread_id"] == films.thread_id


async def test_a_group_that_becomes_a_supergroup_is_the_same_chat_in_every_process(
    server: TelegramServer, tmp_path: Path
) -> None:
    ann = server.person("Ann")
    team = server.group("Team", ann)
    async with telegram_bot(server, tmp_path) as first:
        await ann.sends(team, "/status@cutdesk_bot")
        await first.asked(1)
        moved = team.migrates()
        await ann.sends(moved, "/undo@cutdesk_bot")
        before, after = await first.asked(2)
        assert before.ref.chat == after.ref.chat == ref(team)
    async with telegram_bot(server, tmp_path) as second:
        await second.adapter.send(ref(team), Reply("as you were"), key="t1.answer")
        await moved.answer(containing="as you were")
        await ann.sends(moved, "/export@cutdesk_bot")
        (asked,) = await second.asked(1)
        assert asked.ref.chat == ref(team)


async def test_a_move_told_only_by_a_refused_send_is_remembered(server: TelegramServer, tmp_path: Path) -> None:
    ann = server.person("Ann")
    team = server.group("Team", ann, bot="left")
    team.adds_bot()
    moved: Group | None = None
    async with telegram_bot(server, tmp_path) as first:
        await first.asked(1)
        server.updates.allow(["callback_query"])
        moved = team.migrates()
        with server.expect_refusals("upgraded"):
            await first.adapter.send(ref(team), Reply("hello"), key="t1.answer")
        await moved.answer(containing="hello")
        await first.until_handled()
        rows = await first.database.read("SELECT old, new FROM telegram_moves")
        assert [tuple(row) for row in rows] == [(team.id, moved.id)]


async def test_added_to_a_group_we_introduce_ourselves_once_for_ever(server: TelegramServer, tmp_path: Path) -> None:
    ann = server.person("Ann")
    team = server.group("Team", ann, bot="left")
    async with telegram_bot(server, tmp_path) as first:
        await first.until(lambda: server.updates.is_polled)
        team.adds_bot()
        (asked,) = await first.asked(1)
        assert (asked.text, asked.ref.chat, asked.sender.name) == ("/start", ref(team), "Ann")
    async with telegram_bot(server, tmp_path) as second:
        team.removes_bot()
        team.adds_bot()
        ann.blocks_bot()
        await ann.sends(team, "/help@cutdesk_bot")
        await second.asked(1)
        assert second.core.texts == ["/help"]


async def test_a_forgotten_chat_has_no_buttons_left(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    await bot.adapter.send(ref(room), Reply("your film", buttons=(UNDO,)), key="t1.film")
    shown = await room.answer(containing="film")
    await bot.adapter.forget(ref(room))
    assert "too old" in (await ann.presses(shown, "Undo")).text
    rows = await bot.database.read("SELECT 1 FROM telegram_buttons")
    assert rows == []
