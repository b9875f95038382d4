"""``python -m benchmarks [NAME…]``: each section in a process of its own, one after the other."""

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import describe

SECTIONS = (
    "memory",
    "turn_cpu",
    "acknowledge",
    "telegram_intake",
    "telegram_acknowledge",
    "telegram_files",
    "telegram_floods",
    "discord_intake",
    "discord_acknowledge",
    "edit_cpu",
    "felt_speed",
    "measures",
    "words",
)


def main() -> int:
    """Run the sections; 1 if one of them could not be carried out. Figures never make it fail."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Print figures beside their goals.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"sections to run (default all): {', '.join(SECTIONS)}"
    )
    names = parser.parse_args().names or SECTIONS
    unknown = sorted(set(names) - set(SECTIONS))
    if unknown:
        parser.error(f"no such section: {', '.join(unknown)}")
    describe()
    failed = [name for name in names if _run(name) != 0]
    if failed:
        print(f"\nnot carried out: {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str) -> int:
    root = Path(__file__).resolve().parent.parent
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=root, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
