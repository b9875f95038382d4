"""A hundred slash commands in one second, given to the real program: every one is acknowledged in time.

Discord's own three seconds are the judge: an answer that comes later is refused by the server with 10062.
"""

import asyncio
import json
from pathlib import Path

from benchmarks.memory import bot_settings
from benchmarks.processes import served
from tests.platforms.discord.server import TOKEN

_COUNT = 100
_LIMIT_S = 120.0
_WINDOW_S = 3.0


async def test_a_hundred_commands_in_one_second_are_all_acknowledged_in_time(tmp_path: Path) -> None:
    report = tmp_path / "slash.json"
    scene = {"scene": "slash", "report": str(report), "folder": str(tmp_path), "people": 50, "count": _COUNT}
    job = json.dumps({**scene, "seconds": 1.0, "command": "edit", "options": {"words": "cut the pauses"}})
    async with (
        served("benchmarks.stub_backend", ('{"asks": true}',), tmp_path) as backend,
        served("tests.flood.discord_load", (job,), tmp_path) as discord,
    ):
        settings = bot_settings(tmp_path, DISCORD_BOT_TOKEN=TOKEN, DISCORD_API_URL=f"{discord.url}/api/v10")
        async with served("bot", (), tmp_path, STUDIO_URL=backend.url, **settings):
            async with asyncio.timeout(_LIMIT_S):
                while not report.exists():
                    await asyncio.sleep(0.1)
    found = json.loads(report.read_text())
    assert found["asked"] == _COUNT
    assert found["refusals"] == []
    assert len(found["acknowledged_after_s"]) == _COUNT
    assert max(found["acknowledged_after_s"]) <= _WINDOW_S
