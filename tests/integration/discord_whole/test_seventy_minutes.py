"""A render of 70 minutes by a clock that bot and Discord share: its film comes, under a status one could still edit."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from backend.traits import STUDIO
from bot.core.model import RenderStatus
from tests.crash.telegram_story import tiny_clip
from tests.fakes.backend import FakeBackend
from tests.integration.discord_out.conftest import LeapingClock
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import discord_server
from tests.stories.test_group_over_discord import running_bot

MINUTE_S = 60.0
RENDER_MINUTES = 70
TOKEN_LIFE_S, OLD_S = 15 * MINUTE_S, 60 * MINUTE_S
LIMIT_S = 60.0


class DrivenClock(LeapingClock):
    """As fast as told, also for those who sleep already."""

    def runs(self, speed: float) -> None:
        """From now on it goes so many times as fast as time."""
        self._leapt += (time.monotonic() - self._began) * (self._speed - speed)
        self._speed = speed

    async def sleep(self, seconds: float) -> None:
        due = self.monotonic() + seconds
        while (left_s := due - self.monotonic()) > 0:
            await asyncio.sleep(min(0.02, left_s / self._speed))
        await asyncio.sleep(0)


async def asks_by_command(ann: Person, films: Room, clip: Path) -> None:
    await ann.uses(films, "edit", words="cut the pauses", video=clip)


async def asks_by_name(ann: Person, films: Room, clip: Path) -> None:
    await ann.sends(films, "cut the pauses", files=[clip], mention=True)


@pytest.mark.parametrize("ask", [asks_by_command, asks_by_name], ids=lambda ask: ask.__name__)
async def test_its_film_comes_under_a_status_that_stayed_editable(tmp_path: Path, ask: object) -> None:
    clock, clip, backend = DrivenClock(1), tmp_path / "clip.mp4", FakeBackend(replace(STUDIO, poll_s=10.0))
    await tiny_clip(clip)
    backend.film, backend.renders_by_hand = clip.read_bytes(), True
    async with discord_server(tmp_path / "discord", clock=clock) as server:
        ann = server.person("Ann")
        films = server.server("Team", server.person("Olga"), ann).channel("films")
        async with running_bot(server, clock, backend, tmp_path):
            began_s = clock.monotonic()
            await ask(ann, films, clip)  # type: ignore[operator]
            await server.until(lambda: backend.renders, LIMIT_S)
            clock.runs(600)
            for minute in range(1, RENDER_MINUTES):
                await clock.sleep(began_s + minute * MINUTE_S - clock.monotonic())
                backend.move_render(RenderStatus.PROCESSING, percent=minute)
            await clock.sleep(began_s + RENDER_MINUTES * MINUTE_S - clock.monotonic())
            clock.runs(4)
            backend.move_render(RenderStatus.COMPLETED, percent=100)
            film = await films.video(limit_s=LIMIT_S)
            done = await films.answer(containing="✅ Done in 1:1", limit_s=LIMIT_S)
        statuses = [each for each in films.from_bot if each is not film and not each.is_response]
        assert [each.words for each in statuses[:-1]] == ["⬇️ Goes on in a newer message below"]
        assert statuses[-1] is done
        assert [each.buttons for each in statuses] == [[], []]
        for status in statuses:
            shown_s = status.versions[0].at_s
            assert max(status.edited_at_s) - shown_s < OLD_S
        ages_s = [at_s - began_s for at_s in done.edited_at_s]
        assert max(ages_s) > RENDER_MINUTES * MINUTE_S > TOKEN_LIFE_S
        assert server.limits.given == []
        assert server.calls("update_original_webhook_message", "execute_webhook", "update_webhook_message") == []
