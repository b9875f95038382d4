"""Asking the planner in a test: what it reads, in the shortest form that can be compared."""

from studio.agent.plan import ArgValue, Plan
from studio.agent.planner import Scene, plan

FILM = Scene(
    clip_names=("holiday.mp4", "beach day.mov"), sound_names=("song.mp3",), has_timeline=True, duration_ms=300_000
)
"""A five-minute film without music, made of two clips, with a song at hand."""

Asked = list[tuple[str, dict[str, ArgValue]]]


def read(text: str, scene: Scene = FILM) -> Plan:
    """The plan for a request about the five-minute film."""
    return plan(text, scene)


def asked(text: str, scene: Scene = FILM) -> Asked:
    """The operations of a request about the five-minute film, by name and arguments; no doubt, nothing unclear."""
    answer = plan(text, scene)
    assert answer.doubt is None, f"asked back: {answer.doubt}"
    return [(one.name, dict(one.args)) for one in answer.operations]


def names(text: str, scene: Scene = FILM) -> list[str]:
    """Only the names of the operations."""
    return [one.name for one in plan(text, scene).operations]
