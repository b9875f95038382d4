"""SIGKILL of the bot while Telegram's updates pour in and answers get lost: nothing is lost, no film comes twice.

``CRASH_SEED`` repeats a run.
"""

from pathlib import Path

import pytest

from tests.crash.telegram_story import Outcome, Plan, Story
from tests.crash.test_kills import seed
from tests.fakes.telegram_canary import no_token_anywhere

__all__ = ["no_token_anywhere"]


def check(outcome: Outcome, plan: Plan) -> None:
    print(outcome)
    assert not outcome.faults, "\n\n".join(outcome.faults)
    assert outcome.leaks == []
    assert len(outcome.kills) == plan.kills
    assert outcome.updates >= plan.updates
    assert outcome.troubled > 0


async def test_killed_now_and_then_every_update_is_answered_and_no_film_comes_twice(tmp_path: Path) -> None:
    plan = Plan(seed(), updates=100, kills=6, privates=24, pace_s=0.2, life_s=1.6)
    check(await Story(tmp_path, plan).run(), plan)


@pytest.mark.soak
async def test_killed_40_times_while_800_updates_arrive_none_is_lost_and_no_film_comes_twice(tmp_path: Path) -> None:
    plan = Plan(seed(), updates=800, kills=40, privates=120, pace_s=0.55, life_s=6.0, settles_s=240.0)
    check(await Story(tmp_path, plan).run(), plan)
