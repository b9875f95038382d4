"""The judge of the kills finds out bots that do wrong; without that, its silence about ours would say nothing."""

from pathlib import Path

import pytest

from tests.crash.discord_story import Death, Outcome, Plan, Story

FILM_NOT_NOTED = "complete result:before"


async def outcome_of(
    folder: Path, wrong: str, deaths: list[Death], ways: tuple[str, ...], settles_s: float, **more: int
) -> Outcome:
    plan = Plan(5, deaths, privates=1, ways=ways, wrong=wrong, settles_s=settles_s, **more)
    return await Story(folder, plan).run()


@pytest.mark.soak
async def test_a_bot_that_gives_its_sends_new_names_is_found_out(tmp_path: Path) -> None:
    outcome = await outcome_of(tmp_path, "renames", [Death(FILM_NOT_NOTED)], ("words",), 90.0)
    assert any("answered 2 times" in fault for fault in outcome.faults), outcome


async def test_a_bot_that_trusts_in_a_nonce_that_is_long_forgotten_is_found_out(tmp_path: Path) -> None:
    outcome = await outcome_of(tmp_path, "trusts", [Death(FILM_NOT_NOTED), Death(away_s=400.0)], ("words",), 90.0)
    assert any("answered 2 times" in fault for fault in outcome.faults), outcome


@pytest.mark.soak
async def test_a_bot_that_does_not_look_up_what_it_missed_is_found_out(tmp_path: Path) -> None:
    outcome = await outcome_of(tmp_path, "looks nothing up", [Death()], ("words",), 15.0, while_up=0)
    assert any("a message in" in fault and "never answered" in fault for fault in outcome.faults), outcome


@pytest.mark.soak
async def test_a_bot_that_acknowledges_commands_before_it_has_kept_them_is_found_out(tmp_path: Path) -> None:
    deaths = [Death(FILM_NOT_NOTED)]
    outcome = await outcome_of(tmp_path, "answers first", deaths, ("command", "words"), 15.0, while_up=12)
    assert any("a command in" in fault and "never answered" in fault for fault in outcome.faults), outcome
