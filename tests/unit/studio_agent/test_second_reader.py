"""What the rules left over goes to a second reader, and only what stands the vocabulary's check comes back."""

import pytest

from studio.agent.plan import Doubt
from studio.agent.planner import Scene, plan
from studio.agent.readback import describe_plan
from studio.agent.second_reader import Leftover, NoAnswer, Proposal, with_second_reader

FILM = Scene(clip_names=("talk.mp4",), sound_names=("song.mp3",), has_timeline=True, duration_ms=60_000)
LOST = "flimflam the zorgle frintz"
PARTLY = "mute 0:05 to 0:10, flimflam the zorgle frintz"


class Reader:
    """A second reader that always proposes the same, and keeps what it was asked."""

    def __init__(self, *proposals: Proposal) -> None:
        self._proposals = proposals
        self.asked: list[Leftover] = []

    def propose(self, leftover: Leftover) -> tuple[Proposal, ...]:
        self.asked.append(leftover)
        return self._proposals


def both(reader: Reader, text: str, scene: Scene = FILM):
    return with_second_reader(plan, reader.propose)(text, scene)


def test_the_rules_do_not_understand_these_words():
    assert plan(LOST, FILM).doubt is Doubt.NOT_UNDERSTOOD
    assert plan(PARTLY, FILM).unclear == (LOST,)


def test_only_what_was_not_understood_is_asked_about():
    reader = Reader(Proposal(0, "remove_silence"))
    got = both(reader, PARTLY)
    assert [one.name for one in got.operations] == ["mute", "remove_silence"]
    assert got.operations[0].args == {"start": 5.0, "end": 10.0}
    assert (got.doubt, got.unclear) == (None, ())
    assert [one.parts for one in reader.asked] == [(LOST,)]


def test_a_request_that_is_lost_as_a_whole_is_read_and_read_back():
    got = both(Reader(Proposal(0, "color", {"brightness": "up"})), LOST)
    assert [(one.name, dict(one.args)) for one in got.operations] == [("color", {"brightness": "up"})]
    assert got.doubt is None
    assert describe_plan(got) == "Plan: make the picture brighter"


@pytest.mark.parametrize(
    "text",
    [
        "cut the pauses",
        "剪掉停顿",
        "make it better",
        "cut some of it",
        "export in 1080p",
        "cut the pauses except in the intro",
        "don't export yet",
        "no music",
        LOST + " " + "x" * 2001,
    ],
)
def test_exact_words_vague_ones_and_prohibitions_stay_with_the_rules(text):
    reader = Reader(Proposal(0, "black_and_white"))
    assert both(reader, text) == plan(text, FILM)
    assert reader.asked == []


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(0, "run_ffmpeg", {"args": "-i /etc/passwd"}),
        Proposal(0, "export", {"resolution": "1080p"}),
        Proposal(0, "undo"),
        Proposal(0, "generate_video", {"prompt": "x"}),
        Proposal(0, "none"),
        Proposal(0, "trim_head", {"seconds": "5; rm -rf /"}),
        Proposal(0, "trim_head", {"seconds": -3}),
        Proposal(0, "trim_head", {"seconds": float("nan")}),
        Proposal(0, "trim_head", {"seconds": True}),
        Proposal(0, "trim_head", {"seconds": 1e12}),
        Proposal(0, "mute", {"start": 9, "end": 3}),
        Proposal(0, "add_music", {"file": "/etc/passwd"}),
        Proposal(0, "add_music", {"file": "../song.mp3"}),
        Proposal(0, "add_music", {"file": "http://example.com/song.mp3"}),
        Proposal(0, "add_music", {"mood": "calm'; -f lavfi"}),
        Proposal(0, "merge", {"files": ["talk.mp4", "/etc/shadow"]}),
        Proposal(0, "add_title", {"text": "Words nobody wrote"}),
        Proposal(0, "add_voiceover", {"text": "I owe you money"}),
        Proposal(0, "reframe", {"aspect": "16:9,drawtext=x"}),
        Proposal(0, "volume", {"to": 90}),
        Proposal(0, "volume", {"target": "everyone", "change": "up"}),
        Proposal(7, "remove_silence"),
        Proposal(-1, "remove_silence"),
    ],
)
def test_what_is_not_of_the_vocabulary_is_dropped(proposal):
    assert both(Reader(proposal), LOST) == plan(LOST, FILM)


def test_arguments_that_do_not_exist_are_dropped_and_the_rest_is_kept():
    got = both(Reader(Proposal(0, "mute", {"start": 1, "end": 2.5, "filter": "volume=0", "target": None})), LOST)
    assert [(one.name, dict(one.args)) for one in got.operations] == [("mute", {"start": 1.0, "end": 2.5})]


def test_words_to_be_shown_are_the_person_s_own():
    text = LOST + " Summer Days"
    got = both(Reader(Proposal(0, "add_title", {"text": "summer days", "position": "top"})), text)
    assert [dict(one.args) for one in got.operations] == [{"text": "summer days", "position": "top"}]


def test_what_the_words_forbid_or_have_already_is_not_added():
    text = f"no music, {LOST}, mute 0:05 to 0:10"
    got = both(Reader(Proposal(0, "add_music", {"mood": "calm"}), Proposal(0, "mute")), text)
    assert got == plan(text, FILM)


def test_what_is_lacking_is_asked_for():
    got = both(Reader(Proposal(0, "trim_head")), LOST)
    assert got.doubt is Doubt.HOW_LONG


def test_when_it_fails_the_rules_answer_stands():
    def fail(leftover: Leftover) -> tuple[Proposal, ...]:
        raise NoAnswer("no answer in time")

    assert with_second_reader(plan, fail)(LOST, FILM) == plan(LOST, FILM)
    assert with_second_reader(plan, fail)(PARTLY, FILM) == plan(PARTLY, FILM)
