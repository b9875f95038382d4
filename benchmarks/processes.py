"""Starting programs, watching from outside what they use, and ending them by their id."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
_STARTS_S = 90.0
_ENDS_S = 15.0
_SAMPLE_S = 0.02
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Server:
    """A program that serves: where, and its process as seen from outside."""

    url: str
    process: psutil.Process

    def child(self, module: str) -> psutil.Process:
        """Its child that runs this module. Raises LookupError."""
        for child in self.process.children():
            if module in child.cmdline():
                return child
        raise LookupError(f"no child runs {module}")


@asynccontextmanager
async def served(module: str, arguments: tuple[str, ...], folder: Path, **env: str) -> AsyncGenerator[Server, None]:
    """Run ``python -m module`` in ``folder`` until the context is left; it must print its address first.

    Nothing of this shell's settings reaches it, and no ``.env`` file. Raises RuntimeError with its last words.
    """
    with (folder / f"{module}.log").open("w+b") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            cwd=folder,
            env=environment(**env),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            yield Server(await _address(process, log.name), psutil.Process(process.pid))
        finally:
            await _end(process)


async def told(module: str, job: Mapping[str, object], folder: Path, *, limit_s: float) -> Any:
    """Run ``python -m module JOB`` to its end and return the JSON it prints. Raises RuntimeError, TimeoutError."""
    with (folder / f"{module}.log").open("w+b") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, json.dumps(job)),
            cwd=folder,
            env=environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            async with asyncio.timeout(limit_s):
                output, _ = await process.communicate()
        finally:
            await _end(process)
        if process.returncode != 0:
            raise RuntimeError(f"{module} ended with {process.returncode}: {last_words(log.name)}")
    return json.loads(output)


def environment(**env: str) -> dict[str, str]:
    """What a program started here may know."""
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**known, "PYTHONPATH": str(ROOT), **env}


def last_words(log: str) -> str:
    """The end of a program's standard error."""
    return Path(log).read_text(errors="replace")[-2000:]


class MemoryWatch:
    """The peak of a process while the context lasts, in bytes: sampled, and by the kernel's own mark where it can be
    reset (``VmHWM``, Linux)."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._status = Path("/proc", str(process.pid), "status")
        self.before = self.sampled = self._now()

    @property
    def marked(self) -> int | None:
        """The kernel's high-water mark, None where there is none."""
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", self._status.read_text())
            return int(found[1]) * 1024 if found else None
        return None

    @property
    def growth(self) -> int:
        """The higher of both peaks over the start."""
        return max(self.sampled, self.marked or 0) - self.before

    def begin(self) -> None:
        """From here on; the mark is set back to what is in use just now."""
        with suppress(OSError):
            (self._status.parent / "clear_refs").write_text("5")
        self.before = self.sampled = self._now()

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            self.sampled = max(self.sampled, self._now())
            await asyncio.sleep(_SAMPLE_S)

    def _now(self) -> int:
        return int(self._process.memory_info().rss)


@asynccontextmanager
async def watched(*watches: MemoryWatch) -> AsyncGenerator[None, None]:
    """Sample these while the context lasts."""
    async with asyncio.TaskGroup() as group:
        for watch in watches:
            watch.begin()
        tasks = [group.create_task(watch.run()) for watch in watches]
        yield
        for task in tasks:
            task.cancel()


async def _address(process: asyncio.subprocess.Process, log: str) -> str:
    if process.stdout is None:
        raise RuntimeError("no standard output")
    async with asyncio.timeout(_STARTS_S):
        while line := await process.stdout.readline():
            found = _ADDRESS.search(line.decode(errors="replace"))
            if found:
                return found[0]
    raise RuntimeError(f"it did not start: {last_words(log)}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_ENDS_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
