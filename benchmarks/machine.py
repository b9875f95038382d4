"""What the figures were measured on."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.report import MEBIBYTE, figure, heading

_LIBRARIES = ("httpx", "starlette", "uvicorn", "aiosqlite", "av", "numpy", "onnxruntime", "imageio-ffmpeg")


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
