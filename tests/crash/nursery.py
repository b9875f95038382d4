"""Bots and studios that start quickly: one process has everything loaded, and each start is a fork of it.

Nothing but the loading is saved: each child is a process of its own, and is killed like any other. All end with the
test. The nursery itself is ``python -m tests.crash.nursery``: it reads what to start, and tells what ended, as JSON.
"""

import asyncio
import importlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Never

from studio.agent.planner import Scene, plan
from tests.crash import bot_process, studio_process

ROOT = Path(__file__).parents[2]
_PROGRAMS: Mapping[str, Callable[..., int]] = {"bot": bot_process.main, "studio": studio_process.run}
_LOOK_S = 0.01


class Child:
    """One process, as asyncio's own ones are used."""

    def __init__(self, pid: int, output: Path) -> None:
        self.pid = pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._output = output

    @property
    def returncode(self) -> int | None:
        """How it ended; minus the signal's number where one ended it. None while it runs."""
        return self.ended.result() if self.ended.done() else None

    async def wait(self) -> int:
        """Wait for its end."""
        return await asyncio.shield(self.ended)

    def kill(self) -> None:
        """End it by SIGKILL."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def first_line(self) -> str:
        """The first line it prints; nothing where it ends before."""
        while "\n" not in (told := self._output.read_text()) and not self.ended.done():
            await asyncio.sleep(_LOOK_S)
        return told.partition("\n")[0]


class Nursery:
    """The process that forks, as the tests see it. Made by ``nursery``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = count(1)
        self._born: dict[int, tuple[Path, asyncio.Future[Child]]] = {}
        self._children: dict[int, Child] = {}

    async def start(self, program: str, *arguments: str, folder: Path, **environment: str) -> Child:
        """Start a ``bot`` or a ``studio``; its output and errors go to files named after it in ``folder``."""
        number = next(self._numbers)
        output = folder / f"{program}{number}.out"
        output.touch()
        born: asyncio.Future[Child] = asyncio.get_running_loop().create_future()
        self._born[number] = output, born
        job = {"number": number, "program": program, "arguments": arguments, "environment": environment}
        line = json.dumps({**job, "output": str(output), "errors": str(folder / f"{program}.err")})
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        return await born

    async def listen(self) -> None:
        """Hear of births and ends until cancelled."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if "number" in told:
                output, born = self._born.pop(told["number"])
                child = self._children[told["pid"]] = Child(told["pid"], output)
                born.set_result(child)
            else:
                self._children.pop(told["pid"]).ended.set_result(told["code"])
        raise AssertionError("the nursery ended by itself")


@asynccontextmanager
async def nursery() -> AsyncGenerator[Nursery, None]:
    """A nursery until the context is left."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash.nursery"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Nursery(process)
    try:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(made.listen())
            yield made
            listening.cancel()
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def _serve() -> None:
    """Fork what is asked for until standard input ends; then the children are ended too."""
    importlib.import_module("onnxruntime")  # the studio loads it with the first analysis
    plan("cut the pauses and add music", Scene())  # which reads the lexicon and compiles the patterns
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: set[int] = set()
    asked = b""
    while True:
        ready, _, _ = select.select([0, awake], [], [])
        if awake in ready:
            os.read(awake, 4096)
            _tell_ends(children)
        if 0 in ready:
            chunk = os.read(0, 65_536)
            if not chunk:
                break
            *lines, asked = (asked + chunk).split(b"\n")
            for line in lines:
                children.add(_fork(json.loads(line), (awake, wake)))
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _tell_ends(children: set[int]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)
        _tell(pid=pid, code=os.waitstatus_to_exitcode(status))


def _fork(job: Mapping[str, Any], ours: Sequence[int]) -> int:
    pid = os.fork()
    if pid == 0:
        _live(job, ours)
    _tell(number=job["number"], pid=pid)
    return pid


def _live(job: Mapping[str, Any], ours: Sequence[int]) -> Never:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor in ours:
        os.close(descriptor)
    for place, name, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, job["output"], os.O_WRONLY),
        (2, job["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, place)
        os.close(opened)
    os.environ.update(job["environment"])
    code = 1
    try:
        code = _PROGRAMS[job["program"]](*job["arguments"])
    except BaseException:  # as an interpreter of its own would tell it
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _tell(**facts: int) -> None:
    os.write(1, f"{json.dumps(facts)}\n".encode())


if __name__ == "__main__":
    _serve()
