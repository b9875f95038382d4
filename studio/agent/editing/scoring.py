"""Music under the film: adding it, and how it steps back and fades."""

from studio.agent.editing.arguments import fade_ms, level, text
from studio.agent.editing.bench import Bench, named
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation, Tongue
from studio.agent.replies import say
from studio.agent.times import length
from studio.render.music import DEFAULT_MOOD, LIKE, known_mood
from studio.timeline.model import LONGEST_NAME, Music, Source, SourceKind
from studio.timeline.sound import USUAL_MUSIC_VOLUME, duck_music, fade_music, set_music

USUAL_FADE_IN_MS = 2000
USUAL_FADE_OUT_MS = 3000
SHORT_FADE_OUT_MS = 1500
"""Nobody asked for a fade: just enough that the music does not break off."""

SOFT_WORDS = frozenset(
    {"calm", "calming", "soft", "gentle", "relaxing", "quiet", "slow", "ambient", "peaceful"} | {"mellow", "soothing"}
)
"""Wishes the default mood meets."""


async def add_music(bench: Bench, operation: Operation) -> None:
    """Put music under the film: the file that was named or just sent, else a bed of our own."""
    source, phrase = _sent_music(bench, operation)
    wish = text(operation, "mood") or "auto"
    mood = DEFAULT_MOOD if wish == "auto" else known_mood(wish)
    label = mood_name(bench.tongue, mood)
    if source is None:
        source = await bench.tools.music(mood, bench.film.duration_ms)
        name, phrase = label, "music.made"
    else:
        name = source.name[:LONGEST_NAME]
    said = level(operation, "volume")
    bed = Music(
        source=source.id,
        name=name,
        start_ms=0,
        duration_ms=bench.film.duration_ms,
        volume=USUAL_MUSIC_VOLUME if said is None else said,
        fade_in_ms=fade_ms(operation, "fade_in", USUAL_FADE_IN_MS) or 0,
        fade_out_ms=_fade_out(operation),
    )
    had_music = bool(bench.film.music)
    bench.film = set_music(bench.film, bed)
    parts = [say(bench.tongue, phrase, mood=label, name=name, percent=round(bench.film.music[0].volume * 100))]
    if phrase == "music.made" and not _is_met(wish, mood):
        parts.append(say(bench.tongue, "music.nearest", wish=wish[:60]))
    if bench.is_speaking_heard():
        parts.append(say(bench.tongue, "music.ducked"))
    if had_music:
        parts.append(say(bench.tongue, "music.replaced"))
    bench.say("music.sentence", text="".join(parts))


async def duck(bench: Bench, _operation: Operation) -> None:
    """Make the music step back under speech."""
    bench.film = duck_music(bench.film)
    bench.say("music.ducks")


async def fade(bench: Bench, operation: Operation) -> None:
    """Fade the music in, out, or both; out if neither was said."""
    fade_in = fade_ms(operation, "in", USUAL_FADE_IN_MS)
    fade_out = fade_ms(operation, "out", USUAL_FADE_OUT_MS)
    if fade_in is None and fade_out is None:
        fade_out = USUAL_FADE_OUT_MS
    bench.film = fade_music(bench.film, fade_in, fade_out)
    if fade_in is not None:
        bench.say("music.fade_in", length=length(bench.tongue, fade_in))
    if fade_out is not None:
        bench.say("music.fade_out", length=length(bench.tongue, fade_out))


def mood_name(tongue: Tongue, mood: str) -> str:
    """How one of the moods we make is called."""
    return say(tongue, f"mood.{mood}")


def _sent_music(bench: Bench, operation: Operation) -> tuple[Source | None, str]:
    wanted = text(operation, "file")
    fresh = bench.fresh_sound()
    if wanted is None:
        return fresh, "music.file"
    sounds = [source for source in bench.project.sources if source.kind is SourceKind.AUDIO and not source.generated]
    found = named(sounds, wanted) or fresh
    if found is None:
        raise Refused("error.no_file", name=wanted[:80])
    return found, "music.file"


def _fade_out(operation: Operation) -> int:
    said = fade_ms(operation, "fade_out", USUAL_FADE_OUT_MS)
    return SHORT_FADE_OUT_MS if said is None else said


def _is_met(wish: str, mood: str) -> bool:
    """Whether every word of the wish is one the mood stands for."""
    if wish == "auto" or mood in wish:
        return True
    known = (*LIKE.get(mood, ()), *(SOFT_WORDS if mood == DEFAULT_MOOD else ()))
    return all(any(word in part for word in known) for part in wish.casefold().split())
