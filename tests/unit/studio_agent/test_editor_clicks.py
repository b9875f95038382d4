"""Clicks ringed by words, from the picture or from a list."""

import pytest

from media.clicks import Pointing
from studio.agent.plan import Tongue
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.model import Click, SourceKind
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.planning import names, read

LISTED = [3.0, 120.0, 300.0, 7.0, 400.0, 220.0]


def seeing(*clicks: tuple[int, int, int], is_found: bool = True) -> FakeTools:
    tools = FakeTools(talk=FIVE_PAUSES)
    tools.pointing = Pointing(is_found, clicks)
    return tools


def test_what_is_seen_is_ringed_and_counted():
    edited = request(new(TALK), op("highlight_clicks"), tools=seeing((1500, 30, 40), (9000, 60, 80)))
    assert edited.text.startswith("2 clicks found in the picture, each with a ring around it.")
    [clicks] = edited.timeline.clicks
    assert clicks.clicks == (Click(1500, 30, 40), Click(9000, 60, 80))
    assert from_draft(to_draft(edited.timeline, [TALK], 1)) == edited.timeline


def test_a_list_wins_over_what_is_seen_and_its_times_are_the_films():
    edited = request(old(FILM), op("trim_head", seconds=2.0), op("highlight_clicks", clicks=LISTED))
    assert "Rings around the 2 clicks you listed." in edited.text
    [clicks] = edited.timeline.clicks
    assert clicks.clicks == (Click(3000, 120, 300), Click(7000, 400, 220))


@pytest.mark.parametrize(
    ("tools", "tongue", "words"),
    [
        (seeing(is_found=False), Tongue.ENGLISH, "I would be guessing"),
        (seeing(), Tongue.ENGLISH, "no click of which I am sure"),
        (seeing(is_found=False), Tongue.CHINESE, "不想乱猜"),
    ],
)
def test_where_nothing_is_sure_a_list_is_asked_for_and_nothing_drawn(tools, tongue, words):
    edited = request(old(FILM), op("highlight_clicks"), tools=tools, tongue=tongue)
    assert words in edited.text
    assert "(120, 300)" in edited.text
    assert edited.timeline is None


def test_the_rest_is_done_meanwhile():
    edited = request(new(TALK), op("reframe", aspect="16:9"), op("highlight_clicks"), tools=seeing(is_found=False))
    assert edited.timeline is not None
    assert "I would be guessing" in edited.text.splitlines()[-1]


def test_places_outside_the_picture_and_times_outside_the_film_are_refused():
    assert TALK.kind is SourceKind.VIDEO
    beyond = request(old(FILM), op("highlight_clicks", clicks=[3.0, 9999.0, 20.0]))
    late = request(old(FILM), op("highlight_clicks", clicks=[99.0, 20.0, 20.0]))
    assert (beyond.timeline, late.timeline) == (None, None)
    assert "nothing at (9999, 20)" in beyond.text


@pytest.mark.parametrize(
    "text",
    [
        "highlight the clicks at 0:03 (120,300), 0:07 (400,220)",
        "clicks at 0:03 (120, 300) and 0:07 (400 220)",
        "clicks:\n3s (120,300)\n7s (400,220)",
        "0:03 (120,300); 0:07 (400,220)",
        "标出鼠标点击：0:03（120，300），0:07（400，220）",
    ],
)
def test_a_list_in_the_words_is_read(text: str) -> None:
    [operation] = read(text).operations
    assert (operation.name, operation.args) == ("highlight_clicks", {"clicks": LISTED})


def test_the_words_around_a_list_are_wishes_as_ever() -> None:
    wanted = names("make it 16:9, circle my clicks: 3s (120, 300); 7s (400, 220) and add calm music")
    assert sorted(wanted) == ["add_music", "highlight_clicks", "reframe"]
    assert names("don't highlight the clicks at 0:03 (120,300)") == []


@pytest.mark.parametrize("text", ["highlight the cursor clicks", "circle my clicks", "标出鼠标点击", "突出鼠标点击"])
def test_rings_are_asked_for(text: str) -> None:
    [operation] = read(text).operations
    assert (operation.name, operation.supported) == ("highlight_clicks", True)
