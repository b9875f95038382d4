"""What a refusal means: the one table from HTTP status, business code and reason to the core's errors.

Codes and statuses are those of docs/api.md. 1010 and 1011 are the cloud's newer words for 1001. Which HTTP status
comes with a business code is nowhere published, so the code wins wherever there is one.
"""

import re
from dataclasses import dataclass

from backend.words import tells_used_up_credits
from bot.core import errors

MAX_BYTES = 524_288_000
"""The most a backend takes as one upload: 500 MiB."""

_SESSION_NOT_FOUND = "session not found"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success. ``detail`` is for the log and holds no secrets."""

    status: int
    code: int | None = None
    reason: str | None = None
    detail: str = ""
    retry_after_s: float | None = None


class NotFound(errors.BackendRefused):
    """What was asked for is not there."""


_BY_CODE: dict[int, type[errors.CutdeskError]] = {
    1001: errors.TokenRefused,
    1002: errors.SessionLost,
    1010: errors.TokenRefused,
    1011: errors.TokenRefused,
    2001: errors.OutOfCredits,
    4001: errors.UnsupportedFile,
    4002: errors.FileTooLarge,
    4003: errors.UnreachableLink,
}

_BY_REASON: dict[str, type[errors.CutdeskError]] = {
    "unsupported": errors.UnsupportedFile,
    "unreadable": errors.UnreadableFile,
    "empty": errors.EmptyFile,
    "no_duration": errors.NoDuration,
    "picture_too_large": errors.PictureTooLarge,
    "protected_link": errors.ProtectedLink,
    "unreachable_link": errors.UnreachableLink,
}

_BY_STATUS: dict[int, type[errors.CutdeskError]] = {
    401: errors.TokenRefused,
    402: errors.ExportBlocked,
    404: NotFound,
    408: errors.BackendUnreachable,
    409: errors.DuplicateRender,
    413: errors.FileTooLarge,
    415: errors.UnsupportedFile,
    429: errors.RateLimited,
    503: errors.BackendUnreachable,
    507: errors.DiskNearlyFull,
}

_CODES_ABOUT_REASONS = {4001, 4003}
_NOT_FOUND = re.compile(r"not found|does not exist|no such|不存在", re.IGNORECASE)
_DUPLICATE = re.compile(r"duplicate|already (?:exists|used|taken|in use)|已存在|重复", re.IGNORECASE)

OUT_OF_CREDITS = 2001


def error_of(refusal: Refusal, *, is_read: bool, owns_up: bool = True) -> errors.CutdeskError:
    """The core's error for a refusal.

    A failure that no application owned up to (a gateway's 502, a bare 500) leaves open whether a call that changes
    something took effect; a read merely failed. ``owns_up``: whether this backend's own 408, 503 and coded 5xx can be
    trusted to mean that nothing was done.
    """
    kind = _kind_of(refusal)
    if kind is None and (refusal.status < 500 or (refusal.code is not None and owns_up)):
        kind = errors.BackendRefused
    if kind is None or (kind is errors.BackendUnreachable and not owns_up):
        kind = errors.BackendUnreachable if is_read else errors.OutcomeUnknown
    return kind(_describe(refusal), **_facts(kind, refusal))


def is_definite(code: int | None) -> bool:
    """Whether a code that comes first in a stream says that nothing was done, and not that an edit failed midway."""
    return code in _BY_CODE or code in {402, 429}


def is_about_token(code: int | None) -> bool:
    """Whether a code says that the token is refused."""
    return code is not None and _BY_CODE.get(code) is errors.TokenRefused


def tells_duplicate(error: errors.BackendRefused) -> bool:
    """Whether the words of a refused render say that its id is taken; what code goes with it is not published."""
    return _DUPLICATE.search(str(error)) is not None


def _kind_of(refusal: Refusal) -> type[errors.CutdeskError] | None:
    if refusal.code in _CODES_ABOUT_REASONS and refusal.reason in _BY_REASON:
        return _BY_REASON[refusal.reason]
    if refusal.code is not None:
        known = _BY_CODE.get(refusal.code) or _BY_STATUS.get(refusal.code)
        if known is not None:
            return known
    known = _BY_STATUS.get(refusal.status)
    if refusal.code is None and known in {None, NotFound}:
        return _by_words(refusal.detail) or known
    return known


def _by_words(detail: str) -> type[errors.CutdeskError] | None:
    """What a refusal without a code of its own says of a session, a render or the credits."""
    if detail.lower().startswith(_SESSION_NOT_FOUND):
        return errors.SessionLost
    if tells_used_up_credits(detail):
        return errors.OutOfCredits
    return NotFound if _NOT_FOUND.search(detail) else None


def _describe(refusal: Refusal) -> str:
    code = "" if refusal.code is None else f" code {refusal.code}"
    return f"HTTP {refusal.status}{code}: {refusal.detail}" if refusal.detail else f"HTTP {refusal.status}{code}"


def _facts(kind: type[errors.CutdeskError], refusal: Refusal) -> dict[str, float]:
    if kind is errors.RateLimited and refusal.retry_after_s is not None:
        return {"retry_after_s": refusal.retry_after_s}
    if kind is errors.FileTooLarge:
        return {"limit_bytes": MAX_BYTES}
    return {}
