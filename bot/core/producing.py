"""From an instruction to an answer: edit, render unless the words say not to, deliver (S14)."""

from pathlib import PurePath

from bot.core import connect, editing, rendering, screen, texts, timeline, uploading
from bot.core.context import TurnContext
from bot.core.delivery import deliver
from bot.core.errors import NothingToExport
from bot.core.model import BackendState, Button, SessionId
from bot.core.patience import insist

_SUGGESTIONS = 3


async def produce(context: TurnContext, session: SessionId, part: int, words: str) -> None:
    """Have the words done and answer with the film, or with the backend's question."""
    outcome = await editing.instruct(context, session, part, words)
    buttons = suggestion_buttons(outcome.suggestions)
    exports = outcome.changed or screen.asks_for_export(outcome)
    delivers = exports and context.request.deliver and not outcome.out_of_credits
    text = await screen.told(context, outcome, is_delivered=delivers)
    if delivers:
        await export(context, session, part, outcome.after, text=text, more=buttons)
        return
    if outcome.out_of_credits:
        text = context.voice.say("edit.out_of_credits", change=text)
        buttons = (export_button(context),)
    elif exports:
        text = f"{text}\n{context.voice.say('edit.not_exported')}"
        buttons = (export_button(context), *buttons)
    await context.answer(text, name=f"answer/{part}", buttons=buttons)


async def export(
    context: TurnContext,
    session: SessionId,
    part: int,
    state: BackendState,
    *,
    text: str,
    more: tuple[Button, ...] = (),
) -> None:
    """Render the state's draft and deliver the film under that text."""
    film = await rendering.render(context, session, part, state.draft, context.request.short_side)
    buttons = (Button(context.voice.say("button.undo"), context.voice.say("says.undo")), *more)
    await deliver(context, part, film, text=text, filename=film_name(state), buttons=buttons)


async def export_timeline(context: TurnContext, words: str = "") -> None:
    """The film of the chat's timeline. A clip that was never edited is put on it first, saying ``words`` (or what means
    "export") to the backend. Raises NothingToExport."""
    ports, voice = context.ports, context.voice
    uploading.check_sizes(context, context.turn.message.attachments)
    session = await connect.session_of(context)
    state = await insist(ports.clock, lambda: ports.backend.state(session))
    attachments = await uploading.attachments_for(context, session, state)
    received, _ = texts.apart(await uploading.receive_all(context, attachments))
    for file in received:
        await uploading.upload(context, session, file)
    if state.draft.is_empty:
        state = await insist(ports.clock, lambda: ports.backend.state(session))
        if not state.uploads:
            raise NothingToExport
        outcome = await editing.instruct(context, session, 0, words or voice.say("says.export"))
        state = outcome.after
        if state.draft.is_empty:
            await context.answer(await screen.told(context, outcome, is_delivered=False))
            return
    await export(context, session, 0, state, text=voice.say("export.done"))


def film_name(state: BackendState) -> str:
    """The name a film is shown under: after the video it begins with, where that can be told, else the newest one."""
    videos = [upload.filename for upload in state.uploads if upload.kind == "video"]
    first = timeline.first_clip(state.draft)
    begins = [name for name in videos if timeline.short_name(name) == first]
    chosen = (begins or videos or ["cutdesk"])[-1]
    stem = PurePath(chosen.replace("\\", "/")).stem
    return f"{stem[:80]}-edited.mp4"


def suggestion_buttons(suggestions: tuple[str, ...]) -> tuple[Button, ...]:
    """What could be said next, to be pressed."""
    return tuple(Button(suggestion, suggestion) for suggestion in suggestions[:_SUGGESTIONS])


def export_button(context: TurnContext) -> Button:
    """Asks for the film."""
    return Button(context.voice.say("button.export"), context.voice.say("says.export"))
