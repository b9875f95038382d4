"""What is at hand while one turn is answered."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

from bot.core.intents import Request
from bot.core.ledger import Ledger
from bot.core.model import Button, Capabilities, ChatRef, MessageRef, Reply, Turn, TurnId
from bot.core.ports import BackendClient, ChatPort, Clock, Links, MediaStore, MediaTools, Sessions
from bot.core.status import StatusMessage
from bot.core.steps import Steps
from bot.core.wording import Voice


@dataclass(frozen=True, slots=True)
class Ports:
    """All doors of the core, as the wiring opened them."""

    chats: ChatPort
    backend: BackendClient
    ledger: Ledger
    sessions: Sessions
    store: MediaStore
    tools: MediaTools
    links: Links
    clock: Clock


class OpenTurns(Protocol):
    """The turns being answered just now, for those who may stop them."""

    def of_chat(self, chat: ChatRef) -> list[Turn]:
        """The chat's turns that are being worked on or wait, in their order."""

    async def stop(self, turn: TurnId) -> None:
        """Stop the turn's work; returns when nothing of it runs any more."""


@dataclass(slots=True)
class TurnContext:
    """One turn with its request, its steps, its voice; ``status`` is None for questions answered at once."""

    ports: Ports
    turn: Turn
    request: Request
    steps: Steps
    voice: Voice
    open_turns: OpenTurns
    status: StatusMessage | None = None
    renewals: int = 0
    delivered: int = 0

    @property
    def chat(self) -> ChatRef:
        """The chat that asked."""
        return self.turn.message.ref.chat

    @property
    def capabilities(self) -> Capabilities:
        """What the chat can do just now."""
        return self.ports.chats.capabilities(self.chat)

    def step(self, name: str) -> str:
        """The name of a step in the current session of the turn: a renewed session starts them anew."""
        return name if self.renewals == 0 else f"renewal{self.renewals}/{name}"

    def key(self, name: str) -> str:
        """A key that names one call of this turn for ever."""
        return f"{self.turn.id}.{self.step(name).replace('/', '.')}"

    async def answer(self, text: str, *, name: str = "answer", buttons: tuple[Button, ...] = ()) -> None:
        """Post words as a new message, once; cut to what the platform takes."""
        limit = self.capabilities.text_chars
        shown = text if len(text) <= limit else text[: limit - 1] + "…"
        reply = Reply(shown, buttons=buttons, reply_to=self.turn.message.ref)

        async def send() -> dict[str, str]:
            ref = await self.ports.chats.send(self.chat, reply, key=self.key(name))
            return {"message": ref.message_id}

        await self.steps.take(self.step(name), send)

    async def accompany(self, work: Awaitable[None]) -> None:
        """Do the work with the status message kept current beside it."""
        if self.status is None:
            await work
        else:
            await self.status.accompany(work)


def status_ref(turn: Turn, steps: Steps) -> MessageRef | None:
    """The turn's status message, if it was ever posted."""
    posted = steps.done("status")
    return None if posted is None else MessageRef(turn.message.ref.chat, posted["message"])
