"""Finishing the sound: noise out of the recording, the whole film to one loudness."""

from dataclasses import replace

from studio.agent.editing.arguments import number, text
from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.timeline.mastering import USUAL_LUFS, Noise, bounded_lufs


async def denoise(bench: Bench, operation: Operation) -> None:
    """Take the noise out of the clips' own sound. Raises Refused where they have none."""
    if not bench.has_sound():
        raise Refused("error.no_sound")
    kind = text(operation, "kind")
    noise = Noise(kind) if kind in set(Noise) else Noise.ANY
    bench.film = replace(bench.film, mastering=replace(bench.film.mastering, noise=noise))
    bench.say(f"noise.{noise.value}")


async def normalize(bench: Bench, operation: Operation) -> None:
    """Bring all of the film's sound to a loudness. Raises Refused where nothing can be heard."""
    if not bench.has_sound() and not bench.film.music:
        raise Refused("error.no_sound")
    said = number(operation, "lufs")
    lufs = USUAL_LUFS if said is None else bounded_lufs(said)
    bench.film = replace(bench.film, mastering=replace(bench.film.mastering, lufs=lufs))
    bench.say("loudness.usual" if lufs == USUAL_LUFS else "loudness.set", lufs=f"{lufs:g}")
