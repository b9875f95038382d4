"""For whom the bot works: owners who were named, and the one who was paired where the cloud edits."""

import re
from pathlib import Path

from tests.e2e.command_line import golden
from tests.e2e.telegram.home import answered, at_home, film
from tests.e2e.telegram.transcripts import comparable
from tests.integration.media.clips import Clips
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.serving import live_cloud

FIRST_PERSON = 4_100_001
"""The id of the first person of a test."""


async def test_with_the_cloud_its_paired_owner_is_served_and_told_who_edits(tmp_path: Path) -> None:
    clip = Clips(tmp_path)("mp4")
    prompt = Cloud(silent_chance=0, polls=0, film=clip.read_bytes())
    async with live_cloud(prompt) as cloud, at_home(tmp_path, BACKEND="nemo", NEMO_API_URL=cloud.url) as home:
        code = re.search(r"\b[2-9A-Z]{8}\b", await home.bot.line("its owner alone"))
        assert code is not None
        ann = home.telegram.person("Ann")
        room = home.telegram.private(ann)
        await ann.sends(room, code[0])
        await answered(room, 1)
        await ann.sends(room, video=clip, caption="cut the pauses")
        await film(room, 1)
        await ann.sends(room, "/credits")
        await answered(room, 4)
        transcript = comparable(room).replace(code[0], "THE-CODE")
    assert transcript == golden("telegram-paired.txt", transcript)
    assert len(cloud.edits) == 1


async def test_strangers_are_told_once_and_the_owner_is_served(tmp_path: Path) -> None:
    async with at_home(tmp_path, OWNER_IDS=str(FIRST_PERSON)) as home:
        ann, ben = home.telegram.person("Ann"), home.telegram.person("Ben", language="zh")
        assert ann.id == FIRST_PERSON
        bens, team = home.telegram.private(ben), home.telegram.group("Team", ann, ben)
        await ben.sends(bens, video=Clips(tmp_path)("mp4"), caption="cut the pauses")
        await bens.answer(containing="Sorry, I only work for the people my operator has named.")
        await ben.sends(bens, "please?")
        await ben.sends(bens, "/forget")
        await ben.sends(team, "/help")
        await team.answer(containing="抱歉，我只为管理员指定的人工作。")
        await ben.sends(team, "/help")
        await ann.sends(team, "/help")
        await team.answer(containing="Hi! Send me a video")
        assert (len(bens.from_bot), len(team.from_bot)) == (1, 2)
        assert home.telegram.calls("getFile") == [], "a stranger's files are left where they are"
