"""The operations on how the picture looks, in the order they are done."""

from collections.abc import Awaitable, Callable, Mapping

from studio.agent.editing.bench import Bench
from studio.agent.editing.framing import flip, reframe, rotate
from studio.agent.plan import Operation

Handler = Callable[[Bench, Operation], Awaitable[None]]

LOOK: Mapping[str, Handler] = {
    "rotate": rotate,
    "flip": flip,
    "reframe": reframe,
}
