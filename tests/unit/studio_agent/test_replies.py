"""The catalogues say the same in both languages, and nothing that belongs to another kind of program."""

import re
from pathlib import Path

import pytest

import studio.agent
from studio.agent.editing.leftovers import NEAREST
from studio.agent.plan import Doubt, Tongue
from studio.agent.replies import catalogue, places, say, sentence
from studio.agent.times import before_and_after, clock, length, whole_clock
from studio.agent.vocabulary import OPERATIONS, spec
from studio.render.music import MOODS

ENGLISH, CHINESE = catalogue(Tongue.ENGLISH), catalogue(Tongue.CHINESE)


def texts(entries):
    return [text for entry in entries.values() for text in ([entry] if isinstance(entry, str) else entry.values())]


def test_both_languages_have_the_same_sentences():
    assert set(ENGLISH) == set(CHINESE)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_both_languages_name_the_same_facts(key):
    # English needs no figure where there is one thing, so a plural's count may be told in one language only.
    assert places(ENGLISH[key]) | {"count"} == places(CHINESE[key]) | {"count"}


@pytest.mark.parametrize("key", sorted(key for key in ENGLISH if not isinstance(ENGLISH[key], str)))
def test_plurals_are_complete(key):
    assert set(ENGLISH[key]) == {"one", "other"}
    assert set(CHINESE[key]) == {"other"}


def test_chinese_sentences_are_chinese():
    plain = [
        key
        for key, text in CHINESE.items()
        if isinstance(text, str) and re.search(r"[a-z]{4,}", re.sub(r"{.*?}", "", text))
    ]
    assert plain == []


@pytest.mark.parametrize("entries", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_nobody_is_sent_to_buttons_panels_or_markup(entries):
    english = r"click (?:on|here|the)\b|drag|panel|button|preview|timeline"
    chinese = "点击(?:这|此|左|右|上|下|“)|打开|拖|面板|按钮|预览"
    words = re.compile(rf"{english}|{chinese}|[*_`<>]", re.IGNORECASE)
    assert [text for text in texts(entries) if words.search(text)] == []


FAMILIES = (
    "volume",
    "mute",
    "noise",
    "sync",
    "plan",
    "question",
    "mood",
    "cuts.silence_",
    "frame",
    "look",
    "fades",
    "transition",
    "card",
    "clip",
)


def test_every_sentence_is_used_somewhere():
    code = "".join(path.read_text("utf-8") for path in Path(studio.agent.__file__).parent.rglob("*.py"))
    families = tuple(name if name.endswith("_") else f"{name}." for name in FAMILIES)
    unused = [key for key in ENGLISH if f'"{key}"' not in code and not key.startswith(families)]
    assert unused == []


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_its_question(doubt):
    assert f"question.{doubt.value}" in ENGLISH


def test_every_mood_has_its_name():
    assert {key.removeprefix("mood.") for key in ENGLISH if key.startswith("mood.")} == set(MOODS)


def test_the_nearest_operations_exist_and_are_offered():
    assert {name for name in NEAREST.values() if not spec(name).supported} == set()
    assert set(NEAREST) <= {row.name for row in OPERATIONS} | {"generate_music"}


def test_a_plural_follows_its_count():
    assert say(Tongue.ENGLISH, "cuts.pauses", count=1) == "1 pause removed"
    assert say(Tongue.ENGLISH, "cuts.pauses", count=0) == "0 pauses removed"
    assert say(Tongue.CHINESE, "cuts.pauses", count=1) == "剪掉 1 处停顿"


def test_facts_are_put_in_as_they_are():
    assert "“{name} %s {0}”" in say(Tongue.ENGLISH, "error.no_file", name="{name} %s {0}")


def test_a_missing_fact_or_sentence_is_an_error():
    with pytest.raises(KeyError):
        say(Tongue.ENGLISH, "error.no_file")
    with pytest.raises(KeyError):
        say(Tongue.ENGLISH, "no.such.key")


def test_a_sentence_begins_with_a_large_letter():
    assert sentence("ältere") == "Ältere"
    assert sentence("") == ""


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "0:00"),
        (5000, "0:05"),
        (5500, "0:05.5"),
        (5949, "0:05.9"),
        (5950, "0:06"),
        (65_000, "1:05"),
        (3_725_000, "1:02:05"),
    ],
)
def test_moments_are_told_like_a_clock(moment, text):
    assert clock(moment) == text


@pytest.mark.parametrize(("moment", "text"), [(300, "0:00.3"), (1499, "0:01"), (20_500, "0:21"), (59_500, "1:00")])
def test_lengths_of_films_are_told_in_whole_seconds(moment, text):
    assert whole_clock(moment) == text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(24_000, 15_400, ("0:24", "0:15")), (24_000, 23_800, ("0:24", "0:23.8")), (24_040, 24_010, ("0:24", "0:24"))],
)
def test_two_lengths_are_told_so_that_they_differ(before, after, told):
    assert before_and_after(before, after) == told


@pytest.mark.parametrize(
    ("duration", "text"), [(600, "0.6 s"), (9000, "9 s"), (12_340, "12.3 s"), (59_960, "1:00"), (60_000, "1:00")]
)
def test_short_lengths_are_told_in_seconds(duration, text):
    assert length(Tongue.ENGLISH, duration) == text
