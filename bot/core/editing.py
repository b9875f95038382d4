"""One instruction to the backend: said once, listened to, and what changed found out.

What the backend says of its trouble is weighed against the timeline: an edit that took effect is
one, whatever was said.
"""

from contextlib import aclosing
from dataclasses import dataclass, field

from bot.core.context import TurnContext
from bot.core.errors import EditFailed, OutcomeUnknown, OutOfCredits
from bot.core.model import (
    BackendState,
    Draft,
    Heartbeat,
    JsonObject,
    SessionId,
    StreamFailure,
    TextChunk,
    ToolActivity,
)
from bot.core.patience import insist
from bot.core.status import Stage
from bot.core.translate import to_chat_words

_READ_AGAIN_S = 30.0
_OUT_OF_CREDITS = 2001


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """What an instruction came to: what the backend ``said``, and the drafts around it.

    ``out_of_credits``: they ran out when a part of it was done, which is on the timeline.
    """

    said: str
    before: Draft
    after: BackendState
    suggestions: tuple[str, ...] = ()
    out_of_credits: bool = False

    @property
    def changed(self) -> bool:
        """Whether there is a new version of the film."""
        return self.before.wire != self.after.draft.wire and not self.after.draft.is_empty


@dataclass(slots=True)
class _Heard:
    """What came over the stream so far."""

    texts: list[str] = field(default_factory=list)
    partial: str = ""
    suggestions: tuple[str, ...] = ()
    failure: StreamFailure | None = None

    def fails(self, failure: StreamFailure) -> None:
        """Note a failure; one that is called temporary never hides a graver one."""
        if self.failure is None or self.failure.is_passing:
            self.failure = failure

    def result(self) -> JsonObject:
        """As the ledger keeps it: ``failed`` for the log if there was trouble, which its words may outweigh."""
        texts = self.texts or ([self.partial] if self.partial else [])
        result: JsonObject = {"text": texts[-1] if texts else "", "suggestions": list(self.suggestions)}
        if self.failure is None or (self.failure.is_passing and texts):
            return result
        if self.failure.code == _OUT_OF_CREDITS:
            return _without_credits(self.failure.message)
        return {**result, "failed": self.failure.message}


def _without_credits(detail: str) -> JsonObject:
    return {"text": "", "suggestions": [], "failed": detail, "out_of_credits": True}


async def instruct(context: TurnContext, session: SessionId, part: int, words: str) -> EditOutcome:
    """Have the backend do what the words say, exactly once, and read what became of the timeline.

    Raises EditFailed and OutOfCredits where that stopped the edit before the timeline changed.
    """
    name = f"edit/{part}"
    before_name = f"before/{part}"
    ports = context.ports

    async def read() -> BackendState:
        return await insist(ports.clock, lambda: ports.backend.state(session))

    async def look() -> JsonObject:
        return {"draft": (await read()).draft.wire}

    before = await context.steps.take(context.step(before_name), look)

    async def call() -> JsonObject:
        try:
            return await insist(ports.clock, lambda: _listen(context, session, words, context.key(name)))
        except OutOfCredits as error:
            return _without_credits(str(error))

    async def in_doubt(_: JsonObject) -> JsonObject | None:
        if ports.backend.traits.repeatable_edits:
            return None
        return await _wait_for_effect(context, session, Draft(before["draft"]))

    if context.status is not None:
        context.status.show(Stage.EDITING)
    result = await context.steps.take(context.step(name), call, in_doubt=in_doubt)
    return _outcome(Draft(before["draft"]), await read(), result)


async def _listen(context: TurnContext, session: SessionId, words: str, key: str) -> JsonObject:
    heard = _Heard()
    async with aclosing(context.ports.backend.converse(session, words, key=key)) as events:
        async for event in events:
            match event:
                case TextChunk(partial=True):
                    heard.partial += event.text
                    _show(context, heard.partial)
                case TextChunk():
                    heard.partial = ""
                    heard.texts.append(event.text)
                    heard.suggestions = event.suggestions or heard.suggestions
                    _show(context, event.text)
                case ToolActivity():
                    _show(context, "")
                case Heartbeat():
                    pass  # work goes on; after two minutes without news the status says so by itself
                case StreamFailure():
                    heard.fails(event)
    return heard.result()


def _show(context: TurnContext, text: str) -> None:
    if context.status is not None:
        line = to_chat_words(text, context.voice).partition("\n")[0][:200]
        context.status.show(Stage.EDITING, words=line)


async def _wait_for_effect(context: TurnContext, session: SessionId, before: Draft) -> JsonObject:
    """Where an edit must not be said twice: look whether it took effect, for as long as it may."""
    ports = context.ports
    until = ports.clock.monotonic() + ports.backend.traits.settle_s
    while True:
        state = await insist(ports.clock, lambda: ports.backend.state(session))
        if state.draft.wire != before.wire:
            return {"text": "", "suggestions": []}
        if ports.clock.monotonic() >= until:
            break
        await ports.clock.sleep(_READ_AGAIN_S)
    raise EditFailed("no effect seen after the connection was lost") from OutcomeUnknown()


def _outcome(before: Draft, after: BackendState, result: JsonObject) -> EditOutcome:
    """What the words, the trouble and the two drafts come to."""
    failed, is_unpaid = result.get("failed"), result.get("out_of_credits", False)
    outcome = EditOutcome(result["text"], before, after, tuple(result["suggestions"]), out_of_credits=is_unpaid)
    if failed is not None and not outcome.changed:
        raise OutOfCredits(failed) if is_unpaid else EditFailed(failed)
    return outcome
