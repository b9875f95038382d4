"""The ledger in memory, for the core's tests; the contract suite holds it to what the database does."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.core.errors import StorageFailed
from bot.core.model import (
    Attachment,
    ChatRef,
    Handed,
    IncomingMessage,
    JsonObject,
    MessageRef,
    SeenMedia,
    SessionId,
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
        self._positions = count(1)
        self._steps: dict[TurnId, dict[str, Step]] = {}
        self._seen: dict[tuple[MessageRef, int], SeenMedia] = {}
        self._uploads: dict[tuple[ChatRef, SessionId], dict[str, Handed]] = {}

    async def accept(self, message: IncomingMessage) -> Turn | None:
        message = records.load_message(records.dump_message(message))
        self._see(message)
        event = (message.ref.chat.platform, message.event_id)
        if event in self._by_event:
            return None
        turn = Turn(TurnId(new_id()), message, TurnState.WAITING, position=next(self._positions))
        self.turns[turn.id] = turn
        self._steps[turn.id] = {}
        self._by_event[event] = turn.id
        return turn

    async def replace(self, turn: TurnId, message: IncomingMessage) -> bool:
        message = records.load_message(records.dump_message(message))
        event = (message.ref.chat.platform, message.event_id)
        known = self.turns.get(turn)
        if known is None or known.state is not TurnState.WAITING or event in self._by_event:
            return False
        self._see(message)
        self._by_event[event] = turn
        self.turns[turn] = replace(known, message=message)
        return True

    async def remember(self, message: IncomingMessage) -> None:
        self._see(records.load_message(records.dump_message(message)))

    async def open_turns(self) -> list[Turn]:
        return [turn for turn in self.turns.values() if turn.state.is_open]

    async def turns_of(self, message: MessageRef) -> list[Turn]:
        return [turn for turn in self.turns.values() if turn.message.ref == message]

    async def posted_by(self, message: MessageRef) -> Turn | None:
        turns = [turn for turn in self.turns.values() if turn.message.ref.chat == message.chat]
        return next((turn for turn in reversed(turns) if self._posted(turn.id, message.message_id)), None)

    async def undelivered(self, chat: ChatRef) -> list[Turn]:
        ended = [turn for turn in self.turns.values() if not turn.state.is_open]
        turns = [turn for turn in ended if turn.message.ref.chat == chat]
        return [turn for turn in turns if self._is_undelivered(self._steps[turn.id])]

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
        if turn not in self.turns:
            return
        before = self._before(turn, name)
        self._put(turn, Step(name, StepState.DONE, before, records.load(records.dump(result))))

    async def withdraw(self, turn: TurnId, name: str) -> None:
        step = self._steps.get(turn, {}).get(name)
        if step is not None and step.state is StepState.INTENDED:
            del self._steps[turn][name]

    async def give_up(self, turn: TurnId, name: str) -> None:
        if not self._is_done(turn, name):
            self._put(turn, Step(name, StepState.UNKNOWN, self._before(turn, name), {}))

    async def media_of(self, message: MessageRef) -> list[SeenMedia]:
        return [self._seen[key] for key in sorted((k for k in self._seen if k[0] == message), key=lambda k: k[1])]

    async def recent_media(self, chat: ChatRef, since: datetime) -> list[SeenMedia]:
        seen = [media for media in self._seen.values() if media.message.chat == chat and media.seen_at >= since]
        return sorted(seen, key=lambda media: media.seen_at)[::-1]

    async def note_upload(self, chat: ChatRef, session: SessionId, handed: Handed) -> None:
        handed = replace(handed, attachment=_copy(handed.attachment))
        self._uploads.setdefault((chat, session), {}).setdefault(handed.attachment.identity, handed)

    async def uploads(self, chat: ChatRef, session: SessionId) -> frozenset[str]:
        return frozenset(self._uploads.get((chat, session), ()))

    async def handed(self, chat: ChatRef, session: SessionId) -> tuple[Handed, ...]:
        return tuple(self._uploads.get((chat, session), {}).values())

    async def forget(self, chat: ChatRef, before: int) -> None:
        ended = [turn for turn in self.turns.values() if not turn.state.is_open]
        gone = {turn.id for turn in ended if turn.message.ref.chat == chat and turn.position < before}
        self.turns = {turn.id: turn for turn in self.turns.values() if turn.id not in gone}
        self._steps = {turn: steps for turn, steps in self._steps.items() if turn not in gone}
        self._by_event = {event: turn for event, turn in self._by_event.items() if turn not in gone}
        self._seen = {key: seen for key, seen in self._seen.items() if seen.message.chat != chat}
        self._uploads = {key: kept for key, kept in self._uploads.items() if key[0] != chat}

    def _posted(self, turn: TurnId, message_id: str) -> bool:
        return any(step.result.get("message") == message_id for step in self._steps[turn].values())

    def _is_undelivered(self, steps: dict[str, Step]) -> bool:
        return "offered" not in steps and any(name.startswith("undelivered/") for name in steps)

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
