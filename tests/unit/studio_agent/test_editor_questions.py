"""What is said when a request cannot be done as it stands: questions, suggestions, what is not offered."""

from dataclasses import replace

import pytest

from studio.agent.plan import Doubt, Tongue
from studio.agent.project import Project
from tests.fakes.editing import FILM, SILENT, TALK, asked, new, old, op, request
from tests.fakes.editor_tools import FakeTools
from tests.fakes.timelines import bed, picture, video

IDEAS = ("cut the 5 pauses (saves 9.6 s)", "add calm background music", "export in 1080p")


def test_a_vague_wish_gets_a_question_and_ideas_for_this_clip():
    edited = asked(new(TALK), Doubt.VAGUE)
    assert edited.text == (
        "What shall I change? For example: “cut the 5 pauses (saves 9.6 s)” or “add calm background music”."
    )
    assert edited.suggestions == IDEAS
    assert (edited.timeline, edited.base, edited.step) == (None, None, 0)


def test_a_vague_wish_is_answered_in_chinese():
    edited = asked(new(TALK), Doubt.VAGUE, tongue=Tongue.CHINESE)
    assert edited.text == "想改哪里呢？比如：“剪掉 5 处停顿（省 9.6 秒）”或“加上舒缓的背景音乐”。"
    assert edited.suggestions == ("剪掉 5 处停顿（省 9.6 秒）", "加上舒缓的背景音乐", "导出 1080p")


def test_without_pauses_none_are_suggested():
    assert asked(new(SILENT), Doubt.VAGUE).suggestions == IDEAS[1:]
    assert asked(new(TALK), Doubt.VAGUE, tools=FakeTools()).suggestions == IDEAS[1:]


def test_one_pause_is_suggested_as_one():
    tools = FakeTools(talk=((0, 5000), (8000, 24_000)))
    assert asked(new(TALK), Doubt.VAGUE, tools=tools).suggestions[0] == "cut the pause (saves 2.7 s)"


def test_a_film_with_music_is_not_offered_music():
    film = replace(FILM, music=(bed(0, 24_000),))
    assert asked(old(film), Doubt.VAGUE).suggestions[1] == "make the music a bit quieter"


def test_ideas_are_for_the_clip_just_sent():
    tools = FakeTools(b=((0, 1000), (4000, 10_000)))
    edited = asked(old(FILM, fresh=(video("b.mp4", 10, id_="b"),)), Doubt.VAGUE, tools=tools)
    assert edited.suggestions[0] == "cut the pause (saves 2.7 s)"


@pytest.mark.parametrize("doubt", [Doubt.WHICH_RANGE, Doubt.HOW_LONG])
def test_a_question_about_time_tells_the_films_length(doubt):
    edited = asked(old(), doubt)
    assert "The film is 0:24 long." in edited.text
    assert edited.suggestions


@pytest.mark.parametrize("doubt", [Doubt.WHICH_TEXT, Doubt.WHICH_CLIP, Doubt.HOW_LOUD])
def test_a_question_only_the_person_can_answer_has_no_ideas(doubt):
    tools = FakeTools()
    edited = asked(old(), doubt, tools=tools)
    assert edited.text
    assert edited.suggestions == ()
    assert tools.listened == []


@pytest.mark.parametrize("doubt", list(Doubt))
@pytest.mark.parametrize("project", [Project(()), new(picture())], ids=["empty", "picture"])
def test_a_question_without_a_video_asks_for_one(doubt, project):
    edited = asked(project, doubt)
    assert edited.text.endswith("Please send a video first, then say what to change.")
    assert edited.suggestions == ()


@pytest.mark.parametrize("doubt", list(Doubt))
@pytest.mark.parametrize("tongue", list(Tongue))
def test_with_a_doubt_nothing_is_done(doubt, tongue):
    edited = request(old(), op("trim_head", seconds=3), doubt=doubt, tongue=tongue)
    assert edited.timeline is None


def test_what_is_not_offered_is_told_with_the_nearest_that_is():
    edited = request(old(), op("remove_fillers", supported=False))
    assert edited.timeline is None
    assert edited.text == "Not offered yet: cutting filler words. The nearest I can do: “cut the pauses”."
    assert edited.suggestions == IDEAS


def test_what_is_not_offered_and_near_to_nothing_is_told_with_what_is_offered():
    edited = request(old(), op("stabilize", supported=False), tongue=Tongue.CHINESE)
    assert edited.text.startswith("暂不支持：防抖。我能做的：")


def test_an_operation_the_vocabulary_does_not_know_is_named_as_it_is():
    assert "Not offered yet: teleport it" in request(old(), op("teleport_it")).text


def test_what_is_refused_is_refused():
    edited = request(old(), op("unsupported", reason="theft", supported=False))
    assert edited.text.startswith("That is something I cannot do. What I can do:")


def test_a_wish_to_do_nothing_is_granted():
    for edited in (
        request(old(), op("none", negated="export", supported=False)),
        request(old(), declined=("add_music",)),
        request(old(), deliver=False),
    ):
        assert edited.text == "All right, nothing was changed."
        assert edited.timeline is None


@pytest.mark.parametrize("unclear", [(), ("blorb",)])
def test_an_empty_plan_is_not_understood(unclear):
    edited = request(old(), unclear=unclear)
    assert edited.text.startswith("Sorry, I did not understand that.")
    assert edited.suggestions == IDEAS


def test_each_missing_operation_is_named_once():
    edited = request(old(), op("chapters", supported=False), op("chapters", supported=False))
    assert edited.text.count("chapters") == 1


def test_without_a_clip_there_is_nothing_to_suggest():
    edited = request(Project(()), op("chapters", supported=False))
    assert edited.text.startswith("Not offered yet: chapters.")
    assert edited.suggestions == ()
