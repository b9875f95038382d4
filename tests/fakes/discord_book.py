"""Discord's book in memory."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.model import Button, ChatRef


@dataclass(frozen=True)
class MemoryButton:
    chat: ChatRef
    says: str
    once: bool
    made_at: datetime


@dataclass
class MemoryDiscordBook:
    """See ``adapters.discord.book``."""

    read_to: dict[ChatRef, int] = field(default_factory=dict)
    buttons: dict[str, MemoryButton] = field(default_factory=dict)
    named: dict[tuple[ChatRef, str, str, bool], str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    identifies: list[tuple[int, datetime]] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    async def note_seen(self, seen: Mapping[ChatRef, int]) -> None:
        for chat, message in seen.items():
            self.read_to[chat] = max(message, self.read_to.get(chat, 0))

    async def seen(self) -> dict[ChatRef, int]:
        return dict(self.read_to)

    async def put_buttons(
        self, chat: ChatRef, message: str, buttons: Sequence[Button], made_at: datetime
    ) -> Sequence[str]:
        made = []
        for button in buttons:
            name = self.named.setdefault((chat, message, button.says, button.once), f"button-{next(self.numbers)}")
            self.buttons[name] = MemoryButton(chat, button.says, button.once, made_at)
            made.append(name)
        return made

    async def button(self, button: str) -> MemoryButton | None:
        return self.buttons.get(button)

    async def drop_buttons(self, made_before: datetime) -> None:
        self._keep([name for name, button in self.buttons.items() if button.made_at >= made_before])

    async def fact(self, name: str) -> str | None:
        return self.facts.get(name)

    async def note(self, name: str, value: str) -> None:
        self.facts[name] = value

    async def identified(self, bot: int, at: datetime) -> None:
        self.identifies = [one for one in self.identifies if one[1] >= at - timedelta(days=2)]
        self.identifies.append((bot, at))

    async def identifies_since(self, bot: int, moment: datetime) -> list[datetime]:
        return sorted(at for who, at in self.identifies if who == bot and at >= moment)

    async def forget(self, chat: ChatRef) -> None:
        self._keep([name for name, button in self.buttons.items() if button.chat != chat])
        self.read_to.pop(chat, None)

    def _keep(self, names: Collection[str]) -> None:
        self.buttons = {name: button for name, button in self.buttons.items() if name in names}
        self.named = {key: name for key, name in self.named.items() if name in names}
