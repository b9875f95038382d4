"""How the picture looks: its shape, how it is turned, its colours. Plain values, and the edits of them; pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

QUARTER = 90


class Fill(StrEnum):
    """What becomes of a picture whose shape is not the film's."""

    CROP = "crop"
    """What stands out on both sides is cut off."""

    PAD = "pad"
    """All of it is seen, between black bars."""

    BLUR = "blur"
    """All of it is seen, over a blurred copy of itself."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The film's shape, and how each picture is put into it.

    ``aspect``: width by height; None for the first picture's own. A picture is ``mirrored`` left to right first, then
    turned clockwise by ``turn`` degrees (0, 90, 180, 270).
    """

    aspect: Fraction | None = None
    fill: Fill = Fill.PAD
    turn: int = 0
    mirrored: bool = False

    @property
    def is_sideways(self) -> bool:
        """Whether width and height of a picture change places."""
        return self.turn % (2 * QUARTER) != 0


AS_IT_IS = Framing()


def turned(framing: Framing, degrees: int) -> Framing:
    """Turned further by so many degrees clockwise, to the nearest quarter."""
    return replace(framing, turn=(framing.turn + QUARTER * round(degrees / QUARTER)) % 360)


def flipped(framing: Framing, *, upside_down: bool = False) -> Framing:
    """What is seen mirrored left to right, or with ``upside_down`` top to bottom."""
    turn = (2 * QUARTER if upside_down else 0) - framing.turn
    return replace(framing, turn=turn % 360, mirrored=not framing.mirrored)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and light of a clip; 0.0 is as recorded.

    ``warmth`` -1 to 1. ``brightness`` -1 to 1: the midtones are raised to the power of 2 ** -brightness. ``contrast``,
    ``saturation``: factors minus 1. ``grey``: without any colour, whatever the saturation.
    """

    warmth: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    grey: bool = False


PLAIN = Look()
LOOK_BOUNDS = {"warmth": (-1.0, 1.0), "brightness": (-1.0, 1.0), "contrast": (-0.6, 1.0), "saturation": (-1.0, 1.5)}


def shifted(look: Look, **steps: float) -> Look:
    """The look with its values moved by the steps, within their bounds."""
    values = {name: getattr(look, name) + step for name, step in steps.items()}
    bounded = {name: min(max(value, LOOK_BOUNDS[name][0]), LOOK_BOUNDS[name][1]) for name, value in values.items()}
    return replace(look, **{name: round(value, 3) for name, value in bounded.items()})


class Blend(StrEnum):
    """How one clip passes into the next."""

    CROSSFADE = "crossfade"
    BLACK = "dip_to_black"
    WHITE = "flash"
    WIPE = "wipe"
    SLIDE = "slide"
    ZOOM = "zoom"
    BLUR = "blur"
    MORPH = "morph"
    """What is seen moves to where it is next, within a few frames that both clips have anyway: a jump cut smoothed."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a clip begins: it passes over from the one before for so long, half before and half after the joint."""

    blend: Blend
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Fades:
    """How the picture comes up at the film's start and goes down at its end, in ms; 0 for not at all."""

    in_ms: int = 0
    out_ms: int = 0
    white: bool = False


NO_FADES = Fades()
