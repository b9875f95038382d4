"""How often a new session is asked for, over all processes of a day."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.discord.identify import DAY, IdentifyBudget
from tests.fakes.clock import FakeClock
from tests.fakes.discord_book import MemoryDiscordBook

BOT = 4242


class Hasty(FakeClock):
    """Nobody waits: a sleep moves time on at once, and is remembered."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 11, 20, tzinfo=UTC))
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._elapsed += seconds


async def test_a_crash_loop_of_500_starts_says_identify_at_most_200_times_in_any_day() -> None:
    book, clock = MemoryDiscordBook(), Hasty()
    said = []
    for _ in range(500):
        await IdentifyBudget(book, clock, BOT).spend()
        said.append(clock.now())
    busiest = max(sum(first <= at < first + DAY for at in said) for first in said)
    assert busiest == 200
    assert said[-1] - said[0] > 2 * DAY


async def test_it_is_recorded_before_it_is_said_and_another_bot_does_not_count() -> None:
    book, clock = MemoryDiscordBook(), Hasty()
    await IdentifyBudget(book, clock, 1).spend()
    await IdentifyBudget(book, clock, BOT).spend()
    assert clock.slept == []
    assert await book.identifies_since(BOT, clock.now()) == [clock.now()]


async def test_two_in_a_row_are_five_seconds_apart_and_the_first_waits_for_nothing() -> None:
    book, clock = MemoryDiscordBook(), Hasty()
    budget = IdentifyBudget(book, clock, BOT)
    await budget.spend()
    assert clock.slept == []
    await budget.spend()
    assert clock.slept == [5.0]


async def test_a_clock_that_was_set_back_does_not_silence_us() -> None:
    book, clock = MemoryDiscordBook(), Hasty()
    for minutes in range(1, 40):
        await book.identified(BOT, clock.now() + timedelta(minutes=minutes))
    await IdentifyBudget(book, clock, BOT).spend()
    assert clock.slept == []


async def test_what_discord_itself_counts_is_waited_for_once_and_the_operator_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Hasty()
    budget = IdentifyBudget(MemoryDiscordBook(), clock, BOT)
    budget.told(0, 3600.0)
    await budget.spend()
    assert clock.slept == [3600.0]
    assert "waits for 60 minutes" in caplog.text
    budget.told(7, 3600.0)
    await clock.sleep(timedelta(minutes=1).total_seconds())
    await budget.spend()
    assert clock.slept == [3600.0, 60.0]
