"""Bringing sound and picture together: by the figure somebody names, by the file's own clock, by what is seen."""

from studio.agent.editing.arguments import number
from studio.agent.editing.bench import Bench
from studio.agent.plan import Operation
from studio.agent.replies import say
from studio.timeline.model import SourceId, Sync
from studio.timeline.sync import LONGEST_DELAY_MS, container_sync, delayed, sync_of, with_sync

NEGLIGIBLE_MS = 25
"""Lips and sound this near are in sync for everybody."""


async def sync_audio(bench: Bench, operation: Operation) -> None:
    """Move the sound against the picture. Raises Refused where there is none, or nothing sure is known and to ask."""
    sources = [name for name in dict.fromkeys(clip.source for clip in bench.film.clips) if _has_sound(bench, name)]
    if not sources:
        bench.ask("sync.silent")
        return
    said = number(operation, "offset_ms")
    if said is not None:
        delay = round(min(max(said, -LONGEST_DELAY_MS), LONGEST_DELAY_MS))
        for name in sources:
            bench.film = delayed(bench.film, name, delay)
        bench.say("sync.later" if delay > 0 else "sync.earlier", ms=abs(delay))
        return
    before = bench.film
    found = [await _found(bench, name) for name in sources]
    if bench.film == before:
        bench.ask("sync.together" if all(found) else "sync.ask", examples=_examples(bench))


async def _found(bench: Bench, name: SourceId) -> bool:
    """Whether it is known how the source's sound lies to its picture; brings them together where they are apart."""
    if sync_of(bench.film, name) != Sync(name):
        return False
    times = await bench.tools.stream_times(name)
    by_clock = Sync(name) if times is None else container_sync(name, times)
    if by_clock != Sync(name):
        bench.film = with_sync(bench.film, by_clock)
        if by_clock.delay_ms:
            bench.say("sync.container", ms=f"{by_clock.delay_ms:+d}")
        if by_clock.tempo != 1.0:
            bench.say("sync.drift", percent=f"{(by_clock.tempo - 1) * 100:+.2f}")
        return True
    late_ms = await bench.tools.lateness(name)
    if late_ms is not None and abs(late_ms) >= NEGLIGIBLE_MS:
        bench.film = delayed(bench.film, name, -late_ms)
        bench.say("sync.seen_late" if late_ms > 0 else "sync.seen_early", ms=abs(late_ms))
    return late_ms is not None


def _has_sound(bench: Bench, name: SourceId) -> bool:
    return bench.is_recorded_with_sound(name)


def _examples(bench: Bench) -> str:
    ideas = (say(bench.tongue, "sync.idea_late"), say(bench.tongue, "sync.idea_early"))
    return say(bench.tongue, "join_or").join(say(bench.tongue, "question.example", words=idea) for idea in ideas)
