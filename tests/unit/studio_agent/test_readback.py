"""A plan in one line."""

import pytest

from studio.agent.plan import Doubt, Plan, Tongue
from studio.agent.readback import describe_plan
from studio.agent.vocabulary import OPERATIONS
from tests.fakes.editing import op

STEPS = (op("remove_silence"), op("add_music", mood="soft"), op("export", resolution="1080p"))


def line(*operations, tongue=Tongue.ENGLISH, **facts):
    return describe_plan(Plan(tongue, operations, **facts))


def test_a_plan_is_read_back_in_one_line():
    assert line(*STEPS) == "Plan: cut the pauses, add calm music, export at 1080p"


def test_a_plan_is_read_back_in_chinese():
    assert line(*STEPS, tongue=Tongue.CHINESE) == "计划：剪掉停顿，加舒缓的音乐，导出 1080p"


def test_one_step_is_not_read_back():
    assert line(op("remove_silence")) is None
    assert line(op("remove_silence"), op("captions", supported=False)) is None


def test_a_question_is_not_read_back():
    assert line(*STEPS, doubt=Doubt.VAGUE) is None


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (op("trim_head", seconds=4), "cut off the first 4 s"),
        (op("trim_tail", seconds=0.5), "cut off the last 0.5 s"),
        (op("cut_range", start=5, end=8), "cut out 0:05–0:08"),
        (op("denoise_audio"), "take the noise out"),
        (op("mute", clip=2), "mute clip 2"),
        (op("mute", clip=-1), "mute the last clip"),
        (op("volume", target="all", change="up", file="walk.mov"), "change the volume of “walk.mov”"),
        (op("add_intro", text="My trip"), "add an intro"),
        (op("normalize_loudness"), "even out the loudness"),
        (op("restore_cut", numbers=[3.0, 5.0]), "put cut 3, 5 back"),
        (op("keep_range", end=8), "keep only 0:00–0:08"),
        (op("keep_range", start=8), "keeping only one part"),
        (op("mute"), "mute the sound"),
        (op("mute", target="voice"), "mute the original sound"),
        (op("mute", start=3, end=5), "mute 0:03–0:05"),
        (op("volume"), "set the volume"),
        (op("volume", target="music", change="down"), "make the music quieter"),
        (op("add_music"), "add background music"),
        (op("add_music", mood="auto"), "add background music"),
        (op("add_music", file="song.mp3"), "add “song.mp3” as music"),
        (op("add_title", text="a\nb" + "c" * 90), "add the title “a b" + "c" * 36 + "…”"),
        (op("export"), "deliver the film"),
        (op("merge"), "join the clips"),
        (op("undo"), "go back a step"),
    ],
)
def test_each_step_is_told_with_what_was_said(operation, told):
    assert line(operation, op("redo")) == f"Plan: {told}, go forward again"


@pytest.mark.parametrize("name", [row.name for row in OPERATIONS])
@pytest.mark.parametrize("tongue", list(Tongue))
def test_every_operation_can_be_read_back(name, tongue):
    assert line(op(name), op(name), tongue=tongue)
