"""The cut receipt in the chat: what is told, put back and listed."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import cut_range
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.editor_tools import FakeTools
from tests.fakes.timelines import shown

CUT = request(new(TALK), op("remove_silence")).timeline
MANY = FakeTools(talk=tuple((second * 1000, second * 1000 + 100) for second in range(0, 24, 2)))


def test_a_cut_is_put_back_by_its_number():
    edited = request(old(CUT), op("restore_cut", numbers=[3.0]))
    assert shown(edited.timeline)[1:3] == [("talk", 5850, 15_200), ("talk", 17_850, 22_200)]
    assert edited.text == "Cut 3 put back, 0:14 → 0:17."


def test_several_cuts_are_put_back_in_one_go_in_chinese():
    edited = request(old(CUT), op("restore_cut", numbers=[2.0, 4.0]), tongue=Tongue.CHINESE)
    assert shown(edited.timeline) == [("talk", 850, 9200), ("talk", 11_850, 22_200)]
    assert edited.text == "放回第2、4处，0:14 → 0:19。"


def test_all_cuts_put_back_are_the_clip_as_it_was():
    edited = request(old(CUT), op("restore_cut", numbers=[1, 2, 3, 4, 5]))
    assert edited.timeline == FILM


def test_cuts_are_listed_with_their_places_and_nothing_changes():
    edited = request(old(CUT), op("list_cuts"))
    assert edited.timeline is None
    assert edited.text == (
        "Saved 9.6 s. The cuts: 1 at 0:00 (0.9 s), 2 at 0:03.4 (1.7 s), 3 at 0:06.7 (2.7 s), "
        "4 at 0:10.1 (2.7 s), 5 at 0:14.4 (1.8 s). Say “keep cut 5” to put one back."
    )


def test_the_list_after_one_was_put_back_keeps_the_numbers():
    edited = request(old(CUT), op("restore_cut", numbers=[2]), op("list_cuts"), tongue=Tongue.CHINESE)
    assert "第1处 0:00（0.9 秒）、第3处 0:08.4（2.7 秒）" in edited.text


def test_without_cuts_there_is_nothing_to_list():
    assert request(old(), op("list_cuts")).text == "No pause has been cut, or all of them are back."


def test_many_cuts_are_not_all_told_at_once_but_listed():
    cut = request(new(TALK), op("remove_silence"), tools=MANY)
    assert "8 at 0:03.5 (1.6 s), and 4 more (“show the cuts” lists them)." in cut.text
    assert "12 at 0:05.3 (1.7 s)" in request(old(cut.timeline), op("list_cuts")).text


def test_a_cut_whose_neighbours_are_gone_is_listed_so_and_refused():
    film = cut_range(CUT, 3000, 4000)
    assert "2 (1.7 s, what lay beside it is gone)" in request(old(film), op("list_cuts")).text
    edited = request(old(film), op("restore_cut", numbers=[2]))
    assert edited.timeline is None
    assert edited.text.startswith("What lay beside cut 2 has been cut or moved since")


@pytest.mark.parametrize("number", [0, 6, -3, 4.0e30])
def test_a_number_without_a_cut_is_refused(number):
    edited = request(old(CUT), op("restore_cut", numbers=[number]))
    assert edited.timeline is None
    assert edited.text.startswith("There is no cut")


def test_a_receipt_is_told_in_the_same_breath_as_a_put_back():
    edited = request(old(CUT), op("restore_cut", numbers=[3]), op("remove_silence"))
    assert edited.text.startswith("Cut 3 put back, 1 pause removed, 0:14.4 → 0:14.4.")
    assert "6 at 0:06.7 (2.7 s)" in edited.text
