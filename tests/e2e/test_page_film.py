"""The main job: a clip and a sentence through the page in real Chromium end in the right film, measured."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.page import require_browser, visiting
from tests.e2e.server import serving
from tests.film.clips import speech_clip
from tests.film.measure import faults, measure

pytestmark = pytest.mark.browser

STORIES = [
    ("en-US", "cut the pauses, add background music and export in 1080p", False, "✅ Done in"),
    ("zh-CN", "剪掉停顿，加背景音乐，导出1080p", True, "✅ 完成"),
]
MORE_STORIES = [
    ("zh-CN", "把停顿剪掉，配上背景音乐，然后以1080p导出", False, "✅ 完成"),
    ("en-US", "please take out the pauses, add some background music and export it in 1080p", True, "✅ Done in"),
]


@pytest.mark.parametrize(
    ("locale", "sentence", "noise", "done"),
    [*STORIES, *(pytest.param(*story, marks=pytest.mark.soak) for story in MORE_STORIES)],
)
async def test_a_clip_and_a_sentence_end_in_the_right_film(
    locale: str, sentence: str, noise: bool, done: str, tmp_path: Path
) -> None:
    require_browser()
    clip = await speech_clip(tmp_path, noise=noise, sentences=3, width=640, height=360)
    async with serving(tmp_path) as server, visiting(server.url, locale=locale) as visitor:
        await visitor.attach(clip.path)
        await visitor.say(sentence)
        await visitor.film()
        await visitor.until_shown(done)
        assert len(await visitor.messages()) == 2, "one status message and one result"
        assert await visitor.plays_and_seeks()
        await visitor.download(tmp_path / "film.mp4")
    report = await asyncio.to_thread(measure, tmp_path / "film.mp4", clip)
    assert faults(report) == []
    for secret in ("nmv_usr_", sentence, clip.path.name):
        assert secret not in server.log
