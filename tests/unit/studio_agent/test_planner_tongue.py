"""The planner answers in the language of the person's own words, and reads back what the studio itself suggests."""

import pytest

from studio.agent.plan import Tongue
from studio.agent.planner import Scene, plan
from studio.agent.replies import say

FILM = Scene(clip_names=("talk.mp4",), has_timeline=True, has_music=True, duration_ms=30_000)


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ('add a title saying "你好世界你好世界"', Tongue.ENGLISH),
        ("加一个标题“Hello World, hello everybody”", Tongue.CHINESE),
        ("把 intro 剪掉 please", Tongue.CHINESE),
        ("『你好』", Tongue.CHINESE),
        ("", Tongue.ENGLISH),
    ],
)
def test_what_is_quoted_does_not_decide_the_language(text: str, tongue: Tongue) -> None:
    assert plan(text, FILM).tongue is tongue


@pytest.mark.parametrize("tongue", Tongue)
@pytest.mark.parametrize(
    ("key", "facts", "name"),
    [
        ("suggest.pauses", {"count": 5, "length": "9.6 s"}, "remove_silence"),
        ("suggest.quieter", {}, "volume"),
        ("suggest.resolution", {"resolution": "720p"}, "export"),
    ],
)
def test_every_suggestion_of_the_studio_is_understood_as_that_alone(
    key: str, facts: dict[str, str | int], name: str, tongue: Tongue
) -> None:
    understood = plan(say(tongue, key, **facts), FILM)
    assert [operation.name for operation in understood.operations] == [name]
    assert (understood.doubt, understood.unclear) == (None, ())
