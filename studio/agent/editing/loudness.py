"""Louder, quieter, mute."""

import math
from dataclasses import replace

from studio.agent.editing.arguments import level, milliseconds, number, text
from studio.agent.editing.bench import Bench
from studio.agent.editing.one_clip import clip_meant, clip_named, is_of_one_clip
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock
from studio.timeline.cuts import range_in
from studio.timeline.mastering import SOFTEST_LUFS, USUAL_LUFS, bounded_lufs
from studio.timeline.model import Span, Timeline
from studio.timeline.sound import Target, change_clips, mute, scale_volume, scaled, set_volume
from studio.timeline.spans import windows

A_BIT = 0.7
"""How much quieter "quieter" is; louder is its inverse."""


STEPS = {"much": 0.4}
"""How much quieter "much quieter" is."""


async def change_volume(bench: Bench, operation: Operation) -> None:
    """Set or shift the level of the music, the recorded sound, or both."""
    if is_of_one_clip(operation):
        _change_clip(bench, operation)
        return
    target = _target(bench, operation)
    old = bench.film
    wanted = level(operation, "to")
    if bench.film.mastering.lufs is not None and (target is Target.ALL or not old.music):
        _change_loudness(bench, operation, wanted)
        return
    if wanted is not None and target is Target.ALL:
        # "Everything to 50 %" keeps the balance of music and speech: the louder of the two is what is set.
        loudest = max(_levels(old, target), default=0.0)
        bench.film = scale_volume(old, target, wanted / loudest) if loudest else set_volume(old, target, wanted)
    elif wanted is not None:
        bench.film = set_volume(old, target, wanted)
    else:
        bench.film = scale_volume(old, target, _factor(operation))
    _tell_change(bench, old, target)


async def mute_sound(bench: Bench, operation: Operation) -> None:
    """Mute the music, the recorded sound, or both, throughout or in a range."""
    if is_of_one_clip(operation):
        bench.film = change_clips(bench.film, clip_meant(bench, operation), lambda _: 0.0)
        bench.say("clip.muted", clip=clip_named(bench.tongue, operation))
        return
    target = _target(bench, operation)
    if text(operation, "target") is None and bench.asks_for("add_music"):
        # Who mutes a film and adds music in one breath wants to hear the music.
        target = Target.VOICE
    start, end = milliseconds(operation, "start"), milliseconds(operation, "end")
    if start is None and end is None:
        bench.film = mute(bench.film, target)
        bench.say(f"mute.{target.value}")
        return
    span = range_in(bench.film, start or 0, bench.film.duration_ms if end is None else end)
    bench.film = mute(bench.film, target, span)
    bench.say(f"mute.{target.value}_range", start=clock(span.start_ms), end=clock(span.end_ms))


def is_of_known_film(operation: Operation) -> bool:
    """Whether the operation names a part of the film as the person knows it: times to mute, or a clip."""
    if operation.name not in {"mute", "volume"}:
        return False
    if is_of_one_clip(operation):
        return True
    has_range = milliseconds(operation, "start") is not None or milliseconds(operation, "end") is not None
    return operation.name == "mute" and has_range


def mutes_music(operation: Operation) -> bool:
    """Whether only music is meant."""
    return text(operation, "target") == Target.MUSIC


def _target(bench: Bench, operation: Operation) -> Target:
    """Whose level is meant. Raises Refused where nothing of it can be heard."""
    said = text(operation, "target")
    target = Target(said) if said in set(Target) else Target.ALL
    if target is Target.MUSIC and not bench.film.music:
        raise Refused("error.no_music")
    if target is Target.VOICE and not bench.has_sound():
        raise Refused("error.no_sound")
    if target is Target.ALL and not bench.has_sound():
        if not bench.film.music:
            raise Refused("error.no_sound")
        return Target.MUSIC
    return target


def _change_clip(bench: Bench, operation: Operation) -> None:
    """Another level for one clip; a level said in figures counts from the recording."""
    spans, wanted = clip_meant(bench, operation), level(operation, "to")
    factor = _factor(operation)
    before = _clip_levels(bench, spans)
    bench.film = change_clips(bench.film, spans, lambda old: scaled(old, factor) if wanted is None else wanted)
    after = _clip_levels(bench, spans)
    name = clip_named(bench.tongue, operation)
    if before == after:
        bench.say("clip.same", clip=name, percent=max(after))
    elif len(before) == len(after) == 1:
        bench.say("clip.volume", clip=name, before=before.pop(), after=after.pop())
    else:
        bench.say(f"clip.{'louder' if sum(after) > sum(before) else 'quieter'}", clip=name)


def _clip_levels(bench: Bench, spans: tuple[Span, ...]) -> set[int]:
    """The levels there, in percent; a clip and its neighbours may have become one."""
    return {
        round(clip.gain * 100)
        for clip, window in windows(bench.film.clips)
        if any(window.start_ms <= span.start_ms < window.end_ms for span in spans)
    }


def _change_loudness(bench: Bench, operation: Operation, wanted: float | None) -> None:
    """A film brought to a loudness gets another one; a level said in figures counts from the recording again."""
    before = bench.film.mastering.lufs or USUAL_LUFS
    factor = _factor(operation) if wanted is None else wanted
    lufs = bounded_lufs(before + 20 * math.log10(factor)) if factor > 0 else SOFTEST_LUFS
    bench.film = replace(bench.film, mastering=replace(bench.film.mastering, lufs=lufs))
    bench.say("loudness.changed", before=f"{before:g}", after=f"{lufs:g}")


def _factor(operation: Operation) -> float:
    is_down = text(operation, "change") != "up"
    decibels = number(operation, "db")
    if decibels is None:
        step = STEPS.get(text(operation, "amount") or "", A_BIT)
        return step if is_down else 1 / step
    if text(operation, "change") is not None:
        decibels = -abs(decibels) if is_down else abs(decibels)
    return float(10 ** (min(max(decibels, -60.0), 24.0) / 20))


def _levels(film: Timeline, target: Target) -> list[float]:
    clips = [clip.gain for clip in film.clips] if target.has_clips else []
    return clips + ([bed.volume for bed in film.music] if target.has_music else [])


def _tell_change(bench: Bench, old: Timeline, target: Target) -> None:
    before = {round(value * 100) for value in _levels(old, target)}
    after = {round(value * 100) for value in _levels(bench.film, target)}
    if before == after:
        bench.say(f"volume.{target.value}_same", percent=max(after))
    elif len(before) == len(after) == 1:
        bench.say(f"volume.{target.value}", before=before.pop(), after=after.pop())
    else:
        bench.say(f"volume.{target.value}_{'louder' if sum(after) > sum(before) else 'quieter'}")
