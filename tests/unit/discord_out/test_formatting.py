"""Words as Discord shows them: nothing of them begins anything, and they fit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import formatting

_ODD = st.text(alphabet=st.sampled_from(list("\\*_~`|<>[]()#-+@: \n\t/aé中🎬.\ud800")), max_size=60)


def shown(words: str) -> str:
    """As a person reads it: a backslash before a sign is not seen."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", words).replace("\u2060", "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("my_clip_v2.mp4", r"my\_clip\_v2.mp4"),
        ("**b** ~~s~~ ~20 % ||x|| a|b", r"\*\*b\*\* \~\~s\~\~ ~20 % \|\|x\|\| a|b"),
        ("`c` ```x```", r"\`c\` \`\`\`x\`\`\`"),
        ("<@1> <#2> <@&3> <t:1> </edit:1>", r"\<@1> \<#2> \<@&3> \<t:1> \</edit:1>"),
        ("[a](https://evil.example)", r"\[a](https\:\/\/evil.example)"),
        (
            "# big\n## b\n-# small\n- x\n+ y\n> q\n>>> all\n  - in",
            "\\# big\n\\#\\# b\n\\-\\# small\n\\- x\n\\+ y\n\\> q\n\\>\\>\\> all\n  \\- in",
        ),
        ("1. Video (0-10s) #1 -5 a > b", "1. Video (0-10s) #1 -5 a > b"),
        ("@everyone @here @ann", "@\u2060everyone @\u2060here @ann"),
        ("back\\slash", "back\\\\slash"),
        ("  in \n", "in"),
    ],
)
def test_signs_that_could_begin_something_are_escaped(words: str, expected: str) -> None:
    assert formatting.message(words) == expected


@given(_ODD)
def test_what_is_read_is_what_was_said(words: str) -> None:
    plain = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
    assert shown(formatting.caption(words)) == plain


@given(_ODD.map(lambda words: words * 120), st.sampled_from(["", "<@1234567890> "]))
def test_no_escape_is_cut_in_two_and_the_limit_is_kept(words: str, before: str) -> None:
    cut = formatting.caption(words, before)
    assert len(cut) <= 2000
    if cut.endswith("…") and not words.strip().endswith("…"):
        assert len(re.search(r"\\*$", cut[:-1])[0]) % 2 == 0


def test_empty_words_are_a_message_and_no_caption() -> None:
    assert (formatting.message(" \n"), formatting.caption(" \n")) == ("…", "")


def test_an_address_stays_whole_and_one_too_long_is_left_out() -> None:
    made = formatting.with_link("w_" * 2000, "https://films.example/a_b.mp4")
    assert made.endswith("…\n<https://films.example/a_b.mp4>")
    assert len(made) <= 2000
    assert formatting.with_link("words", "https://films.example/" + "a" * 2000) == "words"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("talk-edited.mp4", "talk-edited"),
        ("假期.mp4", "film"),
        ("../../etc/passwd.mp4", "etc_passwd"),
        ("SPOILER_x.mp4", "SPOILER_x"),
        ("a" * 200 + ".mp4", "a" * 60),
        ("", "film"),
    ],
)
def test_names_of_films_are_plain(name: str, stem: str) -> None:
    assert formatting.ascii_stem(name) == stem


def test_alt_text_is_one_line_and_fits() -> None:
    assert formatting.alt_text("14 pauses\nremoved") == "14 pauses removed"
    assert len(formatting.alt_text("x" * 2000)) == 1024
