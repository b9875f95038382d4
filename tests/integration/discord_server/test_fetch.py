"""The OpenAPI comes through npm, pinned, whole or not at all; without npm that is said, or is an error."""

import base64
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.platforms.discord import fetch, judge


def test_the_judge_is_there_or_it_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd) -> None:
    monkeypatch.setattr(fetch, "SCHEMA", tmp_path / "missing.json")
    monkeypatch.setenv("REQUIRE_OPENAPI", "1")
    with pytest.raises(AssertionError, match="REQUIRE_OPENAPI"):
        judge.load.__wrapped__()
    monkeypatch.delenv("REQUIRE_OPENAPI")
    absent = judge.load.__wrapped__()
    assert not absent.is_there
    assert "WITHOUT its OpenAPI" in capfd.readouterr().err


def test_without_npm_nothing_is_fetched_and_that_is_said_once(tmp_path: Path) -> None:
    script = "import pathlib, sys; from tests.platforms.discord import fetch; "
    script += f"fetch.fetch.__defaults__ = (pathlib.Path({str(tmp_path / 'made')!r}),); fetch.main()"
    bare = {"PATH": str(tmp_path)}
    run = lambda more: subprocess.run(  # noqa: E731
        [sys.executable, "-c", script], env=bare | more, cwd=fetch.ROOT, capture_output=True, text=True, check=False
    )
    said = run({})
    assert (said.returncode, said.stdout.count("\n")) == (0, 1)
    assert "WITHOUT its OpenAPI" in said.stdout
    required = run({"REQUIRE_OPENAPI": "1"})
    assert required.returncode == 1
    assert "REQUIRE_OPENAPI" in required.stderr
    assert not (tmp_path / "made").exists()


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An npm that packs from a folder, and a node that converts nothing; the package's hash as npm tells it."""
    archive = _archive(tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "npm").write_text(f'#!/bin/sh\nfor last; do :; done\ncp {archive} "$last"\n', "utf-8")
    (tools / "node").write_text('#!/bin/sh\nfor last; do :; done\necho "{}" > "$last"\n', "utf-8")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def _pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, integrity: str) -> None:
    sources = tmp_path / "sources.txt"
    sources.write_text(f"# said\ndiscord-api-spec@1.0.0 {integrity}\n", "utf-8")
    monkeypatch.setattr(fetch, "SOURCES", sources)


def test_only_the_schema_and_the_licences_are_kept(tools: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pin(tmp_path, monkeypatch, tools)
    target = tmp_path / "assets" / "discord"
    assert fetch.fetch(target)
    assert sorted(each.name for each in target.iterdir()) == [
        "LICENSE.discord-api-spec",
        "schema.json",
        "sources.sha256",
    ]
    assert [each.name for each in target.parent.iterdir()] == ["discord"]
    assert not fetch.fetch(target), "what is there is not fetched again"


def test_a_package_that_is_not_what_was_pinned_leaves_what_was_there(
    tools: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "assets" / "discord"
    target.mkdir(parents=True)
    (target / "schema.json").write_text("{}", "utf-8")
    _pin(tmp_path, monkeypatch, tools[:-4] + "AA==")
    with pytest.raises(fetch.FetchFailed, match="not what was pinned"):
        fetch.fetch(target)
    assert [each.name for each in target.iterdir()] == ["schema.json"]
    assert [each.name for each in target.parent.iterdir()] == ["discord"]


def _archive(folder: Path) -> Path:
    archive = folder / "discord-api-spec-1.0.0.tgz"
    with tarfile.open(archive, "w:gz") as package:
        entry = tarfile.TarInfo("package/LICENSE")
        package.addfile(entry, io.BytesIO(b""))
    return archive
