"""Clauses: which tokens belong together, what is negated, which verb a clause without one takes from its neighbour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studio.agent.language.lexicon import lexicon
from studio.agent.language.rules import verbs
from studio.agent.language.tokens import Break, Token

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
}
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
_DOWN_TO = ("to", "到", "至", "成", "剩", "剩下")
_SHARED = frozenset(
    ("remove", "cut", "add", "keep", "swap", "blur", "hide", "loud_up", "loud_down", "up", "down", "only", "extract")
)


@dataclass(slots=True)
class Clause:
    """Tokens that belong together. ``joined``: the break before it; ``given``: concepts it has without words
    of its own, among them ``lent``: verbs of a neighbour."""

    tokens: list[Token]
    joined: Break = Break.STOP
    given: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()
    negated: bool = False
    unwanted: bool = False
    reason: bool = False
    before: list[Token] = field(default_factory=list)

    @property
    def concepts(self) -> frozenset[str]:
        """All concepts of its words and those given."""
        return frozenset(sense.concept for token in self.tokens for sense in token.senses) | self.given

    @property
    def start(self) -> int:
        """Where it begins in the person's text."""
        return self.tokens[0].start if self.tokens else 0

    @property
    def end(self) -> int:
        """Where it ends in the person's text."""
        return self.tokens[-1].end if self.tokens else 0

    def has(self, *concepts: str) -> bool:
        """Whether any of the concepts is there."""
        return not self.concepts.isdisjoint(concepts)

    def unwanted_at_end(self) -> bool:
        """Whether the "no" stands after the thing ("music no"), and so reaches no further."""
        return bool(self.before) and self.unwanted

    def unknown(self) -> list[Token]:
        """Words that mean nothing to us."""
        return [token for token in self.tokens if not token.senses and not token.filler]


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a request, negation and shared verbs resolved."""
    found = _split(tokens)
    for clause in found:
        if clause.has("take") and clause.has("away") and not clause.has("audio_format", "as_file"):
            clause.given |= {"remove"}
        if clause.has("fade") and clause.has("away"):
            clause.given |= {"fade_out"}
        if _cuts_down_to(clause):
            clause.given |= {"down_to"}
        _negate(clause)
    _share_negation(found)
    _share_verbs(found)
    return found


def _cuts_down_to(clause: Clause) -> bool:
    """ "cut it to the first 10 seconds" keeps them, "cut the first 10 seconds" does not; 剪到前10秒 keeps too."""
    return clause.has("cut", "remove", "shorten") and any(
        before.text.endswith(_DOWN_TO) and (token.means("HEAD") or token.means("TAIL"))
        for before, token in pairwise(clause.tokens)
    )


def _split(tokens: Sequence[Token]) -> list[Clause]:
    found = [Clause([])]
    for place, token in enumerate(tokens):
        here = found[-1]
        if token.breaks is not None and _holds_together(here, token, tokens[place + 1 :]):
            continue
        if token.breaks is not None:
            if here.tokens:
                found.append(Clause([], token.breaks))
            elif here.joined is not Break.STOP or token.breaks is Break.REASON:
                here.joined = token.breaks
            continue
        if _begins_anew(here, token, tokens[place + 1 :]):
            found.append(Clause([], Break.BUT))
        found[-1].tokens.append(token)
    for clause in found:
        clause.reason = clause.joined is Break.REASON
    return [clause for clause in found if clause.tokens]


def _holds_together(clause: Clause, token: Token, rest: Sequence[Token]) -> bool:
    """An "and" between two of a kind (two files, start and end), a "with" that belongs to the verb before it."""
    if token.breaks is Break.WITH:
        after = next((other for other in rest if other.senses or not other.filler), None)
        literal = after is not None and isinstance(after.value, str)
        return literal or not clause.tokens or clause.has("swap", "finish", "begin", "match", "sync", "cutout", "hide")
    if not clause.tokens or not rest:
        return False
    before, after = clause.tokens[-1], next((other for other in rest if other.senses or not other.filler), rest[0])
    if token.text in ":：" or token.breaks is Break.COMMA:
        return _is_file(after) and (_is_file(before) or (token.text in ":：" and not before.means("title")))
    if token.text == "再":
        return any(sense.concept in _COMPARISONS for sense in after.senses)
    pairs = (("start", "ending"), ("ending", "start"), ("HEAD", "TAIL"))
    return (_is_file(before) and _is_file(after)) or any(before.means(a) and after.means(b) for a, b in pairs[:2])


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
    if not kinds or not any(t.senses for t in clause.tokens) or not any(t.senses for t in rest):
        return False
    if token.text in _SPLIT_AT_NO:
        return not (token.means("instead") and clause.has("AUDIOFILE", "IMAGEFILE", "QUOTE"))
    if token.text.isascii():
        return _has_thing(clause) and not _ends(rest)
    following = next((t for t in rest if not t.filler or t.senses), None)
    verb_follows = following is not None and any(sense.concept in verbs() for sense in following.senses)
    return (
        verb_follows
        and _has_thing(clause)
        and any(t.means(v) for t in clause.tokens for v in ("remove", "add", "cut", "make"))
    )


def _ends(rest: Sequence[Token]) -> bool:
    following = next((token for token in rest if not token.filler), None)
    return following is None or following.breaks is not None


def _has_thing(clause: Clause) -> bool:
    return any(
        sense.concept not in verbs() and sense.concept != "negation" for t in clause.tokens for sense in t.senses
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


def _share_negation(found: Sequence[Clause]) -> None:
    """ "no music or captions": the second has no verb of its own."""
    for place, clause in enumerate(found[1:], 1):
        previous = found[place - 1]
        bare = not clause.concepts & verbs() - {"in", "small", "bold"}
        joined = clause.joined in (Break.OR, Break.AND) or (clause.joined is Break.COMMA and _or_follows(found, place))
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
