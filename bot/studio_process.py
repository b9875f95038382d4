"""The embedded studio: a child process that dies with the bot and is started again when it falls."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from bot.core.errors import ConfigurationError
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_READY_S = 60.0
_STOP_S = 10.0
_WAITS_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_STEADY_S = 60.0
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class StudioProcess:
    """Starts ``python -m studio`` on a loopback port that stays the same over restarts."""

    def __init__(self, folder: Path, clock: Clock, log_level: str) -> None:
        self._folder = folder
        self._clock = clock
        self._log_level = log_level
        self._port = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where the studio answers; known after ``start``."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start it and wait until it serves. Raises ConfigurationError if it does not come up."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "studio",
            "--die-with-parent",
            cwd=_ROOT,
            env=self._environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the bot: it still needs the studio to cancel
        )
        self._process = process
        try:
            async with asyncio.timeout(_READY_S):
                line = await process.stdout.readline() if process.stdout is not None else b""
        except TimeoutError:
            line = b""
        address = line.decode().strip().rpartition(":")
        if not address[2].isdigit():
            await self.stop()
            raise ConfigurationError("the studio did not start; its reason stands above")
        self._port = int(address[2])

    async def keep_running(self) -> None:
        """Start it again whenever it falls, with growing waits. Until cancelled."""
        falls = 0
        while True:
            if self._process is None:
                raise RuntimeError("the studio was never started")
            began = self._clock.monotonic()
            code = await self._process.wait()
            falls = 0 if self._clock.monotonic() - began > _STEADY_S else falls
            _log.error("the studio ended with code %s; starting it again", code)
            await self._clock.sleep(_WAITS_S[min(falls, len(_WAITS_S) - 1)])
            falls += 1
            try:
                await self.start()
            except ConfigurationError:
                _log.exception("the studio does not come up")

    async def stop(self) -> None:
        """Ask it to end, then make it end."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _environment(self) -> dict[str, str]:
        """What the studio may know: none of the bot's secrets."""
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        studio = {name: value for name, value in os.environ.items() if name.startswith("STUDIO_")}
        return {
            **passed,
            **studio,
            "STUDIO_DATA_DIR": str(self._folder.resolve()),
            "STUDIO_HOST": "127.0.0.1",
            "STUDIO_PORT": str(self._port),
            "LOG_LEVEL": self._log_level,
        }
