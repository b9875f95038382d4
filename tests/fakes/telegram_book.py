"""Telegram's book in memory."""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.model import Button, ChatRef, JsonObject


@dataclass(frozen=True)
class MemoryButton:
    chat: ChatRef
    says: str
    once: bool
    made_at: datetime


@dataclass
class MemoryTelegramBook:
    """See ``adapters.telegram.book``. ``bodies`` are the updates not yet handled."""

    bodies: dict[tuple[int, int], JsonObject | None] = field(default_factory=dict)
    buttons: dict[str, MemoryButton] = field(default_factory=dict)
    named: dict[tuple[ChatRef, str, str, bool], str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    async def keep(self, bot: int, updates: Sequence[JsonObject], offset: int) -> frozenset[int]:
        fresh = [raw for raw in updates if (bot, raw["update_id"]) not in self.bodies]
        for raw in fresh:
            self.bodies[bot, raw["update_id"]] = raw
        self.facts[f"offset/{bot}"] = str(offset)
        return frozenset(raw["update_id"] for raw in fresh)

    async def offset(self, bot: int) -> int | None:
        value = self.facts.get(f"offset/{bot}")
        return None if value is None else int(value)

    async def pending(self, bot: int) -> list[JsonObject]:
        return [raw for (owner, _), raw in self.bodies.items() if owner == bot and raw is not None]

    async def handled(self, bot: int, updates: Collection[int]) -> None:
        for update in updates:
            if (bot, update) in self.bodies:
                self.bodies[bot, update] = None

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

    async def moves(self) -> dict[int, int]:
        return dict(self.moved)

    async def move(self, old: int, new: int) -> None:
        self.moved[old] = new

    async def fact(self, name: str) -> str | None:
        return self.facts.get(name)

    async def note(self, name: str, value: str) -> None:
        self.facts[name] = value

    async def forget(self, chat: ChatRef) -> None:
        self._keep([name for name, button in self.buttons.items() if button.chat != chat])

    def _keep(self, names: Collection[str]) -> None:
        self.buttons = {name: button for name, button in self.buttons.items() if name in names}
        self.named = {key: name for key, name in self.named.items() if name in names}
