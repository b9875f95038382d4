"""Telegram's HTML and the entities it finds by itself."""

import pytest

from tests.platforms.telegram.markup import find_entities, parse_html, read, utf16
from tests.platforms.telegram.refusals import Refused


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c", []),
        ("&nbsp; &copy;", "&nbsp; &copy;", []),
        ("&#127916;", "🎬", []),
        ("<b>a</b>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("🎬<i>b</i>", "🎬b", [{"type": "italic", "offset": 2, "length": 1}]),
        (
            '<a href="https://a.b/?c&amp;d">x</a>',
            "x",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "https://a.b/?c&d"}],
        ),
        ("<blockquote expandable>q</blockquote>", "q", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        ('<span class="tg-spoiler">s</span>', "s", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("<B>a</B>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<b></b>a", "a", []),
    ],
)
def test_html_is_read(source: str, plain: str, entities: list[dict]) -> None:
    assert parse_html(source) == (plain, entities)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("é<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_as_the_real_server_does(source: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {said}"


def test_a_text_is_trimmed_and_its_entities_move_along() -> None:
    assert read("  <b>a</b>\n", "HTML") == ("a", [{"type": "bold", "offset": 0, "length": 1}])


def test_commands_mentions_and_links_are_found_by_utf16_offsets() -> None:
    found = find_entities("🎬 /edit@cutdesk_bot ask @ann_lee https://a.b/c?d=1. mail@ann_lee /a/b")
    assert found == [
        {"type": "bot_command", "offset": 3, "length": 17},
        {"type": "mention", "offset": 25, "length": 8},
        {"type": "url", "offset": 34, "length": 17},
    ]
    assert utf16("🎬a") == 3
