"""Export: the film of the timeline as it stands, free of credits (S10)."""

from bot.core import connect, editing, producing, uploading
from bot.core.context import TurnContext
from bot.core.errors import NothingToExport
from bot.core.patience import insist


async def run(context: TurnContext) -> None:
    """Render and deliver; a clip that was never edited is put on the timeline first."""
    ports, voice = context.ports, context.voice
    session = await connect.session_of(context)
    state = await insist(ports.clock, lambda: ports.backend.state(session))
    for file in await uploading.receive_all(context, await uploading.attachments_for(context, state)):
        await uploading.upload(context, session, file)
    if state.draft.is_empty:
        state = await insist(ports.clock, lambda: ports.backend.state(session))
        if not state.uploads:
            raise NothingToExport
        outcome = await editing.instruct(context, session, 0, context.request.words or voice.say("says.export"))
        state = outcome.after
        if state.draft.is_empty:
            await context.answer(outcome.text)
            return
    await producing.export(context, session, 0, state, text=voice.say("export.done"))
