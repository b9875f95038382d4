"""The ledger of one turn: every outward effect is intended before its call and recorded after it.

A step found intended but not done is in doubt: its resolver asks the world whether the call took effect, so that
nothing is done twice and nothing is left undone (docs: the architecture page).
"""

from collections.abc import Awaitable, Callable

from bot.core.errors import CutdeskError, OutcomeUnknown, PlatformError, ReceiptUnknown
from bot.core.ledger import Ledger
from bot.core.model import JsonObject, Step, StepState, TurnId
from bot.core.ports import SendWatch

Call = Callable[[], Awaitable[JsonObject]]
Look = Callable[[], Awaitable[JsonObject]]
Resolver = Callable[[JsonObject], Awaitable[JsonObject | None]]
Post = Callable[[SendWatch], Awaitable[JsonObject]]

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

    def all(self) -> tuple[Step, ...]:
        """The steps as they stand, in the order they were intended."""
        return tuple(self._recorded.values())

    def names(self) -> tuple[str, ...]:
        """All steps so far, in the order they were intended."""
        return tuple(self._recorded)

    async def take(
        self,
        name: str,
        call: Call,
        *,
        look: Look = nothing_before,
        in_doubt: Resolver = did_not_happen,
        attempts: int = _ATTEMPTS,
    ) -> JsonObject:
        """Make the call once, whatever crashes and lost answers come between; return its result.

        ``look`` is asked before the first call what the world is like; ``in_doubt`` gets that back and answers with
        the call's result if it took effect, None if it certainly did not, or raises NeverKnown. After ``attempts``
        lost answers the last of them is raised. A platform's refusal is certain: it takes the intent back.
        """
        settled = self._settled(name)
        if settled is not None:
            return settled
        step = self._recorded.get(name)
        before = step.before if step is not None else await look()
        if step is None:
            await self.intend(name, before)
        try:
            result = await self._insist(call, before, in_doubt, is_doubtful=step is not None, attempts=attempts)
        except NeverKnown:
            await self.give_up(name)
            raise
        except PlatformError as error:
            if not isinstance(error, ReceiptUnknown):
                await self.withdraw(name)
            raise
        return await self._complete(name, result)

    async def post(
        self, name: str, call: Post, *, before: JsonObject, is_announced: bool, is_repeatable: bool
    ) -> JsonObject:
        """Send what must not be sent twice. It is intended when the platform announces it (``is_announced``), else at
        once. Raises NeverKnown when its receipt is lost, unless it ``is_repeatable`` without being shown twice.
        """

        async def in_doubt(_: JsonObject) -> JsonObject | None:
            if is_repeatable:
                return None
            raise NeverKnown(name)

        async def look() -> JsonObject:
            return before

        watch = _Watch(self, name, before)
        if not is_announced or name in self._recorded:
            return await self.take(name, lambda: call(watch), look=look, in_doubt=in_doubt)
        try:
            result = await call(watch)
        except ReceiptUnknown:
            await watch.going()
            return await self.take(name, lambda: call(watch), look=look, in_doubt=in_doubt)
        except PlatformError:
            await self.withdraw(name)
            raise
        return await self._complete(name, result)

    async def intend(self, name: str, before: JsonObject) -> None:
        """Record that a call is about to be made, and what the world looked like before."""
        await self._ledger.intend(self._turn, name, before)
        self._recorded[name] = Step(name, StepState.INTENDED, before, {})

    async def withdraw(self, name: str) -> None:
        """Take back an intent that certainly had no effect; a step further on stays as it is."""
        step = self._recorded.get(name)
        if step is not None and step.state is StepState.INTENDED:
            await self._ledger.withdraw(self._turn, name)
            del self._recorded[name]

    async def note(self, name: str, result: JsonObject) -> None:
        """Record something that needs no call."""
        await self._complete(name, result)

    async def give_up(self, name: str) -> None:
        """Record that it will never be known whether the step took effect."""
        await self._ledger.give_up(self._turn, name)
        self._recorded[name] = Step(name, StepState.UNKNOWN, self.before(name), {})

    def _settled(self, name: str) -> JsonObject | None:
        """The result of a step that is done; raises NeverKnown for one given up."""
        step = self._recorded.get(name)
        if step is not None and step.state is StepState.UNKNOWN:
            raise NeverKnown(name)
        return self.done(name)

    async def _insist(
        self, call: Call, before: JsonObject, in_doubt: Resolver, *, is_doubtful: bool, attempts: int
    ) -> JsonObject:
        while True:
            if is_doubtful and (result := await in_doubt(before)) is not None:
                return result
            attempts -= 1
            try:
                return await call()
            except (OutcomeUnknown, ReceiptUnknown):
                if attempts == 0:
                    raise
                is_doubtful = True

    async def _complete(self, name: str, result: JsonObject) -> JsonObject:
        await self._ledger.complete(self._turn, name, result)
        self._recorded[name] = Step(name, StepState.DONE, self.before(name), result)
        return result


class _Watch:
    """SendWatch: an intent that stands from the moment a send really goes until the platform refuses it."""

    def __init__(self, steps: Steps, name: str, before: JsonObject) -> None:
        self._steps = steps
        self._name = name
        self._before = before

    async def going(self) -> None:
        if self._name not in self._steps.names():
            await self._steps.intend(self._name, self._before)

    async def refused(self) -> None:
        await self._steps.withdraw(self._name)
