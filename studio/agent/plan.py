"""What the words of one request come to: typed operations, a question, or both.

The planner (words → ``Plan``) and the editor (``Plan`` → new timeline) meet here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ArgValue = str | int | float | bool | list[str] | list[float]


class Tongue(StrEnum):
    """The language a request was written in, and is answered in."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation by its name in the vocabulary, with the arguments that were said (units: demand.md).

    ``supported`` is False for an operation that is understood but not offered: it is told, never executed.
    """

    name: str
    args: Mapping[str, ArgValue] = field(default_factory=dict)
    supported: bool = True


class Doubt(StrEnum):
    """Why a request cannot be done as it stands; each has its question in the catalogues."""

    VAGUE = "vague"
    NOT_UNDERSTOOD = "not_understood"
    WHICH_TEXT = "which_text"
    WHICH_SPEECH = "which_speech"
    WHICH_RANGE = "which_range"
    WHICH_CLIP = "which_clip"
    WHICH_CUT = "which_cut"
    HOW_LONG = "how_long"
    HOW_LOUD = "how_loud"
    WHICH_SOUND = "which_sound"


@dataclass(frozen=True, slots=True)
class Plan:
    """The outcome of reading one request.

    ``operations`` in the order said; ``doubt`` is set when something must be asked first: then nothing is
    executed. ``unclear`` holds the parts that were not understood, as the person wrote them. ``deliver`` is False
    when the words say not to export. ``declined`` names the operations the words forbid ("no music"): they are never
    among ``operations``. ``is_surmised``: a language model helped to read it, so it is read back even if it is short.
    """

    tongue: Tongue
    operations: tuple[Operation, ...] = ()
    doubt: Doubt | None = None
    unclear: tuple[str, ...] = ()
    deliver: bool = True
    declined: tuple[str, ...] = ()
    is_surmised: bool = False
