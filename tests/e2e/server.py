"""`python -m bot` as the operator runs it: the page, the core and the embedded studio, as real processes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_START_S = 60
_STOP_S = 25


class Server:
    """One Cutdesk in a data folder of its own; it can be killed and started again on the same port."""

    def __init__(self, folder: Path, **settings: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(folder / "data"),
            "WEB_PORT": "0",
            **settings,
        }
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""
        self.printed = ""
        """What it has shown on the screen, as far as it was read: all of it once it has ended."""

    @property
    def log(self) -> str:
        """Everything it has logged."""
        return (self._folder / "server.log").read_text("utf-8")

    async def launch(self) -> None:
        """Start it without waiting for anything."""
        with (self._folder / "server.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot"),
                cwd=self._folder,
                env=self._environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def start(self) -> None:
        """Start it and wait for its address."""
        await self.launch()
        if self._process is None or self._process.stdout is None:
            raise AssertionError("no pipe")
        async with asyncio.timeout(_START_S):
            line = (await self._process.stdout.readline()).decode()
        self.printed += line
        if "is ready:" not in line:
            raise AssertionError(f"it did not start: {line}{self.log}")
        self.url = line.rpartition(" ")[2].strip()
        self._environment["WEB_PORT"] = self.url.rstrip("/").rpartition(":")[2]

    async def line(self, part: str) -> str:
        """The next line it prints that holds these words."""
        if self._process is None or self._process.stdout is None:
            raise AssertionError("it does not run")
        async with asyncio.timeout(_START_S):
            while line := (await self._process.stdout.readline()).decode():
                self.printed += line
                if part in line:
                    return line.strip()
        raise AssertionError(f"it ended without saying {part!r}: {self.log}")

    async def ended(self) -> int:
        """Wait until it ends by itself; returns the exit code."""
        if self._process is None:
            raise AssertionError("it does not run")
        async with asyncio.timeout(_START_S):
            return await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL: the studio dies with it."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(_STOP_S):
            if self._process.stdout is not None:
                self.printed += (await self._process.stdout.read()).decode()
            return await self._process.wait()


@asynccontextmanager
async def serving(folder: Path, **settings: str) -> AsyncGenerator[Server, None]:
    """A running server, stopped at the end."""
    server = Server(folder, **settings)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
