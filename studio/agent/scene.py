"""What the words of a request may refer to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """Names as the person gave them, and what the current version holds.

    ``clip_names``: the clips on the timeline, or the uploads that will go there; ``sound_names``: the person's sound
    files, oldest first. ``fresh_sounds``: how many of them were sent since the last edit. ``duration_ms``: the film's
    length, 0 when unknown. ``can_listen``: what is said can be written down.
    """

    clip_names: tuple[str, ...] = ()
    sound_names: tuple[str, ...] = ()
    fresh_sounds: int = 0
    has_timeline: bool = False
    has_music: bool = False
    has_titles: bool = False
    duration_ms: int = 0
    can_listen: bool = False
