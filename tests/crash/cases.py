"""Which points to kill at: all of them in turn, or a sample that covers every kind of step around its call."""

import random
from collections.abc import Iterator, Sequence

from tests.crash.harness import Kills

_DURING_MS = (2, 10, 40, 120)


def all_cases(bot: Sequence[str], studio: Sequence[str], chance: random.Random) -> list[Kills]:
    """Every commit of both processes, before, during and after."""
    cases = []
    for number in range(1, len(bot) + 1):
        cases += [Kills(bot=point) for point in _points(number, chance)]
        cases.append(Kills(bot=_points(number, chance)[1], both=True))
    for number in range(1, len(studio) + 1):
        cases += [Kills(studio=point) for point in _points(number, chance)]
    return cases


def sampled_cases(bot: Sequence[str], studio: Sequence[str], chance: random.Random, size: int) -> list[Kills]:
    """Every kind of the bot's steps before, during and after its call; the rest at random, studio and both included."""
    cases = [Kills(bot=point) for point in _around_calls(bot, chance)]
    studio_numbers = list(range(1, len(studio) + 1))
    while len(cases) < size:
        if chance.random() < 0.6:
            cases.append(Kills(studio=chance.choice(_points(chance.choice(studio_numbers), chance))))
        else:
            number = chance.randint(1, len(bot))
            cases.append(Kills(bot=chance.choice(_points(number, chance)), both=True))
    return cases


def _points(number: int, chance: random.Random) -> tuple[str, str, str]:
    return f"{number}:before", f"{number}:after", f"{number}:during:{chance.choice(_DURING_MS)}"


def _around_calls(commits: Sequence[str], chance: random.Random) -> Iterator[str]:
    """For each kind of step: intended but not called, in the call, called but not noted."""
    seen = set()
    for number, label in enumerate(commits, 1):
        verb, _, step = label.partition(" ")
        kind = step.partition("/")[0]
        if (verb, kind) in seen:
            continue
        seen.add((verb, kind))
        if verb == "intend":
            yield f"{number}:after"
            yield f"{number}:during:{chance.choice(_DURING_MS)}"
        elif verb == "complete":
            yield f"{number}:before"
