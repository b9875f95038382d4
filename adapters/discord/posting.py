"""One message on its way: how the next attempt of it is made, and what each refusal changes about that. No I/O."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.discord import formatting
from adapters.discord.buttons import Row, in_rows, link_button
from adapters.discord.failures import Fault
from adapters.discord.films import Upload, upload_of
from adapters.discord.outbound import Rank
from adapters.discord.routes import Place, answerable
from bot.core.model import ChatRef, JsonObject, Reply

NO_MENTIONS: JsonObject = {"parse": []}
"""Also for edits: an edit without it pings everybody its words name."""

_SUPPRESS_EMBEDS, _SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
_NONCE_CHARS = 24


@dataclass(slots=True)
class Way:
    """How the next attempt is made. Each nicety is given up at most once, so attempts come to an end."""

    quote: bool = True
    link_button: bool = True
    unarchived: bool = False


@dataclass(slots=True)
class Post:
    """One send: where it goes, what it says, the name it has for ever, and the way it is tried now."""

    chat: ChatRef
    place: Place
    reply: Reply
    key: str
    buttons: Sequence[Row]
    way: Way = field(default_factory=Way)
    looks: int = 0
    """How often an earlier attempt of it was looked for in vain, for want of an answer."""

    @property
    def rank(self) -> Rank:
        """Films and links are results; what does not ring is status."""
        if self.reply.film is not None or self.reply.link is not None:
            return Rank.RESULT
        return Rank.STATUS if self.reply.silent else Rank.ANSWER

    @property
    def upload(self) -> Upload | None:
        """The film as it goes up, if there is one."""
        film = self.reply.film
        return None if film is None else upload_of(film, self.key, self.reply.text)

    @property
    def words(self) -> str:
        """What the message says, as Discord wants it."""
        reply, whose = self.reply, self._mentioned()
        before = "" if whose is None else f"<@{whose}> "
        if reply.link is not None and self._link_button() is None:
            return formatting.with_link(reply.text, reply.link.url, before)
        if reply.film is None and not before:
            return formatting.message(reply.text)
        return formatting.caption(reply.text, before)

    @property
    def answers(self) -> int | None:
        """The message this one answers, if it stands in the same chat and is one."""
        ref = self.reply.reply_to
        return None if ref is None or ref.chat != self.chat else answerable(ref)

    def body(self) -> JsonObject:
        """The body of the call (discord.com/developers/docs/resources/message#create-message)."""
        upload, link = self.upload, self._link_button()
        flags = _SUPPRESS_EMBEDS | (_SUPPRESS_NOTIFICATIONS if self.reply.silent else 0)
        body: JsonObject = {
            "content": self.words,
            "nonce": nonce(self.chat, self.key),
            "enforce_nonce": True,
            "flags": flags,
            "allowed_mentions": self._mentions(),
        }
        if rows := in_rows([*([] if link is None else [link]), *self.buttons]):
            body["components"] = rows
        if self.way.quote and (answers := self.answers) is not None:
            body["message_reference"] = {"message_id": str(answers), "fail_if_not_exists": False}
        if upload is not None:
            body["attachments"] = [upload.to_json()]
        return body

    def gives_way(self, fault: Fault) -> bool:
        """Whether the refusal leaves another way, which the next attempt takes."""
        way = self.way
        if fault is Fault.REPLY_GONE and way.quote:
            way.quote = False
        elif fault is Fault.BAD_LINK and way.link_button:
            way.link_button = False
        else:
            return False
        return True

    def _mentions(self) -> JsonObject:
        """A result rings with who asked for it; nothing else pings anybody."""
        whose = self._mentioned()
        users = {} if whose is None else {"users": [whose]}
        return {**NO_MENTIONS, **users, "replied_user": self.rank is Rank.RESULT and not self.reply.pressed}

    def _mentioned(self) -> str | None:
        """Who is named in the words, so that a result rings: who asked by a command or a button wrote no message."""
        whose = self.reply.rings_for
        if whose is None or not whose.isdecimal() or self.rank is not Rank.RESULT or self.place.guild_id is None:
            return None
        rings_already = self.answers is not None and self.way.quote and not self.reply.pressed
        return None if rings_already else whose

    def _link_button(self) -> Row | None:
        link, film = self.reply.link, self.reply.film
        if link is None or not self.way.link_button:
            return None
        return link_button(link, f"⬇️ {film.filename if film is not None else 'MP4'}")


def nonce(chat: ChatRef, key: str) -> str:
    """The name of a send for Discord, which shows a repeat within a few minutes once; at most 25 characters."""
    return hashlib.sha256(f"{chat.key}/{key}".encode()).hexdigest()[:_NONCE_CHARS]
