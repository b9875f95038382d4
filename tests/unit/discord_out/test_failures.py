"""Every refusal of Discord's, by its code, its status, or the line it came over."""

from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord.failures import Fault, Refusal, attempt, core_error, judge
from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, VideoNotAllowed


class Response:
    """What the library looks at."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, "?"


def refused(status: int, code: int = 0, **more: Any) -> discord.HTTPException:
    return discord.HTTPException(Response(status), {"code": code, "message": "said", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (404, 10003, Fault.UNAVAILABLE),
        (404, 10008, Fault.MESSAGE_GONE),
        (403, 50001, Fault.UNAVAILABLE),
        (403, 50007, Fault.UNAVAILABLE),
        (403, 50013, Fault.MAY_NOT),
        (429, 20016, Fault.PENALTY),
        (429, 30046, Fault.PENALTY),
        (413, 40005, Fault.TOO_LARGE),
        (413, 0, Fault.TOO_LARGE),
        (400, 50045, Fault.TOO_LARGE),
        (400, 50083, Fault.ARCHIVED),
        (400, 160002, Fault.REPLY_GONE),
        (403, 160005, Fault.UNAVAILABLE),
        (403, 400001, Fault.UPLOADS_BARRED),
        (400, 50035, Fault.REFUSED),
        (401, 0, Fault.UNAVAILABLE),
        (429, 0, Fault.PENALTY),
        (500, 0, Fault.SERVER),
        (503, 130000, Fault.SERVER),
    ],
)
def test_codes(status: int, code: int, fault: Fault) -> None:
    assert judge(refused(status, code)).fault is fault


def test_what_is_wrong_with_a_body_is_told_by_its_field() -> None:
    url = {"components": {"0": {"components": {"0": {"url": {"_errors": [{"message": "Not a well formed URL."}]}}}}}}
    reply = {"message_reference": {"_errors": [{"message": "Unknown message"}]}}
    assert judge(refused(400, 50035, errors=url)).fault is Fault.BAD_LINK
    assert judge(refused(400, 50035, errors=reply)).fault is Fault.REPLY_GONE


def test_a_pause_is_as_long_as_was_asked_for_and_longest_where_we_are_barred() -> None:
    assert judge(discord.RateLimited(77.5)).penalty_s == 77.5
    assert judge(refused(429, 30046)).penalty_s < judge(discord.HTTPException(Response(429), "1015")).penalty_s


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (aiohttp.ServerDisconnectedError(), Fault.RECEIPT_UNKNOWN),
        (aiohttp.ClientOSError(104, "reset"), Fault.RECEIPT_UNKNOWN),
        (aiohttp.ClientPayloadError(), Fault.RECEIPT_UNKNOWN),
        (TimeoutError(), Fault.RECEIPT_UNKNOWN),
        (aiohttp.SocketTimeoutError(), Fault.RECEIPT_UNKNOWN),
        (aiohttp.ConnectionTimeoutError(), Fault.NOT_SENT),
        (ConnectionResetError(), Fault.RECEIPT_UNKNOWN),
    ],
)
def test_lines(error: Exception, fault: Fault) -> None:
    assert judge(error).fault is fault


async def test_an_answer_that_cannot_be_read_may_have_been_a_good_one() -> None:
    async def garbled() -> None:
        raise KeyError("retry_after")

    outcome = await attempt(garbled)
    assert isinstance(outcome, Refusal)
    assert outcome.fault is Fault.RECEIPT_UNKNOWN


async def test_errors_of_our_own_are_not_discords() -> None:
    async def broken() -> None:
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError):
        await attempt(broken)


@pytest.mark.parametrize(
    ("fault", "has_film", "error"),
    [
        (Fault.MESSAGE_GONE, False, MessageGone),
        (Fault.ARCHIVED, False, MessageGone),
        (Fault.MAY_NOT, False, ChatUnavailable),
        (Fault.MAY_NOT, True, VideoNotAllowed),
        (Fault.UPLOADS_BARRED, True, VideoNotAllowed),
        (Fault.UNAVAILABLE, True, ChatUnavailable),
        (Fault.REFUSED, True, PlatformError),
    ],
)
def test_the_cores_names(fault: Fault, has_film: bool, error: type[Exception]) -> None:
    assert type(core_error(Refusal(fault), has_film=has_film)) is error
