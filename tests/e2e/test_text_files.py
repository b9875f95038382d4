"""Subtitles and scripts as files, from door to door: the command line, the real studio, and the film's own frames."""

from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine
from tests.film.decoding import decode_picture
from tests.integration.studio_render.footage import luma, noise, numbered_clip
from tests.integration.studio_render.test_titles_drawn import WORDS

SRT = "1\r\n00:00:00,500 --> 00:00:01,500\r\n你好，世界\r\n\r\n2\r\n00:00:02,000 --> 00:00:02,800\r\nBye <i>now</i>\r\n"


@pytest.mark.parametrize(
    ("locale", "words", "encoding", "told"),
    [
        ("en_US.UTF-8", "add these subtitles", "utf-16", "2 captions added, timed to the clip as it was recorded."),
        ("zh_CN.UTF-8", "加上这个字幕", "gb18030", "已加上 2 条字幕，时间按原片对齐。"),
    ],
)
async def test_subtitles_sent_along_are_in_the_film(
    tmp_path: Path, locale: str, words: str, encoding: str, told: str
) -> None:
    clip, film, subtitles = tmp_path / "talk.mp4", tmp_path / "film.mp4", tmp_path / "talk.srt"
    numbered_clip(clip, noise(3.0), frames=90)
    subtitles.write_bytes(SRT.encode(encoding))
    ran = await CommandLine(tmp_path, locale=locale).edit(clip, subtitles, words, "-o", film)
    assert (ran.code, ran.errors) == (0, "")
    assert told in ran.output
    assert [frame.number for frame in decode_picture(film).frames] == list(range(90))
    for at, shows in ((0.3, False), (1.0, True), (1.7, False), (2.4, True), (2.95, False)):
        assert (luma(film, at)[130:] > WORDS).any() == shows, at


async def test_a_script_waits_for_what_it_is_for(tmp_path: Path) -> None:
    clip, script = tmp_path / "talk.mp4", tmp_path / "script.txt"
    numbered_clip(clip, noise(3.0), frames=90)
    script.write_text("Welcome back. Cut the first second.", "utf-8")
    shell = CommandLine(tmp_path)
    await shell.edit(clip, "--chat", "demo")
    asked = await shell.edit(script, "--chat", "demo")
    assert "I have script.txt. Shall the words be captions, or be read aloud?" in asked.output
    ran = await shell.edit("read this text as a voice-over", "-o", tmp_path / "film.mp4", "--chat", "demo")
    assert "“Welcome back. Cut the first second.” is spoken over 0:00–0:0" in ran.output
    assert len(decode_picture(tmp_path / "film.mp4").frames) == 90
