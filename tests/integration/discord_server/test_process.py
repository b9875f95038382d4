"""The server in a process of its own, and a channel told in words."""

import asyncio
import sys
from pathlib import Path

import aiohttp

from tests.integration.discord_server.conftest import Raw, button, callback, form, hook, row
from tests.platforms.discord.asking import Asked
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import TOKEN

ROOT = Path(__file__).parents[3]

STORY = """\
[1] Cutdesk (for Ann /edit, rings):
    shorter: started
[2] Cutdesk (silent, edited):
    <film.mp4 “A film”>
    done
    [Undo] (Export) [Link] (link)
[3] Ann (to 2, pings Cutdesk):
    @Cutdesk louder
[4] Cutdesk (to 3, rings, pings Ann):
    ready
[5] Ann: (deleted)
[6] Cutdesk (for Ann /edit, only they see it):
    only you"""


async def test_a_server_of_its_own_tells_its_address_and_answers() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "tests.platforms.discord.server", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().split()
        assert line[:2] == ["serving", "on"]
        headers = {"Authorization": f"Bot {TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{line[2]}/api/v10/gateway/bot") as got,
        ):
            assert (await got.json())["url"].startswith("ws://127.0.0.1:")
    finally:
        process.terminate()
        await process.wait()


async def test_a_channel_is_told_in_words(raw: Raw, asked: Asked, ann: Person, films: Room) -> None:
    path = f"/channels/{films.id}/messages"
    await raw("POST", callback(asked), json={"type": 4, "data": {"content": "shorter: started"}})
    await raw("POST", path, json={"content": "working", "flags": 4096})
    export = button("Export", "export:1") | {"disabled": True}
    link = {"type": 2, "style": 5, "label": "Link", "url": "https://a.example/"}
    told = [{"id": 0, "filename": "film.mp4", "description": "A film"}]
    done = {"content": "done", "components": row(button(), export, link), "attachments": told}
    body = form(done, ("film.mp4", b"x"))
    status = films.last
    await raw("PATCH", f"{path}/{status.id}", data=body)
    louder = await ann.sends(films, "louder", mention=True, reply_to=status)
    reference = {"message_id": str(louder.id)}
    await raw("POST", path, json={"content": "ready", "message_reference": reference})
    await ann.deletes(await ann.sends(films, "never mind"))
    await raw("POST", hook(asked), json={"content": "only you", "flags": 64})
    assert films.transcript() == STORY
    assert "before: working" in films.transcript(past=True)
