"""Fetches the Bot API's schema for the tests: ``python -m tests.platforms.telegram.fetch``.

The schema is a file of aiogram's source package (MIT), fetched by pip and pinned by hash. Only that file and its
licence are kept, in ``.test-assets``; the folder appears whole or not at all. Does nothing when it is there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
TARGET = ROOT / ".test-assets" / "telegram"
SCHEMA = TARGET / "schema.json"
SOURCES = Path(__file__).with_name("sources.txt")
_STAMP = "sources.sha256"
_NO_BUILD = Path(__file__).with_name("no_build")
# file kept: file in the package, below its one folder
_TAKEN = {"schema.json": ".butcher/schema/schema.json", "LICENSE": "LICENSE"}


class FetchFailed(Exception):
    """The schema could not be fetched, or is not what it should be."""


def fetch(target: Path = TARGET) -> bool:
    """Make the folder; False if it was there already. Raises FetchFailed."""
    stamp = hashlib.sha256(SOURCES.read_bytes()).hexdigest()
    if _is_there(target, stamp):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".telegram-", dir=target.parent) as name:
        work = Path(name)
        made = work / "made"
        made.mkdir()
        _download(work / "fetched")
        _take(work / "fetched", made)
        (made / _STAMP).write_text(stamp, encoding="ascii")
        if target.exists():
            target.rename(work / "replaced")
        made.rename(target)
    return True


def _is_there(target: Path, stamp: str) -> bool:
    mark = target / _STAMP
    if not mark.is_file() or mark.read_text(encoding="ascii") != stamp:
        return False
    return all((target / name).is_file() for name in _TAKEN)


def _download(folder: Path) -> None:
    how = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--no-binary", ":all:")
    what = ("--no-build-isolation", "-r", str(SOURCES), "-d", str(folder))
    environment = {**os.environ, "PYTHONPATH": str(_NO_BUILD)}
    if subprocess.run([sys.executable, "-m", "pip", "download", *how, *what], check=False, env=environment).returncode:
        raise FetchFailed("could not fetch the schema")


def _take(fetched: Path, made: Path) -> None:
    archives = list(fetched.glob("*.tar.gz"))
    if len(archives) != 1:
        raise FetchFailed("expected one archive")
    top = archives[0].name.removesuffix(".tar.gz")
    with tarfile.open(archives[0]) as archive:
        for name, member in _TAKEN.items():
            source = archive.extractfile(f"{top}/{member}")
            if source is None:
                raise FetchFailed(f"{member} is no file")
            with source, (made / name).open("wb") as copy:
                shutil.copyfileobj(source, copy)


def main() -> None:
    """Fetch, and say what was done."""
    try:
        made = fetch()
    except FetchFailed as failure:
        sys.exit(f"test assets: {failure}")
    sys.stdout.write(f"test assets: {'fetched' if made else 'already there'} ({os.path.relpath(TARGET)})\n")


if __name__ == "__main__":
    main()
