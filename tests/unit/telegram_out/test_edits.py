"""What is remembered of messages that were shown."""

import tracemalloc

from adapters.telegram.edits import Edit, Editor
from adapters.telegram.formatting import Shown
from adapters.telegram.outbound import Outbound
from tests.fakes.clock import FakeClock


def test_thousands_of_long_messages_are_remembered_in_little_room() -> None:
    clock = FakeClock()
    editor = Editor(None, Outbound(clock), clock)
    tracemalloc.start()
    try:
        for number in range(3000):
            editor.shows(Edit(7, number, Shown(f"{number}" + "中" * 4000), None, last=False))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < 2_000_000
