"""Puts limits on itself, then becomes the program it was asked to start.

Run as a script by an isolated interpreter (``-I -S``):
``launcher.py PARENT CPU_S MEMORY_BYTES FILE_BYTES PROGRAM ARGUMENT…``.
A script rather than ``preexec_fn``, which can deadlock in a process with threads (documentation of ``subprocess``).
Imports nothing of this package, so that it starts within 20 ms.
"""

import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
ORPHANED = 125


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the parent goes, however it goes; no-op but on Linux."""
    if sys.platform != "linux":
        return
    import ctypes  # costs 10 ms, and only Linux has the call

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it went before we asked
        sys.exit(ORPHANED)


def limit(kind: int, amount: int) -> None:
    """Set soft and hard limit, or what the machine already allows where that is less."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


def main() -> None:
    """Become the program."""
    parent, cpu_s, memory_bytes, file_bytes = (int(argument) for argument in sys.argv[1:5])
    command = sys.argv[5:]
    die_with_parent(parent)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, cpu_s)
    limit(resource.RLIMIT_FSIZE, file_bytes)
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is refused or without effect
        limit(resource.RLIMIT_AS, memory_bytes)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # the interpreter ignores them, and exec would pass that on
        signal.signal(ignored, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
