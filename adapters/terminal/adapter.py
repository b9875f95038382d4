"""The terminal as a platform: replies become lines, the film a file beside the person."""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TextIO

from adapters.terminal.convert import PLATFORM, printable, stage_of
from adapters.terminal.limits import CAPABILITIES
from bot.core.errors import AttachmentGone, PlatformError
from bot.core.model import Attachment, Capabilities, ChatRef, Film, MessageId, MessageRef, Reply, StoredMedia
from bot.core.ports import Inbox, MediaStore, PercentListener, SendWatch

_BLOCK_BYTES = 1024 * 1024


class TerminalAdapter:
    """Prints one turn; ``output`` is where its film goes, None for a new name in ``folder``.

    ``asked`` is the command's own message: films of turns left over from earlier commands go to ``folder``.
    """

    def __init__(
        self, *, output: Path | None, folder: Path, stream: TextIO | None = None, asked: MessageRef | None = None
    ) -> None:
        self._output = output
        self._is_output_taken = False
        self._folder = folder
        self._asked = asked
        self._stream = stream if stream is not None else sys.stdout
        self._is_live = self._stream.isatty()
        self._stage = ""
        self._lines_up = 0

    @property
    def platform(self) -> str:
        return PLATFORM

    def capabilities(self, _chat: ChatRef) -> Capabilities:
        return CAPABILITIES

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        """Print it; a silent reply is the status line, which later edits replace. Films are copied out first."""
        if watch is not None:
            await watch.going()
        if reply.silent:
            self._show_status(reply.text)
        else:
            path = None
            if reply.film is not None:
                path = await asyncio.to_thread(_keep, reply.film, self._target(reply.film, reply.reply_to))
            self._clear_status()
            self._print("\n".join([reply.text, *_below(reply, path)]))
        return MessageRef(chat, MessageId(key))

    async def edit(self, _ref: MessageRef, reply: Reply) -> None:
        self._show_status(reply.text)

    async def fetch(
        self, _chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        """Copy the clip into the store in blocks."""
        limit = CAPABILITIES.download_bytes
        try:
            file = await asyncio.to_thread(Path(attachment.id).open, "rb")
        except (OSError, ValueError) as error:
            raise AttachmentGone(name=attachment.filename) from error
        with file:
            async with store.receive(limit) as received:
                done = 0
                while block := await asyncio.to_thread(file.read, _BLOCK_BYTES):
                    await received.write(block)
                    done += len(block)
                    progress(100 * done / max(1, attachment.size_bytes or done))
                return await received.keep()

    async def forget(self, _chat: ChatRef) -> None:
        """Nothing is kept: what was printed is the person's own."""

    async def run(self, _inbox: Inbox) -> None:
        """A terminal says one thing and waits; the wiring hands it in."""
        await asyncio.Event().wait()

    def _target(self, film: Film, answers: MessageRef | None) -> Path:
        """The place asked for, for the first film; a second one goes beside it, so that none is written over."""
        if self._output is None or (self._asked is not None and answers != self._asked):
            return _free_name(self._folder, _safe_name(film.filename))
        if self._is_output_taken:
            return _free_name(self._output.parent, self._output.name)
        self._is_output_taken = True
        return self._output

    def _show_status(self, text: str) -> None:
        text = printable(text)
        if self._is_live:
            self._clear_status()
            self._print(text)
            self._lines_up = text.count("\n") + 1
        elif (stage := stage_of(text)) != self._stage:
            self._stage = stage
            self._print(stage if " · " in text else text)

    def _clear_status(self) -> None:
        if self._lines_up:
            self._stream.write(f"\x1b[{self._lines_up}A\x1b[J")
            self._lines_up = 0

    def _print(self, text: str) -> None:
        self._stream.write(printable(text) + "\n")
        self._stream.flush()


def _keep(film: Film, target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(film.media.path, part)
        part.replace(target)
    except OSError as error:
        raise PlatformError(f"the film cannot be written: {error.strerror}") from error
    return target


def _below(reply: Reply, film: Path | None) -> list[str]:
    """Where the film lies, its link, and what could be said next: a terminal has no buttons."""
    lines = [f"→ {film}"] if film is not None else []
    if reply.link is not None:
        lines.append(f"→ {reply.link.url}")
    return lines + [f"  › {button.says}" for button in reply.buttons]


def _safe_name(name: str) -> str:
    """A file name of our own shape from the name a film is shown under."""
    kept = "".join(sign for sign in printable(name) if sign not in '/\\:*?"<>|').strip(". ")
    return kept[-120:] or "cutdesk-edited.mp4"


def _free_name(folder: Path, name: str) -> Path:
    wanted = target = folder / name
    number = 2
    while target.exists():
        target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    return target
