"""Reading what shall become of the colours: which way, how far, and "less warm", which is cooler."""

from collections.abc import Mapping, Sequence

from studio.agent.language.arguments import figure, has
from studio.agent.language.tokens import Token
from studio.agent.plan import ArgValue

OPPOSITE = {"up": "down", "down": "up", "warmer": "cooler", "cooler": "warmer"}
_WORDS = {
    "brightness": ("bright", "exposure", "light", "shadow", "亮度", "曝光", "光"),
    "contrast": ("contrast", "对比"),
    "saturation": ("saturation", "vibrance", "饱和", "色彩"),
    "temperature": ("temperature", "warmth", "色温"),
}
_RISING = ("up", "more", "boost", "bigger", "enlarge", "loud_up", "add", "improve")
_FALLING = ("down", "less", "reduce", "smaller", "loud_down", "remove")
_A_BIT = ("a bit", "a little", "slightly", "touch", "tad", "little", "somewhat", "subtly", "hint")
_MUCH = ("much", "lot", "lots", "way", "far", "really", "significantly", "heavily", "super")
_HAN_BIT, _HAN_MUCH = ("稍", "略", "些许", "轻微"), ("很多", "得多", "非常", "大幅", "明显")


def tones(words: Sequence[Token]) -> dict[str, ArgValue]:
    """The changes of temperature, brightness, contrast and saturation that the words ask for."""
    found: dict[str, ArgValue] = {}
    is_less = False
    for token in words:
        tone = next((sense.value for sense in token.senses if sense.concept == "tone"), None)
        if tone is not None:
            kind, _, said = tone.partition("_")
            found[kind] = OPPOSITE[said] if is_less else said
        # "Less warm" reaches as far as the next word of its own.
        is_less = token.means("less") or (is_less and token.filler)
    if has(words, "washed_out"):
        found |= {name: "up" for name in ("contrast", "saturation") if name not in found}
    for token in words:
        if token.means("tone_word"):
            name = next((name for name, marks in _WORDS.items() if any(mark in token.text for mark in marks)), "")
            way = _way(words)
            if name and way and name not in found:
                found[name] = {"up": "warmer", "down": "cooler"}[way] if name == "temperature" else way
    return found


def amount(words: Sequence[Token]) -> Mapping[str, ArgValue]:
    """How far: a percentage, "a bit", "much"; nothing where it was not said."""
    percent = figure(words, "PERCENT")
    if percent is not None:
        return {"percent": percent}
    said = "".join(token.text for token in words)
    if any(token.text in _A_BIT for token in words) or any(mark in said for mark in _HAN_BIT):
        return {"amount": "a_bit"}
    is_much = any(token.text in _MUCH for token in words) or any(mark in said for mark in _HAN_MUCH)
    return {"amount": "much"} if is_much else {}


def _way(words: Sequence[Token]) -> str | None:
    if has(words, *_FALLING):
        return "down"
    return "up" if has(words, *_RISING) else None
