"""The operations on how the picture looks, in the order they are done."""

from collections.abc import Awaitable, Callable, Mapping

from studio.agent.editing.bench import Bench
from studio.agent.editing.clicking import highlight_clicks
from studio.agent.editing.colouring import black_and_white, colour
from studio.agent.editing.delivering import compress, extract_audio, make_gif, take_still
from studio.agent.editing.framing import flip, reframe, rotate
from studio.agent.editing.marking import watermark
from studio.agent.editing.pacing import change_speed
from studio.agent.editing.passing import fade_picture, pass_over
from studio.agent.editing.smoothing import smooth_jump_cuts
from studio.agent.editing.steadying import stabilize
from studio.agent.plan import Operation

Handler = Callable[[Bench, Operation], Awaitable[None]]

COLOURS: Mapping[str, Handler] = {
    "color": colour,
    "black_and_white": black_and_white,
}
"""Done before anything is cut: their times are those of the film the person has seen, and they go with the picture."""

LOOK: Mapping[str, Handler] = {
    "smooth_jump_cuts": smooth_jump_cuts,
    "highlight_clicks": highlight_clicks,
    "speed": change_speed,
    "rotate": rotate,
    "flip": flip,
    "reframe": reframe,
    "stabilize": stabilize,
    "transition": pass_over,
    "fade": fade_picture,
    "watermark": watermark,
    "compress": compress,
    "extract_audio": extract_audio,
    "thumbnail": take_still,
    "gif": make_gif,
}
