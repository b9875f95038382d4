"""The sentences the profiles show, said to the studio with its real parts: each ends in a film, measured."""

from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.film.clicking import Recording
from tests.film.rings import rings
from tests.film.talking import FPS, Talker, write_film
from tests.integration.studio_api import processes
from tests.integration.studio_api.harness import said
from tests.integration.studio_api.test_real_parts import ask, client
from tests.integration.studio_render.footage import noise
from tests.integration.studio_render.test_smoothing import lumas, steps

__all__ = ["client"]

SIZE = (320, 180)


async def film_of(client: httpx.AsyncClient, clip: Path, words: str, target: Path) -> list[str]:
    session = await processes.open_session(client)
    await processes.upload(client, session, clip, "turn/upload")
    events = await ask(client, session, words)
    ended = await processes.render(client, session, "render_1")
    assert ended["status"] == "completed", said(events)
    target.write_bytes((await client.get(ended["outputUrl"])).content)
    return said(events)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("fix the audio sync, smooth out the jump cuts, and stabilize the shaky footage", "1 jump cut found"),
        ("修复音画同步，平滑跳切，稳定抖动的画面", "找到 1 处跳切"),
    ],
)
async def test_an_edited_film_is_mended(client: httpx.AsyncClient, tmp_path: Path, words: str, told: str) -> None:
    seconds = [2 + number / FPS + (1.9 if number >= 45 else 0.0) for number in range(90)]
    shown = Talker(43, size=SIZE, held=0.012).shot(seconds)
    write_film(tmp_path / "clip.mp4", shown, SIZE, sound=noise(3.0))

    answer = await film_of(client, tmp_path / "clip.mp4", words, tmp_path / "film.mp4")

    before, after = steps(lumas(tmp_path / "clip.mp4")), steps(lumas(tmp_path / "film.mp4"))
    assert told in answer[-1]
    assert len(after) == 90
    assert after[41:50].max() < 0.6 * before[45]
    assert np.median(after) < np.median(before)


@pytest.mark.parametrize(
    "words",
    [
        "crop the screen recording to 16:9, highlight the cursor clicks, and add a voiceover track",
        "把录屏裁剪成16:9，标出鼠标点击，再加旁白",
    ],
)
async def test_a_recording_of_a_screen_is_cropped_and_its_clicks_are_ringed(
    client: httpx.AsyncClient, tmp_path: Path, words: str
) -> None:
    size = (960, 600)
    recording = Recording(64, size)
    write_film(tmp_path / "screen.mp4", recording.frames(1), size)

    answer = await film_of(client, tmp_path / "screen.mp4", words, tmp_path / "film.mp4")

    assert any(mark in answer[-1] for mark in ("voice-over still needs its words", "旁白还不知道说什么"))
    assert lumas(tmp_path / "film.mp4")[0].shape == (600, 1066)
    seen = rings(tmp_path / "film.mp4")
    assert len(seen) == len(recording.clicks)
    for (_, x, y), click in zip(seen, recording.clicks, strict=True):
        assert abs(x - click.x * 1066 / 960) <= 10
        assert abs(y - (click.y * 1066 / 960 - 33)) <= 10
