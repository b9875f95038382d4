"""Intros, outros and the sound of one clip, as people say them."""

import pytest

from studio.agent.plan import Doubt
from tests.fakes.planning import asked, read


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("add an intro card saying 'My trip'", ("add_intro", {"text": "My trip"})),
        ("start with a 4 second card that says “Day one”", ("add_intro", {"text": "Day one", "seconds": 4.0})),
        ("加一个片头写着我的旅行", ("add_intro", {"text": "我的旅行"})),
        ("end on a card saying Bye", ("add_outro", {"text": "Bye"})),
        ("片尾加上“再见”", ("add_outro", {"text": "再见"})),
        ("use opener.mp4 as the intro", ("add_intro", {"file": "opener.mp4"})),
        ("mute the second clip", ("mute", {"clip": 2})),
        ("第二段静音", ("mute", {"clip": 2})),
        ("mute beach day.mov", ("mute", {"file": "beach day.mov"})),
        ("make the first clip quieter", ("volume", {"target": "all", "clip": 1, "change": "down"})),
        ("把第一段声音调小", ("volume", {"target": "all", "clip": 1, "change": "down"})),
        ("set the volume of clip 2 to 50%", ("volume", {"target": "all", "clip": 2, "to": 0.5})),
    ],
)
def test_what_is_asked_for(words, operation):
    assert asked(words) == [operation]


@pytest.mark.parametrize("words", ["add an intro", "加个片尾"])
def test_a_card_without_words_is_asked_back(words):
    assert read(words).doubt is Doubt.WHICH_TEXT
