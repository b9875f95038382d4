"""What is at hand while one turn is answered."""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.core.access import Access
from bot.core.errors import ChatUnavailable, ReceiptUnknown, Throttled
from bot.core.holdings import Holdings
from bot.core.intents import Request
from bot.core.keeping import Kept, keep_undelivered
from bot.core.ledger import Ledger
from bot.core.model import Button, Capabilities, ChatRef, JsonObject, Reply, Turn, TurnId
from bot.core.ports import BackendClient, ChatPort, Clock, Links, MediaStore, MediaTools, Sessions
from bot.core.profile import Profile, Profiles, load
from bot.core.status import StatusMessage
from bot.core.steps import NeverKnown, Steps
from bot.core.wording import Voice

_ANSWERS = 2


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
    access: Access
    holdings: Holdings
    profiles: Profiles = field(default_factory=lambda: Profiles(load()))

    def of_chat(self, chat: ChatRef, profile: Profile) -> "Ports":
        """As one chat's turns use them: every file kept is noted for the chat, every call told of its profile."""
        store, tools = self.holdings.store_of(chat), self.holdings.tools_of(chat)
        return replace(self, store=store, tools=tools, backend=self.backend.attributed_to(profile.name))


class OpenTurns(Protocol):
    """The turns being answered just now, for those who may stop them."""

    def of_chat(self, chat: ChatRef) -> list[Turn]:
        """The chat's turns that are being worked on or wait, in their order."""

    async def stop(self, turn: TurnId) -> None:
        """Stop the turn's work; returns when nothing of it runs any more."""


@dataclass(slots=True)
class TurnContext:
    """One turn with its request, its steps, its voice.

    ``status`` is None for what is answered at once, and where the message could not be posted. ``stood_in_line``: it is
    work, whose results are kept when the chat cannot be posted to. Of its results, ``delivered`` have arrived,
    ``unknown`` may have, and ``undelivered`` have not.
    """

    ports: Ports
    turn: Turn
    request: Request
    steps: Steps
    voice: Voice
    open_turns: OpenTurns
    profile: Profile
    status: StatusMessage | None = None
    stood_in_line: bool = False
    renewals: int = 0
    delivered: int = 0
    unknown: int = 0
    undelivered: int = 0

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

    async def answer(
        self,
        text: str,
        *,
        name: str = "answer",
        buttons: tuple[Button, ...] = (),
        facts: JsonObject | None = None,
        keep: bool = True,
    ) -> None:
        """Post words as a new message, at least once; cut to what the platform takes.

        A lost receipt is answered by one more send. Where the chat cannot be posted to, the words of work are kept
        with it (unless told not to ``keep`` them). ``facts`` are noted with the message.
        """
        limit = self.capabilities.text_chars
        shown = text if len(text) <= limit else text[: limit - 1] + "…"
        step = self.step(name)

        async def look() -> JsonObject:
            return {"text": shown}

        async def send() -> JsonObject:
            # After a crash the same words once more: a platform may know what it has by them.
            said = self.steps.before(step).get("text", shown)
            reply = Reply(said, buttons=buttons, reply_to=self.turn.message.ref)
            ref = await self.ports.chats.send(self.chat, reply, key=self.key(name))
            return {"message": ref.message_id, **(facts or {})}

        try:
            await self.steps.take(step, send, look=look, attempts=_ANSWERS)
        except ReceiptUnknown:
            await self.steps.give_up(step)
        except NeverKnown:
            pass  # given up in an earlier life
        except (ChatUnavailable, Throttled):
            if not (keep and self.stood_in_line):
                raise
            await keep_undelivered(self.steps, step, Kept(text, buttons=buttons))
            self.undelivered += 1

    async def accompany(self, work: Awaitable[None]) -> None:
        """Do the work with the status message kept current beside it."""
        if self.status is None:
            await work
        else:
            await self.status.accompany(work)
