"""``python -m studio``: serve docs/api.md on a loopback port, and say where.

Exit codes: 0 ended as asked; 75 the database failed or another studio holds the data folder; 78 a wrong setting, a
missing asset, or an address that cannot be used.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from assets import AssetMissing
from studio import logs
from studio.api.app import make_app
from studio.serving import bind, die_with_parent_signal, serve
from studio.settings import Settings
from studio.store.errors import FolderInUse, StorageFailed
from studio.store.store import StoreOptions
from studio.wiring import running_parts

EX_TEMPFAIL = 75
EX_CONFIG = 78


def main(arguments: Sequence[str] | None = None, options: StoreOptions | None = None) -> int:
    """Run the studio; returns the exit code. ``options`` are for tests that watch or stop it at a commit."""
    parser = argparse.ArgumentParser(prog="python -m studio", description="Cutdesk's editing engine.")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when the process that started this one ends"
    )
    chosen = parser.parse_args(arguments)
    if chosen.die_with_parent:
        die_with_parent_signal()
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = ", ".join(sorted({str(part) for row in error.errors() for part in row["loc"]}))
        return _say(f"wrong setting: {wrong}", EX_CONFIG)
    logs.set_up(settings.log_level)
    stopping = replace(options or StoreOptions(), on_failure=_stop_now)
    # The loop is not closed: that would wait for its threads, and a silent name server holds one for minutes.
    return asyncio.new_event_loop().run_until_complete(_run(settings, stopping, die_with_parent=chosen.die_with_parent))


async def _run(settings: Settings, options: StoreOptions, *, die_with_parent: bool) -> int:
    try:
        async with running_parts(settings, options) as parts:
            with bind(settings.host, settings.port) as listener:
                await serve(make_app(parts), listener, die_with_parent=die_with_parent)
    except (FolderInUse, StorageFailed) as error:
        return _say(str(error), EX_TEMPFAIL)
    except AssetMissing as error:
        return _say(str(error), EX_CONFIG)
    except OSError as error:
        return _say(f"cannot serve on {settings.host}:{settings.port}: {error.strerror}", EX_CONFIG)
    return 0


def _stop_now(error: Exception) -> None:
    """End at once: with a database that fails, nothing that goes on could be kept."""
    _say(f"the database cannot be used ({error}); stopping", EX_TEMPFAIL)
    os._exit(EX_TEMPFAIL)


def _say(sentence: str, code: int) -> int:
    print(f"studio: {sentence}", file=sys.stderr, flush=True)  # noqa: T201 - the one line for the operator
    return code


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # aiosqlite's thread is no daemon: were it stuck, the process would stay alive and deaf.
    os._exit(code)
