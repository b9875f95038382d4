"""What came of every request on Discord, read from what people there see, and from the server's own log."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.model import Language
from bot.core.wording import Voice
from tests.crash.discord_crowd import Asked, Owed
from tests.crash.telegram_backend import TAG
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer
from tests.platforms.discord.world import Shown

_VOICE = Voice(Language.ENGLISH)
_CANCEL = _VOICE.say("button.cancel")
_UNKNOWN = _VOICE.say("discord.press.unknown")
_APOLOGY = re.compile(re.escape(_VOICE.say("error.reference", reference="@")).replace("@", "[0-9a-f]+"))
_FORGIVEN = ("10062", "40060", "get_message: 404 10008")
"""A bot that was killed, or started with others on few cores, comes too late: the person was told, nothing is owed.
And where a history is empty it makes sure that it may read there, by asking for a request that may be no message."""


@dataclass
class Record:
    """What the bot posted, sorted by the requests it names; answers to interactions themselves left out."""

    server: DiscordServer
    films: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    apologies: list[str] = field(default_factory=list)
    working: dict[int, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    """By channel: status messages that still offer to cancel."""

    def __post_init__(self) -> None:
        for shown in self.server.messages:
            if not shown.is_from_bot or shown.is_response or shown.is_deleted:
                continue
            if shown.attachments:
                self.films.update(set(TAG.findall(shown.words)))
            elif not any(_CANCEL in version.buttons for version in shown.versions):  # a status may quote, too
                self.words.update(set(TAG.findall(shown.words)))
            if _CANCEL in shown.buttons:
                self.working[shown.channel_id].append(shown)
            if _APOLOGY.search(shown.words):
                self.apologies.append(shown.words)

    def count_of(self, asked: Asked) -> int:
        """How often it was answered with what it is owed."""
        return (self.films if asked.owed is Owed.FILM else self.words)[asked.tag]


def is_settled(server: DiscordServer, asked: Sequence[Asked]) -> bool:
    """Whether all that is owed is there and nothing is at work any more; or something came twice, which stays so."""
    record = Record(server)
    if any(record.count_of(each) > 1 for each in asked):
        return True
    return not record.working and all(record.count_of(each) > 0 for each in asked if each.is_owed)


def backlog(server: DiscordServer, asked: Sequence[Asked]) -> int:
    """How many requests still wait for what they are owed."""
    record = Record(server)
    return sum(record.count_of(each) == 0 for each in asked if each.is_owed)


def faults(server: DiscordServer, asked: Sequence[Asked]) -> Iterator[str]:
    """What went wrong, in words; after each fault the end of its channel."""
    record = Record(server)
    for each in asked:
        came = record.count_of(each)
        if came == 0 and each.is_owed:
            yield f"{each.tag}, a {each.how} in {each.room.id}, was never answered\n{_story(each.room)}"
        if came > 1:
            yield f"{each.tag}, a {each.how} in {each.room.id}, was answered {came} times\n{_story(each.room)}"
        if each.used is not None and each.used.response is not None and each.used.response.words == _UNKNOWN:
            yield f"{each.tag}: a button of before was not known any more"
    yield from (f"an apology: {text}" for text in record.apologies)
    for channel, shown in record.working.items():
        yield f"in {channel} these are at work for ever: {[each.words for each in shown]}"


def forgive(server: DiscordServer) -> None:
    """Forget the refusals that mean nothing here."""
    server.refusals[:] = [said for said in server.refusals if not any(code in said for code in _FORGIVEN)]


def _story(room: Room) -> str:
    return "\n".join(room.transcript(past=True).splitlines()[-60:])
