"""What the figures were measured on."""

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.report import MEBIBYTE, figure, heading, percentile

_LIBRARIES = ("httpx", "starlette", "uvicorn", "aiosqlite", "av", "numpy", "onnxruntime", "imageio-ffmpeg")
_COMMITS = 300


def describe() -> None:
    """Print the machine and the versions."""
    heading("Machine")
    figure("cores", f"{os.cpu_count()} x {_processor()}")
    figure("memory", f"{psutil.virtual_memory().total / MEBIBYTE:.0f} MiB")
    figure("system", f"{platform.system()} {platform.release()}, Python {platform.python_version()}")
    figure("SQLite", sqlite3.sqlite_version)
    figure("libraries", ", ".join(f"{name} {version(name)}" for name in _LIBRARIES))


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def print_commits(folder: Path) -> None:
    """Print how long a durable write of a few hundred bytes takes on that folder's disk just now."""
    connection = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
    times_ms = []
    try:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE lines (text)"):
            connection.execute(statement)
        for _ in range(_COMMITS):
            began = time.perf_counter()
            connection.execute("INSERT INTO lines VALUES (?)", ("x" * 300,))
            times_ms.append((time.perf_counter() - began) * 1000)
        connection.execute("DROP TABLE lines")
    finally:
        connection.close()
    shown = ", ".join(f"p{percent} {percentile(times_ms, percent):.2f}" for percent in (50, 99))
    figure("a commit on this disk just now", f"{shown}, most {max(times_ms):.2f} ms")
