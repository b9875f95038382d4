"""How people write in chats: shorthand, slips, second thoughts, contrasts, words parted from each other."""

import pytest

from studio.agent.plan import ArgValue, Doubt
from tests.fakes.planning import Asked, asked, names, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trim 2 seconds off both ends", [("trim_head", 2.0), ("trim_tail", 2.0)]),
        ("开头和结尾各剪掉1秒", [("trim_head", 1.0), ("trim_tail", 1.0)]),
        ("take 3 seconds off the end, not the start", [("trim_tail", 3.0)]),
        ("剪掉结尾而不是开头的4秒", [("trim_tail", 4.0)]),
        ("the last 8 seconds are rubbish", [("trim_tail", 8.0)]),
        ("rm 1st 6 secs", [("trim_head", 6.0)]),
    ],
)
def test_ends_are_cut_as_they_were_said(text: str, expected: list[tuple[str, float]]) -> None:
    assert sorted((name, args.get("seconds")) for name, args in asked(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remove the 4 second part at 0:30", [("cut_range", {"start": 30.0, "end": 34.0})]),
        ("split it at 0:40 and delete the first part", [("keep_range", {"start": 40.0})]),
        (
            "delete 0:05-0:07, 0:20-0:22 and 0:31-0:35",
            [("cut_range", {"start": float(start), "end": float(end)}) for start, end in ((5, 7), (20, 22), (31, 35))],
        ),
        ("bump up the contrast and saturation", [("color", {"contrast": "up", "saturation": "up"})]),
        (
            "keep 0:05 to 0:25 and make it a square",
            [("keep_range", {"start": 5.0, "end": 25.0}), ("reframe", {"aspect": "1:1"})],
        ),
        ("remove the music and use jazz instead", [("add_music", {"mood": "jazz"})]),
        ("put logo.png at the top right at 30% opacity", [("watermark", {"opacity": 0.3})]),
        ("淡入淡出", [("fade", {"in": True, "out": True})]),
        ("慢一半", [("speed", {"factor": 0.5})]),
        ("it is too bright, tone it down", [("color", {"brightness": "down"})]),
        ("cancel the last change", [("undo", {})]),
        ("cut pauses > 2s", [("remove_silence", {"min_seconds": 2.0})]),
        ("make clip 1 black n white and the same for clip 2", [("black_and_white", {}), ("black_and_white", {})]),
        ("don't touch the colours just add calm music", [("add_music", {"mood": "calm"})]),
        ("别加字幕只把声音调大", [("volume", {"target": "all", "change": "up"})]),
        ("no titles, and a fade out", [("fade", {"out": True})]),
        ("画面声音大很多", [("volume", {"target": "all", "change": "up", "amount": "much"})]),
        ("音量调到一半", [("volume", {"target": "all", "to": 0.5})]),
        ("turn 180", [("rotate", {"degrees": 180})]),
        ("改成9比16，两边模糊填充", [("reframe", {"aspect": "9:16", "mode": "blur_pad"})]),
        ("add soft piano", [("add_music", {"mood": "soft piano"})]),
        ("add jazz, the music quietly", [("add_music", {"mood": "jazz", "volume": "low"})]),
    ],
)
def test_chatty_wishes_are_read(text: str, expected: Asked) -> None:
    found = asked(text)
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert [_only(args, wanted) for (_, args), (_, wanted) in zip(found, expected, strict=True)] == [
        wanted for _, wanted in expected
    ]


def _only(args: dict[str, ArgValue], wanted: dict[str, ArgValue]) -> dict[str, ArgValue]:
    return {key: value for key, value in args.items() if key in wanted}


@pytest.mark.parametrize("text", ["undo, no wait leave it", "mute it... actually no", "静音，还是算了"])
def test_a_second_thought_takes_the_wish_back(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["skip the music, just merge the clips", "skip the captions and merge the clips"])
def test_skipping_what_would_be_added_leaves_it_out(text: str) -> None:
    assert names(text) == ["merge"]


@pytest.mark.parametrize("text", ["put the cut back", "bring that pause back"])
def test_a_cut_without_a_number_is_asked_for(text: str) -> None:
    assert names(text) == ["restore_cut"]
    assert read(text).doubt is Doubt.WHICH_CUT


@pytest.mark.parametrize("text", ['title "A" on the left', "speed it up but not the second half"])
def test_what_cannot_be_heeded_is_asked_about(text: str) -> None:
    assert read(text).doubt is Doubt.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("slip", "meant"), [("remov teh slience", "remove_silence"), ("balck and wite", "black_and_white")]
)
def test_swapped_letters_are_the_likeliest_slip(slip: str, meant: str) -> None:
    assert names(slip) == [meant]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("add a lower third for Ana Ruiz, Producer", "Ana Ruiz", "Producer"),
        ("人名条：王芳 主持人", "王芳", "主持人"),
    ],
)
def test_a_name_tag_has_name_and_role(text: str, name: str, role: str) -> None:
    operation = read(text).operations[0]
    assert operation.name == "lower_third"
    assert (operation.args["name"], operation.args["role"]) == (name, role)


@pytest.mark.parametrize(
    ("text", "said"),
    [("read this out: We open at nine, come in", "We open at nine, come in"), ("朗读：大家好，欢迎", "大家好，欢迎")],
)
def test_what_follows_a_colon_is_read_aloud(text: str, said: str) -> None:
    assert [(name, args["text"]) for name, args in asked(text)] == [("add_voiceover", said)]


def test_filler_words_in_quotes_are_cut_and_a_title_of_them_is_shown() -> None:
    assert names('cut every "um" and "er"') == ["remove_fillers"]
    assert names('add the title "Um"') == ["add_title"]


def test_there_is_the_moment_of_what_was_said_before() -> None:
    assert asked('add the title "One" at 0:05 and the word Two right there')[1][1]["start"] == 5.0
