"""The studio as a process of its own, with a planner that always plans the same, and faults to order.

``STUDIO_TEST_KILL_AT=n`` ends it with SIGKILL just before the n-th durable step; ``STUDIO_TEST_KILL_NEW`` names a file:
it is killed before every step that, with the step before it, is not yet written there. ``STUDIO_TEST_STEPS`` names a
file to which every step's label is appended; ``STUDIO_TEST_FILE_BYTES`` is the largest file it may write. Words with
``STUDIO_TEST_DEFECT`` in them meet a defect that quotes them.
"""

import os
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path

from studio import wiring
from studio.__main__ import main
from studio.agent.plan import Operation, Plan, Tongue
from studio.agent.planner import Scene
from studio.store.store import StoreOptions


def cut_and_add_music(text: str, scene: Scene) -> Plan:
    del scene
    defect = os.environ.get("STUDIO_TEST_DEFECT")
    if defect and defect in text:
        raise ValueError(text)
    return Plan(Tongue.ENGLISH, (Operation("remove_silence"), Operation("add_music", {"mood": "calm"})))


def note(file: str, line: str) -> bool:
    """Append a line; whether it was new."""
    with Path(file).open("a+") as lines:
        lines.seek(0)
        known = lines.read().split("\n")
        lines.write(f"{line}\n")
    return line not in known


def options() -> StoreOptions:
    kill_at = int(os.environ.get("STUDIO_TEST_KILL_AT", "0"))
    steps = os.environ.get("STUDIO_TEST_STEPS")
    killed_at = os.environ.get("STUDIO_TEST_KILL_NEW")
    count, last = 0, "start"

    def watch(moment: str, label: str) -> None:
        nonlocal count, last
        if moment != "before":
            return
        count += 1
        if steps:
            note(steps, label)
        if count == kill_at or (killed_at and note(killed_at, f"{last}>{label}")):
            os.kill(os.getpid(), signal.SIGKILL)
        last = label

    return StoreOptions(on_commit=watch, reserve_bytes=0)


if __name__ == "__main__":
    if limit := int(os.environ.get("STUDIO_TEST_FILE_BYTES", "0")):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    wiring.BRAIN = replace(wiring.BRAIN, plan=cut_and_add_music)
    code = main(sys.argv[1:], options())
    os._exit(code)
