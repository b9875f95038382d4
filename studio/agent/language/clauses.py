"""Clauses: which tokens belong together, what is negated, which verb a clause without one takes from its neighbour."""

from collections.abc import Sequence
from itertools import pairwise

from studio.agent.language.clause import Clause
from studio.agent.language.lexicon import lexicon
from studio.agent.language.parting import parted
from studio.agent.language.rules import verbs
from studio.agent.language.tokens import Break, Token

__all__ = ["Clause", "clauses"]

_OWN_DEEDS = lexicon("en").deeds | {
    "finish",
    "write",
    "show",
    "play",
    "level",
    "denoise",
    "fade",
    "fade_in",
    "fade_out",
    "highlight_verb",
    "clean",
    "make",
}
_DOWN_TO = ("to", "到", "至", "成", "剩", "剩下")
_SKIPPING = ("skip", "forget about", "hold the")
_ADDED = ("transition", "music", "caption", "title", "watermark", "voiceover", "effect", "effect_word", "fade", "zoom")
_CUT_OUT = ("HEAD", "TAIL", "RANGE", "DURATION", "silence", "intro", "outro", "part")
_SHARED = frozenset(
    ("remove", "cut", "add", "keep", "swap", "blur", "hide", "loud_up", "loud_down", "up", "down", "only", "extract")
)


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a request, negation and shared verbs resolved."""
    found = parted(tokens)
    for clause in found:
        if clause.has("take") and clause.has("away") and not clause.has("audio_format", "as_file"):
            clause.given |= {"remove"}
        if _is_only(clause):
            clause.given |= {"only"}
        if _is_parted(clause, "add", "back"):
            clause.given |= {"put_back"}
        if clause.has("fade") and clause.has("away"):
            clause.given |= {"fade_out"}
        if _cuts_down_to(clause):
            clause.given |= {"down_to"}
        _negate(clause)
        _skip(clause)
    _share_negation(found)
    _share_verbs(found)
    return found


def _is_only(clause: Clause) -> bool:
    """ "Just the first minute" wants nothing else; "just cut the first minute" is no more than an order."""
    kinds = ("HEAD", "TAIL", "RANGE")
    return any(
        before.text in {"just", "only"} and any(map(token.means, kinds)) for before, token in pairwise(clause.tokens)
    )


def _is_parted(clause: Clause, verb: str, particle: str) -> bool:
    """Whether a verb stands before its particle, with its object between: "put the cut back"."""
    places = [at for at, token in enumerate(clause.tokens) if token.means(verb) or token.means("make")]
    return bool(places) and any(token.means(particle) for token in clause.tokens[places[0] + 1 :])


def _cuts_down_to(clause: Clause) -> bool:
    """ "cut it to the first 10 seconds" keeps them, "cut the first 10 seconds" does not; 剪到前10秒 keeps too."""
    return clause.has("cut", "remove", "shorten") and any(
        before.text.endswith(_DOWN_TO) and (token.means("HEAD") or token.means("TAIL"))
        for before, token in pairwise(clause.tokens)
    )


def _negate(clause: Clause) -> None:
    """What a "don't", "no", 别 or 不要 does to its clause."""
    kinds = {
        (sense.value, place)
        for place, t in enumerate(clause.tokens)
        for sense in t.senses
        if sense.concept == "negation"
    }
    if not kinds:
        return
    place = min(at for _, at in kinds)
    if clause.tokens[place].means("instead") and clause.has("AUDIOFILE", "IMAGEFILE", "QUOTE"):
        return
    values = {value for value, at in kinds if at == place}
    after = [t for t in clause.tokens[place + 1 :] if t.senses]
    verb_follows = bool(after) and any(sense.concept in verbs() for sense in after[0].senses)
    noun_like = "no" in values and (not verb_follows or "dont" not in values)
    clause.negated = True
    clause.unwanted = noun_like
    clause.before = clause.tokens[:place]
    if noun_like:
        clause.given |= {"unwanted"}


def _skip(clause: Clause) -> None:
    """ "Skip the transitions" asks for none; "skip the first 20 seconds" is a cut."""
    first = next((token for token in clause.tokens if token.senses), None)
    if first is not None and first.text.startswith(_SKIPPING) and clause.has(*_ADDED) and not clause.has(*_CUT_OUT):
        clause.negated = True


def _share_negation(found: Sequence[Clause]) -> None:
    """ "no music or captions": the second has no verb of its own."""
    for place, clause in enumerate(found[1:], 1):
        previous = found[place - 1]
        bare = not clause.concepts & verbs() - {"in", "small", "bold"}
        anew = clause.joined is Break.AND and clause.tokens[0].text.split(" ", 1)[0] in {"a", "an", "some"}
        joined = (clause.joined in (Break.OR, Break.AND) and not anew) or (
            clause.joined is Break.COMMA and _or_follows(found, place)
        )
        if previous.negated and bare and joined and not clause.negated and not previous.unwanted_at_end():
            clause.negated, clause.unwanted = True, previous.unwanted
            clause.given |= {"unwanted"} if previous.unwanted else frozenset()


def _or_follows(found: Sequence[Clause], place: int) -> bool:
    return any(clause.joined is Break.OR for clause in found[place : place + 3])


def _share_verbs(found: Sequence[Clause]) -> None:
    for place, clause in enumerate(found):
        if clause.joined is Break.WITH and not _own_verbs(clause):
            clause.given |= {"add"}
        if _own_verbs(clause) or clause.reason or _opens_with_deed(clause):
            continue
        if place and clause.joined in (Break.AND, Break.OR) and not clause.negated:
            clause.lent = _own_verbs(found[place - 1]) | (found[place - 1].given & _SHARED)
            clause.given |= clause.lent
        elif place + 1 < len(found) and _waits_for_verb(found[place + 1]):
            clause.given |= _own_verbs(found[place + 1])
            if found[place + 1].unwanted and not clause.negated:
                clause.negated = clause.unwanted = True
                clause.given |= {"unwanted"}
    for place in range(len(found) - 2, -1, -1):  # 停顿、口头禅和空白都去掉: the verb stands at the very end
        clause, following = found[place], found[place + 1]
        if not _own_verbs(clause) and not clause.given and _waits_for_verb(following):
            clause.given |= following.given & _SHARED


def _opens_with_deed(clause: Clause) -> bool:
    """Whether it begins with a verb of its own, though not one that others could share ("end on a card")."""
    first = next((token for token in clause.tokens if token.senses), None)
    return first is not None and any(sense.concept in _OWN_DEEDS for sense in first.senses)


def _waits_for_verb(following: Clause) -> bool:
    """Things listed before a verb that stands last, as Chinese has it and English in "ums and gaps taken out"."""
    if following.joined is Break.AND:
        tokens = [token for token in following.tokens if token.senses]
        return len(tokens) > 1 and not (_verb_like(tokens[0]))
    return False


def _verb_like(token: Token) -> bool:
    return all(sense.concept in verbs() for sense in token.senses)


def _own_verbs(clause: Clause) -> frozenset[str]:
    own: set[str] = set()
    for token in clause.tokens:
        own |= {sense.concept for sense in token.senses} & _SHARED & verbs()
    return frozenset(own)
