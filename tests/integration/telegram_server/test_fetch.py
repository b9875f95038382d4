"""The schema comes through pip, whole or not at all, and nothing of its package is run. Here from a folder, offline."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from tests.platforms.telegram import fetch

PACKAGE = {
    "PKG-INFO": "Metadata-Version: 2.1\nName: aiogram\nVersion: 3.31.0\n",
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
    "setup.py": "raise SystemExit('this must not run')\n",
    ".butcher/schema/schema.json": '{"api": {"version": "10.3"}, "items": []}',
    "LICENSE": "MIT\n",
}


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its index, with a package of that name in it."""
    folder = tmp_path / "published"
    folder.mkdir()
    archive = folder / "aiogram-3.31.0.tar.gz"
    with tarfile.open(archive, "w:gz") as package:
        for name, text in PACKAGE.items():
            entry = tarfile.TarInfo(f"aiogram-3.31.0/{name}")
            entry.size = len(text.encode())
            package.addfile(entry, io.BytesIO(text.encode()))
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(folder), "CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    _pin(tmp_path, monkeypatch, hashlib.sha256(archive.read_bytes()).hexdigest())
    return archive


def _pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digest: str) -> None:
    sources = tmp_path / "sources.txt"
    sources.write_text(f"aiogram==3.31.0 --hash=sha256:{digest}\n", "utf-8")
    monkeypatch.setattr(fetch, "SOURCES", sources)


def test_only_the_schema_and_its_licence_are_kept(published: Path, tmp_path: Path) -> None:
    target = tmp_path / "assets" / "telegram"
    assert fetch.fetch(target)
    assert sorted(each.name for each in target.iterdir()) == ["LICENSE", "schema.json", "sources.sha256"]
    assert (target / "schema.json").read_text("utf-8") == PACKAGE[".butcher/schema/schema.json"]
    assert [each.name for each in target.parent.iterdir()] == ["telegram"]
    published.unlink()
    assert not fetch.fetch(target), "what is there is not fetched again"


def test_a_package_with_another_hash_leaves_what_was_there(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "assets" / "telegram"
    assert fetch.fetch(target)
    before = (target / "sources.sha256").read_text("ascii")
    _pin(tmp_path, monkeypatch, "0" * 64)
    with pytest.raises(fetch.FetchFailed):
        fetch.fetch(target)
    assert "DO NOT MATCH" in capfd.readouterr().err
    assert (target / "sources.sha256").read_text("ascii") == before
    assert [each.name for each in target.parent.iterdir()] == ["telegram"]
