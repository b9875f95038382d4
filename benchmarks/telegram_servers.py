"""What the sections about Telegram share: the strict server in a process of its own, and what it reports."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.memory import bot_settings
from benchmarks.processes import served

TOKEN = "7000000001:AAcanaryCANARYcanaryCANARYcanaryCAN"
_LOAD = "tests.flood.load"


@dataclass(frozen=True, slots=True)
class Scene:
    """A running server with people in it, who begin when a bot polls."""

    url: str
    report: Path
    folder: Path
    load: str

    async def seen(self, limit_s: float) -> Any:
        """What the server reports when its people are done. Raises RuntimeError with its last words."""
        until = time.monotonic() + limit_s
        while not self.report.exists():
            if time.monotonic() > until:
                log = (self.folder / f"{self.load}.log").read_text(errors="replace")
                raise RuntimeError(f"no report: {log[-2000:]}")
            await asyncio.sleep(0.1)
        return json.loads(self.report.read_text())

    def bot_settings(self, **more: str) -> dict[str, str]:
        """The environment of a bot on this server."""
        return bot_settings(self.folder, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=self.url, **more)


@asynccontextmanager
async def scene(folder: Path, name: str, **job: object) -> AsyncGenerator[Scene, None]:
    """Serve the scene of that name in ``folder`` until the context is left."""
    async with played(_LOAD, folder, name, job) as server:
        yield server


@asynccontextmanager
async def played(load: str, folder: Path, name: str, job: Mapping[str, object]) -> AsyncGenerator[Scene, None]:
    """The same, by the module ``load``, which may be another platform's."""
    folder.mkdir(exist_ok=True)
    report = folder / f"{name}.json"
    full = json.dumps({"scene": name, "report": str(report), "folder": str(folder), **job})
    async with served(load, (full,), folder) as server:
        yield Scene(server.url, report, folder, load)
