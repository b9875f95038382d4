"""The ledger in memory, for the core's tests; the contract suite holds it to what the database does."""

from dataclasses import replace
from datetime import datetime

from bot.core.errors import StorageFailed
from bot.core.model import (
    Attachment,
    ChatRef,
    IncomingMessage,
    JsonObject,
    MessageRef,
    SeenMedia,
    Step,
    StepState,
    Turn,
    TurnId,
    TurnState,
    new_id,
)
from storage import records


class MemoryLedger:
    """Turns, steps and seen media in dictionaries. Values pass through JSON, as they do on the way to the disk."""

    def __init__(self) -> None:
        self.turns: dict[TurnId, Turn] = {}
        self._by_event: dict[tuple[str, str], TurnId] = {}
        self._steps: dict[TurnId, dict[str, Step]] = {}
        self._seen: dict[tuple[MessageRef, int], SeenMedia] = {}

    async def accept(self, message: IncomingMessage) -> Turn | None:
        message = records.load_message(records.dump_message(message))
        self._see(message)
        event = (message.ref.chat.platform, message.event_id)
        if event in self._by_event:
            return None
        turn = Turn(TurnId(new_id()), message, TurnState.WAITING, position=len(self.turns) + 1)
        self.turns[turn.id] = turn
        self._steps[turn.id] = {}
        self._by_event[event] = turn.id
        return turn

    async def remember(self, message: IncomingMessage) -> None:
        self._see(records.load_message(records.dump_message(message)))

    async def open_turns(self) -> list[Turn]:
        return [turn for turn in self.turns.values() if turn.state.is_open]

    async def set_state(self, turn: TurnId, state: TurnState) -> None:
        if turn not in self.turns:
            raise StorageFailed(f"turn {turn} was never accepted")
        if self.turns[turn].state.is_open:
            self.turns[turn] = replace(self.turns[turn], state=state)

    async def steps(self, turn: TurnId) -> dict[str, Step]:
        return dict(self._steps.get(turn, {}))

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        if not self._is_done(turn, name):
            self._put(turn, Step(name, StepState.INTENDED, records.load(records.dump(before)), {}))

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        before = self._before(turn, name)
        self._put(turn, Step(name, StepState.DONE, before, records.load(records.dump(result))))

    async def give_up(self, turn: TurnId, name: str) -> None:
        if not self._is_done(turn, name):
            self._put(turn, Step(name, StepState.UNKNOWN, self._before(turn, name), {}))

    async def media_of(self, message: MessageRef) -> list[SeenMedia]:
        return [self._seen[key] for key in sorted((k for k in self._seen if k[0] == message), key=lambda k: k[1])]

    async def recent_media(self, chat: ChatRef, since: datetime) -> list[SeenMedia]:
        seen = [media for media in self._seen.values() if media.message.chat == chat and media.seen_at >= since]
        return sorted(seen, key=lambda media: media.seen_at)[::-1]

    def _see(self, message: IncomingMessage) -> None:
        for ordinal, attachment in enumerate(message.attachments):
            known = self._seen.get((message.ref, ordinal))
            seen_at = message.received_at if known is None else known.seen_at
            self._seen[message.ref, ordinal] = SeenMedia(message.ref, _copy(attachment), seen_at)

    def _is_done(self, turn: TurnId, name: str) -> bool:
        step = self._steps.get(turn, {}).get(name)
        return step is not None and step.state is StepState.DONE

    def _before(self, turn: TurnId, name: str) -> JsonObject:
        step = self._steps.get(turn, {}).get(name)
        return {} if step is None else step.before

    def _put(self, turn: TurnId, step: Step) -> None:
        if turn not in self.turns:
            raise StorageFailed(f"turn {turn} was never accepted")
        self._steps[turn][step.name] = step


def _copy(attachment: Attachment) -> Attachment:
    return records.load_attachment(records.dump_attachment(attachment))
