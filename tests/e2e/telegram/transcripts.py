"""Transcripts of Telegram chats made comparable: without running times, sizes, references and message numbers."""

import re

from tests.platforms.telegram.rooms import Room

_NUMBER = re.compile(r"(?m)^\[(\d+)\]|(?<=\(to )(\d+)|(?<=, to )(\d+)")
_RUNNING_TIMES = re.compile(r"(Done in |用时 )\d+:\d+")
_SIZES = re.compile(r"\d+(\.\d+)? (MB|kB)")
_LONG = re.compile(r"(?m)^(.{60})(?:.{900,})$")
_THINGS = re.compile(r"(?m)(?:^.*• .*\n)+")  # what can be said grows with the table
_REFERENCES = re.compile(r"(reference |编号 )[0-9a-f]{8}")


def comparable(room: Room) -> str:
    """What the room shows in the end, with its messages counted from 1."""
    numbers: dict[str, int] = {}

    def counted(found: re.Match[str]) -> str:
        number = found[1] or found[2] or found[3]
        mine = numbers.setdefault(number, len(numbers) + 1)
        return f"[{mine}]" if found[1] else str(mine)

    text = _NUMBER.sub(counted, room.transcript())
    text = _LONG.sub(lambda found: f"{found[1]}…", text)
    text = _RUNNING_TIMES.sub(r"\1M:SS", text)
    text = _SIZES.sub("SIZE", text)
    text = _THINGS.sub("    • (what can be said)\n", text)
    return _REFERENCES.sub(r"\1XXXXXXXX", text) + "\n"
