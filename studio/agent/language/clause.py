"""A clause: tokens that belong together, with what it has from its neighbours."""

from dataclasses import dataclass, field

from studio.agent.language.tokens import Break, Token


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
