"""Profiles (S2, S3): chosen by the operator, switched by a chat, told to the backend, added by adding a file."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.core.intents import understand
from bot.core.model import ChatId, ChatRef, Intent, Language, PlatformName
from bot.core.profile import DEFAULT, FOLDER, Profiles, load
from tests.fakes.chat import clip, message
from tests.fakes.house import House

NAMES = ["ai-video-pro-online", "editor-fixed", "video-screen"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


def buttons(house: House) -> list[str]:
    return [button.says for button in list(house.chat.shown.values())[-1].reply.buttons]


def test_there_are_three_profiles_each_with_its_own_words_in_both_languages() -> None:
    assert [profile.name for profile in load()] == NAMES
    assert Profiles(load()).default.name == DEFAULT == "ai-video-pro-online"
    for language in Language:
        pitches = [profile.pitch(language) for profile in load()]
        assert all(pitch.tips and len(pitch.ideas) == 3 for pitch in pitches)
        for what in ("title", "emphasis", "greeting", "ideas", "tips"):
            assert len({getattr(pitch, what) for pitch in pitches}) == 3, what


@pytest.mark.parametrize("profile", load(), ids=NAMES)
def test_what_a_profile_proposes_is_an_edit(profile: object) -> None:
    for pitch in profile.pitches.values():  # type: ignore[attr-defined]
        assert [understand(message(idea)).intent for idea in pitch.ideas] == [Intent.EDIT] * 3


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("/profile editor-fixed", "editor-fixed"),
        ("/profile screen", "video-screen"),
        ("/profile@cutdesk_bot Video-Screen", "video-screen"),
        ("switch to the screen recording profile", "video-screen"),
        ("please switch back to the quick edits profile", "ai-video-pro-online"),
        ("use the repairs profile", "editor-fixed"),
        ("change the profile to editor-fixed", "editor-fixed"),
        ("switch to video-screen", "video-screen"),
        ("switch to screen recording mode", "video-screen"),
        ("切换到录屏", "video-screen"),
        ("切换到录屏教程方案", "video-screen"),
        ("请切换到修复模式", "editor-fixed"),
        ("换成快速剪辑方案吧", "ai-video-pro-online"),
        ("切换到 editor-fixed", "editor-fixed"),
    ],
)
def test_a_profile_is_named_by_command_and_in_words(words: str, name: str) -> None:
    request = understand(message(words))
    assert request.intent is Intent.PROFILE
    meant = Profiles(load()).meant_by(request.words)
    assert meant is not None
    assert meant.name == name


@pytest.mark.parametrize(
    "words", ["/profile", "/profile nonsense", "profiles", "which profile", "切换方案", "有哪些方案"]
)
async def test_without_a_known_name_all_are_offered(house: House, words: str) -> None:
    (told,) = await house.ask(words)
    assert [name for name in NAMES if f"/profile {name}" in told] == NAMES
    for says, name in zip(buttons(house), NAMES, strict=True):
        assert understand(message(says)).intent is Intent.PROFILE
        await house.ask(says)
        assert await house.sessions.profile(message("x").ref.chat) == name


@pytest.mark.parametrize(
    "words",
    [
        "switch to portrait mode",
        "switch to the screen recording at 0:10",
        "add a title saying profile",
        "切换到竖屏模式",
        "切换到第二段",
        "换成录屏里的声音",
        "加标题“切换到录屏”",
    ],
)
def test_an_edit_is_no_switch(words: str) -> None:
    assert understand(message(words)).intent is Intent.EDIT


@pytest.mark.parametrize("words", ["切换到中文", "switch to chinese"])
def test_a_language_is_no_profile(words: str) -> None:
    assert understand(message(words)).intent is not Intent.PROFILE


@pytest.mark.parametrize(
    ("words", "told", "hello", "greeting", "idea"),
    [
        ("/profile video-screen", "screen recordings into tutorials", "help", "screen recording and say", "crop it to"),
        ("切换到录屏教程方案", "把录屏做成值得分享的教程", "帮助", "把录屏发给我", "裁成16:9"),
    ],
)
async def test_the_chat_s_profile_speaks_from_then_on(
    house: House, words: str, told: str, hello: str, greeting: str, idea: str
) -> None:
    (done,) = await house.ask(words)
    assert told in done
    assert done.count("💡") == 3
    assert buttons(house)[0].startswith(idea)
    (welcome,) = await house.ask(hello)
    assert greeting in welcome
    assert buttons(house)[0].startswith(idea)
    await house.ask("", clip())
    assert [said for said in buttons(house) if "16:9" in said]


async def test_other_chats_keep_their_own(house: House) -> None:
    await house.ask("/profile editor-fixed")
    other = ChatRef(PlatformName(message("x").ref.chat.platform), ChatId("elsewhere"))
    (welcome,) = await house.ask("help", chat=other)
    assert "cut the pauses" in welcome


async def test_every_turn_calls_the_backend_for_its_chat_s_profile(house: House) -> None:
    await house.ask("cut the pauses", clip())
    assert set(house.backend.sources) == {DEFAULT}
    await house.ask("/profile editor-fixed")
    house.backend.sources.clear()
    await house.ask("smooth out the jump cuts")
    assert set(house.backend.sources) == {"editor-fixed"}


async def test_forgetting_a_chat_forgets_its_profile(house: House) -> None:
    await house.ask("/profile editor-fixed")
    await house.ask("yes, forget everything")
    (welcome,) = await house.ask("help")
    assert "cut the pauses" in welcome


async def test_a_chosen_profile_that_is_gone_gives_way_to_the_default(house: House) -> None:
    await house.sessions.set_profile(message("x").ref.chat, "no-longer-here")
    (welcome,) = await house.ask("help")
    assert "cut the pauses" in welcome


FOURTH = """
names = ["wedding", "婚礼"]
[en]
title = "Weddings"
emphasis = "the best day in three minutes"
greeting = "Send me the wedding."
ideas = ["keep the vows", "add slow music", "make it three minutes"]
tips = ["Send the ceremony first."]
[zh]
title = "婚礼"
emphasis = "三分钟看完最美的一天"
greeting = "把婚礼视频发给我。"
ideas = ["留下誓言", "加慢歌", "剪成三分钟"]
tips = ["先发仪式部分。"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "profiles"))


async def test_a_fourth_profile_is_added_by_adding_a_file(tmp_path: Path, folder: Path) -> None:
    (folder / "wedding-film.toml").write_text(FOURTH, "utf-8")
    async with House(tmp_path, profiles=Profiles(load(folder), "wedding-film")).running() as house:
        (welcome,) = await house.ask("help")
        assert welcome.startswith("Send me the wedding.")
        assert set(house.backend.sources) == {"wedding-film"}
        await house.ask("/profile")
        assert len(buttons(house)) == 4
        await house.ask("/profile editor-fixed")
        (told,) = await house.ask("switch to the wedding profile")
        assert "the best day in three minutes" in told


@pytest.mark.parametrize(
    "text", ["", "names = 5", FOURTH.replace("keep the vows", "a", 1).replace('"add slow music", ', ""), "[broken"]
)
def test_a_file_that_is_no_whole_profile_is_named(folder: Path, text: str) -> None:
    (folder / "half.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=r"half\.toml"):
        load(folder)


def test_a_default_that_is_none_of_them_is_named() -> None:
    with pytest.raises(ConfigurationError, match="PROFILE is none of ai-video-pro-online, editor-fixed, video-screen"):
        Profiles(load(), "cutdesk")
