"""One message on its way: how the next attempt of it is made, and what each refusal changes about that. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode

from adapters.telegram import formatting
from adapters.telegram.failures import Fault
from adapters.telegram.pace import Rank
from adapters.telegram.routes import PLATFORM, Place, telegram_message
from bot.core.model import Reply

_MOST_MOVES = 2


@dataclass(slots=True)
class Way:
    """How the next attempt is made. Each nicety is given up at most once, so attempts come to an end."""

    thread: bool = True
    quote: bool = True
    html: bool = True
    link_button: bool = True
    by_path: bool = True
    moves: int = 0


@dataclass(slots=True)
class Post:
    """One send: where it goes, what it says, and the way it is tried now."""

    place: Place
    reply: Reply
    keyboard: InlineKeyboardMarkup | None
    username: str
    way: Way = field(default_factory=Way)

    @property
    def rank(self) -> Rank:
        """Films and links are results; what does not ring is status."""
        if self.reply.film is not None or self.reply.link is not None:
            return Rank.RESULT
        return Rank.STATUS if self.reply.silent else Rank.ANSWER

    def arguments(self) -> dict[str, Any]:
        """What every sending method of the library takes; the words are the text, or the caption of a film."""
        reply, way = self.reply, self.way
        shown = self._shown()
        return {
            "text" if reply.film is None else "caption": (shown.html if way.html else shown.plain) or None,
            "parse_mode": ParseMode.HTML if way.html else None,
            "chat_id": self.place.chat_id,
            "message_thread_id": self.place.thread_id if way.thread else None,
            "reply_parameters": self._quote() if way.quote else None,
            "reply_markup": self._markup(),
            "disable_notification": True if reply.silent else None,
        }

    def gives_way(self, fault: Fault) -> bool:
        """Whether the refusal leaves another way, which the next attempt takes."""
        way = self.way
        if fault is Fault.THREAD_GONE and way.thread and self.place.thread_id is not None:
            way.thread = False
        elif fault is Fault.REPLY_GONE and way.quote:
            way.quote = False
        elif fault is Fault.MARKUP and way.html:
            way.html = False
        elif fault is Fault.BAD_LINK and way.link_button:
            way.link_button = False
        else:
            return False
        return True

    def moves_to(self, place: Place) -> bool:
        """The chat is elsewhere now; False where it is said to move about without end."""
        if place.chat_id == self.place.chat_id or self.way.moves == _MOST_MOVES:
            return False
        self.way.moves += 1
        self.place = place
        return True

    def _shown(self) -> formatting.Shown:
        reply, is_caption = self.reply, self.reply.film is not None
        if reply.link is not None and not self.way.link_button:
            return formatting.with_link(reply.text, reply.link.url, self.username, is_caption=is_caption)
        return (formatting.caption if is_caption else formatting.message)(reply.text, self.username)

    def _quote(self) -> ReplyParameters | None:
        ref = self.reply.reply_to
        if ref is None or ref.chat.platform != PLATFORM:
            return None
        chat_id, message_id = telegram_message(ref)
        if chat_id != self.place.chat_id or message_id == 0:
            return None
        return ReplyParameters(message_id, allow_sending_without_reply=True)

    def _markup(self) -> InlineKeyboardMarkup | None:
        link, film = self.reply.link, self.reply.film
        if link is None or not self.way.link_button:
            return self.keyboard
        label = f"⬇️ {film.filename if film is not None else 'MP4'}"[:60]
        rows: Sequence[Sequence[InlineKeyboardButton]] = () if self.keyboard is None else self.keyboard.inline_keyboard
        return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=link.url)], *rows])
