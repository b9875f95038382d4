"""Serving an app on a socket until told to end, by a signal or by the parent's death."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from collections.abc import Callable, Generator

import uvicorn
from starlette.applications import Starlette

GRACE_S = 2
"""How long open answers may go on after the signal; an edit whose stream is cut is taken up at the next start."""

PR_SET_PDEATHSIG = 1


class Server(uvicorn.Server):
    """uvicorn with its readiness announced and its signals left to us."""

    def __init__(self, app: Starlette, announce: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # uvicorn would raise the signal again at the end, and the exit code would tell of a kill.
        yield

    def stop(self) -> None:
        """Take no more requests and end."""
        self.should_exit = True


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY only then
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Where the socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(app: Starlette, listener: socket.socket, *, die_with_parent: bool) -> None:
    """Serve until SIGTERM, SIGINT or, if asked, the parent's end. Prints one line to standard output when serving."""
    url = url_of(listener)
    server = Server(app, lambda: print(f"studio ready on {url}", flush=True))  # noqa: T201 - the line the parent waits for
    loop = asyncio.get_running_loop()
    for known in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(known, server.stop)
    if die_with_parent:
        await _watch_parent(server.stop)
    await server.serve([listener])


def die_with_parent_signal() -> None:
    """Have the kernel send SIGTERM when the parent goes; no-op but on Linux."""
    if sys.platform != "linux":
        return
    import ctypes  # only Linux has the call

    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it went before we asked
        sys.exit(0)


async def _watch_parent(on_end: Callable[[], None]) -> None:
    """Notice the end of a parent that holds the other end of standard input, on any system."""
    if not _is_pipe(sys.stdin.fileno()):
        return
    await asyncio.get_running_loop().connect_read_pipe(lambda: _EndWatcher(on_end), sys.stdin)


def _is_pipe(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


class _EndWatcher(asyncio.Protocol):
    def __init__(self, on_end: Callable[[], None]) -> None:
        self._on_end = on_end

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._on_end()
