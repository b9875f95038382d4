"""Taking the camera's shaking out."""

from dataclasses import replace

from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.timeline.model import SourceKind


async def stabilize(bench: Bench, _operation: Operation) -> None:
    """Steady all that was filmed; pictures stand still anyway."""
    filmed = {source.id for source in bench.sources.values() if source.kind is SourceKind.VIDEO}
    if not any(clip.source in filmed for clip in bench.film.clips):
        raise Refused("error.nothing_filmed")
    clips = tuple(replace(clip, steady=clip.source in filmed) for clip in bench.film.clips)
    is_already = clips == bench.film.clips
    bench.film = replace(bench.film, clips=clips)
    bench.say("steady.already" if is_already else "steady.done")
