"""A file given to a slash command stands in no message: its only link ends after a day, and a turn may wait longer."""

import asyncio
from pathlib import Path

from tests.fakes.backend import EditScript, FakeBackend
from tests.fakes.discord_house import running_bot
from tests.film.clips import speech_clip
from tests.integration.discord_out.conftest import LeapingClock
from tests.platforms.discord.cdn import LIFE_S
from tests.platforms.discord.server import discord_server


async def test_a_commands_link_that_ends_while_its_turn_waits_was_followed_before(tmp_path: Path) -> None:
    clip = (await speech_clip(tmp_path, noise=False, sentences=1, width=320, height=180)).path
    other = tmp_path / "other.mp4"
    other.write_bytes(clip.read_bytes() + b"\0\0\0\x08free")
    kept = tmp_path / "media" / "files"
    clock = LeapingClock(1)
    backend, first = FakeBackend(), EditScript(slow=True)
    backend.film = clip.read_bytes()
    backend.scripts.append(first)
    async with discord_server(tmp_path / "discord", clock=clock) as server:
        ann = server.person("Ann")
        films = server.server("Team", ann).channel("films")
        async with running_bot(server, clock, backend, tmp_path) as dispatcher:
            await ann.uses(films, "edit", words="cut the pauses", video=clip)
            await backend.until(lambda backend: len(backend.said) == 1)
            await ann.uses(films, "edit", words="add music", video=other)
            await films.answer(containing="Waiting, number 2 in line")
            await server.until(lambda: len(list(kept.iterdir())) == 2)
            clock.leap(LIFE_S + 3600)
            first.release()
            async with asyncio.timeout(20):
                await dispatcher.settled()
    assert len(films.videos) == 2
    assert backend.said == ["cut the pauses", "add music"]
    assert [each.status for each in server.cdn.transfers] == [200, 200]
