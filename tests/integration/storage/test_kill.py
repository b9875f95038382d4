"""Whatever a killed process had said was kept is there after it."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.core.model import MediaId, StepState
from storage.database import Database
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore
from tests.integration.storage.writer import message

ROOT = Path(__file__).parents[3]


async def run_and_be_killed(folder: Path, moment: str, number: int) -> list[str]:
    """What the writer said before it was killed at that commit."""
    arguments = ["-m", "tests.integration.storage.writer", str(folder), moment, str(number)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    assert process.returncode == -9
    return said.decode().splitlines()


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 9])
async def test_nothing_that_was_said_to_be_kept_is_lost(tmp_path: Path, moment: str, number: int) -> None:
    said = await run_and_be_killed(tmp_path, moment, number)
    database = await Database.open(tmp_path / "bot.db")
    try:
        ledger, store = SqliteLedger(database), FolderMediaStore(tmp_path / "media", reserve_bytes=0)
        open_turns = {turn.message.event_id: turn for turn in await ledger.open_turns()}
        for fact in said:
            word, _, name = fact.partition(" ")
            if word == "kept":
                assert await store.get(MediaId(name)) is not None
            if word == "accepted":
                assert await ledger.accept(message(int(name[1:]))) is None
                assert await ledger.media_of(message(int(name[1:])).ref)
            if word == "done":
                assert name not in open_turns
        for turn in open_turns.values():
            for step in (await ledger.steps(turn.id)).values():
                assert step.state is StepState.INTENDED or await store.get(MediaId(step.result["media"])) is not None
    finally:
        await database.close()
