"""The ladder of delivery: the film inline where it fits, else a copy that fits plus a link to the full one."""

from bot.core.context import TurnContext
from bot.core.errors import PlatformError, ReceiptUnknown, TooLargeToSend
from bot.core.model import Button, Film, JsonObject, Link, Reply, StoredMedia
from bot.core.rendering import Rendered, faults_of_the_film
from bot.core.status import Stage
from bot.core.steps import NeverKnown
from bot.core.wording import Voice

_SMALLER = 0.75


async def deliver(
    context: TurnContext, part: int, film: Rendered, *, text: str, filename: str, buttons: tuple[Button, ...]
) -> None:
    """Post the film as a new message, once. Where its receipt stays unknown the status says so."""
    if context.status is not None:
        context.status.show(Stage.SENDING)
    reply = await _prepare(context, film.media, text, filename, buttons)

    async def send() -> JsonObject:
        return await _send(context, reply, film, context.key(f"result/{part}"))

    async def in_doubt(_: JsonObject) -> JsonObject | None:
        if context.capabilities.idempotent_send:
            return None
        raise NeverKnown("result")

    try:
        await context.steps.take(context.step(f"result/{part}"), send, in_doubt=in_doubt)
    except NeverKnown:
        raise ReceiptUnknown from None
    context.delivered += 1


async def _prepare(
    context: TurnContext, media: StoredMedia, text: str, filename: str, buttons: tuple[Button, ...]
) -> Reply:
    tools, voice = context.ports.tools, context.voice
    with faults_of_the_film():
        facts = await tools.inspect(media, filename)
        poster = await tools.poster(media, facts)
    line = voice.say(
        "result.facts",
        size=voice.size(media.size_bytes),
        length=voice.duration(facts.duration_ms),
        width=facts.width,
        height=facts.height,
    )
    caption = f"{text}\n{line}"
    limit = context.capabilities.caption_chars
    if len(caption) > limit:
        caption = f"{text[: limit - len(line) - 2]}…\n{line}"
    film = Film(media, facts, filename, poster)
    return Reply(caption, film=film, buttons=buttons, reply_to=context.turn.message.ref)


async def _send(context: TurnContext, reply: Reply, film: Rendered, key: str) -> JsonObject:
    chats, limit, media = context.ports.chats, context.capabilities.upload_bytes, film.media
    if media.size_bytes <= limit:
        try:
            return {"message": (await chats.send(context.chat, reply, key=key)).message_id}
        except TooLargeToSend as error:
            limit = int(error.facts.get("limit_bytes", media.size_bytes * _SMALLER))
    fitted = await _fitted(context, reply, limit, film.public_url)
    return {"message": (await chats.send(context.chat, fitted, key=key)).message_id}


async def _fitted(context: TurnContext, reply: Reply, limit_bytes: int, public_url: str | None) -> Reply:
    """The same reply with a copy that fits and a link; without a link, how the operator can enable them."""
    film = reply.film
    if film is None:
        raise PlatformError("only films are fitted")

    def show(percent: float) -> None:
        if context.status is not None:
            context.status.show(Stage.SENDING, percent)

    with faults_of_the_film():
        copy = await context.ports.tools.fit(film.media, film.facts, limit_bytes, show)
    link = await context.ports.links.link(film.media, film.filename) if public_url is None else Link(public_url)
    tail = _about(link, context.voice, limit_bytes)
    smaller = None
    if copy is not None:
        facts = await context.ports.tools.inspect(copy, film.filename)
        smaller = Film(copy, facts, film.filename, film.poster)
    return Reply(f"{reply.text}\n{tail}", film=smaller, link=link, buttons=reply.buttons, reply_to=reply.reply_to)


def _about(link: Link | None, voice: Voice, limit_bytes: int) -> str:
    """Why this is not the full film, and where that is."""
    if link is None:
        return voice.say("result.no_link", limit=voice.size(limit_bytes))
    if link.expires_at is None:
        return voice.say("result.cloud_link")
    return voice.say("result.full_link", until=f"{link.expires_at:%Y-%m-%d %H:%M} UTC")
