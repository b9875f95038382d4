"""The documents against what they speak of: paths, names, commands, sentences to say, licences."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest

from adapters.discord.adapter import PERMISSIONS
from assets import licences
from bot.__main__ import _parser
from bot.core.intents import understand
from bot.core.model import Intent
from studio.agent.planner import plan
from tests.fakes.chat import message
from tests.fakes.planning import FILM

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMED = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
FOLDERS = (
    "bot",
    "adapters",
    "backend",
    "storage",
    "studio",
    "media",
    "assets",
    "benchmarks",
    "tests",
    "docs",
    "requirements",
)
MADE = {"data/", ".venv", ".assets", ".assets/", ".env", ".assets/silero.onnx", ".assets/fonts/CutdeskSans.ttf"}
"""Named in the documents, but made at set-up or by running."""

CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(r"[\w.*<>/-]+\.(?:py|md|toml|txt|js|example)|[\w.*<>/-]+/")
MODULE = re.compile(r"\b(?:bot|adapters|backend|storage|studio|media|assets)(?:\.[a-z_]+)+\b(?!\.)")
NAME = re.compile(r"_?[A-Za-z]\w*(?:\.\w+)?")


def prose(document: Path) -> str:
    return re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def exists(path: str, document: Path) -> bool:
    """Whether it names something: from the root, from the document, short for one in ``bot/`` or ``studio/``."""
    if path in MADE:
        return True
    pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
    if "/" not in path.rstrip("/"):
        pattern = f"**/{pattern}" if not (ROOT / pattern).exists() else pattern
        return any(any((ROOT / folder).glob(pattern)) for folder in FOLDERS) or (ROOT / pattern).exists()
    return any(any(base.glob(pattern)) for base in (ROOT, document.parent, ROOT / "bot", ROOT / "studio"))


def words_to_say() -> Iterator[str]:
    table = (ROOT / "README.md").read_text("utf-8").partition("## What you can say")[2].partition("\n## ")[0]
    for code, english, chinese in re.findall(r'`([^`]+)`|"([^"]+)"|「([^」]+)」', table):
        yield code or english or chinese


def commands() -> list[list[str]]:
    lines = re.findall(r"^\.venv/bin/python -m bot (.+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    return [shlex.split(line) for line in lines]


@NAMED
def test_every_path_in_a_document_exists(document: Path) -> None:
    named = {code for code in CODE.findall(prose(document)) if FILE.fullmatch(code) and code[0] != "/"}
    named |= {link for link in LINK.findall(prose(document)) if ":" not in link and link[0] != "#"}
    assert [path for path in sorted(named) if not exists(path, document)] == []


@NAMED
def test_every_module_in_a_document_exists(document: Path) -> None:
    named = set(MODULE.findall(document.read_text("utf-8")))
    assert [name for name in sorted(named) if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_every_name_in_a_document_stands_in_the_code(name: str) -> None:
    files = [path for folder in FOLDERS[:9] for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in [*files, ROOT / ".env.example"])
    known = set(re.findall(r"\w+", code))
    named = [word for word in CODE.findall(prose(ROOT / name)) if NAME.fullmatch(word) and re.search("[A-Z]", word)]
    named = [word for word in named if not (ROOT / word).exists()]
    assert named
    assert [word for word in named if not set(word.split(".")) <= known] == []


@NAMED
def test_every_make_command_in_a_document_is_a_target(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", document.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


def test_there_are_sentences_to_say_and_commands() -> None:
    assert len(list(words_to_say())) > 20
    assert len(commands()) == 3


@pytest.mark.parametrize("words", list(words_to_say()))
def test_what_the_readme_says_one_can_say_is_understood(words: str) -> None:
    if understand(message(words)).intent is not Intent.EDIT:
        return
    answer = plan(words, FILM)
    assert answer.doubt is None
    assert answer.unclear == ()
    assert answer.operations or answer.declined
    assert all(operation.supported for operation in answer.operations)


@pytest.mark.parametrize("words", commands())
def test_the_commands_of_the_readme_are_taken(words: list[str]) -> None:
    chosen = _parser().parse_args(words)
    assert chosen.chat == "demo"
    answer = plan(chosen.arguments[-1], FILM)
    assert answer.doubt is None
    assert all(operation.supported for operation in answer.operations)


def test_every_pinned_package_stands_in_the_list_of_licences() -> None:
    rows = set(re.findall(r"^\| (\S+) \| (\S+) \|", licences.TARGET.read_text("utf-8"), re.MULTILINE))
    pins = re.findall(r"^(\S+)==([^\s;]+)", licences.PINNED.read_text("utf-8"), re.MULTILINE)
    assert len(pins) > 20
    assert [pin for pin in pins if pin not in rows] == []
    assert licences.pins() == tuple(pins)


def test_the_list_of_licences_is_what_the_packages_say() -> None:
    """Packages that have another version for another Python are judged where that one is installed."""
    written = licences.TARGET.read_text("utf-8").splitlines()
    here = {name: version(name) for name, _ in licences.pins() if name not in licences.ELSEWHERE}
    elsewhere = {f"| {name} | {said} |" for name, said in licences.pins() if here.get(name) != said}
    due = [line for line in licences.document().splitlines() if not line.startswith(tuple(elsewhere))]
    assert [line for line in due if line not in written] == []


@pytest.mark.parametrize("package", list(licences.BUNDLED))
def test_every_library_inside_a_wheel_has_its_licence(package: str) -> None:
    listed = {name for names in licences.BUNDLED[package] for name in names.split(", ")}
    folder = f"{package.replace('-', '_')}.libs"
    inside = [file.name for file in distribution(package).files or () if file.parts[0] == folder]
    assert inside
    assert [name for name in inside if re.split(r"-[0-9a-f]{8}", name)[0] not in listed] == []


def test_a_package_that_is_not_installed_has_no_licence() -> None:
    with pytest.raises(PackageNotFoundError):
        licences.licence("a-package-nobody-has")


def test_no_package_index_is_named() -> None:
    address = re.compile(r"--(?:extra-)?index-url|--find-links[ =]|https?://[\w.-]*(?:pypi|pythonhosted)")
    files = [ROOT / "Makefile", ROOT / "Dockerfile", ROOT / ".ci" / "run", ROOT / "pyproject.toml"]
    files += [*ROOT.glob("requirements/*.txt"), *ROOT.glob("assets/*")]
    assert [path.name for path in files if path.is_file() and address.search(path.read_text("utf-8", "ignore"))] == []


def test_the_permissions_in_the_readme_are_those_the_bot_asks_for_on_discord() -> None:
    said = (ROOT / "README.md").read_text("utf-8").partition("**What it asks for.**")[2].partition("Intents:")[0]
    named = said.partition("Permissions: ")[2].partition("(")[0]
    names = {" ".join(name.split()).lower().replace(" ", "_") for name in named.split(",")}
    wanted = {name.replace("view_channel", "view_channels") for name, is_wanted in PERMISSIONS if is_wanted}
    aliases = {"read_messages": "view_channels"}
    assert names == {aliases.get(name, name) for name in wanted}
    assert f"({PERMISSIONS.value} as a number)" in said
