"""Edit: files and words in, a film out (S6, S7, S14)."""

from bot.core import connect, producing, texts, uploading
from bot.core.context import TurnContext
from bot.core.errors import HiddenMessage, NothingToEdit, TextTooLong
from bot.core.patience import insist

MAX_WORDS = 4000


async def run(context: TurnContext) -> None:
    """Upload what came along, say the words to the backend, deliver.

    Several videos become one film if merging is asked, else one film each.
    """
    if len(context.request.words) > MAX_WORDS:
        raise TextTooLong(limit=MAX_WORDS)
    uploading.check_sizes(context, context.turn.message.attachments)
    ports, words = context.ports, context.request.words
    session = await connect.session_of(context)
    state = await insist(ports.clock, lambda: ports.backend.state(session))
    attachments = await uploading.attachments_for(context, session, state)
    attachments = await texts.with_pending(context, session, attachments)
    received, written = texts.apart(await uploading.receive_all(context, attachments))
    if not received and not state.uploads and state.draft.is_empty:
        raise HiddenMessage if context.turn.message.hides_reply else NothingToEdit
    words = await texts.said_with(context, session, words, written)
    videos = [file for file in received if file.is_picture]
    if len(videos) < 2 or context.request.merge:
        for file in received:
            await uploading.upload(context, session, file)
        await producing.produce(context, session, 0, words)
        return
    for file in received:
        if not file.is_picture:
            await uploading.upload(context, session, file)
    for part, video in enumerate(videos):
        await uploading.upload(context, session, video)
        await producing.produce(context, session, part, words)
