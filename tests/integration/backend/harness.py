"""What the tests of the client share: who it says it is, a clock that does not wait, a rule that allows loopback."""

from collections.abc import Callable

import httpx

from backend.client import HttpBackend
from tests.fakes.clock import FakeClock

HEADERS = {"X-Skill-Source": "cutdesk", "X-Skill-Version": "0.1.0", "X-Skill-Platform": "unknown"}

MakeClient = Callable[..., HttpBackend]


class Neighbourhood:
    """Lets films be fetched from loopback servers, which the real rule forbids."""

    async def may_ask(self, url: httpx.URL) -> bool:
        return url.host == "127.0.0.1"

    def may_read(self, address: str) -> bool:
        return address == "127.0.0.1"


class SkippingClock(FakeClock):
    """A clock whose sleepers do not wait; it notes for how long they would have."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
