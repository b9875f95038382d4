"""Upload: a file without words is kept, and the person is asked what to do with it (product: clip and words apart)."""

from bot.core import connect, uploading
from bot.core.context import TurnContext
from bot.core.model import BackendState, Button


async def run(context: TurnContext) -> None:
    """Take the files in and offer three things to say; without files, say how to send one."""
    voice = context.voice
    if not context.turn.message.attachments and not context.request.links:
        await context.answer(voice.say("upload.how"))
        return
    uploading.check_sizes(context, context.turn.message.attachments)
    session = await connect.session_of(context)
    attachments = await uploading.attachments_for(context, session, BackendState())
    received = await uploading.receive_all(context, attachments)
    uploaded = [await uploading.upload(context, session, file) for file in received]
    names = ", ".join(file.filename for file in uploaded)
    ideas = context.profile.pitch(voice.language).ideas
    await context.answer(
        voice.say("upload.received", n=len(uploaded), names=names),
        buttons=tuple(Button(idea, idea) for idea in ideas),
    )
