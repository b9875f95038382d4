"""What becomes of an update, and in which order."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import StorageFailed
from bot.core.model import MessageRef
from tests.fakes.clock import settle
from tests.fakes.telegram_book import MemoryTelegramBook
from tests.fakes.telegram_core import listening
from tests.fakes.telegram_updates import (
    BOT,
    GROUP,
    ME,
    MEI,
    NOON,
    TOM,
    arriving,
    chat_ref,
    document,
    message,
    video,
)

EDIT = ("/edit@cutdesk_bot", "bot_command")
OTHER_GROUP = {"id": -100_300, "type": "supergroup", "title": "Cats"}


async def test_a_video_with_words_is_one_message_with_its_file() -> None:
    async with listening() as at:
        await at.take(arriving(message(caption="cut the pauses", video=video(), number=5)))
        (asked,) = at.core.asked
        assert asked.ref == MessageRef(chat_ref({"id": 11}), "11/5")
        assert asked.event_id == "message/11/5"
        assert (asked.text, asked.attachments[0].id, asked.sender.name) == ("cut the pauses", "id-v1", "Mei Lin")
        assert asked.received_at == at.clock.now()
        assert not asked.sender.is_admin, "in private there is nothing to administer"
        assert at.pending == []


async def test_an_update_is_marked_only_after_the_inbox_has_it() -> None:
    async with listening() as at:
        gate = at.bot.gates[GROUP["id"]] = asyncio.Event()
        await at.take(arriving(message("/edit@cutdesk_bot x", EDIT, chat=GROUP), number=900))
        assert at.pending == [900]
        gate.set()
        await settle()
        assert at.pending == []


async def test_a_slow_chat_does_not_hold_up_another_and_keeps_its_own_order() -> None:
    async with listening() as at:
        gate = at.bot.gates[GROUP["id"]] = asyncio.Event()
        for text in ("one", "two"):
            await at.take(arriving(message(f"/edit@cutdesk_bot {text}", EDIT, chat=GROUP)))
        await at.take(arriving(message("hello")))
        assert at.core.texts == ["hello"]
        gate.set()
        await settle()
        assert at.core.texts == ["hello", "/edit one", "/edit two"]


async def test_media_in_a_group_are_remembered_in_silence_and_words_are_not() -> None:
    async with listening() as at:
        await at.take(
            arriving(message(chat=GROUP, video=video(), number=5)),
            arriving(message("nice one", chat=GROUP)),
            arriving(message(chat=GROUP, document=document("notes.pdf", "application/pdf"))),
        )
        assert at.core.asked == []
        assert [seen.ref.message_id for seen in at.core.seen] == ["-100200/5"]
        assert at.bot.asked == [], "nobody needs to know the admins for that"
        assert at.pending == []


async def test_the_file_of_a_message_answered_is_remembered_by_that_messages_name() -> None:
    async with listening() as at:
        other = message(chat=GROUP, sender=TOM, video=video(), number=5, at=NOON - 90_000)
        await at.take(
            arriving(message("/edit@cutdesk_bot shorter", EDIT, chat=GROUP, reply_to_message=other, number=9))
        )
        (seen,), (asked,) = at.core.seen, at.core.asked
        assert seen.ref == asked.reply_to == MessageRef(chat_ref(GROUP), "-100200/5")
        assert (at.clock.now() - seen.received_at).total_seconds() > 3600, "an old clip is not a recent one"


async def test_our_own_film_answered_is_named_but_is_no_new_material() -> None:
    async with listening() as at:
        ours = message(chat=GROUP, sender=BOT, video=video(), number=5)
        await at.take(arriving(message("shorter", chat=GROUP, reply_to_message=ours)))
        assert at.core.seen == []
        assert at.core.asked[0].reply_to == MessageRef(chat_ref(GROUP), "-100200/5")


async def test_an_edit_amends_its_message_under_an_event_of_its_own() -> None:
    async with listening() as at:
        await at.take(arriving(message("cut", number=5)))
        for number in (71, 72):
            await at.take(arriving(message("cut more", number=5, edit_date=NOON), "edited_message", number))
        first, *edits = at.core.asked
        assert [edit.event_id for edit in edits] == ["edit/71", "edit/72"]
        assert all(edit.amends and edit.ref == first.ref for edit in edits)
        assert not first.amends


async def test_an_edit_of_an_old_message_or_of_talk_nobody_addressed_is_dropped() -> None:
    async with listening() as at:
        days = 3 * 86_400
        await at.take(arriving(message("cut", at=NOON - days), "edited_message"))
        await at.take(arriving(message("talk", chat=GROUP), "edited_message"))
        await at.take(arriving(message(chat=GROUP, video=video(file="new")), "edited_message"))
        assert at.core.asked == []
        assert [seen.attachments[0].id for seen in at.core.seen] == ["id-new"]
        assert at.pending == []


async def test_a_sticker_in_private_is_answered_and_a_service_message_is_not() -> None:
    sticker = {"file_id": "s", "file_unique_id": "us", "width": 1, "height": 1, "type": "regular"}
    async with listening() as at:
        await at.take(arriving(message(sticker=sticker | {"is_animated": False, "is_video": False})))
        await at.take(arriving(message(new_chat_title="Films", chat=GROUP)))
        await at.take(arriving(message(message_auto_delete_timer_changed={"message_auto_delete_time": 1})))
        assert at.core.texts == [""]
        assert at.core.seen == []


async def test_our_bare_name_asks_something_too() -> None:
    async with listening() as at:
        await at.take(arriving(message("@cutdesk_bot", ("@cutdesk_bot", "mention"), chat=GROUP)))
        assert at.core.texts == [""]


async def test_an_admin_is_told_apart_and_asked_for_once_in_a_while() -> None:
    async with listening() as at:
        at.bot.admins[GROUP["id"]] = [TOM["id"]]
        for sender in (MEI, TOM, TOM):
            await at.take(arriving(message("/undo", ("/undo", "bot_command"), chat=GROUP, sender=sender)))
        assert [asked.sender.is_admin for asked in at.core.asked] == [False, True, True]
        assert at.bot.asked == [GROUP["id"]]
        await at.clock.advance(301)
        await at.take(arriving(message("/undo", ("/undo", "bot_command"), chat=GROUP, sender=TOM)))
        assert len(at.bot.asked) == 2


async def test_an_anonymous_admin_is_one_without_asking_and_a_channel_is_none() -> None:
    channel = {"id": -100_9, "type": "channel", "title": "News"}
    undo = ("/undo", ("/undo", "bot_command"))
    async with listening() as at:
        await at.take(arriving(message(*undo, chat=GROUP, sender_chat=GROUP)))
        await at.take(arriving(message(*undo, chat=GROUP, sender_chat=channel)))
        assert [asked.sender.is_admin for asked in at.core.asked] == [True, False]
        assert at.bot.asked == []


async def test_one_that_cannot_be_read_is_dropped_and_the_next_is_taken() -> None:
    async with listening() as at:
        await at.take(
            {"update_id": 1, "message": {"message_id": "x", "chat": 7}},
            {"update_id": 2, "message": message("words", date=None) | {"date": "noon"}},
            {"update_id": 3, "unheard_of": {}},
            arriving(message("hello")),
        )
        assert at.core.texts == ["hello"]
        assert at.pending == []


async def test_an_update_that_we_do_not_understand_costs_itself_only(caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as at:
        at.core.failure = RuntimeError("a mistake of ours")
        await at.take(arriving(message("one")))
        at.core.failure = None
        await at.take(arriving(message("two")))
        assert at.core.texts == ["two"]
        assert at.pending == []
    assert "was not understood" in caplog.text


async def test_a_disk_that_fails_ends_it_and_nothing_is_marked() -> None:
    book = MemoryTelegramBook()

    async def full_disk() -> None:
        async with listening(book=book) as at:
            at.core.failure = StorageFailed("full")
            await at.take(arriving(message("one"), number=7))
            await asyncio.sleep(10)

    with pytest.raises(ExceptionGroup) as failed:
        await full_disk()
    assert failed.group_contains(StorageFailed)
    assert [raw["update_id"] for raw in await book.pending(ME.id)] == [7]


async def test_a_message_taken_by_an_earlier_process_is_taken_once() -> None:
    async with listening() as before:
        await before.take(arriving(message("hello", number=5), number=70))
    before.book.bodies[ME.id, 70] = arriving(message("hello", number=5), number=70)
    async with listening(book=before.book, core=before.core) as after:
        await after.take(*await after.book.pending(ME.id), again=True)
        assert after.core.texts == ["hello"]
        assert after.pending == []


@pytest.mark.parametrize("told_first", ["old", "new"])
async def test_a_group_that_moves_keeps_its_name_whichever_chat_tells_first(told_first: str) -> None:
    old = {"id": -55, "type": "group", "title": "Film club"}
    told = [
        arriving(message(chat=old, migrate_to_chat_id=GROUP["id"])),
        arriving(message(chat=GROUP, migrate_from_chat_id=-55)),
    ]
    async with listening() as at:
        await at.take(arriving(message("/undo", ("/undo", "bot_command"), chat=old)))
        await at.take(*(told if told_first == "old" else reversed(told)))
        await at.take(arriving(message("/undo", ("/undo", "bot_command"), chat=GROUP)))
        assert [asked.ref.chat for asked in at.core.asked] == [chat_ref(old), chat_ref(old)]
        assert at.routes.place(chat_ref(old)).chat_id == GROUP["id"]
        assert at.book.moved == {-55: GROUP["id"]}
        assert at.pending == []
    async with listening(book=at.book, core=at.core) as after:
        await after.take(arriving(message("/edit x", ("/edit", "bot_command"), chat=GROUP)))
        assert after.core.asked[-1].ref.chat == chat_ref(old), "also for the next process"


def membership(was: str, now: str, chat: dict[str, object] = GROUP) -> dict[str, object]:
    until = {"kicked": {"until_date": 0}}
    members = {
        name: {"user": BOT, "status": status, **until.get(status, {})}
        for name, status in (("old_chat_member", was), ("new_chat_member", now))
    }
    return arriving({"chat": chat, "from": TOM, "date": NOON, **members}, "my_chat_member")


async def test_added_to_a_group_we_introduce_ourselves_once() -> None:
    async with listening() as at:
        await at.take(membership("left", "member"))
        await at.take(membership("member", "kicked"), membership("kicked", "member"))
        (asked,) = at.core.asked
        assert (asked.text, asked.addressed, asked.reply_to) == ("/start", True, None)
        assert (asked.sender.id, asked.ref.chat) == ("12", chat_ref(GROUP))
        assert at.pending == []


async def test_blocked_unblocked_or_promoted_we_say_nothing() -> None:
    private = {"id": 12, "type": "private", "first_name": "Tom"}
    async with listening() as at:
        await at.take(
            membership("member", "kicked", private),
            membership("kicked", "member", private),
            membership("left", "member", {"id": -9, "type": "channel", "title": "News"}),
        )
        assert at.core.asked == []
        assert at.pending == []


async def test_two_groups_are_two_lanes_and_two_topics_are_two_chats() -> None:
    async with listening() as at:
        for chat, thread in ((GROUP, None), (GROUP, 7), (OTHER_GROUP, None)):
            more = {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
            await at.take(arriving(message("/undo", ("/undo", "bot_command"), chat=chat, **more)))
        chats = {asked.ref.chat for asked in at.core.asked}
        assert chats == {chat_ref(GROUP), replace(chat_ref(GROUP), thread_id="7"), chat_ref(OTHER_GROUP)}
