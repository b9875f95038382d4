"""The order of turns in one chat: first come, first served, and everybody knows their place."""

import asyncio

from bot.core.model import Turn, TurnId

_EARLY_AT_ONCE = 2


class Line:
    """The turns of one chat that wait their turn; the first one is being served.

    ``early_places``: to be held by those that have a file brought while they wait.
    """

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._moved = asyncio.Event()
        self.early_places = asyncio.Semaphore(_EARLY_AT_ONCE)

    def join(self, turn: Turn) -> None:
        """Stand at the end."""
        self._turns.append(turn)

    def leave(self, turn: TurnId) -> None:
        """Step out, served or not; those behind move up."""
        self._turns = [waiting for waiting in self._turns if waiting.id != turn]
        self._tell()

    def renew(self, turn: Turn) -> bool:
        """Let the turn stand where it stood, with its newer message; False for one that does not stand here."""
        stands = self.standing(turn.id) is not None
        self._turns = [turn if waiting.id == turn.id else waiting for waiting in self._turns]
        self._tell()
        return stands

    def standing(self, turn: TurnId) -> Turn | None:
        """The turn as it stands here, with the newest message it was given; None for one that does not."""
        return next((waiting for waiting in self._turns if waiting.id == turn), None)

    def place(self, turn: TurnId) -> int:
        """1 for the turn being served, 2 for the next; 0 for one that does not stand here."""
        places = {waiting.id: number for number, waiting in enumerate(self._turns, 1)}
        return places.get(turn, 0)

    async def move(self) -> None:
        """Wait until somebody leaves, or has a newer message."""
        await self._moved.wait()

    @property
    def turns(self) -> list[Turn]:
        """All that stand here, in order."""
        return list(self._turns)

    def _tell(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
