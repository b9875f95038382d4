"""What the finished film is like."""

from studio.agent.editing.arguments import short_side, text
from studio.agent.editing.bench import Bench
from studio.agent.plan import Operation
from studio.timeline.canvas import SHORT_LIMIT
from studio.timeline.cuts import with_short_side


async def set_output(bench: Bench, operation: Operation) -> None:
    """Set the resolution, at most 1080p; say what of the wish is not offered."""
    wish = short_side(operation)
    if wish is not None:
        side = min(wish, SHORT_LIMIT)
        bench.film = with_short_side(bench.film, side)
        if wish > side:
            bench.say("output.capped", wish=resolution(wish), resolution=resolution(side))
        else:
            bench.say("output.resolution", resolution=resolution(side))
    if (text(operation, "format") or "mp4").casefold() != "mp4":
        bench.say("output.mp4")


def resolution(side: int) -> str:
    """A short side as people call it."""
    return "4K" if side == 2160 else f"{side}p"
