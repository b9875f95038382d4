"""Each refusal of Telegram by what is to be done about it."""

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from adapters.telegram.client import Flood
from adapters.telegram.failures import Fault, Refusal, attempt, core_error, judge
from adapters.telegram.limits import Limits, capabilities
from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, VideoNotAllowed

_TOKEN = "123456:canary-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def _caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Bad Request: message is not modified: specified new message content and reply markup are …", Fault.UNCHANGED),
        ("Bad Request: message to edit not found", Fault.MESSAGE_GONE),
        ("Bad Request: message can't be edited", Fault.MESSAGE_GONE),
        ("Bad Request: MESSAGE_ID_INVALID", Fault.MESSAGE_GONE),
        ("Bad Request: message thread not found", Fault.THREAD_GONE),
        ("Bad Request: TOPIC_DELETED", Fault.THREAD_GONE),
        ("Bad Request: TOPIC_CLOSED", Fault.THREAD_GONE),
        ("Bad Request: message to be replied not found", Fault.REPLY_GONE),
        ("Bad Request: can't parse entities: Unsupported start tag", Fault.MARKUP),
        ("Bad Request: not enough rights to send videos to the chat", Fault.KIND_NOT_ALLOWED),
        ("Bad Request: not enough rights to send text messages to the chat", Fault.UNAVAILABLE),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", Fault.UNAVAILABLE),
        ("Bad Request: CHAT_SEND_VIDEOS_FORBIDDEN", Fault.KIND_NOT_ALLOWED),
        ("Bad Request: have no rights to send a message", Fault.UNAVAILABLE),
        ("Bad Request: chat not found", Fault.UNAVAILABLE),
        ("Bad Request: file is too big", Fault.TOO_LARGE),
        ("Bad Request: wrong file_id or the file is temporarily unavailable", Fault.FILE_AWAY),
        ("Bad Request: BUTTON_DATA_INVALID", Fault.REFUSED),
    ],
)
def test_a_bad_request_is_known_by_its_words(words: str, fault: Fault) -> None:
    assert judge(BadRequest(words)).fault is fault


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Fault.UNAVAILABLE),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Fault.UNAVAILABLE),
        (Forbidden("Forbidden: CHAT_SEND_VIDEOS_FORBIDDEN"), Fault.KIND_NOT_ALLOWED),
        (InvalidToken("Unauthorized"), Fault.TOKEN),
        (InvalidToken("Not Found: method not found"), Fault.NO_METHOD),
        (InvalidToken("Not Found"), Fault.NO_METHOD),
        (NetworkError("Request Entity Too Large"), Fault.TOO_LARGE),
        (NetworkError("Request Entity Too Large (413). Parsing the server response b'<html>' failed"), Fault.TOO_LARGE),
        (NetworkError("Bad Gateway"), Fault.SERVER),
        (NetworkError("Internal Server Error"), Fault.SERVER),
        (_caused(TimedOut(), httpx.ReadTimeout("")), Fault.RECEIPT_UNKNOWN),
        (_caused(TimedOut(), httpx.WriteTimeout("")), Fault.RECEIPT_UNKNOWN),
        (_caused(TimedOut(), httpx.PoolTimeout("")), Fault.NOT_SENT),
        (_caused(TimedOut(), httpx.ConnectTimeout("")), Fault.NOT_SENT),
        (_caused(NetworkError("httpx.ConnectError: "), httpx.ConnectError("")), Fault.NOT_SENT),
        (_caused(NetworkError("httpx.ReadError: "), httpx.ReadError("")), Fault.RECEIPT_UNKNOWN),
        (_caused(NetworkError("x"), httpx.RemoteProtocolError("")), Fault.RECEIPT_UNKNOWN),
        (_caused(NetworkError("Unknown error in HTTP implementation: OSError()"), OSError()), Fault.RECEIPT_UNKNOWN),
        (TelegramError("Invalid server response"), Fault.RECEIPT_UNKNOWN),
        (Conflict("Conflict: terminated by other getUpdates request"), Fault.REFUSED),
    ],
)
def test_other_failures_are_known_by_their_class_and_cause(error: TelegramError, fault: Fault) -> None:
    assert judge(error).fault is fault


def test_a_penalty_says_how_long_even_where_only_its_words_do() -> None:
    assert judge(Flood(33)) == Refusal(Fault.PENALTY, penalty_s=33.0)
    assert judge(NetworkError("Too Many Requests: retry after 7")).penalty_s == 7.0
    assert judge(NetworkError("Too Many Requests")).penalty_s == 5.0


def test_a_migrated_group_says_where_it_is_now() -> None:
    assert judge(ChatMigrated(-1009)) == Refusal(Fault.MOVED, chat_id=-1009)


async def test_a_refusal_holds_neither_the_token_nor_the_error_that_did() -> None:
    async def call() -> None:
        request = httpx.Request("POST", f"https://api.example/bot{_TOKEN}/sendMessage")
        raise NetworkError(f"no luck with /bot{_TOKEN}/") from httpx.ReadError("", request=request)

    refusal = await attempt(call)
    assert isinstance(refusal, Refusal)
    error = core_error(refusal)
    assert "canary" not in repr((refusal, error, error.__cause__, error.__context__))
    assert error.__context__ is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.MESSAGE_GONE, MessageGone),
        (Fault.UNAVAILABLE, ChatUnavailable),
        (Fault.KIND_NOT_ALLOWED, VideoNotAllowed),
        (Fault.REFUSED, PlatformError),
    ],
)
def test_what_cannot_be_mended_here_has_the_cores_name(fault: Fault, error: type[PlatformError]) -> None:
    assert type(core_error(Refusal(fault))) is error


def test_the_cloud_takes_less_than_a_server_of_ones_own() -> None:
    cloud, local = (capabilities(shared=False, local=local, username="bot") for local in (False, True))
    assert (cloud.download_bytes, cloud.upload_bytes) == (20_000_000, 50_000_000)
    assert (local.download_bytes, local.upload_bytes) == (500 * 1024 * 1024, 2_000_000_000)
    assert (cloud.edit_interval_s, cloud.idempotent_send, cloud.address) == (2.0, False, "")


def test_a_group_is_written_to_less_often_and_told_how_to_address_the_bot() -> None:
    group = capabilities(shared=True, local=False, username="CutdeskBot")
    assert (group.edit_interval_s, group.shared, group.address) == (5.0, True, "/edit@CutdeskBot")
    assert group.life_sign_s >= 15


def test_a_file_refused_for_its_size_lowers_the_limit_for_good_and_never_raises_it() -> None:
    limits = Limits(local=False)
    limits.refused(40_000_000)
    limits.refused(49_000_000)
    assert limits.capabilities(shared=False, username="").upload_bytes == 30_000_000
