"""The core's errors, by whose move it is.

CutdeskError
├── PersonError            the person can mend it; told in one sentence with one next step
│   ├── UnsupportedFile · EmptyFile · UnreadableFile · FileTooLarge · PictureTooLarge · NoDuration
│   │       FileTooLarge: TooLargeToFetch
│   ├── NoCues · TextFileTooLong · SeveralTexts
│   ├── ProtectedLink · UnreachableLink
│   ├── NothingToEdit · NothingToExport · TextTooLong · ChatBusy · AttachmentGone
│   │       NothingToEdit: HiddenMessage
│   └── DiskNearlyFull
├── BackendError           the backend refused or failed; the file is safe
│   ├── SessionLost · TokenRefused · OutOfCredits · ExportBlocked · RateLimited
│   ├── BackendUnreachable · BackendRefused · RenderFailed · EditFailed · DuplicateRender
│   └── OutcomeUnknown     the call may or may not have taken effect
├── PlatformError          a chat platform refused; logged, not told
│   ├── MessageGone · ChatUnavailable · PlatformAbsent · Throttled · TooLargeToSend · VideoNotAllowed
│   └── ReceiptUnknown     a send may or may not have arrived
├── StorageFailed          the database cannot be written: the process stops (fail stop)
└── ConfigurationError     a setting is wrong: named at start, exit code 78

``key`` names the sentence in the catalogues; ``facts`` fill its gaps. ``str(error)`` is for the log.
"""

from typing import ClassVar


class CutdeskError(Exception):
    """Root of all errors the core knows."""

    key: ClassVar[str] = "error.internal"

    def __init__(self, detail: str = "", **facts: str | int | float) -> None:
        super().__init__(detail or type(self).__name__)
        self.facts = facts


class PersonError(CutdeskError):
    """The person can mend it."""


class UnsupportedFile(PersonError):
    """None of the thirteen kinds (S5), judged by content."""

    key = "error.unsupported_file"


class EmptyFile(PersonError):
    """No bytes at all."""

    key = "error.empty_file"


class UnreadableFile(PersonError):
    """The right kind by its first bytes, but broken inside."""

    key = "error.unreadable_file"


class FileTooLarge(PersonError):
    """More than the one limit of 500 MiB."""

    key = "error.file_too_large"


class TooLargeToFetch(FileTooLarge):
    """More than the platform hands over to bots, though not more than we could take."""

    key = "error.too_large_to_fetch"


class PictureTooLarge(PersonError):
    """More pixels than can be decoded safely."""

    key = "error.picture_too_large"


class NoDuration(PersonError):
    """A video or sound of zero length."""

    key = "error.no_duration"


class NoCues(PersonError):
    """A file of subtitles by its name, with no times in it."""

    key = "error.no_cues"


class TextFileTooLong(PersonError):
    """A text file with more words than can be read."""

    key = "error.text_file_too_long"


class SeveralTexts(PersonError):
    """Two text files at once: nobody can tell which belongs where."""

    key = "error.several_texts"


class ProtectedLink(PersonError):
    """A link that leads to a private address."""

    key = "error.protected_link"


class UnreachableLink(PersonError):
    """A link that could not be fetched."""

    key = "error.unreachable_link"


class NothingToEdit(PersonError):
    """Words, but no clip to apply them to."""

    key = "error.nothing_to_edit"


class HiddenMessage(NothingToEdit):
    """Words in answer to a message whose files the platform does not show us."""

    key = "error.hidden_message"


class NothingToExport(PersonError):
    """Export asked for before there is anything to export."""

    key = "error.nothing_to_export"


class TextTooLong(PersonError):
    """An instruction longer than can be read with care."""

    key = "error.text_too_long"


class ChatBusy(PersonError):
    """Too many turns wait in this chat."""

    key = "error.chat_busy"


class AttachmentGone(PersonError):
    """The platform no longer has the file."""

    key = "error.attachment_gone"


class DiskNearlyFull(PersonError):
    """No room for another upload."""

    key = "error.disk_full"


class BackendError(CutdeskError):
    """The backend refused or failed."""

    key = "error.backend"


class SessionLost(BackendError):
    """1002: the backend does not know the session any more."""

    key = "error.session_lost"


class TokenRefused(BackendError):
    """1001: the token is invalid or has expired."""

    key = "error.token_refused"


class OutOfCredits(BackendError):
    """2001: the account's credits are used up."""

    key = "error.out_of_credits"


class ExportBlocked(BackendError):
    """402: the plan does not allow exports, or attribution was missing."""

    key = "error.export_blocked"


class RateLimited(BackendError):
    """429: too many requests; a definite refusal."""

    key = "error.rate_limited"


class BackendUnreachable(BackendError):
    """The request certainly did not reach the backend, or a read failed."""

    key = "error.backend_unreachable"


class BackendRefused(BackendError):
    """A definite refusal without a mend of its own."""

    key = "error.backend"


class RenderFailed(BackendError):
    """The backend reports that the render failed."""

    key = "error.render_failed"


class EditFailed(BackendError):
    """The backend reports that the edit failed, or it never answered."""

    key = "error.edit_failed"


class DuplicateRender(BackendError):
    """The render id is already taken (S10)."""

    key = "error.render_failed"


class OutcomeUnknown(BackendError):
    """The call was sent and its answer never came: it may have taken effect."""

    key = "error.backend_unreachable"


class PlatformError(CutdeskError):
    """A chat platform refused."""

    key = "error.platform"


class MessageGone(PlatformError):
    """The message to edit does not exist any more, or is too old to edit."""


class ChatUnavailable(PlatformError):
    """Blocked, kicked, or without the right to post."""


class PlatformAbsent(PlatformError):
    """The chat's platform is not configured in this process: its turns stay open until it is."""


class Throttled(PlatformError):
    """Too many calls; ``facts["retry_after_s"]`` says when the next one may go."""


class TooLargeToSend(PlatformError):
    """The platform refused a file for its size; ``facts["limit_bytes"]`` where it told one."""


class VideoNotAllowed(PlatformError):
    """Words may be posted in the chat, videos may not."""


class ReceiptUnknown(PlatformError):
    """A send may or may not have arrived."""


class StorageFailed(CutdeskError):
    """The database cannot be read or written. Nothing goes on without it."""

    key = "error.storage"


class ConfigurationError(CutdeskError):
    """A setting is missing or wrong."""

    key = "error.configuration"
