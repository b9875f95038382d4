"""Text files that come along: subtitles and scripts, said to the backend below the person's own words (decision 11)."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from bot.core import uploading
from bot.core.context import TurnContext
from bot.core.errors import SeveralTexts
from bot.core.model import Attachment, Handed, JsonObject, SessionId
from bot.core.uploading import Received

SUBTITLES = "srt"
"""The extension of a text with times; any other text is plain words."""

_ABOUT_WORDS = re.compile(
    r"\b(?:captions?|subtitles?|subs|srt|vtt|script|transcript|voice-?\s?over|narrat\w+|read (?:it|this|that)|"
    r"text file)\b"
    r"|字幕|文稿|稿子|脚本|台词|旁白|配音|解说词|文本|这段文字|念|朗读",
    re.IGNORECASE,
)
_FENCE = "```"


async def with_pending(
    context: TurnContext, session: SessionId, attachments: tuple[Attachment, ...]
) -> tuple[Attachment, ...]:
    """The request's files, and the text posted shortly before that its words are about and nobody was told."""
    words = context.request.words
    if any(uploading.has_text_name(file) for file in attachments) or not _ABOUT_WORDS.search(words):
        return attachments

    async def choose() -> JsonObject:
        return {"files": [asdict(attachment) for attachment in await _pending(context, session)]}

    # Chosen once: after a restart the backend may have heard it.
    chosen = await context.steps.take(context.step("texts"), choose)
    return (*attachments, *(Attachment(**file) for file in chosen["files"]))


async def _pending(context: TurnContext, session: SessionId) -> list[Attachment]:
    ledger = context.ports.ledger
    known = await ledger.uploads(context.chat, session)
    recent = await ledger.recent_media(context.chat, context.ports.clock.now() - uploading.SHORTLY)
    found = (seen.attachment for seen in recent if uploading.has_text_name(seen.attachment))
    return [attachment for attachment in found if attachment.identity not in known][:1]


def apart(received: Sequence[Received]) -> tuple[list[Received], list[Received]]:
    """The files for the editor, and the texts among them."""
    return [file for file in received if not file.is_text], [file for file in received if file.is_text]


def is_timed(file: Received) -> bool:
    """Whether a text says when its words are seen."""
    return file.facts is not None and file.facts.extension == SUBTITLES


async def said_with(context: TurnContext, session: SessionId, words: str, texts: Sequence[Received]) -> str:
    """The words with the text below them: subtitles as they are, plain words between fences. Raises SeveralTexts.

    Without words of the person's own, subtitles are asked to be added.
    """
    if not texts:
        return words
    [text, *more] = texts
    if more:
        raise SeveralTexts
    if text.media is None:
        raise AssertionError("a text has bytes")
    content = await context.ports.tools.read_text(text.media)
    await context.ports.ledger.note_upload(context.chat, session, Handed(text.attachment, text.media.id))
    lead = words or context.voice.say("says.captions")
    if is_timed(text):
        return f"{lead}\n\n{content}"
    return f"{lead}\n\n{_FENCE}\n{content.replace(_FENCE, '')}\n{_FENCE}"
