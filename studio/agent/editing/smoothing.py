"""Leading over jump cuts: those the recording has, and those that cutting it has made."""

from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.timeline.appearance import Blend
from studio.timeline.model import SourceKind
from studio.timeline.smoothing import jump_cuts, smoothed


async def smooth_jump_cuts(bench: Bench, _operation: Operation) -> None:
    """Find the jump cuts, lead over each, and say how many there were. Raises Refused where nothing was filmed."""
    filmed = [
        name
        for name in dict.fromkeys(clip.source for clip in bench.film.clips)
        if name in bench.sources and bench.sources[name].kind is SourceKind.VIDEO
    ]
    if not filmed:
        raise Refused("jumps.nothing_filmed")
    recorded = {name: await bench.tools.jump_cuts(name) for name in filmed}
    count = jump_cuts(bench.film, recorded)
    if count == 0:
        is_done = any(clip.enter is not None and clip.enter.blend is Blend.MORPH for clip in bench.film.clips)
        bench.say("jumps.already" if is_done else "jumps.none")
        return
    bench.film = smoothed(bench.film, recorded)
    bench.say("jumps.smoothed", count=count)
