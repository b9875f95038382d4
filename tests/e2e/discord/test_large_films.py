"""A film that is larger than Discord takes there: a copy that fits, with a link to the whole one."""

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.e2e.discord.home import Home, at_home, film
from tests.film.container import read_container
from tests.integration.media.clips import H264, Clips
from tests.platforms.discord.rooms import Room

NOISE = ("-f", "lavfi", "-i", "testsrc=s=640x360:r=25:d=9,noise=alls=100:allf=t+u", "-pix_fmt", "yuv420p")
PUBLIC_URL = "https://films.example"


async def test_a_copy_that_fits_comes_with_a_link_to_the_whole_film(tmp_path: Path) -> None:
    noise = Clips(tmp_path).make("noise.mp4", *NOISE, *H264)
    async with at_home(tmp_path, PUBLIC_URL=PUBLIC_URL) as home:
        ann = home.discord.person("Ann", upload_limit=500 << 20)
        room = home.discord.dm(ann)
        await ann.sends(room, "export it", files=[noise])
        made = await film(room, 1)
        copy = read_container(home.discord.path_of(made))
        assert made.attachments[0]["size"] < 10 << 20
        assert abs(copy.declared_ms - 9000) < 200
        assert "This copy is made to fit here;" in made.words
        whole = await fetched(home, room)
        assert whole > 10 << 20


async def fetched(home: Home, room: Room) -> int:
    """How many bytes the link under the film leads to, asked for where the bot really is."""
    (link,) = [each["url"] for each in room.videos[0].components if "url" in each]
    assert link.startswith(PUBLIC_URL)
    parts = urlsplit(link)
    async with aiohttp.ClientSession() as session:
        answer = await session.get(
            f"{home.bot.url.rstrip('/')}{parts.path}?{parts.query}", headers={"Host": parts.netloc}
        )
        assert answer.status == 200
        return len(await answer.read())
