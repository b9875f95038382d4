"""What came of every request, read from the server's own log of calls.

The bot's word counts nowhere but in one place: what was announced in its ledger when it was killed may have been on
its way to the server without ever getting there, and cannot be seen there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.model import Language
from bot.core.wording import Voice
from tests.crash.telegram_backend import TAG
from tests.crash.telegram_crowd import SEND_AGAIN, Asked, Owed
from tests.crash.telegram_process import PATIENCE_S
from tests.platforms.telegram.state import ApiCall

_VOICE = Voice(Language.ENGLISH)
CANCEL = _VOICE.say("button.cancel")
_TOO_LATE = {_VOICE.say("amended.working"), _VOICE.say("amended.ended")}
_APOLOGY = re.compile(re.escape(_VOICE.say("error.reference", reference="@")).replace("@", "[0-9a-f]+"))
_FILMS = {"sendVideo", "sendAnimation", "sendDocument", "sendAudio", "sendPhoto"}
_UNREAD_S = 2 * PATIENCE_S + 1


@dataclass(frozen=True)
class Kill:
    """One SIGKILL, and what the ledger knew to be begun and not to be over: the requests whose film was announced,
    and by chat the number of status messages."""

    announced: frozenset[str] = frozenset()
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class Record:
    """The server's log, sorted by what it says about requests."""

    log: Sequence[ApiCall]
    films: dict[str, list[ApiCall]] = field(default_factory=lambda: defaultdict(list))
    doubtful: set[str] = field(default_factory=set)
    """Requests with a film whose answer may never have been read."""
    said: dict[str, int] = field(default_factory=Counter)
    replies: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Words posted in answer to a message, status messages left out."""
    offered: set[tuple[int, int]] = field(default_factory=set)
    """The messages whose answer had a [Send again]."""
    apologies: list[str] = field(default_factory=list)
    posted: dict[tuple[int, int], ApiCall] = field(default_factory=dict)
    """By chat and message: the call that posted it."""
    lost_statuses: Counter[int] = field(default_factory=Counter)
    """By chat: status messages whose sender may not know that they are there."""

    def __post_init__(self) -> None:
        shown: dict[tuple[int, int], tuple[int, int]] = {}
        for call in self.log:
            if call.method in _FILMS:
                self._film(call)
            elif call.ok and call.method == "sendMessage":
                self._words(call, shown)
            elif call.method == "editMessageText" and _has_button(call, SEND_AGAIN):
                place = shown.get((_number(call, "chat_id"), _number(call, "message_id")))
                if place is not None:
                    self.offered.add(place)

    def _film(self, call: ApiCall) -> None:
        for tag in _tags(call, "caption"):
            if call.ok:
                self.films[tag].append(call)
            if call.may_be_unread(_UNREAD_S):
                self.doubtful.add(tag)

    def _words(self, call: ApiCall, shown: dict[tuple[int, int], tuple[int, int]]) -> None:
        chat, text = _number(call, "chat_id"), str(call.params.get("text", ""))
        quoted = call.params.get("reply_parameters")
        place = (chat, quoted["message_id"]) if isinstance(quoted, dict) else (chat, 0)
        if isinstance(call.result, dict):
            shown[chat, call.result["message_id"]] = place
            self.posted[chat, call.result["message_id"]] = call
        if _has_button(call, CANCEL):
            self.lost_statuses[chat] += call.may_be_unread(_UNREAD_S)
            return
        self.replies[place].append(text)
        for tag in _tags(call, "text"):
            self.said[tag] += 1
        if _has_button(call, SEND_AGAIN):
            self.offered.add(place)
        if _APOLOGY.search(text):
            self.apologies.append(text)

    def films_of(self, asked: Asked) -> int:
        """How many film-bearing messages there were for a request."""
        return sum(len(self.films[tag]) for tag in asked.tags)

    def is_offered(self, asked: Asked) -> bool:
        """Whether it ended with [Send again]."""
        return _place(asked) in self.offered

    def is_answered(self, asked: Asked) -> bool:
        """Whether it brought what it must bring, or the offer to send it again."""
        match asked.owed:
            case Owed.FILM:
                return self.films_of(asked) > 0 or self.is_offered(asked)
            case Owed.WORDS:
                return self.said[asked.tag] > 0
            case Owed.REPLY:
                return bool(self.replies[_place(asked)])

    def story(self, asked: Asked) -> str:
        """The calls in a request's chat, for people to read."""
        mine = [call for call in self.log if _number(call, "chat_id") == asked.room.id]
        return "\n".join(_told(call) for call in mine[-40:])


def faults(record: Record, asked: Sequence[Asked], kills: Sequence[Kill]) -> Iterator[str]:
    """What went wrong, in words; after each fault the calls in its chat."""
    killed = {tag for kill in kills for tag in kill.announced}
    for each in asked:
        found = list(_faults_of(record, each, killed))
        if found:
            yield f"{each.tag}: {', '.join(found)}\n{record.story(each)}"
    yield from (f"an apology: {text}" for text in record.apologies)
    yield from stale(record, asked, kills)


def _faults_of(record: Record, asked: Asked, killed: set[str]) -> Iterator[str]:
    if not record.is_answered(asked):
        yield f"{asked.owed} in {asked.room.id} was never answered"
    if asked.owed is not Owed.FILM:
        return
    films = record.films_of(asked)
    if films > 1 + asked.again:
        yield f"{films} films, [Send again] pressed {asked.again} times"
    if record.is_offered(asked) and not asked.tags & (record.doubtful | killed):
        yield "[Send again], though no answer to a film was lost"
    if asked.newer and not record.films[asked.newer] and films and not _TOO_LATE & set(record.replies[_place(asked)]):
        yield "the change of words was not heeded, and nobody was told"


def stale(record: Record, asked: Sequence[Asked], kills: Sequence[Kill]) -> Iterator[str]:
    """Status messages that are at work for ever, but for those that the bot cannot know."""
    unknown = sum((kill.statuses for kill in kills), record.lost_statuses.copy())
    for room in {each.room.id: each.room for each in asked}.values():
        running = [message for message in room.chat.from_bot if CANCEL in message.buttons]
        if len(running) > unknown[room.id]:
            calls = [record.posted[room.id, message.id] for message in running]
            yield f"in {room.id} these are at work for ever: {running}\n" + "\n".join(map(_told, calls))


def _told(call: ApiCall) -> str:
    return (
        f"{call.at_s:.2f} {call.method} {call.status} {call.description} answered {call.answered_at_s:.2f}"
        f"{' LOST' if call.reply_lost else ''} line ended {call.line_ended_at_s:.2f}"
        f" {call.params.get('text', call.params.get('caption'))!r} {call.params.get('reply_parameters')}"
    )


def _place(asked: Asked) -> tuple[int, int]:
    return asked.room.id, asked.message.id


def _tags(call: ApiCall, name: str) -> set[str]:
    return set(TAG.findall(str(call.params.get(name, ""))))


def _number(call: ApiCall, name: str) -> int:
    value = call.params.get(name)
    return value if isinstance(value, int) else 0


def _has_button(call: ApiCall, label: str) -> bool:
    markup = call.params.get("reply_markup")
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    return any(button.get("text") == label for row in rows for button in row)
