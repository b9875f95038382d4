"""A script as captions: lines that can be read, timed by words that were heard or spread over the speech."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.model import Span
from studio.timeline.scripts import MOST_WIDTH, caption_lines, in_lines, spoken_words, timed_by_speech, timed_by_words
from studio.timeline.subtitles import Cue


def times(cues):
    return [(cue.start_ms, cue.end_ms) for cue in cues]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("Hello everyone. Welcome back! Ready?", ("Hello everyone.", "Welcome back!", "Ready?")),
        ("It costs 3.5 euros\nand no more", ("It costs 3.5 euros", "and no more")),
        ("大家好，欢迎来到花园。今天种番茄！好吗？", ("大家好，欢迎来到花园。", "今天种番茄！", "好吗？")),
        ("她说：“走吧。”然后走了", ("她说：“走吧。”", "然后走了")),
        ("  \n\n", ()),
    ],
)
def test_every_sentence_is_a_caption(script, lines):
    assert caption_lines(script) == lines


def test_long_sentences_are_parted_evenly_rather_after_a_comma():
    first, second = caption_lines(
        "When the tomatoes are as tall as your hand, put them out, and water them every single morning."
    )
    assert first.endswith(",")
    assert abs(len(first) - len(second)) < 25
    parts = caption_lines("我们今天要在花园里种很多番茄和罗勒，还有很多别的东西，希望大家都会喜欢这一期节目。")
    assert all(len(part) * 2 <= MOST_WIDTH + 8 for part in parts)
    assert "".join(parts) == "我们今天要在花园里种很多番茄和罗勒，还有很多别的东西，希望大家都会喜欢这一期节目。"


@given(st.text(max_size=300))
def test_no_letter_of_a_script_is_lost(script):
    kept = "".join("".join(caption_lines(script)).split())
    assert kept == "".join(script.split())


def test_words_are_spelled_as_they_are_spoken():
    assert spoken_words("“Don’t stop,” she said—in 2026!") == ("don't", "stop", "she", "saidin")


def test_a_caption_lasts_from_its_first_word_to_its_last_and_a_moment_more():
    heard = [Span(1000, 1300), Span(1300, 1800), Span(3000, 3400)]
    cues = timed_by_words(["Hello there.", "Bye."], heard, [Span(0, 9000)])
    assert times(cues) == [(1000, 2200), (3000, 3800)]


def test_words_that_were_not_heard_lie_between_their_neighbours():
    heard = [None, Span(1000, 1400), None, None, Span(2400, 2600), None]
    cues = timed_by_words(["Zxy one", "two three", "four five"], heard, [Span(0, 5000)])
    assert times(cues) == [(700, 1400), (1400, 2400), (2400, 3300)]
    assert timed_by_words(["a b"], [None, None], [Span(0, 1000)]) == ()


def test_silence_that_a_word_was_given_is_taken_from_it():
    cues = timed_by_words(["Then go."], [Span(1000, 2300), Span(2300, 3500)], [Span(0, 900), Span(2000, 3000)])
    assert times(cues) == [(2000, 3400)]


def test_a_word_that_took_the_place_of_an_unknown_one_does_not_begin_in_the_silence():
    heard = [Span(1000, 1500), None, Span(1600, 3200), Span(3200, 3600)]
    cues = timed_by_words(["One.", "Xylozorp is it."], heard, [Span(900, 1600), Span(2500, 3700)])
    assert times(cues) == [(900, 2000), (2500, 4100)]  # the little speech beside them is theirs


def test_without_words_the_captions_are_spread_over_the_speech():
    speech = [Span(1000, 3000), Span(5000, 7000), Span(8000, 9000)]
    assert times(timed_by_speech(["aaaa", "bbbb", "cc"], speech)) == [(1000, 3400), (5000, 7400), (8000, 9400)]
    assert timed_by_speech(["a"], []) == ()


def test_a_long_stretch_becomes_several_captions():
    words = "First we dig a hole, which should be about ten inches deep. Then we water it."
    cues = in_lines(Cue(1000, 9000, words))
    assert (cues[0].start_ms, cues[-1].text) == (1000, "Then we water it.")
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


@given(
    st.lists(st.text("ab c.", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), min_size=1, max_size=6),
)
def test_captions_never_overlap_nor_leave_the_speech_far(lines, gaps):
    spans, at = [], 0
    for gap, length in gaps:
        spans.append(Span(at + gap, at + gap + length))
        at += gap + length
    cues = timed_by_speech(lines, spans)
    assert len(cues) == len(lines)
    assert all(cue.end_ms > cue.start_ms >= spans[0].start_ms for cue in cues)
    assert cues[-1].end_ms <= spans[-1].end_ms + 401
