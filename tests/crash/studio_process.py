"""The real studio with a kill switch: ``python -m tests.crash.studio_process SPECIFICATION COMMITS``."""

import os
import sys
from pathlib import Path

from studio.__main__ import main
from studio.store.store import StoreOptions
from tests.crash.kill_switch import KillSwitch

if __name__ == "__main__":
    specification, commits = sys.argv[1:]
    code = main(["--die-with-parent"], StoreOptions(on_commit=KillSwitch(specification, Path(commits))))
    os._exit(code)
