"""What the schema forbids is refused and remembered; each rule is shown by a call that breaks it."""

import json
from pathlib import Path

import httpx
import pytest

from tests.integration.telegram_server.conftest import Raw
from tests.platforms.telegram import schema
from tests.platforms.telegram.schema import ArrayOf, Limit, Named, OneOf, parse_type
from tests.platforms.telegram.server import TOKEN, TelegramServer, telegram_server


def test_the_schema_is_that_of_bot_api_10_3() -> None:
    loaded = schema.load()
    assert (loaded.version, len(loaded.methods), len(loaded.types)) == ("10.3", 185, 400)


def test_types_are_read_as_the_documentation_writes_them() -> None:
    assert parse_type("Array of Array of PhotoSize") == ArrayOf(ArrayOf(Named("PhotoSize")))
    assert parse_type("Integer or String") == OneOf((Named("Integer"), Named("String")))
    assert parse_type("Array of A, B and C") == ArrayOf(OneOf((Named("A"), Named("B"), Named("C"))))


@pytest.mark.parametrize(
    ("entry", "field", "limit"),
    [
        ("sendMessage", "text", Limit(1, 4096, "characters", after_parsing=True)),
        ("editMessageText", "text", Limit(1, 4096, "characters", after_parsing=True)),
        ("sendVideo", "caption", Limit(0, 1024, "characters", after_parsing=True)),
        ("InlineKeyboardButton", "callback_data", Limit(1, 64, "bytes")),
        ("answerCallbackQuery", "text", Limit(0, 200, "characters")),
        ("getUpdates", "limit", Limit(1, 100, "value")),
        ("sendMediaGroup", "media", Limit(2, 10, "items")),
        ("setMyCommands", "commands", Limit(0, 100, "items")),
        ("BotCommand", "description", Limit(1, 256, "characters")),
    ],
)
def test_limits_come_from_the_descriptions(entry: str, field: str, limit: Limit) -> None:
    assert schema.load().limit(entry, field) == limit


BUTTON = {"text": "Undo", "callback_data": "1:u:7"}


def keyboard(**changes: object) -> str:
    return json.dumps({"inline_keyboard": [[BUTTON | changes]]})


@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        ("sendMessage", {"chat_id": 1, "text": "a", "shiny": "1"}, "shiny: unknown parameter"),
        ("sendMessage", {"chat_id": 1}, "text: missing"),
        ("sendMessage", {"text": "a"}, "chat_id: missing"),
        ("sendMessage", {"chat_id": 1, "text": "a", "disable_notification": "maybe"}, "not a Boolean"),
        ("sendMessage", {"chat_id": 1, "text": "a", "message_thread_id": "two"}, "not a Integer"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": "{"}, "reply_markup: not a"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_parameters": '{"message": 5}'}, "unknown field"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_parameters": '{"message_id": "5"}'}, "not a Integer"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": keyboard(colour="red")}, "unknown field"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": keyboard(callback_data="é" * 33)}, "BUTTON_DATA"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": keyboard(callback_data="")}, "BUTTON_DATA"),
        ("sendVideo", {"chat_id": 1, "video": "id", "width": "wide"}, "not a Integer"),
        ("sendMediaGroup", {"chat_id": 1, "media": '[{"type": "video", "media": "id"}]'}, "1 items"),
        ("sendMediaGroup", {"chat_id": 1, "media": '[{"type": "film", "media": "id"}]'}, "must be"),
        ("getUpdates", {"limit": 101}, "101 value"),
        ("getUpdates", {"allowed_updates": '"message"'}, "not an array"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "201 characters"),
        ("setMyCommands", {"commands": '[{"command": "new"}]'}, "description: missing"),
        ("setMyCommands", {"commands": "[]", "scope": '{"type": "chat"}'}, "chat_id: missing"),
        ("setMyCommands", {"commands": "[]", "language_code": "zh-hans"}, "7 characters"),
        ("setMessageReaction", {"chat_id": 1, "message_id": 2, "reaction": '[{"type": "smile"}]'}, "must be"),
    ],
)
async def test_a_call_against_the_schema_is_a_violation(
    server: TelegramServer, raw: Raw, method: str, params: dict, said: str
) -> None:
    with server.expect_violations(said) as seen:
        assert said in await raw.refusal(method, **params)
    assert len(seen) == 1


async def test_an_unknown_method_is_not_found_and_a_violation(server: TelegramServer, raw: Raw) -> None:
    with server.expect_violations("sendFilm"):
        assert await raw.refusal("sendFilm") == "Not Found"


async def test_a_method_whose_behaviour_nobody_wrote_is_a_violation_too(server: TelegramServer, raw: Raw) -> None:
    with server.expect_violations("does not know how"):
        await raw.refusal("sendDice", chat_id=1)


async def test_json_bodies_are_held_to_the_same_rules(server: TelegramServer, raw: Raw) -> None:
    ann = server.person("Ann")
    server.private(ann)
    url = f"{server.base_url}{server.token}/sendMessage"
    good = await raw.client.post(
        url, json={"chat_id": ann.id, "text": "a", "reply_markup": {"inline_keyboard": [[BUTTON]]}}
    )
    assert good.json()["ok"]
    with server.expect_violations("text: not a String"):
        assert (await raw.client.post(url, json={"chat_id": ann.id, "text": 5})).status_code == 400


async def test_a_server_that_saw_a_violation_fails_its_test(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="broke the Bot API's schema"):
        async with telegram_server(tmp_path) as server, httpx.AsyncClient() as client:
            await client.post(f"{server.base_url}{TOKEN}/sendMessage", data={"text": "to nobody"})


async def test_a_server_that_refused_something_fails_its_test(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="chat not found"):
        async with telegram_server(tmp_path) as server, httpx.AsyncClient() as client:
            await client.post(f"{server.base_url}{TOKEN}/sendMessage", data={"chat_id": 5, "text": "hello"})


async def test_an_expected_violation_that_never_comes_fails_its_test(server: TelegramServer) -> None:
    with pytest.raises(AssertionError, match="was not"), server.expect_violations():
        pass


async def test_other_words_than_the_expected_ones_are_still_held_against_the_bot(
    server: TelegramServer, raw: Raw
) -> None:
    with server.expect_violations("text: missing") as seen:
        await raw("sendMessage", chat_id=1)
        await raw("sendMessage", chat_id=1, text="a", shiny=1)
    assert len(seen) == 1
    assert server.violations == ["sendMessage: Bad Request: shiny: unknown parameter"]
    server.violations.clear()


async def test_a_wrong_token_is_unauthorized_and_a_mangled_one_not_found(server: TelegramServer, raw: Raw) -> None:
    other = TOKEN[:-1] + "X"
    with server.expect_refusals("Unauthorized", "Not Found"):
        wrong = await raw.client.post(f"{server.base_url}{other}/getMe")
        mangled = await raw.client.post(f"{server.base_url}abc/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (mangled.status_code, mangled.json()["description"]) == (404, "Not Found")


async def test_the_log_has_every_call_and_no_token(server: TelegramServer, raw: Raw) -> None:
    ann = server.person("Ann")
    server.private(ann)
    await raw("sendMessage", chat_id=ann.id, text="hello")
    (call,) = server.log
    assert (call.method, call.status, call.params) == ("sendMessage", 200, {"chat_id": ann.id, "text": "hello"})
    assert TOKEN not in repr(server.log)
