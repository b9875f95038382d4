"""Which film a request is about, in what order it is done, and that it is done whole or not at all."""

from dataclasses import replace

import pytest

from studio.agent.editor import Editor
from studio.agent.plan import Plan, Tongue
from studio.agent.project import Project
from studio.timeline.cuts import film_of, trim_head, with_short_side
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.timelines import bed, picture, shown, sound, video

OTHER = video("b.mp4", 10, id_="b")


def test_the_first_edit_starts_from_the_untouched_clip():
    edited = request(new(TALK), op("trim_head", seconds=4))
    assert edited.base == FILM
    assert shown(edited.timeline) == [("talk", 4000, 24_000)]
    assert edited.text == "The first 4 s cut off, 0:24 → 0:20."


def test_a_later_edit_goes_on_from_the_current_version():
    edited = request(old(trim_head(FILM, 4000)), op("trim_tail", seconds=2))
    assert edited.base is None
    assert shown(edited.timeline) == [("talk", 4000, 22_000)]


def test_a_new_clip_starts_a_new_film():
    edited = request(old(FILM, fresh=(OTHER,)), op("trim_head", seconds=4))
    assert edited.base == film_of(OTHER)
    assert shown(edited.timeline) == [("b", 4000, 10_000)]


def test_of_several_new_clips_the_first_is_edited():
    edited = request(new(TALK, OTHER), op("trim_head", seconds=4))
    assert edited.base == FILM


def test_new_clips_are_joined_in_order_when_asked():
    edited = request(new(TALK, OTHER, SILENT), op("merge", order="as_sent"))
    assert shown(edited.timeline) == [("talk", 0, 24_000), ("b", 0, 10_000), ("drone", 0, 20_000)]
    assert edited.base is None
    assert edited.text == "3 clips joined, 0:54 in all."


def test_joined_clips_are_edited_as_one_and_undone_to_the_joined_ones():
    edited = request(new(TALK, OTHER), op("trim_tail", seconds=2), op("merge"))
    assert shown(edited.base) == [("talk", 0, 24_000), ("b", 0, 10_000)]
    assert shown(edited.timeline) == [("talk", 0, 24_000), ("b", 0, 8000)]
    assert edited.text == "2 clips joined, 0:34 in all. The last 2 s cut off, 0:34 → 0:32."


def test_a_new_clip_is_added_to_the_film_when_asked():
    scored = replace(FILM, music=(bed(0, 24_000),))
    edited = request(old(scored, fresh=(OTHER,)), op("merge"))
    assert shown(edited.timeline) == [("talk", 0, 24_000), ("b", 0, 10_000)]
    assert edited.timeline.music[0].duration_ms == 34_000
    assert edited.base is None
    assert edited.text == "The clip was added at the end, 0:24 → 0:34."


def test_named_clips_are_joined_in_the_order_named():
    edited = request(old(FILM, TALK, OTHER), op("merge", files=["B.mp4", "talk"]))
    assert [one.source for one in edited.timeline.clips] == ["b", "talk"]


def test_a_clip_nobody_sent_cannot_be_joined():
    edited = request(new(TALK, OTHER), op("merge", files=["talk.mp4", "c.mp4"]))
    assert edited.timeline is None
    assert edited.text == "There is no such file here: “c.mp4”. Nothing was changed."


def test_one_clip_alone_cannot_be_joined():
    assert request(new(TALK), op("merge")).text.startswith("There is only one clip here.")
    assert request(old(), op("merge")).text.startswith("There is no new clip to join.")


@pytest.mark.parametrize(
    ("project", "start"),
    [
        (Project(()), "Please send a video first"),
        (new(picture()), "Please send a video too: pictures"),
        (new(sound()), "Please send a video too: so far"),
    ],
)
@pytest.mark.parametrize("name", ["export", "remove_silence", "merge"])
def test_without_a_video_one_is_asked_for(project, start, name):
    edited = request(project, op(name))
    assert edited.text.startswith(start)
    assert edited.timeline is None


def test_exporting_a_new_clip_keeps_it_as_it_is():
    edited = request(new(TALK), op("export"))
    assert edited.timeline == FILM
    assert edited.base is None
    assert edited.text == "The film is ready, 0:24."


def test_exporting_the_current_film_makes_no_new_version():
    edited = request(old(), op("export"))
    assert edited.timeline is None
    assert edited.text == "The film is ready, 0:24."


def test_exporting_in_a_resolution_sets_it():
    edited = request(new(TALK), op("export", resolution="720p"))
    assert edited.timeline == with_short_side(FILM, 720)
    assert edited.base == FILM
    assert edited.text == "The film will be 720p."


def test_a_sentence_of_three_parts_is_done_in_one_go():
    tools = FakeTools(talk=FIVE_PAUSES)
    operations = op("export", resolution="1080p"), op("add_music", mood="calm"), op("remove_silence")
    edited = request(new(TALK), *operations, tools=tools)
    assert edited.text.startswith(
        "5 pauses removed, 0:24 → 0:14. Calm background music added at 30%, quieter while you speak. "
        "The film will be 1080p. Saved 9.6 s. The cuts: 1 at 0:00 (0.9 s), "
    )
    assert edited.timeline.music[0].duration_ms == edited.timeline.duration_ms == 14_400
    assert tools.composed == [("calm", 14_400)]


def test_the_same_sentence_in_chinese():
    operations = op("remove_silence"), op("add_music", mood="calm"), op("export", resolution="1080p")
    edited = request(new(TALK), *operations, tongue=Tongue.CHINESE)
    assert edited.text.startswith(
        "剪掉 5 处停顿，0:24 → 0:14。已加上舒缓的背景音乐，音量 30%，说话时自动压低。成片为 1080p。"
        "共省 9.6 秒。剪掉的地方：第1处 0:00（0.9 秒）、"
    )


def test_one_part_that_cannot_be_done_leaves_everything_as_it_was():
    tools = FakeTools(talk=FIVE_PAUSES)
    edited = request(old(), op("add_music"), op("cut_range", start=30, end=40), op("export"), tools=tools)
    assert (edited.timeline, edited.base, edited.step) == (None, None, 0)
    assert edited.text == "The film is only 0:24 long, so nothing was changed."
    assert tools.composed == []


def test_what_is_not_offered_is_told_and_the_rest_done():
    edited = request(old(), op("chapters", supported=False), op("trim_head", seconds=4))
    assert edited.timeline is not None
    assert edited.text == "The first 4 s cut off, 0:24 → 0:20. Not offered yet: chapters."


def test_what_was_not_understood_is_told_and_the_rest_done():
    edited = request(old(), op("trim_head", seconds=4), unclear=("frobnicate {it}", "x" * 200))
    assert edited.timeline is not None
    assert "I did not understand “frobnicate {it}”, “xxx" in edited.text
    assert len(edited.text) < 250


async def test_each_operation_is_announced_before_it_is_done():
    heard = []

    class Listening(FakeTools):
        async def speech(self, source):
            heard.append("listening")
            return await super().speech(source)

        async def music(self, mood, duration_ms):
            heard.append("composing")
            return await super().music(mood, duration_ms)

    operations = op("add_music"), op("remove_silence"), op("captions", supported=False), op("merge")
    plan = Plan(Tongue.ENGLISH, operations)
    editor = Editor(Listening(talk=FIVE_PAUSES))
    await editor.edit(plan, new(TALK, OTHER), on_operation=lambda operation: heard.append(operation.name))
    assert heard == ["merge", "remove_silence", "listening", "listening", "add_music", "composing"]


def test_an_edit_without_effect_makes_no_version():
    edited = request(old(FILM), op("export", resolution="x"))
    assert edited.timeline is None


@pytest.mark.parametrize("forward", [0, 2])
def test_undo_goes_back_as_many_steps_as_said(forward):
    edited = request(old(back=3, forward=forward), op("undo", steps=2))
    assert edited.step == -2
    assert edited.text == "2 steps back."


def test_undo_without_a_number_goes_back_once():
    edited = request(old(back=3), op("undo"))
    assert (edited.step, edited.text) == (-1, "One step back.")


def test_undo_goes_no_further_than_there_are_versions():
    edited = request(old(back=1), op("undo", steps=5))
    assert (edited.step, edited.text) == (-1, "One step back. Further back there is nothing.")


def test_redo_goes_forward():
    assert request(old(forward=2), op("redo")).step == 1
    assert request(old(forward=2), op("redo", steps=9)).text == "2 steps forward again. That was the newest version."


@pytest.mark.parametrize(
    ("name", "text"), [("undo", "There is nothing to undo."), ("redo", "There is nothing to redo.")]
)
def test_without_versions_there_is_nothing_to_step_to(name, text):
    edited = request(old(), op(name))
    assert (edited.step, edited.text) == (0, text)


def test_what_comes_with_an_undo_is_asked_for_again():
    edited = request(old(back=1), op("undo"), op("trim_head", seconds=1), op("export"))
    assert edited.step == -1
    assert edited.timeline is None
    assert edited.text == "One step back. The rest of your message has not been done; please say it again."


def test_undo_and_export_need_no_more_words():
    assert request(old(back=1), op("undo"), op("export")).text == "One step back."


def test_undo_with_a_new_clip_at_hand_still_goes_back():
    assert request(old(FILM, fresh=(OTHER,), back=1), op("undo")).step == -1
