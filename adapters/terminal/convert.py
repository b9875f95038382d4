"""The command line into a message, and a reply into lines. Pure but for asking the disk what is a file."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    IncomingMessage,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
    new_id,
)

PLATFORM = PlatformName("terminal")

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Command:
    """One `edit` command: the clips in their order, the words, where the film goes, which chat goes on."""

    clips: tuple[Path, ...]
    words: str
    output: Path | None
    chat: str | None


def split_arguments(arguments: list[str]) -> tuple[tuple[Path, ...], str]:
    """Clips and words: the last argument is the words unless it is a file."""
    if arguments and not _is_file(arguments[-1]):
        return tuple(Path(clip) for clip in arguments[:-1]), arguments[-1]
    return tuple(Path(clip) for clip in arguments), ""


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):
        return False


def to_message(command: Command, locale: str | None, now: datetime) -> IncomingMessage:
    """The command as a message of the operator in the chat it names, or in one of its own."""
    chat = ChatRef(PLATFORM, ChatId(command.chat if command.chat is not None else f"once-{new_id()}"))
    event = new_id()
    attachments = tuple(
        Attachment(AttachmentId(str(clip.resolve())), clip.name, clip.stat().st_size if clip.is_file() else None)
        for clip in command.clips
    )
    sender = Sender(SenderId("operator"), "you", locale, is_admin=True)
    return IncomingMessage(MessageRef(chat, MessageId(event)), event, sender, command.words, now, attachments)


def printable(text: str) -> str:
    """The text without control characters: nothing a backend or a file name says may steer the terminal."""
    return _CONTROL.sub("", text)


def stage_of(status: str) -> str:
    """The first line of a status without its running time, by which a change of stage is told."""
    return status.partition("\n")[0].rpartition(" · ")[0] or status
