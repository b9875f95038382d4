"""What the server refuses beyond simcord's own refusals, with Discord's statuses, codes and texts."""

from simcord.backend.errors import BackendError


class RateLimited(BackendError):
    """429: wait so long."""

    def __init__(self, retry_after_s: float, *, is_global: bool, code: int = 0, message: str = "") -> None:
        super().__init__(429, code, message or "You are being rate limited.")
        self.retry_after_s = retry_after_s
        self.is_global = is_global

    def to_json(self) -> dict[str, object]:
        body: dict[str, object] = {"message": self.message, "retry_after": self.retry_after_s, "global": self.is_global}
        return body | ({"code": self.code} if self.code else {})


class Violation(BackendError):
    """400 for what Discord's OpenAPI forbids; a bug in the bot."""

    def __init__(self, problems: str) -> None:
        super().__init__(400, 50035, f"Invalid Form Body: {problems}")


def unauthorized() -> BackendError:
    return BackendError(401, 0, "401: Unauthorized")


def empty_message() -> BackendError:
    return BackendError(400, 50006, "Cannot send an empty message")


def too_large() -> BackendError:
    return BackendError(413, 40005, "Request entity too large")


def file_too_large() -> BackendError:
    return BackendError(400, 50045, "File uploaded exceeds the maximum size")


def thread_archived() -> BackendError:
    return BackendError(400, 50083, "Thread is archived")


def thread_locked() -> BackendError:
    return BackendError(403, 160005, "Thread is locked")


def thread_exists() -> BackendError:
    return BackendError(400, 160004, "A thread has already been created for this message")


def cannot_reply() -> BackendError:
    return BackendError(400, 160002, "Cannot reply without permission to read message history")


def dm_closed() -> BackendError:
    return BackendError(403, 50007, "Cannot send messages to this user")


def token_expired() -> BackendError:
    return BackendError(401, 50027, "Invalid Webhook Token")


def too_many_followups() -> BackendError:
    return BackendError(400, 40094, "This interaction has reached the maximum number of follow up messages")


def too_many_creates() -> BackendError:
    return BackendError(400, 30034, "Max number of daily application command creates has been reached (200)")


def slow_mode(retry_after_s: float) -> RateLimited:
    text = "This action cannot be performed due to slowmode rate limit"
    return RateLimited(retry_after_s, is_global=False, code=20016, message=text)


def old_edits(retry_after_s: float) -> RateLimited:
    text = "Maximum number of edits to messages older than 1 hour reached. Try again later."
    return RateLimited(retry_after_s, is_global=False, code=30046, message=text)
