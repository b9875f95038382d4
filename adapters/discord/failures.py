"""What Discord's refusals mean: every exception of its library becomes one ``Fault``, and none leaves this border.

The codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import discord

from bot.core.errors import ChatUnavailable, CutdeskError, MessageGone, PlatformError, VideoNotAllowed

_T = TypeVar("_T")

_DEFAULT_PENALTY_S = 5.0
_BARRED_PENALTY_S = 60.0
_LONGEST_DETAIL = 160


class Fault(StrEnum):
    """Why a call did not do what it should, by what is to be done about it."""

    PENALTY = "penalty"
    MESSAGE_GONE = "message_gone"
    ARCHIVED = "archived"
    REPLY_GONE = "reply_gone"
    BAD_LINK = "bad_link"
    UNAVAILABLE = "unavailable"
    MAY_NOT = "may_not"
    UPLOADS_BARRED = "uploads_barred"
    TOO_LARGE = "too_large"
    NOT_SENT = "not_sent"
    SERVER = "server"
    RECEIPT_UNKNOWN = "receipt_unknown"
    REFUSED = "refused"


UNANSWERED = frozenset({Fault.SERVER, Fault.RECEIPT_UNKNOWN})
"""The call may have taken effect."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One failed call. ``penalty_s`` goes with PENALTY."""

    fault: Fault
    detail: str = ""
    penalty_s: float = 0.0


_BY_CODE = {
    10003: Fault.UNAVAILABLE,  # unknown channel
    10004: Fault.UNAVAILABLE,  # unknown guild
    10008: Fault.MESSAGE_GONE,  # unknown message
    20016: Fault.PENALTY,  # slow mode
    20028: Fault.PENALTY,  # the channel is written to too much
    20029: Fault.PENALTY,  # the guild is written to too much
    30046: Fault.PENALTY,  # edits of messages older than an hour
    40005: Fault.TOO_LARGE,
    40058: Fault.UNAVAILABLE,  # a forum takes threads only
    40062: Fault.PENALTY,  # the service is limited
    50001: Fault.UNAVAILABLE,  # missing access
    50005: Fault.MESSAGE_GONE,  # somebody else's message
    50007: Fault.UNAVAILABLE,  # this person takes no messages from us
    50008: Fault.UNAVAILABLE,  # a channel without text
    50013: Fault.MAY_NOT,  # missing permissions
    50045: Fault.TOO_LARGE,
    50083: Fault.ARCHIVED,
    50278: Fault.UNAVAILABLE,  # no guild in common with this person
    130000: Fault.SERVER,  # overloaded
    160002: Fault.REPLY_GONE,  # replies need the permission to read the history
    160005: Fault.UNAVAILABLE,  # the thread is locked
    240000: Fault.BAD_LINK,  # taken for a harmful link
    400001: Fault.UPLOADS_BARRED,  # uploads are limited in this guild for a while
}
_INVALID_FORM = 50035
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What the library raises for an answer that is not as it must be."""
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


async def attempt(call: Callable[[], Awaitable[_T]]) -> _T | Refusal:
    """Make one call of the library; what it raises for Discord's or the line's sake comes back as a ``Refusal``."""
    try:
        return await call()
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return judge(error)
    except _UNREADABLE as error:
        return Refusal(Fault.RECEIPT_UNKNOWN, f"an answer that cannot be read: {type(error).__name__}")


def judge(error: Exception) -> Refusal:
    """What an exception means. A time-out is an OSError."""
    if isinstance(error, discord.RateLimited):
        return Refusal(Fault.PENALTY, "asked to wait", penalty_s=max(0.0, error.retry_after))
    if isinstance(error, discord.HTTPException):
        return _answered(error)
    if isinstance(error, _BEFORE_SENDING):
        return Refusal(Fault.NOT_SENT, type(error).__name__)
    return Refusal(Fault.RECEIPT_UNKNOWN, type(error).__name__)


def core_error(refusal: Refusal, *, has_film: bool = False) -> CutdeskError:
    """The core's name for a refusal that nothing can be done about here."""
    match refusal.fault:
        case Fault.MESSAGE_GONE | Fault.ARCHIVED:
            return MessageGone(refusal.detail)
        case Fault.UPLOADS_BARRED | Fault.MAY_NOT if has_film:
            return VideoNotAllowed(refusal.detail)
        case Fault.UNAVAILABLE | Fault.MAY_NOT:
            return ChatUnavailable(refusal.detail)
        case _:
            return PlatformError(f"{refusal.fault}: {refusal.detail}")


def _answered(error: discord.HTTPException) -> Refusal:
    detail = f"{error.status}/{error.code}"
    fault = _BY_CODE.get(error.code) or _by_form(error) or _by_status(error.status)
    if fault is Fault.REFUSED:
        detail = f"{detail} {' '.join(error.text.split())}"[:_LONGEST_DETAIL]
    if fault is not Fault.PENALTY:
        return Refusal(fault, detail)
    # Without a code it is the network in front of Discord that wants to be left alone.
    return Refusal(fault, detail, penalty_s=_DEFAULT_PENALTY_S if error.code else _BARRED_PENALTY_S)


def _by_form(error: discord.HTTPException) -> Fault | None:
    """What is wrong with a body, by the field that the answer names."""
    if error.code != _INVALID_FORM:
        return None
    if "message_reference" in error.text:
        return Fault.REPLY_GONE
    return Fault.BAD_LINK if ".url" in error.text else None


def _by_status(status: int) -> Fault:
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:  # a film is kept for the bot's next token
            return Fault.UNAVAILABLE
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Fault.TOO_LARGE
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Fault.PENALTY
        case _:
            return Fault.SERVER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Fault.REFUSED
