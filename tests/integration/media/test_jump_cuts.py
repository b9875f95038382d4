"""Jump cuts are found in films like those people send; what only looks like one is not taken for one."""

from pathlib import Path

import pytest

from media.errors import Unreadable
from media.jump_cuts import find_jump_cuts
from tests.film.lookalikes import lookalike
from tests.film.talking import FPS, jumpy_film


def frames(moments: tuple[int, ...]) -> list[int]:
    return [round(moment * FPS / 1000) for moment in moments]


@pytest.mark.parametrize(("seed", "held", "crf"), [(31, 0.0, 23), (32, 0.0, 32), (33, 0.012, 26)])
async def test_every_jump_that_can_be_seen_is_found_to_the_frame(tmp_path: Path, seed: int, held: float, crf: int):
    film = jumpy_film(tmp_path / "talk.mp4", seed, seconds=6, cuts=3, held=held, crf=crf, size=(320, 180))

    found = frames(await find_jump_cuts(film.path))

    assert film.seen
    assert set(film.seen) <= set(found)
    assert set(found) <= {*film.seen, *film.hidden}


@pytest.mark.parametrize("kind", ["scenes", "flashes", "shaken", "screen"])
async def test_nothing_else_is_taken_for_one(tmp_path: Path, kind: str):
    lookalike(tmp_path / "film.mp4", kind, 51, crf=26, most=140)

    assert await find_jump_cuts(tmp_path / "film.mp4") == ()


async def test_what_is_no_film_is_refused(tmp_path: Path):
    (tmp_path / "odd.mp4").write_bytes(b"\x00\x00\x00\x18ftypisom" + b"\x01" * 4000)

    with pytest.raises(Unreadable):
        await find_jump_cuts(tmp_path / "odd.mp4")
