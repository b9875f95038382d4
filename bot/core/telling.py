"""How a turn ends in words: the last line of its status message, and errors told so that a person can go on."""

import logging
from dataclasses import dataclass

from bot.core.context import Ports, TurnContext
from bot.core.errors import CutdeskError, PersonError, PlatformError
from bot.core.model import Button, ChatRef, JsonObject, TurnState

_log = logging.getLogger(__name__)

_SAME_ERROR_S = 60.0


@dataclass(frozen=True, slots=True)
class Ending:
    """The last line of a status message. ``vital``: where that cannot be written, it is posted as an answer."""

    line: str
    state: TurnState
    buttons: tuple[Button, ...] = ()
    vital: bool = False

    def to_json(self) -> JsonObject:
        """As a step holds it."""
        buttons = [[button.label, button.says, button.once] for button in self.buttons]
        return {"line": self.line, "state": self.state.value, "buttons": buttons, "vital": self.vital}

    @classmethod
    def from_json(cls, wire: JsonObject) -> "Ending":
        """From a step."""
        buttons = tuple(Button(label, says, once) for label, says, once in wire["buttons"])
        return cls(wire["line"], TurnState(wire["state"]), buttons, wire["vital"])


class Telling:
    """The sentences at the end of turns. The same error is told at most once a minute in a chat."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._told: dict[tuple[str, str], float] = {}

    def success(self, context: TurnContext) -> Ending:
        """The ending of a turn that did what it could."""
        voice = context.voice
        again = (Button(voice.say("button.send_again"), voice.say("says.send_again")),)
        if context.unknown:
            line = voice.say("status.resent_maybe", elapsed=self._elapsed(context))
            return Ending(line, TurnState.DONE, again, vital=True)
        if context.undelivered:
            return Ending(voice.say("status.kept"), TurnState.FAILED, again)
        key = "status.done" if context.delivered else "status.answered"
        return Ending(voice.say(key, elapsed=self._elapsed(context)), TurnState.DONE)

    async def failure(self, context: TurnContext, error: Exception) -> Ending:
        """Say what happened, what it means for the file, and one next step; return how the turn ends."""
        known = error if isinstance(error, CutdeskError) else CutdeskError()
        expected = isinstance(error, PersonError | PlatformError)
        _log.log(
            logging.INFO if expected else logging.ERROR,
            "turn failed: %s",
            type(error).__name__,
            exc_info=None if isinstance(error, CutdeskError) else error,
        )
        sentence = self._sentence(context, known)
        # A quick question has no status line to be told in: it is answered all the same.
        if self._told_lately(context.chat, known) and context.status is not None:
            return Ending(sentence, TurnState.FAILED)
        try:
            await context.answer(sentence, name="apology", keep=False)
        except PlatformError as refused:
            _log.warning("apology not posted: %s", type(refused).__name__)
            return Ending(sentence, TurnState.FAILED)
        return Ending(context.voice.say("status.failed"), TurnState.FAILED)

    def _elapsed(self, context: TurnContext) -> str:
        taken = self._ports.clock.now() - context.turn.message.received_at
        return context.voice.duration(taken.total_seconds() * 1000)

    def _sentence(self, context: TurnContext, error: CutdeskError) -> str:
        try:
            sentence = context.voice.say(error.key, **error.facts)
        except KeyError:  # an error about a file, raised where there was none to name
            sentence = context.voice.say(CutdeskError.key)
        if isinstance(error, PersonError):
            return sentence
        return f"{sentence} {context.voice.say('error.reference', reference=context.turn.id[:8])}"

    def _told_lately(self, chat: ChatRef, error: CutdeskError) -> bool:
        now = self._ports.clock.monotonic()
        self._told = {key: at for key, at in self._told.items() if now - at < _SAME_ERROR_S}
        key = (chat.key, f"{error.key} {sorted(error.facts.items())}")
        if key in self._told:
            return True
        self._told[key] = now
        return False
