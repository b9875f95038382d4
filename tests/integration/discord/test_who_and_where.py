"""Who is served on Discord, and where the answers go: the whole core behind the real adapter."""

import asyncio
from pathlib import Path

import pytest

from bot.core.access import Access, Named, Rules
from tests.fakes.access import MemoryAccessBook
from tests.fakes.backend import FakeBackend
from tests.fakes.discord_house import running_bot
from tests.film.clips import speech_clip
from tests.integration.discord.conftest import Town
from tests.integration.telegram_out.brisk import BriskClock

CLOSED = "Sorry, I only work for the people my operator has named."


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    return asyncio.run(speech_clip(folder, noise=False, sentences=1, width=320, height=180)).path


async def test_a_role_opens_the_door_and_who_has_none_is_told_once_in_the_open(town: Town, tmp_path: Path) -> None:
    editors = town.team.role("Editors")
    town.team.gives(town.olga, editors)
    other = town.server.person("Ben")
    town.team.joins(other)
    door = Access(Rules(chats=(Named(str(editors.id), "discord"),)), MemoryAccessBook())
    async with running_bot(town.server, BriskClock(8), FakeBackend(), tmp_path, access=door):
        await town.olga.uses(town.films, "credits")
        await town.films.answer(containing="Local editing is free")
        await other.sends(town.films, "credits", mention=True)
        await town.films.answer(containing=CLOSED)
        again = await other.uses(town.films, "credits")
        assert again.response is not None
        assert again.response.is_ephemeral
        assert again.response.words.startswith(CLOSED)
    assert sum(CLOSED in each.words for each in town.films.from_bot if not each.is_ephemeral) == 1


async def test_with_threads_the_status_and_the_film_come_in_the_request_s_thread(
    town: Town, tmp_path: Path, film: Path
) -> None:
    backend = FakeBackend()
    backend.film = film.read_bytes()
    async with running_bot(town.server, BriskClock(8), backend, tmp_path, threads=True):
        await town.olga.sends(town.films, "cut the pauses", files=[film], mention=True)
        await town.films.until(lambda room: room.threads)
        (thread,) = town.films.threads
        await thread.video()
        await town.olga.uses(town.films, "edit", words="cut the pauses", video=film)
        second = next(each for each in town.films.threads if each.id != thread.id)
        await second.video()
    assert len(backend.sessions) == 2
    assert town.films.videos == []
