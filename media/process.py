"""The one place where processes are born: limited, scrubbed of secrets, killed as a group, always reaped."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from media.limits import Limits

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = Path(__file__).with_name("launcher.py")
TAIL_BYTES = 4096
PIPE_CHUNK = 64 * 1024

# Only these pass into a child; tokens live in the environment too.
INHERITED = ("PATH", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
PATHS = re.compile(r"(?<![\w.])(?:file:)?/[^\s:'\",\]]+")

Consumer = Callable[[asyncio.StreamReader], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended. ``returncode`` is negative for a signal; ``tail``: its last complaints, without paths."""

    returncode: int
    output: bytes
    tail: str

    @property
    def out_of_time(self) -> bool:
        """Whether it was killed for its CPU time: the kernel sends SIGKILL at the hard limit."""
        return self.returncode in {-signal.SIGKILL, -signal.SIGXCPU}

    @property
    def out_of_file(self) -> bool:
        """Whether it wrote more than one file may have."""
        return self.returncode == -signal.SIGXFSZ

    @property
    def out_of_disk(self) -> bool:
        """Whether the disk was full."""
        return "No space left on device" in self.tail


def environment() -> dict[str, str]:
    """What a child may know of ours."""
    known = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {
        **known,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Each arena reserves 64 MiB and each BLAS thread more: with many cores that alone would reach the memory limit.
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


async def execute(
    command: Sequence[str],
    limits: Limits,
    consume: Consumer | None = None,
    *,
    stdin: bytes | None = None,
    folder: Path | None = None,
) -> Ended:
    """Run a command to its end; ``consume`` reads its standard output (thrown away without).

    Raises TimeoutError after ``limits.wall_s``, and whatever ``consume`` raises. However this ends, also by
    cancellation, the whole process group is dead and reaped before it returns.
    """
    launch = (str(os.getpid()), str(limits.cpu_s), str(limits.memory_bytes), str(limits.file_bytes))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-S", str(LAUNCHER), *launch, *command),
        stdin=DEVNULL if stdin is None else PIPE,
        stdout=DEVNULL if consume is None else PIPE,
        stderr=PIPE,
        env=environment(),
        cwd=folder,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(limits.wall_s):
            output, complaints = await _converse(process, consume, stdin)
            returncode = await process.wait()
    finally:
        await _bury(process)
    return Ended(returncode, output, _redacted(complaints, command))


async def _converse(process: Process, consume: Consumer | None, stdin: bytes | None) -> tuple[bytes, bytes]:
    try:
        async with asyncio.TaskGroup() as group:
            complaints = group.create_task(_tail(process.stderr))
            output = group.create_task(_read(process.stdout, consume))
            group.create_task(_feed(process.stdin, stdin))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return output.result(), complaints.result()


async def _tail(stream: asyncio.StreamReader | None) -> bytes:
    kept = b""
    while stream is not None and (chunk := await stream.read(PIPE_CHUNK)):
        kept = (kept + chunk)[-TAIL_BYTES:]
    return kept


async def _read(stream: asyncio.StreamReader | None, consume: Consumer | None) -> bytes:
    return b"" if stream is None or consume is None else await consume(stream)


async def _feed(stream: asyncio.StreamWriter | None, data: bytes | None) -> None:
    if stream is None or data is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it need not read all
        stream.write(data)
        await stream.drain()
    stream.close()


async def _bury(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    for stream in (process.stdout, process.stderr):
        while stream is not None and await stream.read(PIPE_CHUNK):
            pass
    await process.wait()


def _redacted(complaints: bytes, command: Sequence[str]) -> str:
    text = complaints.decode("utf-8", "replace")
    for argument in command:
        path = argument.removeprefix("file:")
        if path.startswith("/"):
            text = text.replace(path, "<file>")
    return PATHS.sub("<file>", text).strip()
