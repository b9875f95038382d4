"""Pressed buttons and their answers; commands and descriptions, kept apart by scope and language."""

import asyncio
import json

import pytest
import telegram
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup

from tests.integration.telegram_server.conftest import Raw
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer

BUTTONS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Undo", callback_data="1:u:7"), InlineKeyboardButton("Open", url="https://a.b")]]
)


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def chat(server: TelegramServer, ann: Person) -> Room:
    return server.private(ann)


async def test_a_press_is_answered_once(server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room) -> None:
    await bot.send_message(chat.id, "done", reply_markup=BUTTONS)
    async with asyncio.TaskGroup() as group:
        pressing = group.create_task(ann.presses(chat.last, "Undo"))
        (update,) = await bot.get_updates(timeout=5)
        assert update.callback_query is not None
        assert update.callback_query.from_user.id == ann.id
        assert update.callback_query.message is not None
        assert update.callback_query.message.message_id == chat.last.id
        await update.callback_query.answer("No way back", show_alert=True)
    toast = pressing.result()
    assert (toast.text, toast.is_alert) == ("No way back", True)
    with server.expect_refusals("query is too old"), pytest.raises(telegram.error.BadRequest):
        await update.callback_query.answer("again")
    with server.expect_refusals("query is too old"), pytest.raises(telegram.error.BadRequest):
        await bot.answer_callback_query("12345")


async def test_a_press_nobody_answers_fails_the_test_that_waits(ann: Person, bot: telegram.Bot, chat: Room) -> None:
    await bot.send_message(chat.id, "done", reply_markup=BUTTONS)
    with pytest.raises(AssertionError, match="nobody answered the press on 'Undo'"):
        await ann.presses(chat.last, "Undo", limit_s=0.05)
    with pytest.raises(AssertionError, match="no button 'Redo'"):
        await ann.taps(chat.last, "Redo")


async def test_a_press_under_a_deleted_message_names_an_inaccessible_one(
    bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    await bot.send_message(chat.id, "done", reply_markup=BUTTONS)
    shown = chat.last
    await ann.deletes(shown)
    await ann.forges_press(shown, "forged")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "forged"
    assert isinstance(update.callback_query.message, telegram.Message), "python-telegram-bot 22.8 does not tell"
    assert update.callback_query.message.date.timestamp() == 0


async def test_buttons_are_seen_in_the_transcript(bot: telegram.Bot, chat: Room) -> None:
    await bot.send_message(chat.id, "done", reply_markup=BUTTONS)
    assert chat.transcript() == "[1] Cutdesk (rings):\n    done\n    [Undo] [Open] (link)"
    assert chat.last.buttons == ["Undo", "Open"]
    await bot.edit_message_reply_markup(chat.id, 1)
    assert chat.last.buttons == []


async def test_commands_are_kept_apart_by_scope_and_language(bot: telegram.Bot, ann: Person) -> None:
    await bot.set_my_commands([("new", "Start over")])
    await bot.set_my_commands([("new", "重新开始")], language_code="zh")
    await bot.set_my_commands([("edit", "Edit")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("forget", "Forget")], scope=BotCommandScopeChat(ann.id))
    assert [each.description for each in await bot.get_my_commands()] == ["Start over"]
    assert [each.description for each in await bot.get_my_commands(language_code="zh")] == ["重新开始"]
    assert [each.command for each in await bot.get_my_commands(scope=BotCommandScopeAllGroupChats())] == ["edit"]
    assert await bot.get_my_commands(scope=BotCommandScopeAllGroupChats(), language_code="zh") == ()
    await bot.delete_my_commands(language_code="zh")
    assert await bot.get_my_commands(language_code="zh") == ()


@pytest.mark.parametrize("name", ["New", "start-over", "重新"])
async def test_a_command_of_other_letters_is_refused(server: TelegramServer, raw: Raw, name: str) -> None:
    commands = json.dumps([{"command": name, "description": "a"}])
    with server.expect_refusals("BOT_COMMAND_INVALID"):
        await raw.refusal("setMyCommands", commands=commands)


async def test_descriptions_have_languages(bot: telegram.Bot) -> None:
    await bot.set_my_description("Edits films")
    await bot.set_my_description("剪辑视频", language_code="zh")
    await bot.set_my_short_description("Films")
    await bot.set_my_name("Cutdesk")
    assert (await bot.get_my_description("zh")).description == "剪辑视频"
    assert (await bot.get_my_description("de")).description == "Edits films"
    assert (await bot.get_my_short_description()).short_description == "Films"
    assert (await bot.get_my_name()).name == "Cutdesk"
