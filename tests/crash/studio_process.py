"""The real studio with a kill switch."""

from pathlib import Path

from studio.__main__ import main
from studio.store.store import StoreOptions
from tests.crash.kill_switch import KillSwitch


def run(specification: str, commits: str) -> int:
    """Serve until ended; the process is to end with what is returned."""
    return main(["--die-with-parent"], StoreOptions(on_commit=KillSwitch(specification, Path(commits))))
