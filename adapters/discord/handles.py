"""What a file's ``AttachmentId`` holds: the link Discord gave for it, and the message a fresh link can be had from.

Links are signed and end after a day (discord.com/developers/docs/reference#signed-attachment-cdn-urls). A file given to
a slash command stands in no message: its first link is all there is.
"""

import json
from dataclasses import dataclass

from bot.core.model import AttachmentId


@dataclass(frozen=True, slots=True)
class FileHandle:
    """One file. ``channel`` and ``message``: where it was posted, None for an option of a slash command."""

    attachment: int
    url: str
    channel: int | None = None
    message: int | None = None

    @property
    def is_renewable(self) -> bool:
        """Whether a fresh link can be asked for."""
        return self.channel is not None and self.message is not None

    def to_id(self) -> AttachmentId:
        """The handle as the core keeps it."""
        return AttachmentId(json.dumps([self.attachment, self.channel, self.message, self.url], separators=(",", ":")))


def read_handle(attachment: AttachmentId) -> FileHandle:
    """The handle. Raises ValueError for an id that ``to_id`` did not make."""
    match json.loads(attachment):
        case [int(number), int() | None as channel, int() | None as message, str(url)]:
            return FileHandle(number, url, channel, message)
        case _:
            raise ValueError("not a file of Discord's")
