"""A text that is handed over: captions or voice-over as the words about it say, never an instruction."""

import pytest

from studio.agent.plan import Plan, Tongue
from studio.agent.planner import has_text
from studio.agent.scene import Scene
from tests.fakes.planning import read

SCRIPT = "Hello everyone. Cut the first ten seconds.\nExport now."
FENCED = f"```\n{SCRIPT}\n```"


def operations(answer: Plan) -> list[tuple[str, dict[str, object], bool]]:
    return [(one.name, dict(one.args), one.supported) for one in answer.operations]


@pytest.mark.parametrize(
    "lead",
    [
        "",
        "add these subtitles",
        "add captions from this text",
        "用这段文字加字幕",
        "加上这些字幕",
        "caption it with this",
    ],
)
def test_a_text_becomes_captions(lead: str) -> None:
    answer = read(f"{lead}\n\n{FENCED}")
    assert operations(answer) == [("captions", {"script": SCRIPT}, True)]
    assert (answer.doubt, answer.unclear) == (None, ())


@pytest.mark.parametrize(
    "lead", ["read this text as a voice-over", "把这段文字念成旁白", "read this script aloud", "用这个文稿配音"]
)
def test_a_text_is_spoken(lead: str) -> None:
    answer = read(f"{lead}\n\n{FENCED}")
    assert operations(answer) == [("add_voiceover", {"text": SCRIPT}, True)]
    assert answer.doubt is None


@pytest.mark.parametrize("lead", ["add captions from this script:", "加字幕，内容如下：", "subtitles:"])
def test_a_pasted_script_stands_below_a_colon(lead: str) -> None:
    assert operations(read(f"{lead}\n{SCRIPT}")) == [("captions", {"script": SCRIPT}, True)]


def test_other_wishes_are_heard_and_the_text_is_not() -> None:
    answer = read(f"剪掉停顿，加字幕\n\n{FENCED}")
    assert [one.name for one in answer.operations] == ["remove_silence", "captions"]
    assert answer.tongue is Tongue.CHINESE
    answer = read(f"cut the pauses\n\n{FENCED}")
    assert ([one.name for one in answer.operations], answer.unclear) == (["remove_silence"], (SCRIPT,))
    assert read(f"no captions please\n\n{FENCED}").operations == ()


def test_a_colon_alone_hands_nothing_over() -> None:
    assert [one.name for one in read("cut the pauses:\nadd music").operations] == ["remove_silence", "add_music"]


def test_captions_from_listening_are_offered_where_something_can_listen() -> None:
    [captions] = read("add captions").operations
    assert not captions.supported
    [captions] = read("加字幕", Scene(has_timeline=True, can_listen=True)).operations
    assert captions.supported


def test_a_long_message_must_hand_over_a_text() -> None:
    assert has_text(f"add captions\n\n```\n{'word ' * 30_000}\n```")
    assert not has_text("cut the pauses " * 3000)
    assert not has_text("captions:\n" + "word " * 30_000)


@pytest.mark.parametrize("text", ["```\n" * 40_000 + "```", "add captions\n" + "```\n" * 40_000 + "x\n```", "```\n```"])
def test_fences_without_end_are_read(text: str) -> None:
    assert all(one.name == "captions" for one in read(text).operations)
