"""The core's replies as Discord messages: posted once, edited in place, and every refusal met with the next best way.

All are ordinary messages of the bot, so they outlive the quarter of an hour that an interaction's token lives. A send
whose answer never came is repeated under the same nonce, or looked for where that is too old to be known.
"""

import logging

import discord

from adapters.discord import films, formatting
from adapters.discord.buttons import Rows
from adapters.discord.calls import Calls
from adapters.discord.edits import Edit, Editor
from adapters.discord.failures import UNANSWERED, Fault, Refusal, attempt, core_error
from adapters.discord.limits import Limits
from adapters.discord.memory import Memory
from adapters.discord.outbound import Outbound, Rank
from adapters.discord.posting import Post
from adapters.discord.routes import discord_message, message_ref, place_of
from adapters.discord.traces import Traces
from adapters.discord.typing import while_typing
from bot.core.errors import MessageGone, ReceiptUnknown, Throttled, TooLargeToSend
from bot.core.model import ChatRef, JsonObject, MessageRef, Reply
from bot.core.ports import Clock, SendWatch

_log = logging.getLogger(__name__)

_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_STATUS_TRIES = 4
"""After which work begins without a status message: it waits for that one to be posted."""
_WORDS_TRIES = 10
_LOOKS = 5
"""How often words are looked for where Discord does not answer, before they are risked to come twice."""
_FILM_TRIES = 60
"""How often a call that Discord does not answer is made; after an hour or so a film is kept instead."""


class DiscordSender:
    """The way out. ``client`` must be logged in before a call."""

    def __init__(self, client: discord.Client, outbound: Outbound, rows: Rows, limits: Limits, clock: Clock) -> None:
        self._calls = Calls(client)
        self._outbound = outbound
        self._rows = rows
        self._limits = limits
        self._clock = clock
        self._editor = Editor(self._calls, outbound, clock)
        self._traces = Traces(self._calls, clock)
        self._keys = Memory[str]()

    async def send(self, chat: ChatRef, reply: Reply, key: str, _watch: SendWatch | None = None) -> MessageRef:
        """Post a new message, once under that ``key``, whatever comes between. Waits out penalties and a line that is
        down.

        Raises TooLargeToSend, VideoNotAllowed, ChatUnavailable, PlatformError; ReceiptUnknown where it cannot be told
        whether a film arrived; Throttled only for a ``silent`` message, which is not worth a long wait.
        """
        place = place_of(chat)
        limit_bytes = self._limits.upload_bytes(place.guild_id)
        if reply.film is not None and reply.film.media.size_bytes > limit_bytes:
            raise TooLargeToSend(limit_bytes=limit_bytes)
        post = Post(chat, place, reply, key, await self._rows.buttons(chat, key, reply.buttons))
        failures = 0
        while True:
            outcome = await self._outbound.send(
                place.channel_id,
                post.rank,
                lambda: self._once(post),
                long=reply.film is not None,
            )
            if not isinstance(outcome, Refusal):
                return self._posted(post, outcome)
            if post.gives_way(outcome.fault) or await self._opens(post, outcome):
                continue
            self._raise_unless_repeatable(post, outcome, failures)
            await self._rest(failures)
            failures += 1

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message's words and buttons; what would change nothing is not sent.

        Raises MessageGone, ChatUnavailable, Throttled, ReceiptUnknown, PlatformError.
        """
        try:
            message = discord_message(ref)
        except ValueError:
            raise MessageGone("not a message of Discord's") from None
        key = self._keys.get(ref.message_id) or ref.message_id
        buttons = await self._rows.buttons(ref.chat, key, reply.buttons)
        edit = Edit(place_of(ref.chat).channel_id, message, formatting.message(reply.text), buttons)
        refusal = await self._editor.make(edit)
        if refusal is not None:
            raise core_error(refusal)

    async def _once(self, post: Post) -> JsonObject | Refusal:
        """One attempt, unless an earlier one has arrived."""
        found = await self._traces.find(post)
        if isinstance(found, Refusal):
            if found.fault is Fault.PENALTY:
                return found
            if post.upload is not None:
                return Refusal(Fault.RECEIPT_UNKNOWN, f"cannot be looked for: {found.detail}")
            post.looks += 1
            if post.looks < _LOOKS and (found.fault is Fault.NOT_SENT or found.fault in UNANSWERED):
                return Refusal(Fault.NOT_SENT, f"not looked for yet: {found.detail}")
            _log.warning("words may be posted twice: the history cannot be read (%s)", found.detail)
        elif found is not None:
            return found
        self._traces.tried(post)
        upload = post.upload
        if upload is None:
            return await attempt(lambda: self._calls.post(post.place.channel_id, post.body()))
        file = upload.open()  # where the film cannot be read nothing is sent: the error is the caller's
        try:
            return await attempt(lambda: self._upload(post, upload, file))
        finally:
            file.close()

    async def _upload(self, post: Post, upload: films.Upload, file: discord.File) -> JsonObject:
        channel = post.place.channel_id
        sending = self._calls.post_file(channel, post.body(), file)
        watched = films.unless_stalled(sending, upload, file, self._clock)
        return await while_typing(watched, self._calls, channel, self._clock)

    def _posted(self, post: Post, message: JsonObject) -> MessageRef:
        ref = message_ref(post.chat, int(message["id"]))
        self._traces.posted(int(message["id"]))
        self._keys.put(ref.message_id, post.key)
        if post.rank > Rank.RESULT:
            self._editor.shows(Edit(post.place.channel_id, int(message["id"]), post.words, post.buttons))
        return ref

    async def _opens(self, post: Post, refusal: Refusal) -> bool:
        """Posting opens an archived thread by itself; where it does not, that is asked for once."""
        if refusal.fault is not Fault.ARCHIVED or post.way.unarchived:
            return False
        post.way.unarchived = True
        return not isinstance(await attempt(lambda: self._calls.unarchive(post.place.channel_id)), Refusal)

    def _raise_unless_repeatable(self, post: Post, refusal: Refusal, failures: int) -> None:
        film, is_status = post.reply.film, post.rank is Rank.STATUS
        tries = _STATUS_TRIES if is_status else _WORDS_TRIES if film is None else _FILM_TRIES
        match refusal.fault:
            case Fault.NOT_SENT | Fault.SERVER | Fault.RECEIPT_UNKNOWN if is_status and failures == tries:
                raise Throttled("Discord cannot be reached", retry_after_s=_WAITS_S[-1])
            case Fault.NOT_SENT:
                return
            case fault if fault in UNANSWERED:
                if failures >= tries:
                    raise ReceiptUnknown(f"{refusal.fault}: {refusal.detail}")
            case Fault.TOO_LARGE if film is not None:
                self._limits.refused(post.place.guild_id, film.media.size_bytes)
                raise TooLargeToSend(limit_bytes=self._limits.upload_bytes(post.place.guild_id))
            case _:
                raise core_error(refusal, has_film=film is not None)

    async def _rest(self, failures: int) -> None:
        if failures == 0:
            _log.warning("Discord cannot be reached; trying on")
        await self._clock.sleep(_WAITS_S[min(failures, len(_WAITS_S) - 1)])
