"""Sending and editing words: what the real server refuses, in its own words."""

from datetime import timedelta

import pytest
import telegram

from tests.fakes.clock import FakeClock
from tests.integration.telegram_server.conftest import Raw
from tests.platforms.telegram.methods.editing import NOT_MODIFIED
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def chat(server: TelegramServer, ann: Person) -> Room:
    return server.private(ann)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag"),
        ({"text": "a", "parse_mode": "Word"}, "unsupported parse_mode"),
        ({"text": "a", "chat_id": 12345}, "chat not found"),
        ({"text": "a", "reply_parameters": '{"message_id": 99}'}, "message to be replied not found"),
        (
            {"text": "a", "reply_markup": '{"inline_keyboard": [[{"text": "a"}]]}'},
            "can't parse inline keyboard button: Text buttons",
        ),
        (
            {"text": "a", "reply_markup": '{"inline_keyboard": [[{"text": "a", "url": "https://a.b", "pay": true}]]}'},
            "can't parse inline keyboard button: Text buttons",
        ),
    ],
)
async def test_a_message_is_refused(server: TelegramServer, raw: Raw, chat: Room, params: dict, said: str) -> None:
    with server.expect_refusals(said):
        answer = await raw.refusal("sendMessage", **({"chat_id": chat.id} | params))
    assert answer.startswith(f"Bad Request: {said}")
    assert not chat.shown


async def test_length_counts_code_points_after_parsing(raw: Raw, chat: Room) -> None:
    await raw("sendMessage", chat_id=chat.id, text="<b>" + "🎬" * 4096 + "</b>", parse_mode="HTML")
    assert chat.last.text == "🎬" * 4096


async def test_a_reply_to_a_vanished_message_goes_out_alone_if_the_bot_allows_it(
    raw: Raw, chat: Room, ann: Person
) -> None:
    asked = await ann.sends(chat, "hello")
    await ann.deletes(asked)
    reply = f'{{"message_id": {asked.id}, "allow_sending_without_reply": true}}'
    await raw("sendMessage", chat_id=chat.id, text="hi", reply_parameters=reply)
    assert chat.last.reply_to is None


async def test_a_person_who_never_wrote_cannot_be_written_to(server: TelegramServer, raw: Raw) -> None:
    ben = server.person("Ben")
    with server.expect_refusals("initiate"):
        said = await raw.refusal("sendMessage", chat_id=ben.id, text="hi")
    assert said == "Forbidden: bot can't initiate conversation with a user"


async def test_a_person_who_blocked_the_bot_is_out_of_reach_and_the_bot_is_told(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    ann.blocks_bot()
    with (
        server.expect_refusals("blocked"),
        pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"),
    ):
        await bot.send_message(ann.id, "hi")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    ann.unblocks_bot()
    await bot.send_message(ann.id, "hi again")
    assert chat.last.text == "hi again"


async def test_a_deactivated_person_is_out_of_reach(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    ann.user.is_deactivated = True
    with server.expect_refusals("deactivated"), pytest.raises(telegram.error.Forbidden, match="user is deactivated"):
        await bot.send_message(ann.id, "hi")


async def test_edits_change_the_message_and_keep_its_past(bot: telegram.Bot, chat: Room) -> None:
    sent = await bot.send_message(chat.id, "one")
    await bot.edit_message_text("two", chat.id, sent.message_id)
    edited = await bot.edit_message_text("<i>three</i>", chat.id, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, telegram.Message)
    assert edited.text == "three"
    assert (chat.last.text, chat.last.past) == ("three", ["one", "two"])


async def test_an_unchanged_edit_is_refused_in_the_known_words(server: TelegramServer, raw: Raw, chat: Room) -> None:
    buttons = '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}'
    await raw("sendMessage", chat_id=chat.id, text="<b>same</b>", parse_mode="HTML", reply_markup=buttons)
    number = chat.last.id
    with server.expect_refusals("not modified") as seen:
        for text in ("<b>same</b>", " <b>same</b> "):
            said = await raw.refusal(
                "editMessageText",
                chat_id=chat.id,
                message_id=number,
                text=text,
                parse_mode="HTML",
                reply_markup=buttons,
            )
            assert said == f"Bad Request: {NOT_MODIFIED}"
    assert len(seen) == 2
    assert (await raw("editMessageText", chat_id=chat.id, message_id=number, text="same"))["ok"]
    assert chat.last.markup is None, "an edit without buttons takes them away"


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"message_id": 77, "text": "a"}, "message to edit not found"),
        ({"message_id": 1, "text": "a"}, "message can't be edited"),
        ({"message_id": 2, "text": "a" * 4097}, "message is too long"),
        ({"message_id": 2, "text": ""}, "message text is empty"),
        ({"message_id": 2, "text": "<a", "parse_mode": "HTML"}, "can't parse entities: Unclosed start tag"),
    ],
)
async def test_an_edit_is_refused(
    server: TelegramServer, raw: Raw, ann: Person, chat: Room, params: dict, said: str
) -> None:
    await ann.sends(chat, "hello")
    await raw("sendMessage", chat_id=chat.id, text="hi")
    with server.expect_refusals(said):
        answer = await raw.refusal("editMessageText", chat_id=chat.id, **params)
    assert answer.startswith(f"Bad Request: {said}")


async def test_a_message_a_person_deleted_cannot_be_edited(
    server: TelegramServer, raw: Raw, ann: Person, chat: Room
) -> None:
    await raw("sendMessage", chat_id=chat.id, text="hi")
    await ann.deletes(chat.last)
    with server.expect_refusals():
        said = await raw.refusal("editMessageText", chat_id=chat.id, message_id=1, text="a")
    assert said == "Bad Request: message to edit not found"


async def test_deleting_works_for_two_days(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, chat: Room
) -> None:
    first = await bot.send_message(chat.id, "one")
    second = await bot.send_message(chat.id, "two")
    assert await bot.delete_message(chat.id, first.message_id)
    await clock.advance(timedelta(hours=49).total_seconds())
    with server.expect_refusals("can't be deleted"), pytest.raises(telegram.error.BadRequest):
        await bot.delete_message(chat.id, second.message_id)
    with server.expect_refusals("not found"), pytest.raises(telegram.error.BadRequest):
        await bot.delete_message(chat.id, first.message_id)
    assert [each.text for each in chat.shown] == ["two"]


async def test_chat_actions_and_reactions_are_seen(server: TelegramServer, bot: telegram.Bot, chat: Room) -> None:
    sent = await bot.send_message(chat.id, "hi")
    await bot.send_chat_action(chat.id, "upload_video")
    await bot.set_message_reaction(chat.id, sent.message_id, "👀")
    assert (chat.chat.actions, chat.last.reactions) == (["upload_video"], ["👀"])
    with server.expect_refusals("wrong parameter action"), pytest.raises(telegram.error.BadRequest):
        await bot.send_chat_action(chat.id, "dancing")


async def test_silent_messages_do_not_ring(bot: telegram.Bot, chat: Room) -> None:
    await bot.send_message(chat.id, "working", disable_notification=True)
    await bot.send_message(chat.id, "done")
    assert chat.transcript() == "[1] Cutdesk (silent):\n    working\n[2] Cutdesk (rings):\n    done"
