"""Keyboards, and what becomes of a press."""

import asyncio

import pytest
from telegram.error import BadRequest, TimedOut

from adapters.telegram.buttons import Keyboards, shorten, width
from bot.core.model import Button, ChatRef, JsonObject, MessageRef
from tests.fakes.clock import FakeClock, settle
from tests.fakes.telegram_book import MemoryTelegramBook
from tests.fakes.telegram_core import Listening, listening
from tests.fakes.telegram_updates import BOT, GROUP, MEI, PRIVATE, TOM, arriving, chat_ref, message

UNDO, EXPORT, CANCEL = (Button(word.title(), word) for word in ("undo", "export", "cancel"))
ROOM = chat_ref(PRIVATE)
TEAM = chat_ref(GROUP)


def keyboards(book: MemoryTelegramBook | None = None) -> Keyboards:
    return Keyboards(book or MemoryTelegramBook(), FakeClock())


async def labels(*texts: str) -> list[list[str]]:
    made = await keyboards().keyboard(ROOM, "m", [Button(text, text) for text in texts])
    assert made is not None
    return [[button.text for button in row] for row in made.inline_keyboard]


async def test_no_buttons_are_no_keyboard() -> None:
    assert await keyboards().keyboard(ROOM, "m", ()) is None


async def test_short_buttons_stand_beside_each_other_and_long_ones_alone() -> None:
    assert await labels("Undo", "Export", "Cancel", "Help") == [["Undo", "Export", "Cancel"], ["Help"]]
    assert await labels("cut the pauses", "add music", "Undo") == [["cut the pauses", "add music"], ["Undo"]]
    long = "cut the pauses, add background music"
    assert await labels("Undo", long, "Export") == [["Undo"], [long], ["Export"]]
    assert await labels("剪掉停顿", "加背景音乐", "撤销") == [["剪掉停顿", "加背景音乐", "撤销"]]


def test_a_label_is_one_line_cut_to_what_a_row_shows() -> None:
    assert shorten("cut\n the  pauses") == "cut the pauses"
    for text in ("a" * 100, "剪" * 100, "🎬" * 100):
        assert width(shorten(text)) <= 45
        assert shorten(text).endswith("…")


async def test_the_same_message_gets_the_same_keyboard_also_in_the_next_process() -> None:
    book = MemoryTelegramBook()
    first = await keyboards(book).keyboard(ROOM, "t1.status", [CANCEL])
    assert await keyboards(book).keyboard(ROOM, "t1.status", [CANCEL]) == first
    assert await keyboards(book).keyboard(ROOM, "t2.status", [CANCEL]) != first


async def test_a_keyboard_asked_for_at_every_edit_is_written_once() -> None:
    book, made = MemoryTelegramBook(), []
    keyboard = keyboards(book)
    for _ in range(3):
        made.append(await keyboard.keyboard(ROOM, "t1.status", [CANCEL]))
        book.named.clear()
    assert made[0] == made[1] == made[2]


async def test_a_forgotten_chat_is_given_new_buttons() -> None:
    book = MemoryTelegramBook()
    keyboard = keyboards(book)
    first = await keyboard.keyboard(ROOM, "t1.status", [CANCEL])
    await book.forget(ROOM)
    keyboard.forget(ROOM)
    assert await keyboard.keyboard(ROOM, "t1.status", [CANCEL]) != first


async def shown(at: Listening, chat: ChatRef, button: Button) -> str:
    made = await Keyboards(at.book, at.clock).keyboard(chat, "t1.film", [button])
    assert made is not None
    return str(made.inline_keyboard[0][0].callback_data)


def press(
    data: str, chat: JsonObject = PRIVATE, sender: JsonObject = MEI, query: str = "q1", **more: object
) -> JsonObject:
    under = message("done", chat=chat, sender=BOT, number=50, **more)
    return arriving(
        {"id": query, "from": sender, "chat_instance": "1", "data": data, "message": under}, "callback_query"
    )


async def test_a_press_says_what_the_button_says_under_its_message() -> None:
    async with listening() as at:
        await at.take(press(await shown(at, ROOM, UNDO)))
        (asked,) = at.core.asked
        assert (asked.text, asked.sender.id, asked.sender.name) == ("undo", "11", "Mei Lin")
        assert asked.reply_to == MessageRef(ROOM, "11/50")
        assert at.bot.toasts == [("q1", None)]
        assert at.pending == []


async def test_a_button_pressed_once_is_used_up_whoever_presses_and_the_toast_says_so() -> None:
    async with listening() as at:
        data = await shown(at, TEAM, UNDO)
        await at.take(press(data, GROUP), press(data, GROUP, TOM, "q2"))
        await at.take(press(data, GROUP, TOM, "q3"))
        assert len(at.core.asked) == 1
        assert at.bot.toasts[-1] == ("q3", "This was pressed already.")


async def test_a_button_for_everybody_counts_once_a_person() -> None:
    async with listening() as at:
        data = await shown(at, ROOM, Button("Undo", "undo", once=False))
        await at.take(press(data), press(data), press(data, sender=TOM))
        assert [asked.sender.name for asked in at.core.asked] == ["Mei Lin", "Tom"]
        assert at.bot.toasts[1] == ("q1", "这个按钮已经按过了。")


@pytest.mark.parametrize("data", ["nobody-made-this", "", "'; DROP TABLE", "\ud83d"])
async def test_a_press_nobody_made_is_answered_politely_and_does_nothing(data: str) -> None:
    async with listening() as at:
        await at.take(press(data, sender=TOM))
        assert at.core.asked == []
        assert at.bot.toasts == [("q1", "This button is too old, please say it in words.")]


async def test_a_button_of_another_chat_cannot_be_pressed_here() -> None:
    async with listening() as at:
        await at.take(press(await shown(at, ROOM, UNDO), GROUP, TOM))
        assert at.core.asked == []


async def test_a_press_in_a_topic_speaks_in_its_topic_also_when_the_message_cannot_be_read_any_more() -> None:
    topic = chat_ref(GROUP, "7")
    async with listening() as at:
        data = await shown(at, topic, UNDO)
        under = {"chat": GROUP, "message_id": 50, "date": 0}
        raw = {"id": "q1", "from": TOM, "chat_instance": "1", "data": data, "message": under}
        await at.take(arriving(raw, "callback_query"))
        assert at.core.asked[0].ref.chat == topic


async def test_a_press_in_a_group_that_moved_still_counts() -> None:
    async with listening() as at:
        data = await shown(at, chat_ref({"id": -55}), UNDO)
        at.routes.move(-55, GROUP["id"])
        await at.take(press(data, GROUP))
        assert at.core.asked[0].ref.chat == chat_ref({"id": -55})


async def test_the_phone_is_not_kept_waiting_while_the_admins_are_asked_for() -> None:
    async with listening() as at:
        gate = at.bot.gates[GROUP["id"]] = asyncio.Event()
        at.bot.admins[GROUP["id"]] = [TOM["id"]]
        await at.take(press(await shown(at, TEAM, CANCEL), GROUP, TOM))
        assert at.bot.toasts == [("q1", None)]
        gate.set()
        await settle()
        assert at.core.asked[0].sender.is_admin


@pytest.mark.parametrize("failure", [BadRequest("Query is too old"), TimedOut()])
async def test_an_answer_that_comes_too_late_does_no_harm(failure: Exception) -> None:
    async with listening() as at:
        at.bot.failure = failure
        await at.take(press(await shown(at, ROOM, UNDO)))
        assert at.core.texts == ["undo"]
        assert at.pending == []


async def test_a_press_taken_up_after_a_crash_is_not_told_it_came_twice() -> None:
    async with listening() as at:
        raw = press(await shown(at, ROOM, UNDO))
        await at.take(raw)
        await at.take(raw, again=True)
        assert len(at.core.asked) == 1
        assert at.bot.toasts == [("q1", None), ("q1", None)]


async def test_admins_that_are_not_told_are_none_and_asked_for_again_soon() -> None:
    async with listening() as at:
        at.bot.failure = TimedOut()
        undo = message("/undo", ("/undo", "bot_command"), chat=GROUP, sender=TOM)
        await at.take(arriving(undo))
        at.bot.failure = None
        at.bot.admins[GROUP["id"]] = [TOM["id"]]
        await at.clock.advance(31)
        await at.take(arriving(undo | {"message_id": 999}))
        assert [asked.sender.is_admin for asked in at.core.asked] == [False, True]


async def test_buttons_of_half_a_year_ago_are_tidied_away_every_day_the_bot_runs() -> None:
    book, clock = MemoryTelegramBook(), FakeClock()
    made = Keyboards(book, clock)
    async with asyncio.TaskGroup() as group:
        tidying = group.create_task(made.keep_tidy())
        await made.keyboard(ROOM, "m", [UNDO])
        await clock.advance(179 * 86_400)
        await made.keyboard(ROOM, "n", [UNDO])
        await clock.advance(2 * 86_400)
        assert len(book.buttons) == 1
        tidying.cancel()
