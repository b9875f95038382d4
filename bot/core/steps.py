"""The ledger of one turn: every outward effect is intended before its call and recorded after it.

A step found intended but not done is in doubt: its resolver asks the world whether the call took effect, so that
nothing is done twice and nothing is left undone (docs: the architecture page).
"""

from collections.abc import Awaitable, Callable

from bot.core.errors import CutdeskError, OutcomeUnknown, ReceiptUnknown
from bot.core.ledger import Ledger
from bot.core.model import JsonObject, Step, StepState, TurnId

Call = Callable[[], Awaitable[JsonObject]]
Look = Callable[[], Awaitable[JsonObject]]
Resolver = Callable[[JsonObject], Awaitable[JsonObject | None]]

_ATTEMPTS = 5


class NeverKnown(CutdeskError):
    """It cannot be found out whether the step took effect, and it must not be repeated."""


async def nothing_before() -> JsonObject:
    """For steps whose resolver does not need to know what the world looked like."""
    return {}


async def did_not_happen(_before: JsonObject) -> JsonObject | None:
    """The resolver of steps that are harmless to repeat."""
    return None


class Steps:
    """The steps of one turn, taken in order."""

    def __init__(self, ledger: Ledger, turn: TurnId, recorded: dict[str, Step]) -> None:
        self._ledger = ledger
        self._turn = turn
        self._recorded = recorded

    @classmethod
    async def of(cls, ledger: Ledger, turn: TurnId) -> "Steps":
        """The turn's steps as far as an earlier process came."""
        return cls(ledger, turn, await ledger.steps(turn))

    def done(self, name: str) -> JsonObject | None:
        """The result of a step that is done, else None."""
        step = self._recorded.get(name)
        return step.result if step is not None and step.state is StepState.DONE else None

    def before(self, name: str) -> JsonObject:
        """What was noted before the call of a step; nothing for a step never intended."""
        step = self._recorded.get(name)
        return step.before if step is not None else {}

    def names(self) -> tuple[str, ...]:
        """All steps so far, in the order they were intended."""
        return tuple(self._recorded)

    async def take(
        self, name: str, call: Call, *, look: Look = nothing_before, in_doubt: Resolver = did_not_happen
    ) -> JsonObject:
        """Make the call once, whatever crashes and lost answers come between; return its result.

        ``look`` is asked before the first call what the world is like; ``in_doubt`` gets that back and answers with
        the call's result if it took effect, None if it certainly did not, or raises NeverKnown.
        """
        step = self._recorded.get(name)
        if step is not None and step.state is StepState.DONE:
            return step.result
        if step is not None and step.state is StepState.UNKNOWN:
            raise NeverKnown(name)
        try:
            result = await self._settle(name, step, call, look, in_doubt)
        except NeverKnown:
            await self._ledger.give_up(self._turn, name)
            self._recorded[name] = Step(name, StepState.UNKNOWN, {}, {})
            raise
        await self._ledger.complete(self._turn, name, result)
        self._recorded[name] = Step(name, StepState.DONE, {}, result)
        return result

    async def _settle(self, name: str, step: Step | None, call: Call, look: Look, in_doubt: Resolver) -> JsonObject:
        doubtful = step is not None
        before = step.before if step is not None else await self._intend(name, look)
        for attempt in range(_ATTEMPTS):
            if doubtful:
                result = await in_doubt(before)
                if result is not None:
                    return result
            try:
                return await call()
            except (OutcomeUnknown, ReceiptUnknown):
                doubtful = True
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    async def _intend(self, name: str, look: Look) -> JsonObject:
        before = await look()
        await self._ledger.intend(self._turn, name, before)
        self._recorded[name] = Step(name, StepState.INTENDED, before, {})
        return before
