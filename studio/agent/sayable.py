"""What can be said, made from the table of operations: by groups for help in a chat, and as a page.

``make docs`` writes the page: ``python -m studio.agent.sayable > docs/what-you-can-say.md``.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studio.agent.plan import Tongue
from studio.agent.vocabulary import BY_THE_BOT, GROUPS, OPERATIONS, OperationSpec

_HEADINGS: Mapping[str, tuple[str, str]] = {
    "cut": ("Cutting", "剪辑"),
    "time": ("Speed and order", "速度"),
    "frame": ("The frame", "画幅"),
    "sound": ("Sound", "声音"),
    "text": ("Words on the picture", "文字"),
    "overlay": ("Over the film", "叠加"),
    "picture": ("The picture", "画面"),
    "output": ("What you get", "成品"),
    "look_up": ("To know", "了解"),
    "control": ("Back and forth", "操作"),
}

_ASKED_MOST = (
    "remove_silence", "trim_head", "trim_tail", "speed", "reframe", "stabilize", "highlight_clicks", "add_music",
    "denoise_audio", "sync_audio", "add_voiceover", "captions", "add_title", "color", "transition", "fade", "compress",
    "thumbnail", "gif",
)  # fmt: skip
"""Whose examples come first in help, by how often they are asked for and by what the profiles promise."""


@dataclass(frozen=True, slots=True)
class Group:
    """What can be said about one thing: the rows, those asked for most first."""

    name: str
    title: str
    rows: tuple[OperationSpec, ...]


def groups(tongue: Tongue) -> tuple[Group, ...]:
    """All groups with something in them that the studio carries out; what steers the bot itself is its own matter."""
    found = []
    for name in GROUPS:
        rows = [row for row in OPERATIONS if row.group == name and row.supported]
        if name != "control" and rows:
            rows.sort(key=lambda row: _ASKED_MOST.index(row.name) if row.name in _ASKED_MOST else len(_ASKED_MOST))
            found.append(Group(name, _HEADINGS[name][tongue is Tongue.CHINESE], tuple(rows)))
    return tuple(found)


_HEAD = """# What you can say

Made from the studio's table of operations by `make docs`; a test holds it to the table. Words of your own do as well
as these, in English or Chinese, and several wishes go in one sentence: "cut the first 10 seconds, add calm music and
export in 1080p".

- Times: "first 10 seconds", "0:30 to 1:45", "from 1m05s to 1m20s", "the last half minute", 「前10秒」,
  「1分20秒到1分40秒」, 「第5秒」.
- Clips: by name or by place ("the second clip", 「第二段」). How much: "a bit", "much", "20%", "3 dB".
- What you do not want: "no music", "don't export yet", 「不要字幕」. Words in quotes are shown, never obeyed.
- Where a request leaves something open, one question comes back and nothing is done.
- Captions are made of subtitles (SRT or VTT) that stand in the message.

| what | say, for example | 例如 |
|---|---|---|
"""
_TAIL = """
## Understood, but not done here

Asked for one of these, the editor says so and does the rest: {}.

以下能听懂但暂不提供：{}。
"""


def page() -> str:
    """The page, both languages side by side."""
    lines: list[str] = []
    for group in GROUPS:
        rows = [row for row in OPERATIONS if row.group == group and can_be_done(row)]
        if rows:
            english, chinese = _HEADINGS[group]
            lines.append(f"| **{english}** | | **{chinese}** |")
            lines += map(_row, rows)
    missing = [row for row in OPERATIONS if row.group != "control" and not row.supported]
    tail = (
        _TAIL.format(_titles(missing, Tongue.ENGLISH, ", "), _titles(missing, Tongue.CHINESE, "、")) if missing else ""
    )
    return _HEAD + "\n".join(lines) + "\n" + tail


def can_be_done(row: OperationSpec) -> bool:
    """Whether saying it has the effect: the studio carries it out, or the bot answers it."""
    return row.supported or row.name in BY_THE_BOT


def _row(row: OperationSpec) -> str:
    return f"| {row.title.en}, {row.title.zh} | {row.example.en} | {row.example.zh} |"


def _titles(rows: Iterable[OperationSpec], tongue: Tongue, between: str) -> str:
    return between.join(row.title.said_in(tongue) for row in rows)


if __name__ == "__main__":
    sys.stdout.write(page())
