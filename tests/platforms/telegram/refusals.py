"""What the server refuses, with the texts of the real one: a kind in capitals, then the reason with a small letter."""

from collections.abc import Mapping


class Refused(Exception):
    """A call that is not done. ``parameters`` is Telegram's ResponseParameters."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


class Violation(Refused):
    """A call against the schema or against rules that no bot may break; a bug in the bot."""


def bad_request(reason: str, **parameters: int) -> Refused:
    """400, as for most mistakes."""
    return Refused(400, f"Bad Request: {reason}", parameters)


def forbidden(reason: str) -> Refused:
    """403: the bot was shut out."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """409: two pollers, or a webhook beside a poller."""
    return Refused(409, f"Conflict: {reason}")


def too_many(retry_after_s: int) -> Refused:
    """429: wait so long."""
    return Refused(429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s})


def violation(problems: str) -> Violation:
    """400 for what the schema forbids."""
    return Violation(400, f"Bad Request: {problems}")
