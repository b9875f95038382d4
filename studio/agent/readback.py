"""A plan read back in one line before it is done."""

from collections.abc import Callable

from studio.agent.editing.arguments import milliseconds, number, numbers, short_side, text, whole
from studio.agent.editing.colouring import WAYS
from studio.agent.editing.one_clip import clip_named, is_of_one_clip
from studio.agent.editing.output import resolution
from studio.agent.editing.platforms import PLATFORMS
from studio.agent.editing.scoring import mood_name
from studio.agent.plan import Operation, Plan, Tongue
from studio.agent.replies import catalogue, say
from studio.agent.times import clock, length
from studio.agent.vocabulary import spec
from studio.render.music import known_mood

LONGEST_WORDS = 40


def describe_plan(plan: Plan) -> str | None:
    """``Plan: cut the pauses, add calm music, export at 1080p``; None where one step or a question needs none."""
    steps = [_step(plan.tongue, operation) for operation in plan.operations if operation.supported]
    if plan.doubt is not None or len(steps) < (1 if plan.is_surmised else 2):
        return None
    return say(plan.tongue, "plan.line", steps=say(plan.tongue, "join").join(steps))


def _step(tongue: Tongue, operation: Operation) -> str:
    if operation.name in _READERS:
        return _READERS[operation.name](tongue, operation)
    key = f"plan.{operation.name}"
    return say(tongue, key) if key in catalogue(tongue) else spec(operation.name).title.said_in(tongue)


def _with_length(tongue: Tongue, operation: Operation) -> str:
    seconds = length(tongue, milliseconds(operation, "seconds") or 0)
    return say(tongue, f"plan.{operation.name}", seconds=seconds)


def _with_range(tongue: Tongue, operation: Operation) -> str:
    start, end = milliseconds(operation, "start") or 0, milliseconds(operation, "end")
    if end is None:
        return spec(operation.name).title.said_in(tongue)
    key = "plan.mute_range" if operation.name == "mute" else f"plan.{operation.name}"
    return say(tongue, key, start=clock(start), end=clock(end))


def _mute(tongue: Tongue, operation: Operation) -> str:
    is_partial = milliseconds(operation, "end") is not None
    return _with_range(tongue, operation) if is_partial else _with_target(tongue, operation)


def _with_target(tongue: Tongue, operation: Operation) -> str:
    if is_of_one_clip(operation):
        return say(tongue, f"plan.{operation.name}_clip", clip=clip_named(tongue, operation))
    key = f"plan.{operation.name}"
    if (target := text(operation, "target")) in {"music", "voice"}:
        key += f"_{target}"
    if operation.name == "volume" and (change := text(operation, "change")) in {"up", "down"}:
        key += f"_{change}"
    return say(tongue, key)


def _music(tongue: Tongue, operation: Operation) -> str:
    file, mood = text(operation, "file"), text(operation, "mood")
    if file is not None:
        return say(tongue, "plan.add_music_file", file=_short(file))
    if mood in {None, "auto"}:
        return say(tongue, "plan.add_music")
    return say(tongue, "plan.add_music_mood", mood=mood_name(tongue, known_mood(mood or "")))


def _cuts_back(tongue: Tongue, operation: Operation) -> str:
    named = say(tongue, "join_list").join(str(number) for number in numbers(operation, "numbers"))
    return say(tongue, "plan.restore_cut", numbers=named)


def _sync(tongue: Tongue, operation: Operation) -> str:
    offset = whole(operation, "offset_ms")
    if not offset:
        return say(tongue, "plan.sync_audio")
    return say(tongue, "plan.sync_audio_later" if offset > 0 else "plan.sync_audio_earlier", ms=abs(offset))


def _title(tongue: Tongue, operation: Operation) -> str:
    return say(tongue, "plan.add_title", text=_short(text(operation, "text") or ""))


def _colour(tongue: Tongue, operation: Operation) -> str:
    ways = [(name, ways.get(text(operation, argument) or "")) for argument, (name, ways) in WAYS.items()]
    told = [say(tongue, f"look.{name}_{'up' if way > 0 else 'down'}") for name, way in ways if way]
    changes = say(tongue, "join").join(told)
    return say(tongue, "plan.color_changes", changes=changes) if told else say(tongue, "plan.color")


def _speed(tongue: Tongue, operation: Operation) -> str:
    factor, way = number(operation, "factor"), text(operation, "change")
    if factor is not None:
        return say(tongue, "plan.speed_factor", factor=f"{factor:g}")
    return say(tongue, f"plan.speed_{way}" if way in {"up", "down"} else "plan.speed")


def _size(tongue: Tongue, operation: Operation) -> str:
    megabytes = number(operation, "target_mb")
    return (
        say(tongue, "plan.compress") if megabytes is None else say(tongue, "plan.compress_size", size=f"{megabytes:g}")
    )


def _reframe(tongue: Tongue, operation: Operation) -> str:
    platform = PLATFORMS.get(text(operation, "platform") or "")
    if platform is not None:
        return say(tongue, "plan.reframe_platform", platform=platform.name)
    aspect = text(operation, "aspect")
    return say(tongue, "plan.reframe", aspect=aspect) if aspect else spec("reframe").title.said_in(tongue)


def _export(tongue: Tongue, operation: Operation) -> str:
    side = short_side(operation)
    if side is None:
        return say(tongue, "plan.export")
    return say(tongue, "plan.export_resolution", resolution=resolution(side))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"


_READERS: dict[str, Callable[[Tongue, Operation], str]] = {
    "trim_head": _with_length,
    "trim_tail": _with_length,
    "cut_range": _with_range,
    "keep_range": _with_range,
    "restore_cut": _cuts_back,
    "sync_audio": _sync,
    "mute": _mute,
    "volume": _with_target,
    "add_music": _music,
    "add_title": _title,
    "export": _export,
    "reframe": _reframe,
    "compress": _size,
    "speed": _speed,
    "color": _colour,
}
