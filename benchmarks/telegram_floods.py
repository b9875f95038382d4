"""What other chats notice of ten turns at once in a group that Telegram punishes: at most twice the quiet wait.

Bot and strict server share a clock that is turned by hand, so the figures are waits alone, not this machine's speed;
that everything arrives and nothing goes out early is a test's affair (``tests/flood``).
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.processes import told
from benchmarks.report import figure, heading, judged

GOAL_RATIO = 2.0
_STEP_S = 0.1
_LIMIT_S = 300.0


async def run() -> None:
    """Measure and print."""
    heading("Telegram's floods: first answers in other chats, p99, by a hand-turned clock")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        found = await told("tests.flood.party", {}, Path(name), limit_s=_LIMIT_S)
    figure("quiet", f"{found['quiet_s']:.1f} s")
    figure("beside ten turns and penalties", f"{found['loud_s']:.1f} s")
    judged("ratio", max(found["loud_s"], _STEP_S) / max(found["quiet_s"], _STEP_S), GOAL_RATIO, "")


if __name__ == "__main__":
    asyncio.run(run())
