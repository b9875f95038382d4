"""Fetches Discord's OpenAPI for the tests: ``python -m tests.platforms.discord.fetch``.

The schemas are those of the npm package discord-api-spec (MIT), made from Discord's own OpenAPI; zod (MIT) turns them
into JSON Schema, once, here. Both are fetched by npm and pinned by hash; nothing is installed, no script of a package
is run. Kept in ``.test-assets`` are the JSON Schema and the licences; the folder appears whole or not at all.

Where npm or node is missing nothing is fetched, and that is said in one line: the server then cannot judge bodies by
the OpenAPI. With ``REQUIRE_OPENAPI=1`` that is an error.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
TARGET = ROOT / ".test-assets" / "discord"
SCHEMA = TARGET / "schema.json"
SOURCES = Path(__file__).with_name("sources.txt")
MISSING = "NO NPM: the tests of Discord ran WITHOUT its OpenAPI as judge of bodies; install npm to have it fetched"
_CONVERTER = Path(__file__).with_name("to_json_schema.mjs")
_STAMP = "sources.sha256"
_LIMIT_S = 180


class FetchFailed(Exception):
    """The schemas could not be fetched, or are not what they should be."""


class ToolMissing(FetchFailed):
    """There is no npm or no node on this machine."""


def fetch(target: Path = TARGET) -> bool:
    """Make the folder; False if it was there already. Raises FetchFailed."""
    stamp = hashlib.sha256(SOURCES.read_bytes() + _CONVERTER.read_bytes()).hexdigest()
    if _is_there(target, stamp):
        return False
    for tool in ("npm", "node"):
        if shutil.which(tool) is None:
            raise ToolMissing(f"{tool} is not installed")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".discord-", dir=target.parent) as name:
        work = Path(name)
        made = work / "made"
        made.mkdir()
        for package, integrity in _pinned():
            _take(_download(package, integrity, work), package.partition("@")[0], work, made)
        _convert(work, made / "schema.json")
        (made / _STAMP).write_text(stamp, encoding="ascii")
        if target.exists():
            target.rename(work / "replaced")
        made.rename(target)
    return True


def _is_there(target: Path, stamp: str) -> bool:
    mark = target / _STAMP
    return mark.is_file() and mark.read_text(encoding="ascii") == stamp and (target / "schema.json").is_file()


def _pinned() -> list[tuple[str, str]]:
    lines = (line.split() for line in SOURCES.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"})
    return [(package, integrity) for package, integrity in lines]


def _download(package: str, integrity: str, folder: Path) -> Path:
    before = set(folder.glob("*.tgz"))
    _run("npm", "pack", package, "--silent", "--ignore-scripts", "--pack-destination", str(folder), folder=folder)
    new = set(folder.glob("*.tgz")) - before
    if len(new) != 1:
        raise FetchFailed(f"expected one archive of {package}")
    (archive,) = new
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if found != integrity:
        raise FetchFailed(f"{package} is not what was pinned: {found}")
    return archive


def _take(archive: Path, name: str, work: Path, made: Path) -> None:
    home = work / "node_modules" / name
    with tarfile.open(archive) as packed:
        packed.extractall(work / name, filter="data")
    home.parent.mkdir(exist_ok=True)
    (work / name / "package").rename(home)
    shutil.copy(home / "LICENSE", made / f"LICENSE.{name}")


def _convert(work: Path, target: Path) -> None:
    shutil.copy(_CONVERTER, work / _CONVERTER.name)
    _run("node", "--no-warnings", _CONVERTER.name, str(target), folder=work)


def _run(*command: str, folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise FetchFailed(f"{command[0]} took too long") from None
    if done.returncode:
        raise FetchFailed(f"{' '.join(command[:3])}: {done.stderr.strip()[-500:]}")


def main() -> None:
    """Fetch, and say what was done."""
    try:
        made = fetch()
    except ToolMissing as missing:
        if os.environ.get("REQUIRE_OPENAPI"):
            sys.exit(f"test assets: {missing}, and REQUIRE_OPENAPI is set")
        sys.stdout.write(f"test assets: {missing}; tests of Discord run WITHOUT its OpenAPI as judge\n")
        return
    except FetchFailed as failure:
        sys.exit(f"test assets: {failure}")
    sys.stdout.write(f"test assets: {'fetched' if made else 'already there'} ({os.path.relpath(TARGET)})\n")


if __name__ == "__main__":
    main()
