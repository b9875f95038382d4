"""Upload: a file without words is kept, and the person is asked what to do with it (product: clip and words apart)."""

from bot.core import connect, producing, texts, uploading
from bot.core.context import TurnContext
from bot.core.model import BackendState, Button, SessionId
from bot.core.patience import insist
from bot.core.uploading import Received


async def run(context: TurnContext) -> None:
    """Take the files in and offer three things to say; without files, say how to send one."""
    voice = context.voice
    if not context.turn.message.attachments and not context.request.links:
        await context.answer(voice.say("upload.how"))
        return
    uploading.check_sizes(context, context.turn.message.attachments)
    session = await connect.session_of(context)
    attachments = await uploading.attachments_for(context, session, BackendState())
    received, written = texts.apart(await uploading.receive_all(context, attachments))
    uploaded = [await uploading.upload(context, session, file) for file in received]
    if written:
        await _take_texts(context, session, written, has_film=bool(uploaded))
        return
    names = ", ".join(file.filename for file in uploaded)
    ideas = context.profile.pitch(voice.language).ideas
    await context.answer(
        voice.say("upload.received", n=len(uploaded), names=names),
        buttons=tuple(Button(idea, idea) for idea in ideas),
    )


async def _take_texts(context: TurnContext, session: SessionId, written: list[Received], *, has_film: bool) -> None:
    """Subtitles are put on the film at once, if there is one; what plain words are for is asked."""
    voice, names = context.voice, ", ".join(file.attachment.filename for file in written)
    if not has_film:
        state = await insist(context.ports.clock, lambda: context.ports.backend.state(session))
        has_film = bool(state.uploads) or not state.draft.is_empty
    if not has_film:
        await context.answer(voice.say("upload.text_alone", names=names))
    elif all(texts.is_timed(file) for file in written):
        await producing.produce(context, session, 0, await texts.said_with(context, session, "", written))
    else:
        choices = ("script_captions", "script_voice")
        buttons = tuple(Button(voice.say(f"button.{choice}"), voice.say(f"says.{choice}")) for choice in choices)
        await context.answer(voice.say("upload.text", names=names), buttons=buttons)
