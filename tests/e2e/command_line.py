"""Runs `python -m bot edit …` as a person would, and makes its transcript comparable."""

import asyncio
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "transcripts"
_LIMIT_S = 180


@dataclass(frozen=True, slots=True)
class Ran:
    """One command: what it printed, and its exit code."""

    output: str
    errors: str
    code: int


class CommandLine:
    """A person at a terminal in ``folder``, whose Cutdesk keeps its data in ``folder/data``."""

    def __init__(self, folder: Path, *, locale: str = "en_US.UTF-8") -> None:
        self._folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {**kept, "LANG": locale, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder / "data")}

    async def edit(self, *arguments: str | Path) -> Ran:
        """Run ``edit`` with these arguments to its end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "edit", *map(str, arguments)),
            cwd=self._folder,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_LIMIT_S):
                output, errors = await process.communicate()
        except TimeoutError:
            process.kill()
            raise
        return Ran(output.decode(), errors.decode(), process.returncode if process.returncode is not None else -1)


STAGES = "👀🔌📥📤✂🎞📨"
"""The stages of the status line by their first sign, in the order they come in."""
RENDERING = 5


def stages_in(output: str) -> list[int]:
    """Which stages were shown, by their place in ``STAGES``."""
    return [STAGES.index(line[0]) for line in output.splitlines() if line and line[0] in STAGES]


def comparable(output: str, folder: Path) -> str:
    """The transcript without running times, sizes, paths, and the stages that may pass too fast to be seen."""
    lines = [line for line in output.splitlines(keepends=True) if line[0] not in STAGES[1:]]
    text = "".join(lines).replace(str(folder), "HERE")
    text = re.sub(r"(Done in |用时 )\d+:\d+", r"\1M:SS", text)
    return re.sub(r"\d+(\.\d+)? (MB|kB)", "SIZE", text)


def golden(name: str, transcript: str) -> str:
    """The golden transcript of that name; with GOLDEN=write in the environment the new one takes its place first."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(transcript, "utf-8")
    return path.read_text("utf-8")
