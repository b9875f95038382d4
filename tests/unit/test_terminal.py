"""The terminal: where films are written, and that none is written over another."""

import io
from pathlib import Path

from adapters.terminal.adapter import TerminalAdapter
from bot.core.model import Film, MediaFacts, MediaId, MediaKind, MessageId, MessageRef, Reply, StoredMedia
from tests.fakes.chat import ROOM

ASKED = MessageRef(ROOM, MessageId("asked"))
EARLIER = MessageRef(ROOM, MessageId("earlier"))


def reply(folder: Path, content: bytes, answers: MessageRef) -> Reply:
    path = folder / f"media-{content.decode()}"
    path.write_bytes(content)
    facts = MediaFacts(MediaKind.VIDEO, "mp4", 1000, 64, 64)
    return Reply("done", film=Film(StoredMedia(MediaId("m"), path, len(content)), facts, "a.mp4"), reply_to=answers)


async def test_two_films_of_one_command_are_both_kept(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    terminal = TerminalAdapter(output=out, folder=tmp_path, stream=io.StringIO(), asked=ASKED)
    await terminal.send(ROOM, reply(tmp_path, b"one", ASKED), key="1")
    await terminal.send(ROOM, reply(tmp_path, b"two", ASKED), key="2")
    assert (out.read_bytes(), (tmp_path / "out-2.mp4").read_bytes()) == (b"one", b"two")


async def test_a_film_left_over_from_an_earlier_command_leaves_the_named_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    terminal = TerminalAdapter(output=out, folder=tmp_path, stream=io.StringIO(), asked=ASKED)
    await terminal.send(ROOM, reply(tmp_path, b"now", ASKED), key="1")
    await terminal.send(ROOM, reply(tmp_path, b"old", EARLIER), key="2")
    assert (out.read_bytes(), (tmp_path / "a.mp4").read_bytes()) == (b"now", b"old")
