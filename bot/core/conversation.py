"""One turn: its language, its intent, the action for it, and one renewal when the session is lost."""

import logging

from bot.core import amending, intents, language, renewal, uploading
from bot.core.actions import (
    cancel,
    credits,  # noqa: A004
    edit,
    export,
    forget,
    help,  # noqa: A004
    new,
    pair,
    profile,
    send_again,
    stranger,
    timeline,
    undo,
    upload,
)
from bot.core.actions import language as choose_language
from bot.core.context import OpenTurns, Ports, TurnContext
from bot.core.errors import PlatformAbsent, PlatformError, SessionLost
from bot.core.model import Capabilities, IncomingMessage, Intent, JsonObject, Reply, Turn
from bot.core.status import Stage, StatusMessage, cancel_button, headline
from bot.core.steps import Steps
from bot.core.succession import STATUS, Succession, moment, status_message
from bot.core.wording import Voice

AT_ONCE = frozenset(
    {
        Intent.CREDITS,
        Intent.TIMELINE,
        Intent.HELP,
        Intent.CANCEL,
        Intent.LANGUAGE,
        Intent.PROFILE,
        Intent.FORGET,
        Intent.KEEP_ALL,
        Intent.PAIR,
    }
)
"""Intents that overtake the chat's queue and need no status message."""


_log = logging.getLogger(__name__)

_STATUS_POSTS = 2


def overtakes(message: IncomingMessage, capabilities: Capabilities) -> bool:
    """Whether the message is answered at once: a quick question, or a file that is refused by its size alone."""
    if any(uploading.is_too_large(attachment, capabilities) for attachment in message.attachments):
        return True
    return intents.understand(message).intent in AT_ONCE


async def open_context(ports: Ports, turn: Turn, open_turns: OpenTurns) -> TurnContext:
    """Understand the turn's message and gather what answering it needs."""
    preferred = await ports.sessions.language(turn.message.sender, turn.message.ref.chat)
    voice = Voice(language.of_message(turn.message, preferred))
    steps = await Steps.of(ports.ledger, turn.id)
    chat = turn.message.ref.chat
    chosen = ports.profiles.get(await ports.sessions.profile(chat))
    request = intents.understand(turn.message)
    return TurnContext(ports.of_chat(chat, chosen), turn, request, steps, voice, open_turns, chosen)


async def understand_anew(context: TurnContext) -> None:
    """The turn may have been given a newer version of its message while it waited: read it as it stands."""
    ports, known = context.ports, context.turn
    turns = await ports.ledger.turns_of(known.message.ref)
    newest = next((turn for turn in turns if turn.id == known.id), known)
    if newest.message == known.message:
        return
    anew = await open_context(ports, newest, context.open_turns)
    context.turn, context.request, context.voice = newest, anew.request, anew.voice
    if context.status is not None:
        context.status.voice = anew.voice


async def make_way(context: TurnContext) -> None:
    """Before the turn waits in line: a deletion stops what stands before it."""
    if context.request.intent is Intent.FORGET_ALL:
        await forget.make_way(context)


def is_quiet(context: TurnContext) -> bool:
    """Whether the turn has no status message: late files of an album, and a deletion, which answers soon."""
    return context.turn.message.amends or context.request.intent is Intent.FORGET_ALL


async def acknowledge(context: TurnContext, place: int) -> None:
    """Post the turn's status message, or take up the one an earlier process posted.

    Where it cannot be posted, the work is done without one. Raises PlatformAbsent.
    """
    asked_by = context.turn.message.sender.name if context.capabilities.shared else None
    stage = Stage.WAITING if place > 1 else Stage.RECEIVED
    first = headline(context.voice, stage, place, asked_by, 0)

    async def post() -> JsonObject:
        reply = Reply(first, buttons=(cancel_button(context.voice),), reply_to=context.turn.message.ref, silent=True)
        ref = await context.ports.chats.send(context.chat, reply, key=f"{context.turn.id}.status")
        return {"message": ref.message_id}

    async def look() -> JsonObject:
        return moment(context.ports.clock)

    try:
        await context.steps.take(STATUS, post, look=look, attempts=_STATUS_POSTS)
    except PlatformAbsent:
        raise
    except PlatformError as error:
        _log.warning("no status message", extra={"reason": type(error).__name__})
    take_up_status(context)


def take_up_status(context: TurnContext) -> None:
    """Go on with the status message that was posted for the turn, if there is one."""
    if status_message(context.chat, context.steps) is None:
        return
    ports, turn = context.ports, context.turn
    context.status = StatusMessage(
        ports.chats,
        ports.clock,
        context.voice,
        Succession(ports.chats, ports.clock, turn, context.steps),
        since=turn.message.received_at,
        asked_by=turn.message.sender.name if context.capabilities.shared else None,
    )


async def handle(context: TurnContext) -> None:
    """Answer the turn. Raises the CutdeskError that stopped it."""
    if not context.ports.access.admits(context.turn.message):
        await stranger.run(context)
        return
    while f"renewed/{context.renewals}" in context.steps.names():
        await renewal.renew(context)
    try:
        await _act(context)
    except SessionLost:
        if not context.stood_in_line:  # a session is begun anew in the chat's order only
            await context.answer(context.voice.say("session.lost"))
            return
        if context.renewals:
            raise
        await renewal.renew(context)
        await _act(context)


async def _act(context: TurnContext) -> None:  # noqa: C901, PLR0912  # one case an intent
    if context.renewals and not await renewal.restore(context):
        return
    if context.turn.message.amends:
        await amending.run(context)
        return
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
        case Intent.PROFILE:
            await profile.run(context)
        case Intent.SEND_AGAIN:
            await send_again.run(context)
        case Intent.FORGET:
            await forget.ask(context)
        case Intent.FORGET_ALL:
            await forget.run(context)
        case Intent.KEEP_ALL:
            await forget.keep(context)
        case Intent.PAIR:
            await pair.run(context)
