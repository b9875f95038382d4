"""Albums: one message out of many updates, whatever comes late, twice, or after a crash."""

import asyncio

import pytest

from bot.core.model import JsonObject
from tests.fakes.clock import FakeClock, settle
from tests.fakes.telegram_core import Listening, listening
from tests.fakes.telegram_updates import GROUP, ME, PRIVATE, TOM, arriving, chat_ref, message, video

EDIT = ("/edit@cutdesk_bot", "bot_command")


def piece(number: int, caption: str | None = None, *marks: tuple[str, str], chat: JsonObject = PRIVATE) -> JsonObject:
    words = {} if caption is None else {"caption": caption}
    raw = message(None, *marks, chat=chat, number=number, video=video(file=f"v{number}"), media_group_id="g", **words)
    return arriving(raw, number=1000 + number)


def files(at: Listening, which: int = -1) -> list[str]:
    return [file.id for file in at.core.asked[which].attachments]


async def test_an_album_is_one_message_once_it_has_been_quiet() -> None:
    async with listening() as at:
        await at.take(piece(6, "join them"))
        await at.clock.advance(1.4)
        await at.take(piece(5), piece(7))
        await at.clock.advance(1.4)
        assert at.core.asked == []
        await at.clock.advance(0.2)
        (asked,) = at.core.asked
        assert files(at) == ["id-v5", "id-v6", "id-v7"], "sorted as they were posted"
        assert (asked.text, asked.event_id, asked.ref.message_id) == ("join them", "album/11/g", "11/6")


async def test_what_follows_an_album_waits_for_it_and_other_chats_do_not() -> None:
    async with listening() as at:
        await at.take(piece(5), arriving(message("make it shorter")))
        await at.take(arriving(message("hello", chat=PRIVATE | {"id": 12}, sender=TOM)))
        assert at.core.texts == ["hello"]
        await at.take(piece(6))
        await at.clock.advance(2)
        assert at.core.texts == ["hello", "", "make it shorter"]
        assert files(at, 1) == ["id-v5", "id-v6"], "a piece behind the words still belongs in front of them"


async def test_a_late_piece_amends_the_album_under_its_first_name_with_all_files() -> None:
    async with listening() as at:
        await at.take(piece(5, "join them"), piece(6))
        await at.clock.advance(2)
        await at.take(piece(4))
        first, grown = at.core.asked
        assert (grown.ref, grown.text, grown.amends) == (first.ref, "join them", True)
        assert files(at) == ["id-v4", "id-v5", "id-v6"]
        assert grown.event_id != first.event_id
        assert not first.amends


async def test_a_caption_that_comes_late_in_a_group_makes_it_a_request() -> None:
    async with listening() as at:
        await at.take(piece(5, chat=GROUP), piece(6, chat=GROUP))
        await at.clock.advance(2)
        assert at.core.asked == []
        assert [seen.ref.message_id for seen in at.core.seen] == ["-100200/5", "-100200/6"]
        await at.take(piece(7, "/edit@cutdesk_bot join", EDIT, chat=GROUP))
        (asked,) = at.core.asked
        assert (asked.text, asked.amends, asked.ref.chat) == ("/edit join", False, chat_ref(GROUP))
        assert files(at) == ["id-v5", "id-v6", "id-v7"]


async def test_the_same_piece_twice_is_one_file() -> None:
    async with listening() as at:
        await at.take(piece(5), piece(6), piece(5))
        await at.clock.advance(2)
        assert files(at) == ["id-v5", "id-v6"]


async def test_a_caption_edited_in_an_open_album_amends_the_whole_of_it() -> None:
    async with listening() as at:
        await at.take(piece(5, "join them"), piece(6))
        await at.clock.advance(2)
        raw = message(caption="join them slowly", number=5, video=video(file="v5"), media_group_id="g")
        await at.take(arriving(raw, "edited_message", 2000))
        assert (at.core.asked[-1].text, at.core.asked[-1].amends) == ("join them slowly", True)
        assert files(at) == ["id-v5", "id-v6"]
        assert at.core.asked[-1].ref == at.core.asked[0].ref


async def test_its_updates_stay_in_the_book_while_pieces_may_come() -> None:
    async with listening() as at:
        await at.take(piece(5), piece(6))
        await at.clock.advance(30)
        assert at.pending == [1005, 1006]
        await at.clock.advance(32)
        assert at.pending == []


async def test_a_piece_that_comes_after_all_still_joins_and_is_marked() -> None:
    async with listening() as at:
        await at.take(piece(5), piece(6))
        await at.clock.advance(70)
        await at.take(piece(7))
        assert files(at) == ["id-v5", "id-v6", "id-v7"]
        assert at.pending == []


async def restarted(before: Listening, after: Listening, *late: JsonObject) -> None:
    await after.take(*await before.book.pending(ME.id), again=True)
    await after.take(*late)
    await after.clock.advance(2)


async def test_a_crash_while_an_album_gathers_loses_and_doubles_nothing() -> None:
    async with listening() as before:
        await before.take(piece(5, "join them"), piece(6))
    async with listening(book=before.book, core=before.core, clock=FakeClock()) as after:
        await restarted(before, after, piece(7))
        assert after.core.texts == ["join them"]
        assert files(after) == ["id-v5", "id-v6", "id-v7"]


async def test_a_crash_after_an_album_was_handed_in_lets_late_pieces_join_it() -> None:
    async with listening() as before:
        await before.take(piece(5, "join them"), piece(6))
        await before.clock.advance(2)
    async with listening(book=before.book, core=before.core, clock=FakeClock()) as after:
        await restarted(before, after, piece(7))
        first, grown = after.core.asked
        assert (first.amends, grown.amends) == (False, True)
        assert first.ref == grown.ref
        assert files(after) == ["id-v5", "id-v6", "id-v7"]


async def test_a_crash_after_an_album_has_grown_tells_nothing_twice() -> None:
    async with listening() as before:
        await before.take(piece(5, "join them"), piece(6))
        await before.clock.advance(2)
        await before.take(piece(7))
        handed_in = len(before.core.asked)
    async with listening(book=before.book, core=before.core, clock=FakeClock()) as after:
        await restarted(before, after)
        assert len(after.core.asked) == handed_in


@pytest.mark.parametrize("thread", [None, 7])
async def test_an_album_of_a_topic_is_told_in_its_topic(thread: int | None) -> None:
    more = {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
    async with listening() as at:
        at.bot.gates[GROUP["id"]] = asyncio.Event()
        raw = message(None, EDIT, caption="/edit@cutdesk_bot x", chat=GROUP, video=video(), media_group_id="g", **more)
        await at.take(arriving(raw))
        await at.clock.advance(2)
        assert at.core.asked == [], "the admins are asked for first"
        at.bot.gates[GROUP["id"]].set()
        await settle()
        assert at.core.asked[0].ref.chat == chat_ref(GROUP, None if thread is None else "7")


async def test_a_caption_edited_after_a_restart_is_told_as_a_part_of_its_album() -> None:
    async with listening() as before:
        await before.take(piece(5, "join them"), piece(6))
        await before.clock.advance(70)
    raw = message(caption="join them slowly", number=5, video=video(file="v5"), media_group_id="g")
    async with listening(book=before.book, core=before.core) as after:
        await after.take(arriving(raw, "edited_message", 2000))
        first, newer = after.core.asked
        assert (newer.text, newer.amends, newer.is_part) == ("join them slowly", True, True)
        assert newer.ref == first.ref
        assert after.pending == []


async def test_an_album_that_was_forgotten_does_not_come_back_by_a_crash_or_a_late_piece() -> None:
    async with listening() as before:
        await before.take(piece(5, "join them"), piece(6), piece(8, chat=PRIVATE | {"id": 12}))
        await before.clock.advance(2)
        updates = before.intake.forget(chat_ref(PRIVATE))
        assert sorted(updates) == [1005, 1006], "and nothing of another chat"
        await before.book.handled(ME.id, updates)
        await before.take(piece(7))
        await before.clock.advance(2)
        assert files(before) == ["id-v7"]
    async with listening(book=before.book) as after:  # of a core that has forgotten the chat
        await restarted(before, after)
        assert ["id-v7"] in [files(after, which) for which in range(len(after.core.asked))]
        assert not any("id-v5" in files(after, which) for which in range(len(after.core.asked)))


async def test_an_album_that_gathers_still_is_not_forgotten_with_what_came_before_it() -> None:
    async with listening() as at:
        await at.take(piece(5, "join them"))
        assert at.intake.forget(chat_ref(PRIVATE)) == []
        await at.clock.advance(2)
        assert at.core.texts == ["join them"]
