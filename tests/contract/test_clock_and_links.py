"""What every clock and every maker of links promises."""

import asyncio
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from adapters.web.links import SignedLinks, Signer
from bot.clock import SystemClock
from bot.core.model import Link, MediaId, StoredMedia
from bot.core.ports import Clock, Links
from tests.fakes.clock import FakeClock
from tests.fakes.house import FakeLinks

MEDIA = StoredMedia(MediaId("a" * 64), Path("film.mp4"), 1)


@pytest.fixture(params=["fake", "real"])
def clock(request: pytest.FixtureRequest) -> Clock:
    return FakeClock() if request.param == "fake" else SystemClock()


async def test_now_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now().tzinfo is UTC


async def test_a_sleep_takes_its_time_and_can_be_cancelled(clock: Clock) -> None:
    began, began_at = clock.monotonic(), clock.now()
    sleeper = asyncio.ensure_future(clock.sleep(0.05))
    if isinstance(clock, FakeClock):
        await clock.advance(0.05)
    await sleeper
    assert clock.monotonic() - began >= 0.049
    assert clock.now() - began_at >= timedelta(seconds=0.049)
    sleeper = asyncio.ensure_future(clock.sleep(60))
    await asyncio.sleep(0)
    sleeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeper


@pytest.fixture(params=["fake", "real"])
def links(request: pytest.FixtureRequest) -> tuple[Links, Links]:
    """Links that are enabled, and links that are not."""
    clock = FakeClock()
    if request.param == "fake":
        return FakeLinks(Link("https://cut.example/files/x", clock.now() + timedelta(days=1))), FakeLinks()
    signer = Signer(b"s" * 32)
    return SignedLinks(signer, clock, "https://cut.example"), SignedLinks(signer, clock, None)


async def test_a_link_is_under_the_public_address_and_ends(links: tuple[Links, Links]) -> None:
    link = await links[0].link(MEDIA, "我的 film.mp4")
    assert link is not None
    assert link.url.startswith("https://cut.example/files/")
    assert link.url.isascii()
    assert link.expires_at is not None
    assert link.expires_at > FakeClock().now()


async def test_without_a_public_address_there_is_no_link(links: tuple[Links, Links]) -> None:
    assert await links[1].link(MEDIA, "film.mp4") is None
