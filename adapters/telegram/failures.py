"""What Telegram's refusals mean: every library exception becomes one ``Fault``, and no exception leaves this border.

The library chains its errors to httpx errors, whose request holds the token in its URL. A ``Refusal`` keeps neither.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.core.errors import ChatUnavailable, CutdeskError, MessageGone, PlatformError, VideoNotAllowed

_T = TypeVar("_T")

_DEFAULT_PENALTY_S = 5.0
_LONGEST_DETAIL = 160
_TOKEN = re.compile(r"\d{3,}:[\w-]{8,}")
_SECONDS = re.compile(r"retry after (\d+)")


class Fault(StrEnum):
    """Why a call did not do what it should, by what is to be done about it."""

    PENALTY = "penalty"
    MOVED = "moved"
    UNCHANGED = "unchanged"
    MESSAGE_GONE = "message_gone"
    THREAD_GONE = "thread_gone"
    REPLY_GONE = "reply_gone"
    MARKUP = "markup"
    BAD_LINK = "bad_link"
    UNAVAILABLE = "unavailable"
    KIND_NOT_ALLOWED = "kind_not_allowed"
    TOO_LARGE = "too_large"
    FILE_AWAY = "file_away"
    NOT_SENT = "not_sent"
    """It certainly did not reach the server."""
    SERVER = "server"
    """Answered with 5xx: it may or may not have taken effect."""
    RECEIPT_UNKNOWN = "receipt_unknown"
    NO_METHOD = "no_method"
    TOKEN = "token"  # noqa: S105 - the name of a fault
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One failed call. ``penalty_s`` goes with PENALTY, ``chat_id`` (where the chat is now) with MOVED."""

    fault: Fault
    detail: str = ""
    penalty_s: float = 0.0
    chat_id: int = 0


# Telegram names most refusals only by their text; these are parts of it, in small letters, the telling ones first.
_BY_TEXT: tuple[tuple[str, Fault], ...] = (
    ("message is not modified", Fault.UNCHANGED),
    ("message to edit not found", Fault.MESSAGE_GONE),
    ("message can't be edited", Fault.MESSAGE_GONE),
    ("message_id_invalid", Fault.MESSAGE_GONE),
    ("message identifier is not specified", Fault.MESSAGE_GONE),
    ("message thread not found", Fault.THREAD_GONE),
    ("topic_deleted", Fault.THREAD_GONE),
    ("topic_closed", Fault.THREAD_GONE),
    ("topic_id_invalid", Fault.THREAD_GONE),
    ("message to be replied not found", Fault.REPLY_GONE),
    ("message to reply not found", Fault.REPLY_GONE),
    ("reply message not found", Fault.REPLY_GONE),
    ("can't parse", Fault.MARKUP),
    ("button_url_invalid", Fault.BAD_LINK),
    ("inline keyboard button url", Fault.BAD_LINK),
    ("not enough rights to send text", Fault.UNAVAILABLE),
    ("not enough rights to send", Fault.KIND_NOT_ALLOWED),
    ("chat_send_plain_forbidden", Fault.UNAVAILABLE),
    ("chat_send_", Fault.KIND_NOT_ALLOWED),
    ("not enough rights", Fault.UNAVAILABLE),
    ("no rights to send", Fault.UNAVAILABLE),
    ("need administrator rights", Fault.UNAVAILABLE),
    ("chat_write_forbidden", Fault.UNAVAILABLE),
    ("chat_restricted", Fault.UNAVAILABLE),
    ("chat not found", Fault.UNAVAILABLE),
    ("user not found", Fault.UNAVAILABLE),
    ("peer_id_invalid", Fault.UNAVAILABLE),
    ("channel_private", Fault.UNAVAILABLE),
    ("was deactivated", Fault.UNAVAILABLE),
    ("is deactivated", Fault.UNAVAILABLE),
    ("logged out", Fault.UNAVAILABLE),
    ("file is too big", Fault.TOO_LARGE),
    ("entity too large", Fault.TOO_LARGE),
    ("content too large", Fault.TOO_LARGE),
    ("file_id or the file is temporarily unavailable", Fault.FILE_AWAY),
    ("method not found", Fault.NO_METHOD),
)
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What the library raises for an answer that is not as it must be. Not OSError: that is a film that cannot be read."""
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


async def attempt(call: Callable[[], Awaitable[_T]]) -> _T | Refusal:
    """Make one call of the library; what it raises for Telegram's sake comes back as a ``Refusal``."""
    try:
        return await call()
    except TelegramError as error:
        return judge(error)
    except _UNREADABLE as error:
        return Refusal(Fault.RECEIPT_UNKNOWN, f"an answer that cannot be read: {type(error).__name__}")


def judge(error: TelegramError) -> Refusal:
    """What an exception of the library means."""
    if isinstance(error, RetryAfter):
        return Refusal(Fault.PENALTY, penalty_s=_seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return Refusal(Fault.MOVED, chat_id=error.new_chat_id)
    if isinstance(error.__cause__, _BEFORE_SENDING):
        return Refusal(Fault.NOT_SENT, type(error.__cause__).__name__)
    words = error.message.lower()
    if "too many requests" in words:
        told = _SECONDS.search(words)
        return Refusal(Fault.PENALTY, penalty_s=float(told[1]) if told else _DEFAULT_PENALTY_S)
    fault = next((fault for part, fault in _BY_TEXT if part in words), None) or _by_class(error)
    return Refusal(fault, _TOKEN.sub("[hidden]", error.message)[:_LONGEST_DETAIL])


def core_error(refusal: Refusal) -> CutdeskError:
    """The core's name for a refusal that nothing can be done about here."""
    match refusal.fault:
        case Fault.MESSAGE_GONE:
            return MessageGone(refusal.detail)
        case Fault.UNAVAILABLE | Fault.THREAD_GONE | Fault.TOKEN:  # a film is kept for the bot's next token
            return ChatUnavailable(refusal.detail)
        case Fault.KIND_NOT_ALLOWED:
            return VideoNotAllowed(refusal.detail)
        case _:
            return PlatformError(f"{refusal.fault}: {refusal.detail}")


def _by_class(error: TelegramError) -> Fault:
    if isinstance(error, Forbidden):
        return Fault.UNAVAILABLE
    # 401 and 404 share a class: the server says "unauthorized" of a token, of a method only that it was not found.
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Fault.TOKEN if "unauthorized" in error.message.lower() else Fault.NO_METHOD
    if isinstance(error, BadRequest):
        return Fault.REFUSED
    if type(error) is NetworkError and error.__cause__ is None:
        return Fault.SERVER
    if isinstance(error, NetworkError) or error.message == "Invalid server response":
        return Fault.RECEIPT_UNKNOWN
    return Fault.REFUSED


def _seconds(period: int | float | timedelta) -> float:
    return period.total_seconds() if isinstance(period, timedelta) else float(period)
