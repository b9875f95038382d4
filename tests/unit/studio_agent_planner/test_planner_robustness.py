"""Any text is read: nothing raises, nothing hangs, quoted words come out as they were written."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.word_scores import OFFERED, Produced, Tally, of_plan, score
from studio.agent.language.quotes import KINDS_OF_FILES
from studio.agent.planner import Scene, plan
from studio.agent.vocabulary import spec
from studio.api.plans import plan_object

SCENE = Scene(clip_names=("a.mp4",), sound_names=("song.mp3",), has_timeline=True, duration_ms=60_000)
LABELLED = Path(__file__).parents[3] / "benchmarks" / "data" / "instructions-dev.jsonl"
LONGEST = 10_000
PATIENCE_S = 2.0

PIECES = st.sampled_from(
    [
        "cut",
        "add",
        "remove",
        "don't",
        "no",
        "music",
        "title",
        "10",
        "seconds",
        "first",
        "last",
        "0:05",
        "to",
        "and",
        ",",
        ".",
        "1080p",
        "%",
        "“",
        "”",
        "'",
        '"',
        "x2",
        "export",
        "剪掉",
        "前",
        "秒",
        "不要",
        "加",
        "音乐",
        "和",
        "到",
        "，",
        "「",
        "」",
        "a.mp4",
        "@me",
        "第",
        "一",
        "半",
        ":",
        "-",
        "(",
        ")",
        "https://x.y",
        ".mp3",
        "saying",
        "the",
        "word",
        "写",
        "标题",
    ]
)


@given(st.text(max_size=400))
def test_any_text_gets_a_plan(text: str) -> None:
    answer = plan(text, SCENE)
    for one in answer.operations:
        assert one.supported <= spec(one.name).supported
        assert one.args.keys() <= spec(one.name).arguments.keys()
    assert all(part in text for part in answer.unclear)


@given(st.lists(PIECES, max_size=60), st.sampled_from(["", " "]))
def test_any_row_of_its_own_words_gets_a_plan(pieces: list[str], blank: str) -> None:
    text = blank.join(pieces)
    assert plan(text, SCENE) == plan(text, SCENE)


@pytest.mark.parametrize(
    "unit",
    [
        "a", " ", "'", '"', "“", "1", "1:", "10 ", "a ", "no ", "and ", "cut the pauses, ", "'a ", "saying ",
        "the word ", "停", "不要", "一", "第一", "把", "第1秒到", "first ", "1 minute ", "a.mp4", ".mp4", "@", "http://",
        "\n", "加标题 ", "x2",
        "half a ", "Hello ", "title Hello ", "to ", "5-", "、", "和", "(", "🎬", "twenty-",
    ],
)  # fmt: skip
def test_ten_thousand_letters_of_anything_are_read_quickly(unit: str) -> None:
    text = (unit * LONGEST)[:LONGEST]
    plan("warm up", SCENE)
    start = time.process_time()
    plan(text, SCENE)
    assert time.process_time() - start < PATIENCE_S


QUOTES = [('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("‘", "’"), ("'", "'")]


@settings(max_examples=300)
@given(
    quote=st.sampled_from(QUOTES),
    words=st.one_of(
        st.text(
            st.characters(exclude_characters="\"“”„'‘’「」『』《》`＂", exclude_categories=["Cs"]),
            min_size=1,
            max_size=60,
        ),
        st.sampled_from(
            ["export", "don't export", "cut the first 10 seconds", "不要加音乐", "undo", "0:05-0:10", "mute it"]
        ),
    ).filter(str.strip),
    frame=st.sampled_from(
        ["add the title {} at the top", "put {} in the middle", "加标题{}", "标题写{}，放在底部", "title {}"]
    ),
)
def test_quoted_words_come_out_exactly_and_ask_for_nothing(quote: tuple[str, str], words: str, frame: str) -> None:
    if quote[1] in words:
        words = words.replace(quote[1], "")
    if not words.strip() or words.strip().rpartition(".")[2].lower() in ENDINGS:
        return
    answer = plan(frame.format(quote[0] + words + quote[1]), SCENE)
    assert [(one.name, one.args["text"]) for one in answer.operations] == [("add_title", words)]
    assert answer.doubt is None


ENDINGS = {ending for endings in KINDS_OF_FILES.values() for ending in endings.split()}


def test_the_labelled_requests_are_read_as_well_as_they_were() -> None:
    tally = Tally()
    for line in LABELLED.read_text("utf-8").splitlines():
        item = json.loads(line)
        if item["offline"]:
            tally.add(score(item, of_plan(plan_object(plan(item["text"], SCENE)))))
    figures = tally.figures
    assert figures["traps"] == 0
    assert min(figures["recall"], figures["precision"]) >= 0.95
    assert min(figures["supported_recall"], figures["supported_precision"]) >= 0.95


def test_a_plan_in_the_labels_terms_names_its_question() -> None:
    assert of_plan(plan_object(plan("make it better", SCENE))) == [Produced("clarify")]


def test_scores_pair_operations_with_the_arguments_that_fit_and_count_what_was_not_asked_for() -> None:
    offered, told = min(OFFERED - {"mute"}), "dub"
    item = {
        "expect": [
            {"op": "mute", "args": {"start": 5, "end": 8}},
            {"op": "mute", "args": {"start": 1, "end": 2}},
            {"op": told, "args": {"to": "fr"}},
        ],
        "category": "mute",
        "forbid": [offered],
        "accept_clarify": False,
    }
    answer = [
        Produced("mute", {"start": 1.0, "end": 2.0}, supported=True),
        Produced("mute", {"start": 5.0, "end": 9.0}, supported=True),
        Produced(offered, {}, supported=True),
    ]
    tally = Tally()
    tally.add(score(item, answer))
    assert tally.figures == {
        "recall": 0.6667,
        "precision": 0.6667,
        "args": 0.75,
        "traps": 1,
        "supported_recall": 1.0,
        "supported_precision": 0.6667,
    }


def test_a_question_counts_as_right_only_where_the_label_says_so() -> None:
    item = {"expect": [{"op": "mute", "args": {}}], "category": "mute", "forbid": [], "accept_clarify": True}
    asked = [Produced("clarify")]
    assert score(item, asked).missed == []
    assert score(item | {"accept_clarify": False}, asked).missed == ["mute"]
