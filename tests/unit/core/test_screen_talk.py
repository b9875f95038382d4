"""The backend's talk of a screen (S12): every known phrase as chat words, what it asks for done once or never."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.traits import NEMO
from bot.core import translate
from bot.core.errors import BackendUnreachable
from bot.core.model import Credits, Language
from bot.core.translate import ScreenAction
from bot.core.wording import Voice
from tests.fakes.backend import EditScript, FakeBackend, asks, says
from tests.fakes.chat import clip
from tests.fakes.house import House

ENGLISH, CHINESE = Voice(Language.ENGLISH), Voice(Language.CHINESE)
EXPORT, TIMELINE, CREDITS = ScreenAction

PHRASES = [
    ("Click “Export” to save it.", EXPORT, "Say “export” to save it."),
    ("Ready! Click Export to save it.", EXPORT, "Ready! Say “export” to save it."),
    ("Click the Export button", EXPORT, "Say “export”"),
    ("The Export button is at the top right.", EXPORT, "Say “export” is at the top right."),
    ("Press the download button.", EXPORT, "Say “export”."),
    ("Preview in the timeline panel.", TIMELINE, "Say “status” to see the timeline."),
    ("You can preview it in the player.", TIMELINE, "You can say “status” to see the timeline."),
    ("Open timeline", TIMELINE, "Say “status” to see the timeline"),
    ("Press the play button.", TIMELINE, "Say “status” to see the timeline."),
    ("Open the subtitle panel.", TIMELINE, "Say “status”."),
    ("Now open the effects menu.", TIMELINE, "Now say “status”."),
    ("Check your account/billing.", CREDITS, "Say “credits”."),
    ("Check your account.", CREDITS, "Say “credits”."),
    ("Go to the dashboard.", CREDITS, "Say “credits”."),
    ("Check your dashboard.", CREDITS, "Say “credits”."),
    ("Go to settings.", None, "Tell me what you want set."),
    ("Adjust it in the editor.", None, "Tell me what to change."),
    ("Adjust timing in timeline.", None, "Tell me what to change."),
    ("Drag the clip to the start.", None, "Tell me where you want it."),
    ("Drag/drop the music under it.", None, "Tell me where you want it."),
    ("Drag and drop.", None, "Tell me where you want it."),
    ("Drag subtitle timing.", None, "Tell me where you want it."),
    ("Drop it here.", None, "Tell me where you want it."),
    ("Arrange the clips.", None, "Tell me where you want it."),
    ("Click Burn.", None, "Tell me to burn the captions in."),
    ("Click the upload button.", None, "Send me the file here."),
    ("Click the “Stabilize” button.", None, "Tell me here."),
    ("做好了，点击“导出”按钮即可。", EXPORT, "做好了，对我说“导出”即可。"),
    ("导出按钮在右上角。", EXPORT, "对我说“导出”在右上角。"),
    ("点击下载。", EXPORT, "对我说“导出”。"),
    ("在时间线面板中预览。", TIMELINE, "对我说“状态”查看时间线。"),
    ("打开时间线。", TIMELINE, "对我说“状态”查看时间线。"),
    ("打开字幕面板。", TIMELINE, "对我说“状态”。"),
    ("请查看您的账户。", CREDITS, "对我说“积分”。"),
    ("前往控制台。", CREDITS, "对我说“积分”。"),
    ("前往设置。", None, "告诉我想怎么设。"),
    ("在编辑器中调整。", None, "告诉我想改什么。"),
    ("拖拽片段到开头。", None, "告诉我想放在哪里。"),
    ("把音乐拖到第二段下面。", None, "告诉我想放在哪里。"),
    ("点击烧录字幕按钮。", None, "对我说“把字幕烧进画面”。"),
    ("点击上传。", None, "把文件直接发给我。"),
    ("点击“稳定”按钮。", None, "直接告诉我。"),
]


@pytest.mark.parametrize(("backend_says", "action", "chat_says"), PHRASES)
def test_every_phrase_for_a_screen_becomes_chat_words(
    backend_says: str, action: ScreenAction | None, chat_says: str
) -> None:
    voice = CHINESE if "。" in backend_says else ENGLISH
    assert translate.to_chat_words(backend_says, voice) == chat_says
    assert translate.asked(backend_says) == ({action} if action else set())


@pytest.mark.parametrize(
    "text",
    [
        "I exported the clicks you wanted.",
        "Added the title “click Export”.",
        "已加标题“点击导出”。",
        "A drag race at 0:10, previewed in full.",
        "The music plays in the background; the export is 10.5 s long.",
        "Saved as talk.mp4.",
    ],
)
def test_what_is_said_of_the_film_stays_as_it_is(text: str) -> None:
    assert translate.to_chat_words(text, ENGLISH, done=frozenset(ScreenAction)) == text
    assert translate.asked(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Would you like to preview it in the player or click Export?",
        "When you are happy with it, click Export.",
        "Don't click Export yet.",
        "如果满意，点击导出。",
        "先不要点击导出。",
        "要点击导出吗？",
    ],
)
def test_what_is_asked_for_in_a_question_or_on_a_condition_is_not_done(text: str) -> None:
    assert translate.asked(text) == set()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Your film is 10.5 s long, click Export to save it.", "Your film is 10.5 s long."),
        ("Ready! Preview in Timeline panel or click Export", "Ready!"),
        ("Click Export.", ""),
        ("做好了，点击“导出”按钮即可。", "做好了。"),
        ("Done. Drag the clip to the end.", "Done. Tell me where you want it."),
    ],
)
def test_clauses_about_what_was_done_are_left_out(text: str, left: str) -> None:
    voice = CHINESE if "。" in text else ENGLISH
    assert translate.to_chat_words(text, voice, done=frozenset(ScreenAction)) == left


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path, backend=FakeBackend(NEMO)).running() as house:
        house.backend.balance = Credits(80, 20, 100)
        yield house


async def test_an_export_asked_for_is_the_one_that_is_made_anyway(house: House) -> None:
    house.backend.scripts.append(says("Cut 3 pauses, click Export to save it."))
    _, film = await house.ask("cut the pauses", clip())
    assert film.startswith("Cut 3 pauses.\n0:15")
    assert len(house.backend.renders) == 1


async def test_an_export_asked_for_is_made_where_nothing_changed_and_only_once(house: House) -> None:
    click = "点击“导出”按钮。"
    house.backend.scripts += [says("好了。"), EditScript(events=asks(click).events, changes=False)]
    await house.ask("剪掉停顿", clip())
    _, film = await house.ask("给我看看")
    assert film.startswith("成片在这里。\n0:15")
    assert len(house.backend.renders) == 2
    assert house.backend.said == ["剪掉停顿", "给我看看"]


async def test_an_export_asked_for_is_not_made_of_nothing_nor_said_back(house: House) -> None:
    house.backend.scripts += [asks("Click Export."), asks("Click Export.")]
    _, answer = await house.ask("export", clip())
    assert answer == "Say “export”."
    assert house.backend.said == ["export"]
    assert house.backend.renders == {}


async def test_an_export_asked_for_is_not_made_against_the_person_s_word(house: House) -> None:
    house.backend.scripts.append(says("Done. Click Export."))
    _, answer = await house.ask("cut the pauses, don't export yet", clip())
    assert answer == "Done. Say “export”.\nNot exported yet; say “export” when you want the film."
    assert house.backend.renders == {}


async def test_what_it_wants_looked_at_is_told_with_the_film(house: House) -> None:
    house.backend.scripts.append(says("Done. Preview in the timeline. Check your account."))
    _, film = await house.ask("cut the pauses", clip())
    assert film.startswith(
        "Done.\nTimeline (1 track):\n1. Video: clip.mp4 (0-2s)\nCredits: 80 available, 20 frozen, 100 in total.\n0:15"
    )


async def test_a_look_alone_answers_an_edit_without_effect(house: House) -> None:
    house.backend.scripts += [says("Done."), asks("Open the timeline.")]
    await house.ask("cut the pauses", clip())
    _, answer = await house.ask("what do the tracks look like now")
    assert answer == "Timeline (1 track):\n1. Video: clip.mp4 (0-2s)"


async def test_a_balance_that_cannot_be_read_is_asked_for_in_words(house: House) -> None:
    house.backend.scripts.append(asks("Check your account."))
    house.backend.fail("credits", BackendUnreachable())
    _, answer = await house.ask("cut the pauses", clip())
    assert answer == "Say “credits”."


async def test_the_stage_of_work_shows_no_screen_words(house: House) -> None:
    script = replace(says("Click Export."), slow=True)
    house.backend.scripts.append(script)
    await house.say("cut the pauses", clip())
    await house.chat.until_text("Editing")
    script.release()
    await house.settled()
    assert not any("Click" in text for _, text in house.chat.history)
