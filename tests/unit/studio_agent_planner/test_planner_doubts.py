"""When something must be asked, or is told as not understood."""

import pytest

from studio.agent.plan import Doubt
from tests.fakes.planning import names, read


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("make it look better", Doubt.VAGUE),
        ("edit my raw video footage", Doubt.VAGUE),
        ("edit a 2-minute screen recording into a 1080p MP4", Doubt.VAGUE),
        ("editing screen recordings into shareable tutorial videos for educators", Doubt.VAGUE),
        ("polishing rough clips for teachers and small shops", Doubt.VAGUE),
        ("put it in the corner", Doubt.VAGUE),
        ("让它更好看", Doubt.VAGUE),
        ("帮我剪一下呗", Doubt.VAGUE),
        ("trim it", Doubt.HOW_LONG),
        ("cut a bit", Doubt.HOW_LONG),
        ("make it shorter", Doubt.HOW_LONG),
        ("剪短一点", Doubt.HOW_LONG),
        ("cut the boring part", Doubt.WHICH_RANGE),
        ("cut 3 seconds", Doubt.WHICH_RANGE),
        ("剪掉不好的部分", Doubt.WHICH_RANGE),
        ("remove my raw video footage", Doubt.WHICH_CLIP),
        ("volume to the moon", Doubt.HOW_LOUD),
        ("asdf qwer zxcv", Doubt.NOT_UNDERSTOOD),
        ("what is the meaning of life", Doubt.NOT_UNDERSTOOD),
        ("hello", Doubt.NOT_UNDERSTOOD),
        ("你好", Doubt.NOT_UNDERSTOOD),
        ("", Doubt.NOT_UNDERSTOOD),
        ("🎵🎵🎵", Doubt.NOT_UNDERSTOOD),
    ],
)
def test_what_cannot_be_carried_out_is_asked_about(text: str, doubt: Doubt) -> None:
    assert read(text).doubt is doubt


def test_a_length_of_the_footage_cuts_nothing() -> None:
    assert names("edit a 2-minute screen recording of a software walkthrough into a 1080p MP4") == ["export"]
    assert names("cut the pauses in my 45-minute interview") == ["remove_silence"]


def test_the_understood_part_is_done_and_the_rest_is_told() -> None:
    answer = read("cut the pauses and make it sing like a nightingale")
    assert [one.name for one in answer.operations] == ["remove_silence"]
    assert answer.unclear == ("make it sing like a nightingale",)
    assert answer.doubt is None


def test_the_part_not_understood_is_told_in_the_persons_own_letters() -> None:
    assert read("Cut the pauses, Frobnicate the WIDGET!").unclear == ("Frobnicate the WIDGET",)


@pytest.mark.parametrize(
    "text",
    [
        "take out 2:05 through 2:31, I sneezed",
        "cut the pauses. Thanks a lot!",
        "去掉停顿，谢谢",
        "cut the pauses, he mumbles there",
    ],
)
def test_remarks_are_not_told_as_unclear(text: str) -> None:
    answer = read(text)
    assert answer.unclear == ()
    assert len(answer.operations) == 1


def test_a_vague_wish_beside_a_clear_one_does_not_hold_it_up() -> None:
    answer = read("add calm music and make it look better")
    assert [one.name for one in answer.operations] == ["add_music"]
    assert answer.doubt is None
    assert answer.unclear == ("make it look better",)


def test_a_cut_without_a_length_holds_up_the_rest() -> None:
    assert read("add calm music and trim it").doubt is Doubt.HOW_LONG
