"""Many people in many chats who ask for everything there is to ask for, by dice; each request carries a name."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import BOT_USERNAME, TelegramServer

SEND_AGAIN = "Send again"


class Owed(StrEnum):
    """What a request must bring."""

    FILM = "film"
    WORDS = "words"
    """An answer that names the request."""
    REPLY = "reply"
    """An answer to the message."""


@dataclass(eq=False)
class Asked:
    """One request. ``message`` is what its answers answer to: the person's, or the one whose button was pressed."""

    tag: str
    owed: Owed
    room: Room
    message: Message
    newer: str = ""
    """Its name after the person changed the words."""
    again: int = 0
    """How often somebody pressed [Send again] for it."""

    @property
    def tags(self) -> set[str]:
        return {self.tag, self.newer} - {""}


@dataclass(eq=False)
class Crowd:
    """Who is there, what they asked. ``clip`` is what they film."""

    server: TelegramServer
    clip: Path
    dice: random.Random
    privates: int
    groups: int
    asked: list[Asked] = field(default_factory=list)
    _people: list[tuple[Person, Room]] = field(default_factory=list)
    _teams: list[tuple[Person, Room]] = field(default_factory=list)
    _pressed: set[int] = field(default_factory=set)
    _beside: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number in range(self.privates):
            person = self.server.person(f"P{number}")
            self._people.append((person, self.server.private(person)))
        for number in range(self.groups):
            person = self.server.person(f"G{number}")
            team = self.server.group(f"Team {number}", person, forum=number % 2 == 1)
            self._teams.append((person, team.topic("Films") if number % 2 else team))

    @property
    def updates(self) -> int:
        """How many updates there were so far."""
        return self.server.updates._next_id - 700_001

    async def speak(self, updates: int, pace_s: float) -> None:
        """Ask until there were so many updates, about one request each ``pace_s`` seconds."""
        deeds: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self._captioned, 24),
            (self._told, 16),
            (self._question, 20),
            (self._quick, 12),
            (self._bare_clip, 4),
            (self._album, 6),
            (self._edited, 9),
            (self._press_suggestion, 16),
            (self._press_send_again, 8),
            (self._in_a_group, 3),
        ]
        weights = [weight for _, weight in deeds]
        async with asyncio.TaskGroup() as group:
            while self.updates < updates:
                deed = self.dice.choices([deed for deed, _ in deeds], weights)[0]
                group.create_task(deed())
                await asyncio.sleep(self.dice.uniform(0, 2 * pace_s))

    async def _captioned(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        message = await person.sends(room, video=self.clip, caption=f"cut the pauses {tag}")
        self._note(tag, Owed.FILM, room, message)

    async def _told(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        self._note(tag, Owed.FILM, room, await person.sends(room, f"make it shorter {tag}"))

    async def _question(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        self._note(tag, Owed.WORDS, room, await person.sends(room, f"which clip is {tag}?"))

    async def _quick(self) -> None:
        person, room = self._somebody()
        self._note(self._tag(), Owed.REPLY, room, await person.sends(room, "/status"))

    async def _bare_clip(self) -> None:
        person, room = self._somebody()
        self._note(self._tag(), Owed.REPLY, room, await person.sends(room, video=self.clip))

    async def _album(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        late = self.dice.choice((0, 0, 1))
        pieces = await person.sends_album(room, *[self.clip] * (2 + late), caption=f"join them {tag}", late=late)
        self._note(tag, Owed.FILM, room, pieces[0])
        if late:
            await asyncio.sleep(self.dice.uniform(0.5, 6))
            await person.finishes_album(pieces)

    async def _edited(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        message = await person.sends(room, f"make teh film shorter {tag}")
        asked = self._note(tag, Owed.FILM, room, message)
        await asyncio.sleep(self.dice.choice((0.0, 0.05, 0.5, 3.0)))
        asked.newer = f"{tag}e"
        await person.edits(message, f"make the film shorter {tag}e")

    async def _press_suggestion(self) -> None:
        for person, room, message in self._buttons("add music "):
            label = message.buttons[-1]
            tag = label.split()[-1]
            self._pressed.add(id(message))
            if any(asked.tag == tag for asked in self.asked):
                continue  # a film sent again has the same buttons
            self._note(tag, Owed.FILM, room, message)
            await person.taps(message, label)
            if self.dice.random() < 0.3:
                await person.taps(message, label)
            return
        await self._told()

    async def _press_send_again(self) -> None:
        for person, _, message in self._buttons(SEND_AGAIN):
            asked = self._whose(message)
            if asked is not None and asked.owed is Owed.FILM:
                self._pressed.add(id(message))
                asked.again += 1
                await person.taps(message, SEND_AGAIN)
                return
        await self._captioned()

    async def _in_a_group(self) -> None:
        person, room = self.dice.choice(self._teams)
        tag = self._tag()
        if self.dice.random() < 0.5:
            message = await person.sends(room, f"/edit@{BOT_USERNAME} make it shorter {tag}")
        else:
            message = await person.sends(room, video=self.clip, caption=f"/edit@{BOT_USERNAME} cut the pauses {tag}")
        self._note(tag, Owed.FILM, room, message)

    def _somebody(self) -> tuple[Person, Room]:
        return self.dice.choice(self._people)

    def _tag(self) -> str:
        return f"Q{len(self.asked):04}"

    def _note(self, tag: str, owed: Owed, room: Room, message: Message) -> Asked:
        asked = Asked(tag, owed, room, message)
        self.asked.append(asked)
        return asked

    def _buttons(self, begin: str) -> Iterator[tuple[Person, Room, Message]]:
        """Messages with such a button that nobody pressed yet, in the order of chats thrown by dice."""
        for person, room in self.dice.sample(self._people, len(self._people)):
            for message in room.from_bot:
                if id(message) not in self._pressed and any(label.startswith(begin) for label in message.buttons):
                    yield person, room, message

    def _whose(self, status: Message) -> Asked | None:
        """The one request that a status message is about, if it is one alone."""
        found = [asked for asked in self.asked if asked.message is status.reply_to]
        return found[0] if len(found) == 1 else None
