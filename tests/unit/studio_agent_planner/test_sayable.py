"""The page of what can be said, against the table it is made of."""

from pathlib import Path

import pytest

from bot.core.intents import understand
from bot.core.model import Intent
from studio.agent.planner import plan
from studio.agent.sayable import can_be_done, page
from studio.agent.vocabulary import OPERATIONS, OperationSpec
from tests.fakes.chat import message
from tests.fakes.planning import FILM

PAGE = Path(__file__).parents[3] / "docs" / "what-you-can-say.md"


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make docs writes it anew"


def test_every_operation_stands_on_the_page() -> None:
    written = page()
    assert [row.name for row in OPERATIONS if row.group != "control" and row.title.en not in written] == []


OFFERED = [
    pytest.param(row, said, id=f"{row.name}-{tongue}")
    for row in OPERATIONS
    if can_be_done(row)
    for tongue, said in (("en", row.example.en), ("zh", row.example.zh))
]
SUBTITLES = "\n1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.mark.parametrize(("row", "words"), OFFERED)
def test_what_the_page_offers_is_done(row: OperationSpec, words: str) -> None:
    if understand(message(words)).intent is not Intent.EDIT:
        assert row.group == "control"
        return
    answer = plan(words + SUBTITLES if row.name == "captions" else words, FILM)
    assert answer.doubt is None
    assert [one.supported for one in answer.operations if one.name == row.name] == [row.supported]
