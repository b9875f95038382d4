"""The rules of the vocabulary, matched against the concepts of one clause.

A rule is a line of terms: ``remove|cut silence`` needs one of the first two concepts and the third; ``export?`` is
welcome but not needed; ``!between`` must be missing. Concepts in capitals are placeholders (QUOTE, RANGE, …). Order
does not matter, so one rule serves both languages. A thing counts double against a verb; the rule that explains most
of the clause wins, and the tokens of its things are used up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.agent.language.lexicon import lexicon
from studio.agent.language.tokens import Token
from studio.agent.vocabulary import OPERATIONS, OperationSpec

_THING, _VERB = 2, 1
_ASIDES = frozenset(
    ("video_ref", "everything", "negation", "SOURCE", "picture", "start", "ending", "ordinal", "edit_vague")
)
CUTTING = frozenset(("remove", "cut"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of ``when``, taken apart. ``rank`` is the row's place in the table: the earlier wins a tie."""

    spec: OperationSpec
    needed: tuple[frozenset[str], ...]
    welcome: tuple[frozenset[str], ...]
    missing: frozenset[str]
    rank: int
    alone: bool = False

    @property
    def named(self) -> frozenset[str]:
        """All concepts it asks for."""
        return frozenset().union(*self.needed, *self.welcome)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for a clause, with the tokens that make it hold."""

    rule: Rule
    tokens: tuple[Token, ...]
    verbs: tuple[Token, ...]
    score: int

    @property
    def at(self) -> int:
        """Where in the text its first thing stands."""
        return min((token.start for token in self.tokens), default=0)


def _terms(line: str, spec: OperationSpec, rank: int) -> Rule:
    needed: list[frozenset[str]] = []
    welcome: list[frozenset[str]] = []
    missing: list[str] = []
    for term in line.removesuffix(" alone").split():
        concepts = frozenset(term.strip("!?").split("|"))
        if term.startswith("!"):
            missing += concepts
        else:
            (welcome if term.endswith("?") else needed).append(concepts)
    return Rule(spec, tuple(needed), tuple(welcome), frozenset(missing), rank, line.endswith(" alone"))


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, tuple[Rule, ...]]:
    """The rules by one concept each of them cannot do without."""
    table: defaultdict[str, list[Rule]] = defaultdict(list)
    for rank, spec in enumerate(OPERATIONS):
        for line in spec.when:
            rule = _terms(line, spec, rank)
            key = max(rule.needed, key=lambda term: (not term <= verbs(), -len(term)))
            for concept in key:
                table[concept].append(rule)
    return {concept: tuple(rules) for concept, rules in table.items()}


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """Concepts that several operations of a clause may share."""
    return lexicon("en").verbs | lexicon("zh").verbs


@lru_cache(maxsize=1)
def concepts_of_rules() -> frozenset[str]:
    """Every concept some rule asks for; for the tests."""
    return frozenset(concept for rules in _rules().values() for rule in rules for concept in rule.named | rule.missing)


def matches(tokens: Sequence[Token], given: frozenset[str], removing: frozenset[str]) -> list[Match]:
    """The operations a clause asks for, best explanation first taken, in the order of the text.

    ``given`` are concepts the clause has without words of its own (a verb of the clause before). Where one of
    ``removing`` is among its concepts, only rules that mention one of them hold: "remove the music" adds none.
    """
    by_concept: defaultdict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        for sense in token.senses:
            if token not in by_concept[sense.concept]:
                by_concept[sense.concept].append(token)
    present = frozenset(by_concept) | given
    holding = _holding(by_concept, present, present & removing)
    taken: list[Match] = []
    used: set[tuple[int, int]] = set()
    governing: set[tuple[int, int]] = set()
    for match in sorted(holding, key=lambda match: (-match.score, match.rule.rank)):
        places = {(token.start, token.end) for token in match.tokens}
        if match.tokens and not used & places and not places <= governing and not _twice(match, taken):
            taken.append(match)
            used |= places
            governing |= {(token.start, token.end) for token in match.verbs}
    return sorted(taken, key=lambda match: match.at)


def _twice(match: Match, taken: Iterable[Match]) -> bool:
    return any(other.rule.spec is match.rule.spec for other in taken)


def _holding(by_concept: Mapping[str, list[Token]], present: frozenset[str], removing: frozenset[str]) -> list[Match]:
    seen: set[int] = set()
    found = []
    for concept in present:
        for rule in _rules().get(concept, ()):
            if id(rule) in seen:
                continue
            seen.add(id(rule))
            if removing and not rule.named & (removing | CUTTING):
                continue
            match = _match(rule, by_concept, present)
            if match is not None:
                found.append(match)
    return found


def _match(rule: Rule, by_concept: Mapping[str, list[Token]], present: frozenset[str]) -> Match | None:
    if rule.missing & present or any(not term & present for term in rule.needed):
        return None
    things: list[Token] = []
    governing: list[Token] = []
    score = 0
    for place, term in enumerate((*rule.needed, *rule.welcome)):
        held = term & present
        own = [token for concept in held - verbs() for token in by_concept.get(concept, ())]
        fresh = next((token for token in sorted(own, key=_start) if token not in things), None)
        if fresh is not None:
            things.append(fresh)
            score += _THING
        elif place < len(rule.needed) and not held & verbs() and held <= frozenset(by_concept):
            return None  # one word cannot stand for two things
        elif held:
            score += _VERB if held & verbs() else 0
            governing += (token for concept in held & verbs() for token in by_concept.get(concept, ()))
    if _lacks_verb(rule, present, by_concept, things):
        return None
    if rule.alone and _others(by_concept, things):
        return None
    return Match(rule, tuple(things), tuple(governing), score)


def _lacks_verb(
    rule: Rule, present: frozenset[str], by_concept: Mapping[str, list[Token]], things: list[Token]
) -> bool:
    """Whether the only word for a verb is taken for the thing: in "bin it" the bin is no object."""
    for term in rule.needed:
        held = term & present
        if held and held <= verbs() and all(by_concept.get(concept) for concept in held):
            words = [token for concept in held for token in by_concept[concept]]
            if all(token in things for token in words):
                return True
    return False


def _others(by_concept: Mapping[str, list[Token]], things: list[Token]) -> bool:
    """Whether things are named that a rule for a lonely word does not explain."""
    loose = verbs() | _ASIDES
    return any(
        token not in things
        for concept in by_concept.keys() - loose
        for token in by_concept[concept]
        if not token.filler
    )


def _start(token: Token) -> int:
    return token.start
