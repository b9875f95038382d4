"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bot.core.ledger
import bot.core.ports

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "adapters", "backend", "storage", "studio", "media", "assets", "benchmarks")
FILE_LINES, FUNCTION_LINES, TEST_LINES = 300, 45, 450


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_files_and_functions_stay_small() -> None:
    long = []
    for path in sources(*PARTS):
        text = path.read_text("utf-8")
        if text.count("\n") > FILE_LINES and path.name != "model.py":
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    for path in sources("tests"):
        if (lines := path.read_text("utf-8").count("\n")) > TEST_LINES:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert long == []


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*PARTS, "tests")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_port_method_states_its_obligations() -> None:
    doors = (bot.core.ports, bot.core.ledger)
    silent = [
        f"{port.name}.{method.name}"
        for door in doors
        for port in ast.walk(ast.parse(Path(door.__file__).read_text("utf-8")))
        if isinstance(port, ast.ClassDef)
        for method in port.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and not ast.get_docstring(method)
    ]
    assert silent == []


def test_there_are_no_drawers_for_odds_and_ends() -> None:
    names = re.compile(r"(utils?|helpers?|common|managers?|misc)(\.py)?$")
    assert [path for part in PARTS for path in (ROOT / part).rglob("*") if names.fullmatch(path.name)] == []


def test_tasks_are_born_in_task_groups_only() -> None:
    bare = re.compile(r"loop\(\)\.create_task|ensure_future|asyncio\.create_task")
    found = [path for path in sources(*PARTS) if bare.search(path.read_text("utf-8"))]
    assert found == []


def test_settings_alone_read_the_environment() -> None:
    allowed = {"bot/settings.py", "studio/settings.py", "bot/studio_process.py", "bot/__main__.py"}
    found = {
        str(path.relative_to(ROOT))
        for path in sources("bot", "adapters", "backend", "storage", "studio")
        if re.search(r"os\.environ|getenv", path.read_text("utf-8"))
    }
    assert found <= allowed
