"""Rows that an earlier version of Cutdesk wrote."""

import json

from storage.records import dump_message, load_message
from tests.fakes.chat import message


def test_a_message_written_before_a_field_was_thought_of_is_read() -> None:
    said = message("shorter")
    row = json.loads(dump_message(said))
    for later in ("amends", "within"):
        del row[later]
    assert load_message(json.dumps(row)) == said
