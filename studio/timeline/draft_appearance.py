"""How the picture looks, in the draft: keys of docs/api.md, written only where they say something."""

from fractions import Fraction

from studio.timeline.appearance import (
    AS_IT_IS,
    LOOK_BOUNDS,
    PLAIN,
    QUARTER,
    Blend,
    Entrance,
    Fades,
    Fill,
    Framing,
    Look,
)
from studio.timeline.draft_values import JsonMap, flag_of, integer_of, number_of, object_of, text_of
from studio.timeline.errors import BadDraft
from studio.timeline.model import Clip

MOST_SLENDER = 8
LARGEST_PART = 10_000
LONGEST_FADE_MS = 60_000
SLOWEST, FASTEST = 0.01, 100.0


def framing_meta(framing: Framing) -> dict[str, object]:
    """The keys of the film's ``m`` that tell its framing; none for a film framed as its first source is."""
    meta: dict[str, object] = {}
    if framing.aspect is not None:
        meta["aspect"] = f"{framing.aspect.numerator}:{framing.aspect.denominator}"
    if framing.fill is not AS_IT_IS.fill:
        meta["fill"] = framing.fill.value
    if framing.turn:
        meta["turn"] = framing.turn
    if framing.mirrored:
        meta["mirrored"] = True
    return meta


def framing_of(meta: JsonMap) -> Framing:
    """The framing of a film; drafts of before there was any have none. Raises BadDraft."""
    fill = text_of(meta, "fill", 10) if "fill" in meta else AS_IT_IS.fill.value
    if fill not in set(Fill):
        raise BadDraft("fill: unknown")
    turn = integer_of(meta, "turn", 0, 270) if "turn" in meta else 0
    if turn % QUARTER:
        raise BadDraft("turn: no quarter")
    mirrored = flag_of(meta, "mirrored") if "mirrored" in meta else False
    return Framing(_aspect_of(meta), Fill(fill), turn, mirrored)


def _aspect_of(meta: JsonMap) -> Fraction | None:
    if "aspect" not in meta:
        return None
    wide, _, high = text_of(meta, "aspect", 11).partition(":")
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= LARGEST_PART for part in (wide, high)):
        raise BadDraft("aspect: no two whole numbers")
    aspect = Fraction(int(wide), int(high))
    if not Fraction(1, MOST_SLENDER) <= aspect <= MOST_SLENDER:
        raise BadDraft("aspect: too slender")
    return aspect


def clip_meta(clip: Clip) -> dict[str, object]:
    """The keys of a video segment's ``m`` that tell how a clip looks and how fast it runs."""
    meta: dict[str, object] = {}
    changed = {name: getattr(clip.look, name) for name in LOOK_BOUNDS if getattr(clip.look, name)}
    look = changed | ({"grey": True} if clip.look.grey else {})
    if look:
        meta["look"] = look
    if clip.speed != 1.0:
        meta["speed"] = clip.speed
    if clip.steady:
        meta["steady"] = True
    if clip.card:
        meta["card"] = True
    if clip.enter is not None:
        meta["enter"] = {"kind": clip.enter.blend.value, "d": clip.enter.duration_ms}
    return meta


def entrance_of(meta: JsonMap) -> Entrance | None:
    """How a clip begins. Raises BadDraft."""
    if "enter" not in meta:
        return None
    enter = object_of(meta, "enter")
    kind = text_of(enter, "kind", 20)
    if kind not in set(Blend):
        raise BadDraft("enter: unknown")
    return Entrance(Blend(kind), integer_of(enter, "d", 1, LONGEST_FADE_MS))


def fades_meta(fades: Fades) -> dict[str, object]:
    """The keys of the film's ``m`` that tell how its picture comes up and goes down."""
    meta: dict[str, object] = {}
    if fades.in_ms:
        meta["fade_in"] = fades.in_ms
    if fades.out_ms:
        meta["fade_out"] = fades.out_ms
    return meta | {"fade_color": "white"} if fades.white else meta


def fades_of(meta: JsonMap) -> Fades:
    """How a film's picture comes up and goes down. Raises BadDraft."""
    fade_in, fade_out = (
        integer_of(meta, key, 0, LONGEST_FADE_MS) if key in meta else 0 for key in ("fade_in", "fade_out")
    )
    return Fades(fade_in, fade_out, "fade_color" in meta and text_of(meta, "fade_color", 10) == "white")


def look_of(meta: JsonMap) -> Look:
    """The look of a clip. Raises BadDraft."""
    if "look" not in meta:
        return PLAIN
    look = object_of(meta, "look")
    values = {name: number_of(look, name, *bounds) for name, bounds in LOOK_BOUNDS.items() if name in look}
    return Look(**values, grey=flag_of(look, "grey") if "grey" in look else False)


def steady_of(meta: JsonMap) -> bool:
    """Whether a clip is steadied. Raises BadDraft."""
    return flag_of(meta, "steady") if "steady" in meta else False


def card_of(meta: JsonMap) -> bool:
    """Whether a clip is a card. Raises BadDraft."""
    return flag_of(meta, "card") if "card" in meta else False


def speed_of(meta: JsonMap) -> float:
    """How fast a clip runs. Raises BadDraft."""
    return number_of(meta, "speed", SLOWEST, FASTEST) if "speed" in meta else 1.0
