"""How a clause is meant: as a question, a remark, an advertising line, a wish too vague to carry out."""

from collections.abc import Sequence

from studio.agent.language.clauses import Clause
from studio.agent.language.patterns import pattern
from studio.agent.plan import Doubt

_ASKING = frozenset(
    [
        "why_question",
        "how_question",
        "what_question",
        "which_question",
        "where_question",
        "advice",
        "best_choice",
        "how_much",
        "cost",
        "finished_question",
        "how_far",
        "how_long",
        "how_big",
        "what_can_you",
        "how_to_use",
        "done_so_far",
    ]
)
_EDITING = frozenset(
    (
        "edit_vague",
        "improve_vague",
        "fix",
        "make",
        "improve",
        "generate",
        "convert",
        "cut",
        "shorten",
        "clean",
        "remove",
        "add",
        "crop",
    )
)
_SOFT = frozenset(["part", "boring", "clip_ref", "video_ref", "everything", "object", "person"])


def is_question(clause: Clause, text: str) -> bool:
    """Whether something is asked, not ordered; a polite request is none, though it looks like one."""
    said = text[clause.start : clause.end].lower()
    first = next((token for token in clause.tokens if token.senses), None)
    if first is None or pattern("manner", "polite").search(said):
        return False
    starts = any(sense.concept in _ASKING for sense in first.senses)
    marked = text[clause.end : clause.end + 1] in {"?", "？"} or said.rstrip().endswith(("吗", "呢", "么", "啥", "没"))
    return starts or (marked and clause.has(*_ASKING))


def is_tagline(text: str, said: Sequence[Clause]) -> bool:
    """An advertising line, in English in the gerund: "turning raw clips into stories for small shops"."""
    if said and pattern("manner", "han_tagline").match(text):
        return not any(clause.has("RANGE", "HEAD", "TAIL", "QUOTE", "POINT") for clause in said)
    if not said or not pattern("manner", "tagline").match(text.lower()):
        return False
    return said[0].has(*_EDITING) or not said[0].tokens[0].senses


def is_statement(clause: Clause, text: str) -> bool:
    """A remark beside the request ("I sneezed"): nothing to be done, nothing to be reported."""
    said = text[clause.start : clause.end].lower()
    if all(token.filler or token.means("SOURCE") or token.means("COUNT") for token in clause.tokens):
        return True
    if any("一" <= letter <= "鿿" for letter in said):
        asked = pattern("manner", "han_request").search(said)
        return asked is None or pattern("manner", "han_remark").match(said) is not None
    return pattern("manner", "remark").match(said) is not None and pattern("manner", "wish").search(said) is None


def names_the_footage(clause: Clause) -> bool:
    """ "Fix a 2-minute edited video …": what the wish is about, with a verb that says no more."""
    return clause.has("SOURCE") and clause.has("fix", "edit_vague", "shorten", "cut") and not clause.has("remove")


def is_vague(clause: Clause) -> bool:
    """A wish without anything to hold on to."""
    return names_the_footage(clause) or (
        clause.has("improve_vague", "edit_vague", "shorter_vague", "boring", "shorten", "effect_word")
        or vague_doubt(clause) is not None
    )


def vague_doubt(clause: Clause) -> Doubt | None:
    """The question a clause without an operation calls for."""
    if names_the_footage(clause) and clause.has("RESOLUTION", "video_format"):
        return Doubt.VAGUE
    for named, about, doubt in _QUESTIONS:
        if clause.has(*named) and (not about or clause.has(*about)):
            return doubt
    return Doubt.HOW_LONG if clause.has("cut") and not clause.unknown() else None


_REMOVING = ("remove", "unwanted")
_FOOTAGE = ("video_ref", "clip_ref", "everything", "upload", "file_word")
_QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...], Doubt], ...] = (
    (("shorter_vague", "shorten", "tighten"), (), Doubt.HOW_LONG),
    ((*_REMOVING, "cut"), ("boring", "part", "POINT", "start_at", "DURATION"), Doubt.WHICH_RANGE),
    ((*_REMOVING, "cut"), ("start", "ending", "HEAD", "TAIL", "intro", "outro"), Doubt.HOW_LONG),
    (_REMOVING, _FOOTAGE, Doubt.WHICH_CLIP),
    (("cut",), _FOOTAGE, Doubt.HOW_LONG),
    (("boring",), (), Doubt.WHICH_RANGE),
    (("improve_vague", "edit_vague", "position"), (), Doubt.VAGUE),
)
"""Words that must be there, words of which one must be there too, and what is asked then; the first line that fits."""
