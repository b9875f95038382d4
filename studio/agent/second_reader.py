"""A second reader for what the rules did not understand: asked rarely, believed in nothing but the vocabulary.

The rules read first and what they read stands. Only the parts they left are shown to the second reader (a language
model, where the operator has set one up); what it proposes goes through ``checking``. Whatever goes wrong there, the
rules' own answer is given: their honest question, or the word about what was left out.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.agent.checking import checked
from studio.agent.language.figures import lacking
from studio.agent.plan import Doubt, Operation, Plan
from studio.agent.planner import has_text, reads_as_offered
from studio.agent.scene import Scene

LONGEST_REQUEST = 2000
MOST_PARTS = 8
MOST_OPERATIONS = 8

_log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The second reader failed, refused or talked nonsense. Holds nobody's words."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What it is asked: the whole request, the parts that are unclear, and what the person's media are."""

    request: str
    parts: tuple[str, ...]
    scene: Scene


@dataclass(frozen=True, slots=True)
class Proposal:
    """One operation it takes a part for; ``part`` counts from 0."""

    part: int
    name: str
    args: Mapping[str, object] = field(default_factory=dict)


Read = Callable[[str, Scene], Plan]
Propose = Callable[[Leftover], Sequence[Proposal]]
"""Blocks until there is an answer. Raises NoAnswer."""


def with_second_reader(read: Read, propose: Propose) -> Read:
    """The rules, helped out where they did not understand. Never raises."""

    def both(text: str, scene: Scene) -> Plan:
        plan = read(text, scene)
        parts = _unclear(plan, text)
        if not parts or len(text) > LONGEST_REQUEST or has_text(text):  # a text is shown or spoken, never obeyed
            return plan
        try:
            proposals = propose(Leftover(text, parts, scene))
        except NoAnswer as error:
            _log.warning("the language model was of no help: %s", error)
            return plan
        return _joined(plan, parts, _believed(plan, parts, proposals, text, scene))

    return both


def _unclear(plan: Plan, text: str) -> tuple[str, ...]:
    """The parts to show it: none where the rules asked something of their own, or must not go on."""
    if plan.doubt is None:
        return plan.unclear[:MOST_PARTS]
    is_lost = plan.doubt is Doubt.NOT_UNDERSTOOD and not plan.operations and not plan.declined
    return (plan.unclear[:MOST_PARTS] or (text,)) if is_lost else ()


def _believed(
    plan: Plan, parts: Sequence[str], proposals: Sequence[Proposal], text: str, scene: Scene
) -> dict[int, list[Operation]]:
    """The proposals that stand the check, by the part they are for; what the words forbid or have already is none."""
    known = {one.name for one in plan.operations} | set(plan.declined)
    found: dict[int, list[Operation]] = {}
    for proposal in proposals[:MOST_OPERATIONS]:
        operation = checked(proposal.name, proposal.args, text, scene)
        usable = operation is not None and operation.name not in known and 0 <= proposal.part < len(parts)
        if operation is None or not usable or not reads_as_offered(operation.name, operation.args, scene):
            continue
        found.setdefault(proposal.part, []).append(operation)
    return found


def _joined(plan: Plan, parts: Sequence[str], found: Mapping[int, Sequence[Operation]]) -> Plan:
    more = tuple(one for part in sorted(found) for one in found[part])
    if not more:
        return plan
    answered = {parts[part] for part in found}
    doubt = next((doubt for one in more if (doubt := lacking(one.name, one.args))), None)
    return replace(
        plan,
        operations=(*plan.operations, *more),
        doubt=doubt,
        unclear=tuple(part for part in plan.unclear if part not in answered),
        is_surmised=True,
    )
