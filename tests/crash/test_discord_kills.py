"""SIGKILL of the bot on Discord around every kind of step while people ask: nothing is lost, nothing comes twice.

``CRASH_SEED`` repeats a run.
"""

import random
from pathlib import Path

import pytest

from tests.crash.discord_story import HOUR_S, Death, Outcome, Plan, Story
from tests.crash.test_kills import seed
from tests.fakes.discord_canary import no_token_anywhere

__all__ = ["no_token_anywhere"]

KINDS = ("accept", "status", "upload", "edit", "render", "result", "answer", "discord buttons", "discord seen")
_STEPS = set(KINDS) - {"accept", "discord buttons", "discord seen"}
_DURING_MS = (2, 10, 40, 120)
_AWAY_S = (1.0, 1.0, 400.0, 2 * HOUR_S)
SAMPLED = (
    Death("complete result:before"),
    Death("complete result:before", 400.0),
    Death("complete answer:before", 2 * HOUR_S),
    Death("complete status:before", 2 * HOUR_S),
    Death("intend result:during:10", 400.0),
    Death("intend result:after"),
    Death("accept:after", 400.0),
    Death("accept:before"),
)
"""What is dearest: a send that was made and not noted, a message that was kept and not acknowledged."""


def every_point(chance: random.Random) -> list[Death]:
    """Before, in and after each kind of step, and around what else is kept."""
    deaths = []
    for kind in KINDS:
        first, last = (f"intend {kind}", f"complete {kind}") if kind in _STEPS else (kind, kind)
        moments = ("before", "after", f"during:{chance.choice(_DURING_MS)}", f"during:{chance.choice(_DURING_MS)}")
        points = [f"{label}:{moment}" for label in {first, last} for moment in moments]
        deaths += [Death(point, chance.choice(_AWAY_S)) for point in points]
    chance.shuffle(deaths)
    return deaths


def check(outcome: Outcome, plan: Plan, landed: int) -> None:
    print(outcome)
    assert not outcome.faults, "\n\n".join(outcome.faults)
    assert outcome.leaks == []
    assert outcome.kills == len(plan.deaths)
    assert len(outcome.at_points) >= landed, outcome.at_points


async def test_killed_around_its_dearest_steps_and_at_any_moment_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    chance = random.Random(number := seed())
    sample = [*SAMPLED, *chance.sample(every_point(chance), 2), Death()]
    plan = Plan(number, chance.sample(sample, len(sample)))
    check(await Story(tmp_path, plan).run(), plan, landed=len(SAMPLED) - 1)


@pytest.mark.soak
async def test_killed_at_every_kind_of_step_and_40_times_at_any_moment_nothing_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    chance = random.Random(number := seed())
    points = every_point(chance)
    deaths = [*points, *(Death(away_s=chance.choice(_AWAY_S)) for _ in range(40))]
    plan = Plan(number, chance.sample(deaths, len(deaths)), privates=20, weather_s=1.5)
    check(await Story(tmp_path, plan).run(), plan, landed=len(points) * 3 // 4)
