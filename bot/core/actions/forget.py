"""Forget: all of a chat is deleted, here and at the backend, once somebody entitled has confirmed it.

The forgetting stands in line, so that nothing newer begins before it is done, but stops what stands before it. Every
part is a step that may be taken again: a process killed in the middle finishes it when it starts.
"""

from bot.core import authority, stopping
from bot.core.context import TurnContext
from bot.core.errors import BackendRefused
from bot.core.model import Button, JsonObject, SessionId, TurnId
from bot.core.patience import insist

_FIRST_STEP = "forget/backend"


async def ask(context: TurnContext) -> None:
    """Have it confirmed. Every press is judged by who presses, so the first one does not use the buttons up."""
    voice = context.voice
    if not await authority.may_forget(context):
        await context.answer(voice.say("forget.not_yours"))
        return
    buttons = tuple(
        Button(voice.say(f"button.{name}"), voice.say(f"says.{name}"), once=False)
        for name in ("forget_all", "keep_all")
    )
    await context.answer(voice.say("forget.ask"), buttons=buttons)


async def keep(context: TurnContext) -> None:
    """Nothing is deleted after all."""
    await context.answer(context.voice.say("forget.kept"))


async def make_way(context: TurnContext) -> None:
    """Stop everything asked in the chat before; called before the turn waits in line."""
    plan = await _plan(context)
    # Once deleting has begun all that was stopped, and may be gone from the ledger.
    if plan["allowed"] and _FIRST_STEP not in context.steps.names():
        await stopping.stop(context, [TurnId(turn) for turn in plan["turns"]])


async def run(context: TurnContext) -> None:
    """Delete, and say what was deleted. Raises BackendUnreachable before anything is."""
    voice = context.voice
    if not (await _plan(context))["allowed"]:
        await context.answer(voice.say("forget.not_yours"))
        return
    erased = await context.steps.take(_FIRST_STEP, lambda: _forget_sessions(context))
    await context.steps.take("forget/platform", lambda: _forget_on_platform(context))
    await context.steps.take("forget/media", lambda: _forget_media(context))
    await context.ports.ledger.forget(context.chat, before=context.turn.position)
    await context.ports.sessions.erase(context.chat)
    if not context.capabilities.shared:
        await context.ports.sessions.set_language(context.turn.message.sender, context.chat, None)
    sentences = [voice.say("forget.done")]
    if not erased["everywhere"]:
        sentences.append(voice.say("forget.elsewhere", processor=context.ports.backend.traits.processor))
    if context.capabilities.shared:
        sentences.append(voice.say("forget.language_stays"))
    await context.answer(" ".join(sentences))


async def _plan(context: TurnContext) -> JsonObject:
    """Whether it may be done and what is to be stopped for it, as it was when it was first asked."""

    async def look() -> JsonObject:
        turns = [
            turn.id
            for turn in await context.ports.ledger.open_turns()
            if turn.message.ref.chat == context.chat and stopping.may_be_meant(context, turn)
        ]
        return {"allowed": await authority.may_forget(context), "turns": turns}

    return await context.steps.take("forget", look)


async def _forget_sessions(context: TurnContext) -> JsonObject:
    ports = context.ports
    everywhere = True
    for session in await ports.sessions.opened(context.chat):
        everywhere = await _forget_session(context, session) and everywhere
    return {"everywhere": everywhere}


async def _forget_session(context: TurnContext, session: SessionId) -> bool:
    ports = context.ports
    try:
        return await insist(ports.clock, lambda: ports.backend.forget_session(session))
    except BackendRefused:
        return False


async def _forget_on_platform(context: TurnContext) -> JsonObject:
    await context.ports.chats.forget(context.chat)
    return {}


async def _forget_media(context: TurnContext) -> JsonObject:
    return {"files": await context.ports.holdings.forget(context.chat)}
