"""The group's stories over the fakes: the shortest stage there is."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.model import Button, MessageId, MessageRef, Sender, SenderId
from tests.fakes.backend import FakeBackend
from tests.fakes.chat import CAPABILITIES, ROOM
from tests.fakes.chat import clip as talk
from tests.fakes.house import House
from tests.stories.group import STORIES, Story
from tests.stories.stage import Person, Seen


@dataclass
class FakeStage:
    """The house with a chat that is shared."""

    house: House
    presses_made: int = 0

    @property
    def backend(self) -> FakeBackend:
        return self.house.backend

    async def says(self, person: Person, words: str, *, clip: bool = False) -> None:
        await self.house.say(words, *[talk()] * clip, sender=sender(person))

    async def asks(self, person: Person, command: str) -> None:
        await self.house.say(f"/{command}", sender=sender(person))

    async def presses(self, person: Person, label: str, on: Seen) -> None:
        ref = MessageRef(ROOM, MessageId(str(on.handle)))
        button = next(button for button in self._buttons(ref) if button.label == label)
        self.presses_made += 1
        await self.house.say(button.says, sender=sender(person), reply_to=ref, event=f"press/{self.presses_made}")

    async def until(self, *parts: str, count: int = 1) -> Seen:
        await self.house.chat.until(lambda _: len(self._with(parts)) >= count)
        return self._with(parts)[-1]

    async def until_films(self, count: int) -> None:
        await self.house.chat.until(lambda chat: len(chat.films()) == count)

    async def settles(self) -> None:
        await self.house.settled()

    def transcript(self) -> list[str]:
        return self.house.chat.transcript()

    def films(self) -> int:
        return len(self.house.chat.films())

    def _with(self, parts: tuple[str, ...]) -> list[Seen]:
        shown = [(ref, one.reply.text) for ref, one in self.house.chat.shown.items()]
        return [Seen(text, ref) for ref, text in shown if all(part in text for part in parts)]

    def _buttons(self, ref: MessageRef) -> tuple[Button, ...]:
        return self.house.chat.shown[ref.message_id].reply.buttons


def sender(person: Person) -> Sender:
    return Sender(SenderId(person.value.lower()), person.value, "en", is_admin=person.is_admin)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[FakeStage, None]:
    async with House(tmp_path).running() as house:
        house.chat.capabilities_ = replace(CAPABILITIES, shared=True)
        yield FakeStage(house)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_group(story: Story, stage: FakeStage) -> None:
    await story(stage)
