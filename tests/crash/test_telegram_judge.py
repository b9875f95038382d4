"""The judge of the kills finds out bots that do wrong; without that, its silence about ours would say nothing."""

from pathlib import Path

import pytest

from tests.crash.telegram_story import Plan, Story


async def test_a_bot_that_sends_again_what_may_have_arrived_is_found_out(tmp_path: Path) -> None:
    plan = Plan(seed=5, updates=40, kills=0, privates=20, pace_s=0.15, life_s=3.0, share=0.7, wrong="repeats")
    outcome = await Story(tmp_path, plan).run()
    assert any("2 films" in fault or "3 films" in fault for fault in outcome.faults), outcome


@pytest.mark.soak
async def test_a_bot_that_lets_telegram_forget_before_it_has_kept_is_found_out(tmp_path: Path) -> None:
    plan = Plan(
        seed=5, updates=40, kills=3, privates=20, pace_s=0.15, life_s=1.5, share=0.0, wrong="forgets", settles_s=8.0
    )
    outcome = await Story(tmp_path, plan).run()
    assert any("was never answered" in fault for fault in outcome.faults), outcome
