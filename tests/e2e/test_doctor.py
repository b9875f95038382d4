"""`python -m bot doctor --cloud`, as an operator runs it, against the test cloud."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine, Ran
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Refused
from tests.platforms.cloud.serving import live_cloud

_LIMIT_S = 60


@pytest.fixture
async def cloud() -> AsyncGenerator[Cloud, None]:
    async with live_cloud() as running:
        yield running


async def examined(folder: Path, url: str, *arguments: str, **settings: str) -> Ran:
    """Run the doctor to its end."""
    environment = {**CommandLine(folder).environment, "NEMO_API_URL": url, **settings}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *arguments),
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_LIMIT_S):
        output, errors = await process.communicate()
    return Ran(output.decode(), errors.decode(), process.returncode or 0)


async def test_a_cloud_that_is_well_is_walked_through_dry(cloud: Cloud, tmp_path: Path) -> None:
    ran = await examined(tmp_path, cloud.url, "--cloud", NEMO_WEB_URL="https://web.example")
    (user,) = (account.user_id for account in cloud.accounts.values())
    assert ran.code == 0, ran
    assert [line[:4] for line in ran.output.splitlines()[1:5]] == ["ok  "] * 4
    assert "Credits: 100 available, 0 frozen, 100 in total." in ran.output
    assert ran.output.count(f"https://web.example/register?bind={user}") == 1
    assert [asked.operation for asked in cloud.log] == ["token", "session", "state", "credits"]
    assert (cloud.edits, cloud.unattributed) == ([], [])
    kept = tmp_path / "data" / "cloud-answers.json"
    assert str(kept) in ran.output
    assert user not in kept.read_text("utf-8") + ran.errors
    token = next(iter(cloud.tokens))
    assert token not in ran.output + ran.errors + kept.read_text("utf-8")


async def test_a_refused_token_is_told_with_its_mend(cloud: Cloud, tmp_path: Path) -> None:
    ran = await examined(tmp_path, cloud.url, "--cloud", NEMO_TOKEN="nmv_usr_wrong")
    assert ran.code == 1
    assert "FAIL  opening a session: NEMO_TOKEN is refused; set another one" in ran.output
    assert "--    reading a session: not reached" in ran.output
    assert "bind=" not in ran.output
    assert "nmv_usr_wrong" not in ran.output + ran.errors


@pytest.mark.parametrize(
    ("operation", "code", "told"),
    [
        ("token", 429, "FAIL  the account: the cloud asks to wait"),
        ("state", 1002, "FAIL  reading a session: the cloud does not know the session"),
        ("credits", 400, "FAIL  the credits: refused (HTTP 400 code 400: refused)"),
    ],
)
async def test_each_fault_is_told_at_its_station(
    cloud: Cloud, tmp_path: Path, operation: str, code: int, told: str
) -> None:
    cloud.refuse(operation, Refused(code), times=9)
    ran = await examined(tmp_path, cloud.url, "--cloud")
    assert ran.code == 1
    assert told in ran.output


async def test_a_cloud_that_is_away_is_told(tmp_path: Path) -> None:
    ran = await examined(tmp_path, "http://127.0.0.1:9", "--cloud")
    assert ran.code == 1
    assert "FAIL  the account: no answer; check NEMO_API_URL and the network" in ran.output
    assert ran.output.count("not reached") == 3


async def test_the_doctor_says_what_it_can_examine(tmp_path: Path) -> None:
    ran = await examined(tmp_path, "http://127.0.0.1:9")
    assert ran.code == 2
    assert "--cloud" in ran.errors
