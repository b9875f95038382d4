"""For whom the bot works on Discord, and who may stop what: owners, allowed places and roles, moderators."""

from pathlib import Path

import pytest

from tests.e2e.discord.home import FILM_S, answered, at_home, film, serving_in, spoken
from tests.integration.media.clips import Clips
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import discord_server

CLOSED = "Sorry, I only work for the people my operator has named."
CLOSED_ZH = "抱歉，我只为管理员指定的人工作。"
LONG = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return Clips(tmp_path)("mp4")


async def test_strangers_are_told_once_and_the_owner_is_served(tmp_path: Path, clip: Path) -> None:
    async with discord_server(tmp_path / "discord") as discord:
        ann, ben = discord.person("Ann"), discord.person("Ben", locale="zh-CN")
        team, bens = discord.server("Team", ann, ben).channel("films"), discord.dm(ben)
        async with serving_in(discord, tmp_path, OWNER_IDS=f"discord:{ann.id}"):
            await ben.sends(bens, "cut the pauses", files=[clip])
            await bens.answer(containing=CLOSED)
            await ben.sends(bens, "please?")
            await ben.sends(team, "剪短一点", mention=True)
            await team.answer(containing=CLOSED_ZH)
            used = await ben.uses(team, "edit", words="cut the pauses", video=clip)
            await used.says(CLOSED_ZH)
            assert used.response is not None
            assert used.response.is_ephemeral
            await ben.sends(team, "再来", mention=True)
            await ann.uses(team, "edit", words="keep only the first second", video=clip)
            made = await film(team, 1)
            pressed = await ben.presses(made, "Undo")
            await pressed.says(CLOSED_ZH)
            await ann.uses(team, "status")
            await team.answer(containing="Timeline (1 track)")
            assert len(team.videos) == 1, "the stranger's press did nothing"
            assert len(bens.from_bot) == 1
            assert [message.words for message in spoken(team)].count(CLOSED_ZH + "祝你愉快！") <= 1
            assert len(discord.cdn.transfers) == 1, "a stranger's files are left where they are"


async def test_places_and_roles_that_were_named_are_served(tmp_path: Path) -> None:
    async with discord_server(tmp_path / "discord") as discord:
        ann = discord.person("Ann")
        whole, part, roles = (discord.server(name, ann) for name in ("Whole", "Part", "Roles"))
        anywhere, named, other, for_some = (
            whole.channel("anywhere"),
            part.channel("named"),
            part.channel("other"),
            roles.channel("some"),
        )
        editors = roles.role("Editors")
        allowed = ",".join(map(str, (whole.id, named.id, editors.id)))
        async with serving_in(discord, tmp_path, ALLOWED_CHATS=allowed):
            assert await serves(ann, anywhere)
            assert await serves(ann, named)
            assert await serves(ann, named.opens_thread("inside", ann))
            assert not await serves(ann, other)
            assert not await serves(ann, for_some)
            roles.gives(ann, editors)
            assert await serves(ann, for_some)
            assert not await serves(ann, discord.dm(ann))


async def serves(ann: Person, room: Room) -> bool:
    """Whether Ann's command is answered there; who is not served is told so, and nobody else."""
    before = len(spoken(room))
    used = await ann.uses(room, "credits")
    assert used.response is not None
    assert used.response.is_ephemeral
    if CLOSED in used.response.words:
        return False
    await answered(room, before + 1)
    return True


async def test_only_who_asked_and_moderators_cancel(tmp_path: Path) -> None:
    long = Clips(tmp_path).make("long.mp4", "-f", "lavfi", "-i", "testsrc=s=640x360:r=30:d=60", *LONG)
    async with at_home(tmp_path) as home:
        ann, ben, cat, olga = (home.discord.person(name) for name in ("Ann", "Ben", "Cat", "Olga"))
        team = home.discord.server("Team", olga, ann, ben, cat)
        team.gives(cat, team.role("Mods", manage_messages=True))
        room = team.channel("films")
        await ann.uses(room, "edit", words="export in 1080p", video=long)
        line = await room.answer(containing="Rendering", limit_s=FILM_S)
        await ben.presses(line, "Cancel")
        await room.answer(containing="Ann asked for that: only Ann or an admin can cancel it.")
        assert line.buttons == ["Cancel"], "it goes on"
        await cat.uses(room, "cancel")
        await room.answer(containing="Cancelled what Ann had asked for.")
        await room.until(lambda _: line.words.startswith("🚫 Cancelled"))
        assert room.videos == []
