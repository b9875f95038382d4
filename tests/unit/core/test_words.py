"""Wording, languages, timeline summaries, and the backend's screen words."""

import string

import pytest

from bot.core import language, producing, timeline
from bot.core.errors import CutdeskError
from bot.core.model import BackendState, Draft, Language, Sender, SenderId, Uploaded
from bot.core.status import Stage
from bot.core.wording import Voice, catalogue
from tests.fakes.chat import message

ENGLISH, CHINESE = Voice(Language.ENGLISH), Voice(Language.CHINESE)

URBAN = Draft(
    {
        "d": 10_000,
        "m": {"title": "x", "unknown": 1},
        "t": [
            {"tt": 0, "sg": [{"s": 0, "d": 10_000, "m": {"name": "city timelapse"}}]},
            {"tt": 1, "sg": [{"s": 0, "d": 10_000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
            {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Urban Dreams"}}]},
            {"tt": 1, "sg": []},
        ],
    }
)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_catalogues_have_the_same_sentences_with_the_same_gaps() -> None:
    english, chinese = catalogue(Language.ENGLISH), catalogue(Language.CHINESE)
    assert english.keys() == chinese.keys()
    for key in english:
        assert gaps(english[key]) - {"n"} == gaps(chinese[key]) - {"n"}, key


def subclasses(kind: type[CutdeskError]) -> set[type[CutdeskError]]:
    return {kind}.union(*(subclasses(sub) for sub in kind.__subclasses__()))


def test_every_error_and_every_stage_has_its_sentence() -> None:
    for error in subclasses(CutdeskError):
        assert error.key in catalogue(Language.ENGLISH), error
    for stage in Stage:
        assert f"stage.{stage}" in catalogue(Language.CHINESE), stage


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("cut the pauses", "zh-CN", Language.ENGLISH),
        ("剪掉停顿", "en-US", Language.CHINESE),
        ("把 intro 剪掉 please", None, Language.CHINESE),
        ("", "zh-Hans-CN", Language.CHINESE),
        ("/edit 123", "zh_TW", Language.CHINESE),
        ("/status", None, Language.ENGLISH),
        ("", "fr", Language.ENGLISH),
        ('add "你好世界你好世界"', None, Language.ENGLISH),
        ("加标题“Hello World and all”", None, Language.CHINESE),
        ("/export 480p", "zh-hans", Language.CHINESE),
        ("mp4, 2x", "zh", Language.CHINESE),
        ("export 480p", "zh", Language.ENGLISH),
    ],
)
def test_the_words_decide_the_language_then_the_locale(text: str, locale: str | None, expected: Language) -> None:
    said = message(text, sender=Sender(SenderId("x"), "X", locale))
    assert language.of_message(said, None) is expected
    assert language.of_message(said, Language.CHINESE) is Language.CHINESE


def test_the_timeline_reads_as_the_seeds_have_it() -> None:
    text = timeline.summarise(BackendState(draft=URBAN), ENGLISH, line_breaks=False)
    assert text == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )
    assert timeline.summarise(BackendState(draft=URBAN), CHINESE, line_breaks=True).split("\n")[1] == (
        "1. 视频: city timelapse (0-10s)"
    )


def test_before_there_is_a_draft_the_uploads_and_generated_media_are_told() -> None:
    state = BackendState((Uploaded("a.mp4", "video"),), ("song",))
    assert timeline.summarise(state, ENGLISH, line_breaks=True) == (
        "Not edited yet. I have 2 files: a.mp4, song. Tell me what you want done."
    )


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"t": None},
        {"t": "x"},
        {"t": [None, 5, {"sg": [None, {}, {"d": "x", "m": []}]}]},
        {"t": [{"tt": "0", "sg": [{"m": {"name": 5}}]}]},
        {"t": [{"tt": 0, "sg": [{"d": True, "s": None}]}], "d": "long"},
    ],
)
def test_a_draft_of_any_shape_is_told_without_failing(wire: dict[str, object]) -> None:
    assert timeline.summarise(BackendState(draft=Draft(wire)), ENGLISH, line_breaks=True)
    assert timeline.difference(Draft(wire), URBAN, ENGLISH)
    assert timeline.difference(Draft(wire), Draft(wire), ENGLISH) is None


def test_the_difference_names_length_tracks_and_levels() -> None:
    quieter = Draft({**URBAN.wire, "d": 8000, "t": [URBAN.wire["t"][0], {**URBAN.wire["t"][1]}]})
    quieter.wire["t"][1]["sg"] = [{"s": 0, "d": 8000, "m": {"name": "Lo-fi", "volume": 0.2}}]
    assert timeline.difference(URBAN, quieter, ENGLISH) == (
        "Length 0:10 → 0:08. Now on the timeline: BGM: Lo-fi (0-8s, 20%). Removed: Title."
    )


def test_a_film_is_named_after_the_clip_it_begins_with() -> None:
    videos = (Uploaded("beach.mov", "video"), Uploaded("dog  at home.mp4", "video"))
    uploads = (*videos, Uploaded("x.mp3", "audio"))
    segments = [
        {"s": 4000, "d": 1000, "m": {"name": "beach.mov"}},
        {"s": 0, "d": 4000, "m": {"name": "dog at home.mp4"}},
    ]
    draft = Draft({"t": [{"tt": 0, "sg": segments}]})
    assert producing.film_name(BackendState(uploads, draft=draft)) == "dog  at home-edited.mp4"
    segments.pop()
    assert producing.film_name(BackendState(uploads, draft=draft)) == "beach-edited.mp4"
    assert producing.film_name(BackendState(uploads, draft=URBAN)) == "dog  at home-edited.mp4", "the newest, untold"
    assert producing.film_name(BackendState()) == "cutdesk-edited.mp4"
