"""SIGKILL of bot, studio or both around every kind of step: after the restart the turn ends once, with its film.

``CRASH_SEED`` repeats a run. What was applied is counted in the studio's own database, what was shown in the platform's
own log; neither is ours to gloss over.
"""

import asyncio
import hashlib
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from tests.crash.cases import all_cases, sampled_cases
from tests.crash.harness import Kills, Outcome, Story
from tests.crash.nursery import Nursery, nursery
from tests.film.clips import speech_clip
from tests.film.decoding import decode_sound

SAMPLE, LANDED = 46, 40
"""A kill set for a moment after a commit may come too late where the process was quicker; at least 40 must land."""
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """The turn as it goes when nobody kills anything."""

    clip: Path
    outcome: Outcome
    film: Path


def same_film(film: Path, other: Path) -> bool:
    """The same pictures, and the same sound but for rounding: ffmpeg mixes on several threads."""
    sound, other_sound = decode_sound(film), decode_sound(other)
    if [picture_of(film), sound.size] != [picture_of(other), other_sound.size]:
        return False
    return float(np.abs(sound - other_sound).max()) < 0.01


def picture_of(film: Path) -> str:
    """A digest of every frame."""
    digest = hashlib.sha256()
    with av.open(film) as container:
        for frame in container.decode(video=0):
            digest.update(frame.to_ndarray().tobytes())
    return digest.hexdigest()


async def undisturbed(folder: Path, nursery: Nursery) -> Reference:
    clip = await speech_clip(folder, noise=False, sentences=1, width=320, height=240)
    outcome = await Story(folder / "reference", clip.path, Kills(), nursery).run()
    assert list(faults(outcome, None)) == []
    return Reference(clip.path, outcome, outcome.films[0])


def faults(outcome: Outcome, film: Path | None) -> Iterator[str]:
    """What went wrong, in words."""
    counts = {name: getattr(outcome, name) for name in ("uploads", "edits", "versions", "renders")}
    if counts != {"uploads": 1, "edits": 1, "versions": 2, "renders": 1}:
        yield f"applied {counts}"
    if len(outcome.films) != 1:
        yield f"{len(outcome.films)} films posted"
    elif film is not None and not same_film(outcome.films[0], film):
        yield "another film than without the kill"
    texts = [message["text"] for message in outcome.messages]
    if len(texts) != 2 or not texts[0].startswith("✅ Done in") or "pause" not in texts[1]:
        yield f"a person sees {texts}"


async def check(folder: Path, nursery: Nursery, reference: Reference, cases: Sequence[Kills]) -> None:
    found: list[str] = []
    killed = 0
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, kills: Kills) -> None:
        nonlocal killed
        async with slots:
            try:
                outcome = await Story(folder / f"case{number}", reference.clip, kills, nursery).run()
            except (AssertionError, TimeoutError) as error:
                found.append(f"{kills}: {error!r}")
                return
        killed += outcome.killed > 0
        wrong = await asyncio.to_thread(lambda: list(faults(outcome, reference.film)))
        found.extend(f"{kills}: {fault}" for fault in wrong)

    async with asyncio.TaskGroup() as group:
        for number, kills in enumerate(cases):
            group.create_task(one(number, kills))
    print(f"{killed} of {len(cases)} cases killed a process, {len(found)} faults")
    assert found == []
    assert killed >= LANDED, "too few kills landed to prove anything"


def seed() -> int:
    number = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(1_000_000)))
    print(f"CRASH_SEED={number}")
    return number


async def test_killed_around_every_kind_of_step_the_turn_ends_once_with_its_film(tmp_path: Path) -> None:
    chance = random.Random(seed())
    async with nursery() as made:
        reference = await undisturbed(tmp_path, made)
        commits = reference.outcome.bot_commits, reference.outcome.studio_commits
        await check(tmp_path, made, reference, sampled_cases(*commits, chance, SAMPLE))


@pytest.mark.soak
async def test_killed_at_every_durable_operation_the_turn_ends_once_with_its_film(tmp_path: Path) -> None:
    chance = random.Random(seed())
    async with nursery() as made:
        reference = await undisturbed(tmp_path, made)
        commits = reference.outcome.bot_commits, reference.outcome.studio_commits
        await check(tmp_path, made, reference, all_cases(*commits, chance))
