"""Where one clause ends and the next begins."""

from collections.abc import Sequence

from studio.agent.language.clause import Clause
from studio.agent.language.rules import verbs
from studio.agent.language.tokens import Break, Token

_SPLIT_AT_NO = frozenset(
    (
        "without",
        "w/o",
        "instead of",
        "rather than",
        "minus",
        "without any",
        "except",
        "except for",
        "apart from",
        "other than",
        "excluding",
        "save for",
        "unless",
        "but not",
    )
)
_NEAR = 40  # tokens looked at behind a word; bounds the work on hostile text
_DOING = ("remove", "add", "cut", "make", "loud_up", "loud_down", "up", "down", "boost", "reduce", "tone")
_ONLY = ("just", "only", "只")


def parted(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a request, as they were said."""
    found = [Clause([])]
    for place, token in enumerate(tokens):
        here = found[-1]
        if token.breaks is not None and _holds_together(here, token, tokens[place + 1 : place + _NEAR]):
            continue
        if token.breaks is not None:
            if here.tokens:
                found.append(Clause([], token.breaks))
            elif here.joined is not Break.STOP or token.breaks is Break.REASON:
                here.joined = token.breaks
            continue
        if _begins_anew(here, token, tokens[place + 1 : place + _NEAR]):
            found.append(Clause([], Break.BUT))
        found[-1].tokens.append(token)
    for clause in found:
        clause.reason = clause.joined is Break.REASON
    return [clause for clause in found if clause.tokens]


def _holds_together(clause: Clause, token: Token, rest: Sequence[Token]) -> bool:
    """An "and" between two of a kind (two files, start and end), a "with" that belongs to the verb before it."""
    after = next((other for other in rest if other.senses or not other.filler), None)
    if token.breaks is Break.WITH:
        literal = after is not None and isinstance(after.value, str)
        return literal or not clause.tokens or clause.has("swap", "finish", "begin", "match", "sync", "cutout", "hide")
    if not clause.tokens or not rest:
        return False
    return _are_of_a_kind(clause, token, after or rest[0])


def _are_of_a_kind(clause: Clause, token: Token, after: Token) -> bool:
    """Whether what stands before and after a break belongs together."""
    before, is_colon = clause.tokens[-1], token.text in ":："
    quotes = after.means("QUOTE") and (is_colon or (before.means("QUOTE") and clause.has("name_tag")))
    languages = token.breaks is Break.AND and before.means("language") and after.means("language")
    places = token.breaks is Break.AND and before.means("ORDINAL") and after.means("ORDINAL")
    tones = token.breaks is Break.AND and before.means("tone_word") and after.means("tone_word")
    if quotes or languages or places or tones:
        return True
    if is_colon or token.breaks is Break.COMMA:
        return _is_file(after) and (_is_file(before) or (is_colon and not before.means("title")))
    if token.text == "再":
        return any(sense.concept in _COMPARISONS for sense in after.senses)
    pairs = (("start", "ending"), ("ending", "start"))
    return (_is_file(before) and _is_file(after)) or any(before.means(a) and after.means(b) for a, b in pairs)


def _is_file(token: Token) -> bool:
    return any(token.means(kind) for kind in ("VIDEOFILE", "AUDIOFILE", "IMAGEFILE"))


_COMPARISONS = frozenset(
    [
        "loud_up",
        "loud_down",
        "bigger",
        "smaller",
        "faster",
        "slower",
        "tone",
        "up",
        "down",
        "sharp",
        "higher",
        "lower",
        "earlier",
        "later",
        "improve_vague",
        "shorter_vague",
        "less",
        "more",
    ]
)


def _begins_anew(clause: Clause, token: Token, rest: Sequence[Token]) -> bool:
    """A negation in the middle opens a clause of its own: "cut the pauses without touching the intro"."""
    kinds = [sense.value for sense in token.senses if sense.concept == "negation"]
    if len(clause.tokens) > 2 * _NEAR:
        return False
    if token.text.startswith(_ONLY):
        return _is_refusal(clause) and any(other.senses for other in rest)
    if not kinds or not any(t.senses for t in clause.tokens) or not any(t.senses for t in rest):
        return False
    if token.text in _SPLIT_AT_NO:
        return not (token.means("instead") and clause.has("AUDIOFILE", "IMAGEFILE", "QUOTE"))
    if token.text.isascii():
        return _has_thing(clause) and not _ends(rest)
    following = next((t for t in rest if not t.filler or t.senses), None)
    verb_follows = following is not None and any(
        sense.concept in verbs() or sense.concept == "drown" for sense in following.senses
    )
    return verb_follows and _has_thing(clause) and any(t.means(verb) for t in clause.tokens for verb in _DOING)


def _is_refusal(clause: Clause) -> bool:
    """ "Don't cut anything just brighten": before the "just" stands what is not wanted, and nothing else."""
    first = next((token for token in clause.tokens if token.senses), None)
    return first is not None and first.means("negation") and len([t for t in clause.tokens if t.senses]) > 1


def _ends(rest: Sequence[Token]) -> bool:
    following = next((token for token in rest if not token.filler), None)
    return following is None or following.breaks is not None


def _has_thing(clause: Clause) -> bool:
    return any(
        sense.concept not in verbs() and sense.concept != "negation" for t in clause.tokens for sense in t.senses
    )
