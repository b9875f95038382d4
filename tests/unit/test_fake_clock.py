"""The clock of the tests: if it lied, they would."""

import asyncio

from tests.fakes.clock import START, FakeClock


async def test_time_stands_still_until_it_is_moved() -> None:
    clock = FakeClock()
    assert (clock.now(), clock.monotonic()) == (START, 0.0)
    await clock.advance(90)
    assert (clock.now() - START).total_seconds() == clock.monotonic() == 90


async def test_sleepers_wake_in_their_order_and_at_their_time() -> None:
    clock, woken = FakeClock(), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.monotonic()))

    async with asyncio.TaskGroup() as tasks:
        for seconds in (3.0, 1.0, 0.0, 2.0):
            tasks.create_task(sleep(seconds))
        await clock.advance(2)
        assert woken == [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]
        await clock.advance(5)
    assert woken[-1] == (3.0, 3.0)


async def test_who_sleeps_again_is_woken_again_within_the_same_stretch() -> None:
    clock, ticks = FakeClock(), []

    async def tick() -> None:
        for _ in range(3):
            await clock.sleep(10)
            ticks.append(clock.monotonic())

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tick())
        await clock.until_asleep()
        await clock.advance(60)
    assert ticks == [10, 20, 30]


async def test_a_cancelled_sleeper_is_no_sleeper() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as tasks:
        sleeping = tasks.create_task(clock.sleep(10))
        await clock.until_asleep()
        assert clock.sleepers == 1
        sleeping.cancel()
    assert clock.sleepers == 0
    await clock.advance(20)
    assert clock.monotonic() == 20
