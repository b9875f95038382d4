"""People in channels, a thread and direct messages of Discord who ask in every way there is, by dice.

Each request carries a name. What is written is owed an answer, whenever it was written; a command, a form or a press
is owed one once it was acknowledged, for else the person was told by Discord that nothing came of it.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from bot.core.model import Language
from bot.core.wording import Voice
from tests.platforms.discord.asking import Asked as Used
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer
from tests.platforms.discord.world import Shown

Deed = Callable[[], Coroutine[Any, Any, None]]
MENU = "Edit this video"
_SUGGESTION = "add music "
_AGAIN = Voice(Language.ENGLISH).say("discord.press.again")


class Owed(StrEnum):
    """What a request must bring."""

    FILM = "film"
    WORDS = "words"


@dataclass(eq=False)
class Asked:
    """One request. ``used``: the command, form or press that made it."""

    tag: str
    owed: Owed
    room: Room
    how: str
    used: Used | None = None

    @property
    def is_owed(self) -> bool:
        """Whether anything must come of it."""
        return self.used is None or (self.used.is_answered and not self.was_said_before)

    @property
    def was_said_before(self) -> bool:
        """Whether the bot answered that this button was pressed before."""
        shown = None if self.used is None else self.used.response
        return shown is not None and shown.words == _AGAIN


@dataclass(eq=False)
class Crowd:
    """Who is there, what they asked. ``clip`` is what they film; ``ways``: in which ways they ask, () for all."""

    server: DiscordServer
    clip: Path
    dice: random.Random
    privates: int
    ways: tuple[str, ...] = ()
    asked: list[Asked] = field(default_factory=list)
    _places: list[tuple[Person, Room]] = field(default_factory=list)
    _clips: list[tuple[Person, Room, Shown]] = field(default_factory=list)
    _pressed: set[int] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        people = [self.server.person(f"P{number}") for number in range(self.privates)]
        self._places = [(person, self.server.dm(person)) for person in people]
        owner, guest = self.server.person("Olga"), self.server.person("Gil")
        team = self.server.server("Team", owner, guest, *people)
        channels = [team.channel("films"), team.channel("shorts")]
        thread = channels[0].opens_thread("Trip", owner)
        self._places += [(person, room) for room in (*channels, thread) for person in (owner, guest)]

    async def begins(self) -> None:
        """Everybody is heard of once: of a chat where the bot was never spoken to it cannot know what it missed."""
        for person, room in {room.id: (person, room) for person, room in self._places}.values():
            await self._writes(person, room, "make it shorter")

    async def speaks(self, requests: int, pace_s: float) -> None:
        """So many requests, about one each ``pace_s`` seconds."""
        deeds = self._deeds()
        weights = [weight for _, weight in deeds]
        async with asyncio.TaskGroup() as group:
            for _ in range(requests):
                deed = self.dice.choices([deed for deed, _ in deeds], weights)[0]
                group.create_task(deed())
                await asyncio.sleep(self.dice.uniform(0, 2 * pace_s))

    def _deeds(self) -> list[tuple[Deed, int]]:
        """What people do, and how often."""
        deeds: dict[str, tuple[Deed, int]] = {
            "words": (self._asks_in_words, 20),
            "clip": (self._films, 18),
            "question": (self._question, 16),
            "command": (self._command, 20),
            "form": (self._fills_in, 8),
            "press": (self._presses, 18),
        }
        return [deeds[way] for way in self.ways or deeds]

    async def _asks_in_words(self) -> None:
        await self._writes(*self._somebody(), "make it shorter")

    async def _films(self) -> None:
        person, room = self._somebody()
        self._clips.append((person, room, await self._writes(person, room, "cut the pauses", files=[self.clip])))

    async def _question(self) -> None:
        await self._writes(*self._somebody(), "which clip is", owed=Owed.WORDS, ends="?")

    async def _command(self) -> None:
        person, room = self._somebody()
        tag = self._tag()
        more = {"video": self.clip} if self.dice.random() < 0.5 else {}
        used = await person.runs(room, "edit", words=f"make it shorter {tag}", **more)
        self._note(Asked(tag, Owed.FILM, room, "command", used))

    async def _fills_in(self) -> None:
        """The command of a message's menu, and its form, if the bot is there to show it."""
        if not self._clips:
            await self._command()
            return
        person, room, message = self.dice.choice(self._clips)
        opened = await person.runs_on(message, MENU, room)
        await asyncio.sleep(0.5)
        if opened.is_answered:
            tag = self._tag()
            used = await person.sends_form(opened, words=f"cut the pauses {tag}")
            self._note(Asked(tag, Owed.FILM, room, "form", used))

    async def _presses(self) -> None:
        """A suggestion below a film; sometimes twice."""
        for person, room, message in self._suggested():
            label = next(each for each in message.buttons if each.startswith(_SUGGESTION))
            self._pressed.add(message.id)
            for _ in range(self.dice.choice((1, 1, 2))):
                used = await person.taps(message, label)
                self._note(Asked(label.split()[-1], Owed.FILM, room, "press", used))
            return
        await self._asks_in_words()

    async def _writes(
        self,
        person: Person,
        room: Room,
        words: str,
        *,
        files: list[Path] | None = None,
        owed: Owed = Owed.FILM,
        ends: str = "",
    ) -> Shown:
        """A message with a new name in it; in a server it names the bot, or answers it."""
        tag = self._tag()
        self._note(Asked(tag, owed, room, "message"))
        answered = [each for each in room.videos[-3:] if not room.is_dm]
        reply = self.dice.choice(answered) if answered and self.dice.random() < 0.4 else None
        mention = not room.is_dm and reply is None
        return await person.sends(room, f"{words} {tag}{ends}", files=files or [], mention=mention, reply_to=reply)

    def _somebody(self) -> tuple[Person, Room]:
        return self.dice.choice(self._places)

    def _tag(self) -> str:
        return f"Q{next(self._numbers):04}"

    def _note(self, asked: Asked) -> None:
        self.asked.append(asked)

    def _suggested(self) -> Iterator[tuple[Person, Room, Shown]]:
        """Films with a suggestion that nobody pressed yet, older ones too, in the order of chats thrown by dice."""
        for person, room in self.dice.sample(self._places, len(self._places)):
            for message in room.videos:
                if message.id not in self._pressed and any(each.startswith(_SUGGESTION) for each in message.buttons):
                    yield person, room, message
