"""The whole core over the real client over the test cloud: what a person reads for every code, and no edit done twice.

The transcripts are golden files; GOLDEN=write in the environment writes them anew.
"""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes.chat import clip
from tests.fakes.house import FILM, House
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Edit, Ends, Refused, Where, quiet
from tests.platforms.cloud.serving import cloud_client, live_cloud

GOLDEN = Path(__file__).parents[2] / "golden" / "transcripts"
FIRST = {"en": "cut the first second", "zh": "剪掉第一秒"}
SECOND = {"en": "add calm music", "zh": "加舒缓的音乐"}
EXPORT = {"en": "export", "zh": "导出"}
STATUS = {"en": "status", "zh": "状态"}
SCREEN = "Ready! Preview in the Timeline panel or click Export. Drag the clip to trim it. Check your account/billing."

Order = Callable[[Cloud], object]


@dataclass(frozen=True)
class Scene:
    """``order`` is given to the cloud before the last sentence; ``follows``: ``second``, without a clip, comes second.

    ``edits``: how many edits take effect in all; ``asked``: how often one is asked for.
    """

    order: Order
    edits: int = 1
    asked: int = 1
    follows: bool = False
    second: dict[str, str] = field(default_factory=lambda: SECOND)
    habits: dict[str, object] = field(default_factory=dict)


def will(edit: Edit) -> Order:
    return lambda cloud: cloud.will(edit)


def refuse(operation: str, code: int, *, times: int = 1, **facts: object) -> Order:
    return lambda cloud: cloud.refuse(operation, Refused(code, **facts), times=times)


def charge(where: Where) -> Order:
    def order(cloud: Cloud) -> None:
        cloud.edit_cost, cloud.credits_said = 1000, where

    return order


SCENES = {
    "0": Scene(lambda _: None),
    "0, without a word": Scene(will(quiet())),
    "0, without a word and without effect": Scene(will(quiet(changes=False))),
    "0, with trouble told after it": Scene(will(Edit(issue=True))),
    "an error without a word, and the edit done": Scene(will(Edit(silent=True, error="backend exploded"))),
    "an error without a word, and nothing done": Scene(
        will(Edit(silent=True, changes=False, error="backend exploded"))
    ),
    "an error after words, and the edit done": Scene(will(Edit(error="backend exploded"))),
    "an error after words, and nothing done": Scene(will(Edit(changes=False, error="backend exploded"))),
    "a question, with trouble told after it": Scene(will(Edit(("Which clip?",), changes=False, issue=True))),
    "a screen talked of, with the film": Scene(will(Edit((f"Cut 3 pauses. {SCREEN}",)))),
    "a screen talked of, and nothing changed": Scene(
        will(Edit((SCREEN,), changes=False)), edits=2, asked=2, follows=True
    ),
    "a screen talked of, and nothing to show": Scene(will(Edit((SCREEN,), changes=False))),
    "1001 for an edit": Scene(refuse("edit", 1001), asked=2),
    "1001 inside the stream": Scene(will(Edit(refused=Refused(1001, where=Where.FRAME))), asked=2),
    "1001 under an open render": Scene(refuse("poll", 1001)),
    "1001 again and again": Scene(refuse("edit", 1001, times=2), edits=0, asked=2),
    "1002, with the clip in the message": Scene(refuse("edit", 1002), asked=2),
    "1002 for a later sentence": Scene(refuse("edit", 1002), edits=2, asked=3, follows=True),
    "1002 for everything": Scene(Cloud.lose_sessions, edits=2, asked=2, follows=True),
    "1002 for an export": Scene(Cloud.lose_sessions, follows=True, second=EXPORT),
    "1002 for a look at the timeline": Scene(Cloud.lose_sessions, follows=True, second=STATUS),
    "1002 again and again": Scene(refuse("edit", 1002, times=2), asked=3, follows=True),
    "2001 in a body": Scene(charge(Where.BODY), edits=0),
    "2001 in a frame": Scene(charge(Where.FRAME), edits=0),
    "2001 in words": Scene(charge(Where.WORDS), edits=1, asked=2, follows=True),
    "2001 after a part of the edit": Scene(will(Edit(fails=Refused(2001, "no", where=Where.FRAME)))),
    "2001 in words after a part of the edit": Scene(will(Edit(silent=True, fails=Refused(2001, where=Where.WORDS)))),
    "4001": Scene(refuse("upload", 4001), edits=0, asked=0),
    "4002": Scene(refuse("upload", 4002), edits=0, asked=0),
    "400": Scene(refuse("token", 400), edits=0, asked=0),
    "402": Scene(refuse("render", 402)),
    "429 once": Scene(refuse("edit", 429, retry_after_s=3), asked=2),
    "429 twice": Scene(refuse("edit", 429, times=2), edits=0, asked=2),
    "a stream cut after the edit": Scene(will(Edit(ends=Ends.CUT_AFTER))),
    "an upload whose answer is lost": Scene(lambda cloud: cloud.lose_answer("upload"), habits={"list_lag": 1}),
    "a render that fails once": Scene(lambda cloud: cloud.plan.fail_next()),
    "a render that fails twice": Scene(lambda cloud: [cloud.plan.fail_next(), cloud.plan.fail_next()]),
}


async def driven(house: House) -> None:
    """Let the core's time run beside the sockets'."""
    while True:
        await house.clock.advance(5)
        await asyncio.sleep(0.005)


async def played(scene: Scene, folder: Path, language: str) -> tuple[list[str], Cloud]:
    """What the bot said to the last sentence, and the cloud afterwards."""
    async with live_cloud(Cloud(silent_chance=0, film=FILM, **scene.habits)) as cloud:
        house = House(folder)
        async with cloud_client(cloud, clock=house.clock) as client:
            house.backend = client
            house.dispatcher = house.new_dispatcher()
            async with asyncio.TaskGroup() as tasks, house.running(time_flies=False):
                time = tasks.create_task(driven(house))
                if scene.follows:
                    await house.ask(FIRST[language], clip("talk.mp4"))
                scene.order(cloud)
                if scene.follows:
                    told = await house.ask(scene.second[language])
                else:
                    told = await house.ask(FIRST[language], clip("talk.mp4"))
                time.cancel()
        return told, cloud


def comparable(text: str) -> str:
    """Without references, sizes and running times."""
    text = re.sub(r"(reference |编号[：: ]?)[0-9a-f]{8}", r"\1XXXXXXXX", text)
    return re.sub(r"\b\d+:\d\d\b(?= \()|(?<=Done in )\d+:\d\d|(?<=用时 )\d+:\d\d", "M:SS", text)


def golden(language: str, name: str, told: list[str]) -> str:
    """The section of that scene in the language's golden file; written anew first if the environment says so."""
    path = GOLDEN / f"cloud-{language}.txt"
    sections = (
        dict(re.findall(r"^# (.*?)\n(.*?)(?=^# |\Z)", path.read_text("utf-8"), re.DOTALL | re.MULTILINE))
        if path.exists()
        else {}
    )
    if os.environ.get("GOLDEN") == "write":
        sections[name] = comparable("\n".join(told)) + "\n\n"
        kept = {scene: sections[scene] for scene in SCENES if scene in sections}
        path.write_text("".join(f"# {scene}\n{text}" for scene, text in kept.items()), "utf-8")
    return sections[name].strip()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SCENES)
async def test_each_code_is_told_in_one_sentence_and_no_edit_is_done_twice(
    name: str, language: str, tmp_path: Path
) -> None:
    scene = SCENES[name]
    told, cloud = await played(scene, tmp_path, language)
    assert (len(cloud.edits), len(cloud.asked("edit"))) == (scene.edits, scene.asked)
    assert len(cloud.edits) == len(set(cloud.edits))
    assert cloud.unattributed == []
    assert comparable("\n".join(told)).strip() == golden(language, name, told)
