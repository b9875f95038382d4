"""The ladder of delivery: the film inline where it fits, else a copy that fits plus a link to the full one, else words.

A film is posted once. Where its receipt is lost, or the chat cannot be posted to, it is kept and the turn goes on.
"""

import logging
from dataclasses import replace
from pathlib import PurePath

from bot.core.context import TurnContext
from bot.core.errors import (
    ChatUnavailable,
    PlatformError,
    ReceiptUnknown,
    RenderFailed,
    Throttled,
    TooLargeToSend,
    VideoNotAllowed,
)
from bot.core.keeping import OFFERED, Kept, all_settled, keep_undelivered
from bot.core.model import Button, Film, JsonObject, Link, MediaKind, Reply, StoredMedia
from bot.core.ports import SendWatch
from bot.core.rendering import Rendered, faults_of_the_film
from bot.core.status import Stage
from bot.core.steps import NeverKnown
from bot.core.wording import Voice

_log = logging.getLogger(__name__)

_FACTS = {
    MediaKind.VIDEO: "result.facts",
    MediaKind.AUDIO: "result.facts_sound",
    MediaKind.IMAGE: "result.facts_picture",
}
_SMALLER = 0.75
_RUNGS = 4


async def deliver(
    context: TurnContext, part: int, film: Rendered, *, text: str, filename: str, buttons: tuple[Button, ...]
) -> None:
    """Post the film as a new message. Raises PlatformError when it is refused for good, though words may be posted."""
    kept = Kept(text, filename, film.media.id, film.public_url, buttons)
    await deliver_kept(context, context.step(f"result/{part}"), kept, film.media)


async def deliver_kept(context: TurnContext, name: str, kept: Kept, media: StoredMedia) -> bool:
    """Post a film under that step, once; False when it may not have arrived, which ``context`` counts."""
    if context.steps.done(name) is not None:
        context.delivered += 1
        return True
    if context.status is not None:
        context.status.show(Stage.SENDING)
    try:
        is_posted = await _descend(context, name, kept, await _prepare(context, kept, media))
    except NeverKnown:
        context.unknown += 1
        return False
    except ReceiptUnknown:  # though it was repeated, where that is harmless
        await context.steps.give_up(name)
        context.unknown += 1
        return False
    except (ChatUnavailable, Throttled) as error:
        _log.warning("film kept", extra={"reason": type(error).__name__})
        await keep_undelivered(context.steps, name, kept)
        context.undelivered += 1
        return False
    context.delivered += is_posted
    await all_settled(context.steps)
    return is_posted


async def _prepare(context: TurnContext, kept: Kept, media: StoredMedia) -> Reply:
    tools, voice = context.ports.tools, context.voice
    with faults_of_the_film():
        facts = await tools.inspect(media, kept.filename)
        poster = await tools.poster(media, facts)
    line = voice.say(
        _FACTS[facts.kind],
        size=voice.size(media.size_bytes),
        length=voice.duration(facts.duration_ms),
        width=facts.width,
        height=facts.height,
    )
    film = Film(media, facts, f"{PurePath(kept.filename).stem}.{facts.extension}", poster)
    asked = context.turn.message
    reply = Reply(
        kept.text,
        film=film,
        buttons=kept.buttons,
        reply_to=asked.ref,
        rings_for=asked.sender.id,
        pressed=asked.is_pressed,
    )
    return _below(context, reply, line)


def _below(context: TurnContext, reply: Reply, line: str) -> Reply:
    """The reply with one more line, which is kept whole when the text must be cut to what the platform takes."""
    capabilities = context.capabilities
    limit = capabilities.text_chars if reply.film is None else capabilities.caption_chars
    text = f"{reply.text}\n{line}"
    if len(text) > limit:
        text = f"{reply.text[: max(0, limit - len(line) - 2)]}…\n{line}"
    return replace(reply, text=text)


async def _descend(context: TurnContext, name: str, kept: Kept, full: Reply) -> bool:
    """Post the full reply or the next best that the platform takes; False when only words on how to get it were."""
    reply, limit = full, context.capabilities.upload_bytes
    for _ in range(_RUNGS):
        if reply.film is not None and reply.film.media.size_bytes > limit:
            reply = await _fitted(context, full, limit, kept.public_url)
        try:
            await _post(context, name, kept, reply)
            return True
        except TooLargeToSend as error:
            size = reply.film.media.size_bytes if reply.film is not None else limit
            told = int(error.facts.get("limit_bytes", size))
            limit = told if told < size else int(size * _SMALLER)
        except VideoNotAllowed:
            link = await _link(context, full, kept.public_url)
            if link is None:
                await _say_how(context, name, kept)
                return False
            about = f"{context.voice.say('result.not_allowed')} {_until(link, context.voice)}"
            reply = _below(context, replace(full, film=None, link=link), about)
    raise PlatformError("no copy of the film was small enough")


async def _post(context: TurnContext, name: str, kept: Kept, reply: Reply) -> None:
    capabilities, key = context.capabilities, f"{context.turn.id}.{name.replace('/', '.')}"

    async def post(watch: SendWatch) -> JsonObject:
        ref = await context.ports.chats.send(context.chat, reply, key=key, watch=watch)
        return {"message": ref.message_id}

    await context.steps.post(
        name,
        post,
        before=kept.to_json(),
        is_announced=capabilities.announces_sends,
        is_repeatable=capabilities.idempotent_send,
    )


async def _say_how(context: TurnContext, name: str, kept: Kept) -> None:
    """The chat takes no videos, and there is no link: the film is kept until somebody allows it."""
    voice = context.voice
    await keep_undelivered(context.steps, name, kept)
    again = Button(voice.say("button.send_again"), voice.say("says.send_again"))
    await context.answer(f"{kept.text}\n{voice.say('result.how_to_allow')}", name=f"how/{name}", buttons=(again,))
    await context.steps.note(OFFERED, {})


async def _fitted(context: TurnContext, full: Reply, limit_bytes: int, public_url: str | None) -> Reply:
    """The same reply with a copy that fits and a link; without a link, how the operator can enable them."""
    film, voice = full.film, context.voice
    if film is None:
        raise RenderFailed("only films are fitted")

    def show(percent: float) -> None:
        if context.status is not None:
            context.status.show(Stage.SENDING, percent)

    with faults_of_the_film():
        copy = await context.ports.tools.fit(film.media, film.facts, limit_bytes, show)
        smaller = None
        if copy is not None:
            facts = await context.ports.tools.inspect(copy, film.filename)
            smaller = Film(copy, facts, film.filename, film.poster)
    link = await _link(context, full, public_url)
    kind = "copy" if smaller is not None else "no_copy"
    if link is None:
        tail = voice.say(f"result.{kind}_no_link", limit=voice.size(limit_bytes))
    else:
        tail = f"{voice.say(f'result.{kind}')} {_until(link, voice)}"
    return _below(context, replace(full, film=smaller, link=link), tail)


async def _link(context: TurnContext, full: Reply, public_url: str | None) -> Link | None:
    if public_url is not None or full.film is None:
        return None if public_url is None else Link(public_url)
    return await context.ports.links.link(full.film.media, full.film.filename)


def _until(link: Link, voice: Voice) -> str:
    """Where the full film is, and for how long."""
    if link.expires_at is None:
        return voice.say("result.cloud_link")
    return voice.say("result.full_link", until=f"{link.expires_at:%Y-%m-%d %H:%M} UTC")
