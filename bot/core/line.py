"""The order of turns in one chat: first come, first served, and everybody knows their place."""

import asyncio

from bot.core.model import Turn, TurnId


class Line:
    """The turns of one chat that wait their turn; the first one is being served."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._moved = asyncio.Event()

    def join(self, turn: Turn) -> None:
        """Stand at the end."""
        self._turns.append(turn)

    def leave(self, turn: TurnId) -> None:
        """Step out, served or not; those behind move up."""
        self._turns = [waiting for waiting in self._turns if waiting.id != turn]
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def renew(self, turn: Turn) -> bool:
        """Let the turn stand where it stood, with its newer message; False for one that does not stand here."""
        stands = any(waiting.id == turn.id for waiting in self._turns)
        self._turns = [turn if waiting.id == turn.id else waiting for waiting in self._turns]
        return stands

    def place(self, turn: TurnId) -> int:
        """1 for the turn being served, 2 for the next; 0 for one that does not stand here."""
        places = {waiting.id: number for number, waiting in enumerate(self._turns, 1)}
        return places.get(turn, 0)

    async def move(self) -> None:
        """Wait until somebody leaves."""
        await self._moved.wait()

    @property
    def turns(self) -> list[Turn]:
        """All that stand here, in order."""
        return list(self._turns)
