"""How the film comes up, goes down, and passes from clip to clip."""

from dataclasses import replace

from studio.agent.editing.arguments import fade_ms, milliseconds, text
from studio.agent.editing.bench import Bench, shots
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import length
from studio.timeline.appearance import Blend
from studio.timeline.transitions import (
    AT_CUTS_MS,
    USUAL_MS,
    is_transition,
    joints,
    with_transitions,
    without_transitions,
)

USUAL_FADE_MS = 1000
BLENDS = {blend.value: blend for blend in Blend if blend is not Blend.MORPH} | {"dissolve": Blend.CROSSFADE}


async def fade_picture(bench: Bench, operation: Operation) -> None:
    """Bring the picture up at the start, down at the end; what was not said stays as it is."""
    fade_in, fade_out = (fade_ms(operation, name, USUAL_FADE_MS) for name in ("in", "out"))
    if fade_in is None and fade_out is None:
        fade_in = fade_out = USUAL_FADE_MS
    is_white = text(operation, "color") == "white"
    old = bench.film.fades
    new = replace(
        old,
        in_ms=old.in_ms if fade_in is None else fade_in,
        out_ms=old.out_ms if fade_out is None else fade_out,
        white=is_white,
    )
    bench.film = replace(bench.film, fades=new)
    colour = "white" if is_white else "black"
    for key, said in (("in", fade_in), ("out", fade_out)):
        if said:
            bench.say(f"fades.{key}_{colour}", length=length(bench.tongue, said))
        elif said == 0:
            bench.say(f"fades.no_{key}")


async def pass_over(bench: Bench, operation: Operation) -> None:
    """Let the clips pass into one another, or with the type ``none`` just follow."""
    kind = text(operation, "type")
    if kind == "none":
        bench.film = without_transitions(bench.film)
        bench.say("transition.none")
        return
    blend = BLENDS.get(kind or Blend.CROSSFADE.value)
    if blend is None:
        raise Refused("error.no_transition", kind=(kind or "")[:40])
    places = joints(bench.film)
    if not places:
        raise Refused("error.no_joints")
    usual = USUAL_MS if len(shots(bench.film)) > 1 else AT_CUTS_MS
    said = milliseconds(operation, "seconds")
    bench.film = with_transitions(bench.film, blend, usual if said is None else max(0, said))
    count = sum(is_transition(clip.enter) for clip in bench.film.clips)
    if count == 0:
        raise Refused("error.too_short_to_pass")
    bench.say(f"transition.{blend.value}", count=count)
