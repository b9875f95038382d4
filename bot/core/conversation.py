"""One turn: its language, its intent, the action for it, and one renewal when the session is lost."""

from bot.core import intents, language
from bot.core.actions import cancel, credits, edit, export, help, new, send_again, timeline, undo, upload  # noqa: A004
from bot.core.actions import language as choose_language
from bot.core.context import OpenTurns, Ports, TurnContext
from bot.core.errors import SessionLost
from bot.core.model import Intent, JsonObject, MessageRef, Reply, Turn
from bot.core.status import Stage, StatusMessage, cancel_button
from bot.core.steps import Steps
from bot.core.wording import Voice

AT_ONCE = frozenset({Intent.CREDITS, Intent.TIMELINE, Intent.HELP, Intent.CANCEL, Intent.LANGUAGE})
"""Intents that overtake the chat's queue and need no status message."""


def intent_of(turn: Turn) -> Intent:
    """What the turn's message wants."""
    return intents.understand(turn.message).intent


async def open_context(ports: Ports, turn: Turn, open_turns: OpenTurns) -> TurnContext:
    """Understand the turn's message and gather what answering it needs."""
    preferred = await ports.sessions.language(turn.message.sender, turn.message.ref.chat)
    voice = Voice(language.of_message(turn.message, preferred))
    steps = await Steps.of(ports.ledger, turn.id)
    return TurnContext(ports, turn, intents.understand(turn.message), steps, voice, open_turns)


async def acknowledge(context: TurnContext, place: int) -> None:
    """Post the turn's status message, or take up the one an earlier process posted."""
    ports, message = context.ports, context.turn.message
    capabilities = context.capabilities
    stage = context.voice.say(f"stage.{Stage.WAITING if place > 1 else Stage.RECEIVED}", place=place)

    async def post() -> JsonObject:
        first = Reply(f"{stage} · 0:00", buttons=(cancel_button(context.voice),), reply_to=message.ref, silent=True)
        ref = await ports.chats.send(context.chat, first, key=f"{context.turn.id}.status")
        return {"message": ref.message_id}

    posted = await context.steps.take("status", post)
    context.status = StatusMessage(
        ports.chats,
        ports.clock,
        context.voice,
        MessageRef(context.chat, posted["message"]),
        since=message.received_at,
        asked_by=message.sender.name if capabilities.shared else None,
    )


async def handle(context: TurnContext) -> None:
    """Answer the turn. Raises the CutdeskError that stopped it."""
    while f"renewed/{context.renewals}" in context.steps.names():
        await _renew(context)
    try:
        await _act(context)
    except SessionLost:
        if context.renewals or not context.turn.message.attachments:
            await context.ports.sessions.forget(context.chat)
            raise
        await _renew(context)
        await _act(context)


async def _renew(context: TurnContext) -> None:
    """The backend lost the session: this turn starts anew in another one, with its own files."""

    async def forget() -> JsonObject:
        await context.ports.sessions.forget(context.chat)
        return {}

    await context.steps.take(f"renewed/{context.renewals}", forget)
    context.renewals += 1


async def _act(context: TurnContext) -> None:  # noqa: C901, PLR0912  # one case an intent
    match context.request.intent:
        case Intent.EDIT:
            await edit.run(context)
        case Intent.UPLOAD:
            await upload.run(context)
        case Intent.EXPORT:
            await export.run(context)
        case Intent.CREDITS:
            await credits.run(context)
        case Intent.TIMELINE:
            await timeline.run(context)
        case Intent.UNDO:
            await undo.run(context)
        case Intent.HELP:
            await help.run(context)
        case Intent.CANCEL:
            await cancel.run(context)
        case Intent.NEW:
            await new.run(context)
        case Intent.LANGUAGE:
            await choose_language.run(context)
        case Intent.SEND_AGAIN:
            await send_again.run(context)
