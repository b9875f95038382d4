"""How a clause is meant: as a question, a remark, an advertising line, a wish too vague to carry out."""

import re
from collections.abc import Sequence

from studio.agent.language.clauses import Clause
from studio.agent.plan import Doubt

_ASKING = frozenset(
    "why_question how_question what_question which_question where_question advice best_choice how_much cost finished_question how_far "
    "how_long how_big what_can_you how_to_use done_so_far".split()
)
_POLITE = re.compile(r"(?<![a-z])(?:can|could|would|will|may|might) (?:you|u|we|i|it|this|the)(?![a-z])|能不能|可不可以|可以.{0,40}吗|能.{0,40}吗|好吗|行吗|可以吗|好不好")
_REMARK = re.compile(
    r"\s*(?:i|i'm|i've|he|he's|she|she's|it|it's|they|they're|we|we're|there|there's|that's|my|his|her|their|our|hope|sorry|thanks|thank|cheers|"
    r"hi|hey|hello|hiya|this is|these are|the (?:wind|sound|picture|video|footage|room|camera|lighting)|ok|okay|good|great|perfect|nice|love|looks?)(?![a-z])"
)
_WISH = re.compile(r"(?<![a-z])(?:want|need|should|must|would|wish|please|let|make|like to|could|can)(?![a-z])")
_HAN_REQUEST = re.compile(r"把|给|请|帮|加|去掉|删|剪|换|改|变|做成|弄|调|要|来|让|配|放|转|导")
_HAN_REMARK = re.compile(r"^(?:我|他|她|它|你|有|这是|那是|谢谢|辛苦|你好|您好|好的|这个|这段|那个|因为|要发|发给?|用来|准备|打算)")
_TAGLINE = re.compile(r"\s*[a-z]{3,}ing (?!me\b|the pauses\b)(?=.*(?:\bfor\b|\binto\b))", re.DOTALL)
_EDITING = frozenset(("edit_vague", "improve_vague", "fix", "make", "improve", "generate", "convert", "cut", "shorten", "clean", "remove", "add", "crop"))
_SOFT = frozenset("part boring clip_ref video_ref everything object person".split())


def is_question(clause: Clause, text: str) -> bool:
    """Whether something is asked, not ordered; a polite request is none, though it looks like one."""
    said = text[clause.start : clause.end].lower()
    first = next((token for token in clause.tokens if token.senses), None)
    if first is None or _POLITE.search(said):
        return False
    starts = any(sense.concept in _ASKING for sense in first.senses)
    marked = text[clause.end : clause.end + 1] in {"?", "？"} or said.rstrip().endswith(("吗", "呢", "么", "啥", "没"))
    return starts or (marked and clause.has(*_ASKING))


def is_tagline(text: str, said: Sequence[Clause]) -> bool:
    """An advertising line in the gerund: "turning raw clips into stories for small shops"."""
    if not said or not _TAGLINE.match(text.lower()):
        return False
    return said[0].has(*_EDITING) or not said[0].tokens[0].senses


def is_statement(clause: Clause, text: str) -> bool:
    """A remark beside the request ("I sneezed"): nothing to be done, nothing to be reported."""
    said = text[clause.start : clause.end].lower()
    if all(token.filler or token.means("SOURCE") for token in clause.tokens):
        return True
    if any("一" <= letter <= "鿿" for letter in said):
        return _HAN_REMARK.match(said) is not None or _HAN_REQUEST.search(said) is None
    return _REMARK.match(said) is not None and _WISH.search(said) is None


def is_vague(clause: Clause) -> bool:
    """A wish without anything to hold on to."""
    return clause.has("improve_vague", "edit_vague", "shorter_vague", "boring", "shorten", "effect_word") or vague_doubt(clause) is not None


def vague_doubt(clause: Clause) -> Doubt | None:
    """The question a clause without an operation calls for."""
    if clause.has("shorter_vague", "shorten", "tighten"):
        return Doubt.HOW_LONG
    if clause.has("remove", "cut", "unwanted"):
        if clause.has("boring", "part", "POINT", "start_at"):
            return Doubt.WHICH_RANGE
        if clause.has("start", "ending", "HEAD", "TAIL", "intro", "outro"):
            return Doubt.HOW_LONG
        if clause.has("video_ref", "clip_ref", "everything", "upload", "file_word"):
            return Doubt.HOW_LONG if clause.has("cut") and not clause.has("remove") else Doubt.WHICH_CLIP
        return Doubt.HOW_LONG if clause.has("cut") and not clause.unknown() else None
    if clause.has("boring"):
        return Doubt.WHICH_RANGE
    if clause.has("improve_vague", "edit_vague", "position"):
        return Doubt.VAGUE
    return None
