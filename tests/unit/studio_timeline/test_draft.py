"""The draft is read back exactly, and nonsense is refused."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.cuts import film_of
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft
from studio.timeline.model import Position, Timeline, Title
from tests.fakes.timelines import bed, clip, films, video

SOURCE = video("a.mp4", 30, id_="a")
FILM = Timeline(
    clips=(clip("a", 0, 4000), clip("a", 6000, 6000, gain=0.5)),
    music=(bed(0, 10_000),),
    titles=(Title("Urban Dreams", 0, 3000, Position.TOP),),
    short_side=720,
)


def test_the_draft_has_the_keys_of_the_contract():
    assert to_draft(FILM, [SOURCE], 3) == {
        "t": [
            {
                "tt": 0,
                "m": {},
                "sg": [
                    {"id": "v1", "s": 0, "d": 4000, "m": {"name": "a.mp4", "src": "a", "in": 0, "gain": 1.0}},
                    {"id": "v2", "s": 4000, "d": 6000, "m": {"name": "a.mp4", "src": "a", "in": 6000, "gain": 0.5}},
                ],
            },
            {
                "tt": 1,
                "m": {},
                "sg": [
                    {
                        "id": "a1",
                        "s": 0,
                        "d": 10_000,
                        "m": {
                            "name": "calm",
                            "src": "m",
                            "volume": 0.3,
                            "ducked": True,
                            "fills": True,
                            "fade_in": 0,
                            "fade_out": 1500,
                        },
                    }
                ],
            },
            {
                "tt": 7,
                "m": {},
                "sg": [{"id": "t1", "s": 0, "d": 3000, "m": {"text": "Urban Dreams", "position": "top"}}],
            },
        ],
        "d": 10_000,
        "m": {"kind": "mp4", "width": 1280, "height": 720, "short_side": 720, "version": 3},
    }


def test_tracks_without_anything_are_left_out():
    assert [track["tt"] for track in to_draft(film_of(SOURCE), [SOURCE], 1)["t"]] == [0]


@given(films, st.integers(1, 10_000))
def test_a_draft_read_back_is_the_same_timeline(film, version):
    wire = json.loads(json.dumps(to_draft(film, [SOURCE], version)))
    assert from_draft(wire) == film


def test_what_is_unknown_is_passed_over():
    draft = to_draft(FILM, [SOURCE], 1)
    draft["x"] = [1]
    draft["m"]["title"] = "film"
    draft["t"][0]["sg"][0]["zoom"] = {"by": 2}
    draft["t"].append({"tt": 9, "sg": [{"what": 1}]})
    assert from_draft(draft) == FILM


def change(*path, to):
    """A change to the draft at that place."""

    def apply(draft):
        place = draft
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return apply


def drop(*path):
    def apply(draft):
        place = draft
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]

    return apply


CLIP = ("t", 0, "sg", 0)
BED = ("t", 1, "sg", 0)
TITLE = ("t", 2, "sg", 0)


@pytest.mark.parametrize(
    "spoil",
    [
        drop("t"),
        drop("d"),
        drop("m"),
        change("t", to="no"),
        change("t", to=[1]),
        change("t", to=[{"tt": 0, "sg": []}] * 17),
        change("t", 0, "tt", to="0"),
        change("t", 0, "sg", to=None),
        change("d", to=9999),
        change("d", to=-1),
        change("m", "short_side", to="720"),
        change("m", "short_side", to=10**9),
        change(*CLIP, "d", to=0),
        change(*CLIP, "d", to=4000.5),
        change(*CLIP, "d", to=True),
        change(*CLIP, "d", to=10**12),
        change(*CLIP, "s", to=5),
        change(*CLIP, "m", to=None),
        change(*CLIP, "m", "src", to=""),
        change(*CLIP, "m", "src", to=7),
        change(*CLIP, "m", "src", to="x" * 129),
        change(*CLIP, "m", "in", to=-1),
        change(*CLIP, "m", "gain", to=float("nan")),
        change(*CLIP, "m", "gain", to=float("inf")),
        change(*CLIP, "m", "gain", to=17),
        change(*CLIP, "m", "gain", to="1"),
        change(*CLIP, "m", "gain", to=True),
        change(*CLIP, "m", "name", to="x" * 201),
        change(*BED, "d", to=10_001),
        change(*BED, "s", to=-1),
        change(*BED, "m", "ducked", to=1),
        change(*BED, "m", "fade_in", to=None),
        drop(*BED, "m", "volume"),
        change(*TITLE, "s", to=9000),
        change(*TITLE, "m", "text", to=""),
        change(*TITLE, "m", "text", to="x" * 1001),
        change(*TITLE, "m", "position", to="left"),
    ],
)
def test_nonsense_is_refused(spoil):
    draft = copy.deepcopy(to_draft(FILM, [SOURCE], 1))
    spoil(draft)
    with pytest.raises(BadDraft):
        from_draft(draft)


def test_a_draft_without_end_is_refused():
    draft = to_draft(FILM, [SOURCE], 1)
    draft["t"][2]["sg"] = [draft["t"][2]["sg"][0]] * 20_000
    with pytest.raises(BadDraft):
        from_draft(draft)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "d", "m", "tt", "sg", "s"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["t", "d", "m", "x"]), json_values))
def test_any_json_is_read_or_refused_but_never_breaks(draft):
    try:
        film = from_draft(draft)
    except BadDraft:
        return
    assert film.duration_ms == draft["d"]


def test_an_error_names_the_place_and_not_the_content():
    draft = to_draft(FILM, [SOURCE], 1)
    draft["t"][0]["sg"][0]["m"]["gain"] = "secret"
    with pytest.raises(BadDraft, match=r"^gain: no number$"):
        from_draft(draft)
