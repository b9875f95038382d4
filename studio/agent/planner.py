"""Reading one request: words → ``Plan``. Pure and deterministic; what is done with a plan is the editor's matter."""

from dataclasses import dataclass

from studio.agent.plan import Doubt, Plan, Tongue


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words may refer to: names as the person gave them, and what the current version holds.

    ``fresh_sounds``: sound files sent since the last edit. ``duration_ms``: the film's length, 0 when unknown.
    """

    clip_names: tuple[str, ...] = ()
    sound_names: tuple[str, ...] = ()
    fresh_sounds: int = 0
    has_timeline: bool = False
    has_music: bool = False
    has_titles: bool = False
    duration_ms: int = 0


def plan(text: str, scene: Scene) -> Plan:
    """What the words ask for; never raises, whatever the text."""
    del scene
    tongue = Tongue.CHINESE if any("一" <= letter <= "鿿" for letter in text) else Tongue.ENGLISH
    return Plan(tongue=tongue, doubt=Doubt.NOT_UNDERSTOOD, unclear=(text,))
