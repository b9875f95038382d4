"""`python -m bot telegram-local` between two strict servers: Telegram's cloud, and the operator's own."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.core.errors import ConfigurationError
from bot.lock import data_folder
from bot.settings import Settings
from bot.telegram_local import walk
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.server import TOKEN, TelegramServer, telegram_server


@dataclass
class Operator:
    """Somebody at a terminal, with two servers."""

    cloud: TelegramServer
    own: TelegramServer
    folder: Path
    types: str = "yes"
    read: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    asked: int = 0

    async def walk(self, **settings: object) -> int:
        given = {"telegram_bot_token": SecretStr(TOKEN), "telegram_api_url": self.own.url, "telegram_local": True}
        values = Settings(_env_file=None, data_dir=self.folder / "data", **(given | settings))
        code = await walk(
            values,
            self.read.append,
            ask=self._ask,
            sleep=self._sleep,
            folder=self.own.state.local_folder,
            cloud=self.cloud.url,
        )
        assert TOKEN.partition(":")[2] not in "".join(self.read)
        return code

    def cloud_lets_go(self) -> None:
        self.cloud.state.refused_until_s = self.cloud.state.clock.monotonic() + 600

    def let_files_be_seen(self) -> None:
        (self.own.state.local_folder / TOKEN / "videos").mkdir(parents=True)

    async def _ask(self, prompt: str) -> str:
        self.asked += 1
        self.read.append(prompt)
        return self.types

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
async def operator(tmp_path: Path) -> AsyncIterator[Operator]:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "own").mkdir()
    async with (
        telegram_server(tmp_path / "cloud") as cloud,
        telegram_server(tmp_path / "own", local=True) as own,
    ):
        with own.expect_refusals("Not Found"):
            yield Operator(cloud, own, tmp_path)


async def test_the_bot_moves_when_the_operator_says_yes(operator: Operator) -> None:
    operator.let_files_be_seen()
    assert await operator.walk() == 0
    assert [call.method for call in operator.cloud.log] == ["logOut"]
    assert [call.method for call in operator.own.log if call.method] == ["getMe"]
    said = "\n".join(operator.read)
    for part in ("ten minutes", "logOut", "Type yes", "let the bot go", "@cutdesk_bot is logged in", "All is done"):
        assert part in said


@pytest.mark.parametrize("types", ["no", "", "y", "yes please"])
async def test_anything_but_yes_changes_nothing(operator: Operator, types: str) -> None:
    operator.types = types
    assert await operator.walk() == 1
    assert operator.cloud.log == []
    assert [call.method for call in operator.own.log if call.method] == []
    assert operator.read[-1] == "Nothing was changed."


async def test_no_token_reaches_either_server_before_the_operator_agrees(operator: Operator) -> None:
    operator.types = "no"
    await operator.walk()
    assert operator.asked == 1
    assert operator.cloud.log == []


async def test_a_bot_that_was_let_go_before_goes_on_where_it_stopped(operator: Operator) -> None:
    operator.let_files_be_seen()
    operator.cloud_lets_go()
    with operator.cloud.expect_refusals("Logged out"):
        assert await operator.walk() == 0
    assert "had let the bot go before" in "\n".join(operator.read)


async def test_a_server_that_is_not_there_stops_the_move_before_it_begins(operator: Operator) -> None:
    operator.types = "no"
    assert await operator.walk() == 1
    assert await operator.walk(telegram_api_url="http://127.0.0.1:9") == 1
    assert "Nothing answers at http://127.0.0.1:9" in operator.read[-1]
    assert "docker compose" in operator.read[-1]


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (Trouble.ERROR, 502, "it may have let the bot go, or not"),
        (Trouble.RESET, 0, "it may have let the bot go, or not"),
        (Trouble.ERROR, 401, "does not know this token"),
        (Trouble.ERROR, 403, "refused"),
    ],
)
async def test_a_cloud_that_does_not_do_it_is_told_in_plain_words(
    operator: Operator, trouble: Trouble, status: int, said: str
) -> None:
    operator.cloud.fail("logOut", trouble, status=status or 502)
    assert await operator.walk() == 1
    assert said in operator.read[-1]
    assert [call.method for call in operator.own.log if call.method] == []


async def test_a_slow_first_login_is_waited_for_and_one_that_never_comes_is_explained(operator: Operator) -> None:
    operator.let_files_be_seen()
    operator.own.fail("getMe", Trouble.ERROR, times=3)
    assert await operator.walk() == 0
    assert operator.pauses == [3.0, 3.0, 3.0]
    operator.cloud_lets_go()
    operator.own.fail("getMe", Trouble.ERROR, times=50)
    with operator.cloud.expect_refusals("Logged out"):
        assert await operator.walk() == 1
    assert "TELEGRAM_API_HASH" in operator.read[-1]


async def test_files_that_cannot_be_read_here_are_told(operator: Operator) -> None:
    assert await operator.walk() == 1
    assert "same path" in operator.read[-1]
    assert "--folder" in operator.read[-1]


async def test_a_running_bot_must_be_stopped_first(operator: Operator) -> None:
    with data_folder(operator.folder / "data"), pytest.raises(ConfigurationError, match="Stop the bot"):
        await operator.walk()
    operator.types = "no"
    assert await operator.walk() == 1


@pytest.mark.parametrize("missing", ["telegram_bot_token", "telegram_api_url"])
async def test_a_missing_setting_is_named(operator: Operator, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing.upper()):
        await operator.walk(**{missing: None, "telegram_local": missing != "telegram_api_url"})
    operator.types = "no"
    await operator.walk()


def test_the_command_names_what_is_missing_and_ends_as_a_wrong_setting_does(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "bot", "telegram-local", "--yes"]
    ended = subprocess.run(
        command, check=False, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 78
    assert "TELEGRAM_BOT_TOKEN is missing" in ended.stderr
