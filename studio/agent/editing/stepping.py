"""Going back and forth between versions."""

from collections.abc import Sequence

from studio.agent.editing.arguments import whole
from studio.agent.plan import Operation, Tongue
from studio.agent.project import Edited, Project
from studio.agent.replies import say

NAMES = frozenset({"undo", "redo"})


def step(project: Project, operations: Sequence[Operation], tongue: Tongue) -> Edited:
    """The step the undos and redos of a request come to, as far as there are versions.

    A film of another version cannot be edited in the same breath (only the service can read it), so what else was
    asked for is told to be said again.
    """
    wanted = sum(_steps(operation) for operation in operations)
    possible = max(-project.back, min(wanted, project.forward))
    goes_back = wanted < 0 or (wanted == 0 and operations[0].name == "undo")
    if possible == 0:
        return Edited(say(tongue, "step.no_undo" if goes_back else "step.no_redo"))
    parts = [say(tongue, "step.undone" if goes_back else "step.redone", count=abs(possible))]
    if possible != wanted:
        parts.append(say(tongue, "step.all_undone" if goes_back else "step.all_redone"))
    if any(operation.name not in NAMES | {"export"} for operation in operations):
        parts.append(say(tongue, "step.rest"))
    return Edited(say(tongue, "join_sentences").join(parts), step=possible)


def _steps(operation: Operation) -> int:
    if operation.name not in NAMES:
        return 0
    count = max(1, whole(operation, "steps") or 1)
    return -count if operation.name == "undo" else count
