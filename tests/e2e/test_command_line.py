"""`python -m bot edit`: the main sentence and its iterations, in both languages, measured and read."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.command_line import RENDERING, CommandLine, comparable, golden, stages_in
from tests.film.clips import KnownClip, speech_clip
from tests.film.container import read_container
from tests.film.measure import faults, measure

pytestmark = pytest.mark.asyncio(loop_scope="module")

STORIES = {
    "en": (
        "en_US.UTF-8",
        "cut the pauses, add background music and export in 1080p",
        ["music a bit quieter", "undo", "status", "credits", "export"],
    ),
    "zh": ("zh_CN.UTF-8", "剪掉停顿，加背景音乐，导出1080p", ["音乐小一点", "撤销", "状态", "积分", "导出"]),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KnownClip]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        "en": await speech_clip(folder, noise=False, sentences=2, width=640, height=360),
        "zh": await speech_clip(folder, noise=True, sentences=2, width=640, height=360),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_main_sentence_and_what_people_say_next(
    language: str, clips: dict[str, KnownClip], tmp_path: Path
) -> None:
    locale, sentence, more = STORIES[language]
    shell, clip = CommandLine(tmp_path, locale=locale), clips[language]
    film = tmp_path / "film.mp4"
    first = await shell.edit(clip.path, sentence, "-o", film, "--chat", "demo")
    assert (first.code, first.errors) == (0, "")
    report = await asyncio.to_thread(measure, film, clip)
    assert faults(report) == []
    transcript = f"$ edit {clip.path.name} “{sentence}”\n{first.output}"
    for words in more:
        ran = await shell.edit(words, "--chat", "demo")
        assert (ran.code, ran.errors) == (0, "")
        assert stages_in(ran.output) == sorted(stages_in(ran.output))
        transcript += f"\n$ edit “{words}”\n{ran.output}"
    assert stages_in(first.output) == sorted(stages_in(first.output))
    assert {0, RENDERING} <= set(stages_in(first.output))
    told = comparable(transcript, tmp_path)
    assert told == golden(f"command-line-{language}.txt", told)
    films = sorted(path.name for path in tmp_path.glob("*-edited*.mp4"))
    assert len(films) == 3, "quieter, undo and export each bring a film of their own"


async def test_a_clip_without_words_is_asked_about_and_the_words_come_next(
    clips: dict[str, KnownClip], tmp_path: Path
) -> None:
    shell = CommandLine(tmp_path)
    asked = await shell.edit(clips["en"].path, "--chat", "two")
    assert "What shall I do with it?" in asked.output
    done = await shell.edit("keep only the first 2 seconds", "--chat", "two", "-o", tmp_path / "short.mp4")
    assert done.code == 0
    assert abs(read_container(tmp_path / "short.mp4").declared_ms - 2000) < 100


async def test_a_name_with_any_characters_works_and_a_missing_file_is_said_to_be_missing(
    clips: dict[str, KnownClip], tmp_path: Path
) -> None:
    shell = CommandLine(tmp_path)
    odd = tmp_path / "我的 视频; $(x) 'é\".mp4"
    odd.write_bytes(clips["en"].path.read_bytes())
    done = await shell.edit(odd, "只保留前2秒")
    assert (done.code, done.errors) == (0, "")
    assert "完成" in done.output
    missing = await shell.edit("nowhere.mp4", "cut the pauses")
    assert missing.code == 1
    assert "I cannot get nowhere.mp4 any more." in missing.output


async def test_two_chats_do_not_share_a_timeline(clips: dict[str, KnownClip], tmp_path: Path) -> None:
    shell = CommandLine(tmp_path)
    await shell.edit(clips["en"].path, "--chat", "one")
    other = await shell.edit("status", "--chat", "other")
    assert other.output == "There is nothing here yet. Send me a video and tell me what you want.\n"


async def test_a_wrong_setting_is_named_and_ends_with_its_own_code(tmp_path: Path) -> None:
    shell = CommandLine(tmp_path)
    shell.environment["WEB_PORT"] = "no-number"
    ran = await shell.edit("status")
    assert ran.code == 78
    assert ran.errors.startswith("cutdesk: WEB_PORT")
