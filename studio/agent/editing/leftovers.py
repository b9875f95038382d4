"""What is said about the parts of a request that are not done: not offered, or not understood."""

from collections.abc import Sequence

from studio.agent.plan import Operation, Plan, Tongue
from studio.agent.replies import say
from studio.agent.vocabulary import BY_THE_BOT, spec

NEAREST = {
    "lower_third": "add_title",
    "countdown": "add_title",
    "chapters": "add_title",
    "edit_title": "add_title",
    "remove_fillers": "remove_silence",
    "shorten_to": "remove_silence",
    "highlight_reel": "keep_range",
    "extract_clips": "keep_range",
    "split": "keep_range",
    "delete_clip": "cut_range",
    "reorder": "merge",
    "normalize_loudness": "volume",
    "denoise_audio": "volume",
    "audio_fade": "volume",
    "duck_music": "volume",
    "replace_audio": "add_music",
    "generate_music": "add_music",
    "add_sound_effect": "add_music",
    "beat_sync": "add_music",
    "convert": "export",
    "upscale": "export",
    "sharpen": "export",
}
"""For an operation that is not offered, the one that comes nearest to it."""

_WAITING = {"captions": "left.captions", "add_voiceover": "left.voiceover"}
"""Operations that are not done for want of something only the person can send."""

MOST_NEAREST = 2
LONGEST_PART = 80
SILENT = frozenset({"none"})
"""Operations that only say what shall not be done."""


def leftovers(plan: Plan, undone: Sequence[Operation], *, is_all: bool) -> list[str]:
    """Sentences about ``undone`` operations and unclear parts; with ``is_all`` also what can be done instead."""
    told: list[str] = []
    names = list(dict.fromkeys(operation.name for operation in undone if operation.name not in SILENT))
    if "unsupported" in names:
        told.append(say(plan.tongue, "left.refused"))
        names.remove("unsupported")
    for name in (name for name in _WAITING if name in names):
        told.append(say(plan.tongue, _WAITING[name]))
        names.remove(name)
    steering = [name for name in names if name in BY_THE_BOT]
    for name in steering:
        example = spec(name).example.said_in(plan.tongue)
        told.append(say(plan.tongue, "left.ask_for", title=_title(plan.tongue, name), words=example))
        names.remove(name)
    if names:
        titles = _list(plan.tongue, [_title(plan.tongue, name) for name in names])
        told.append(say(plan.tongue, "left.unsupported", titles=titles))
    if plan.unclear:
        told.append(say(plan.tongue, "left.unclear", parts=quoted(plan.tongue, plan.unclear)))
    if is_all and (names or not steering):
        told.append(_instead(plan.tongue, names))
    return told


def quoted(tongue: Tongue, parts: Sequence[str]) -> str:
    """Parts of a request as they were written, shortened, in quotation marks."""
    return _list(tongue, [say(tongue, "left.part", words=_short(part)) for part in parts])


def nearest(names: Sequence[str]) -> list[str]:
    """The supported operations nearest to those, each once."""
    found = dict.fromkeys(NEAREST[name] for name in names if name in NEAREST)
    return list(found)[:MOST_NEAREST]


def _instead(tongue: Tongue, names: Sequence[str]) -> str:
    examples = [say(tongue, "question.example", words=spec(name).example.said_in(tongue)) for name in nearest(names)]
    if not examples:
        return say(tongue, "left.offered")
    return say(tongue, "left.nearest", examples=say(tongue, "join_or").join(examples))


def _title(tongue: Tongue, name: str) -> str:
    try:
        return spec(name).title.said_in(tongue)
    except KeyError:
        return name.replace("_", " ")


def _list(tongue: Tongue, items: Sequence[str]) -> str:
    return say(tongue, "join_list").join(items)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_PART else line[: LONGEST_PART - 1] + "…"
