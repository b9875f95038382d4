"""The router: commands only when the whole request is one (S4), with its traps, in both languages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.intents import understand
from bot.core.language import of_message
from bot.core.model import Intent, Language
from tests.fakes.chat import clip, message

COMMANDS = {
    Intent.EXPORT: [
        "export", "Export!", "导出", "导出1080p", "please export it in 1080p", "export as a 720p mp4", "download",
        "send me the video", "can you send me the video please", "下载视频", "把视频发给我", "render it", "/export",
        "save the film", "give me the mp4", "导出视频吧", "export the final video", "导出 720p",
    ],
    Intent.CREDITS: [
        "credits", "积分", "balance", "余额", "how many credits do i have left?", "what's my balance?", "余额还有多少",
        "show my credits", "查一下积分", "/credits", "/credits@cutdesk_bot", "我还有多少积分",
    ],
    Intent.TIMELINE: [
        "status", "状态", "show tracks", "show me the timeline", "现在什么样了", "/status", "what's on the timeline?",
    ],
    Intent.UPLOAD: ["upload", "上传", "how do I upload a video?", "怎么上传视频"],
    Intent.UNDO: ["undo", "undo that", "撤销", "撤回上一步", "please undo the last change", "/undo"],
    Intent.HELP: ["help", "帮助", "/start", "/start abc", "what can you do?", "怎么用", "你能做什么？"],
    Intent.CANCEL: ["cancel", "取消", "stop", "算了", "never mind", "取消吧", "/cancel", "please stop", "forget it"],
    Intent.NEW: ["new project", "start over", "重新开始", "/new", "reset"],
    Intent.SEND_AGAIN: [
        "send it again", "Send that again please", "send again", "resend it", "再发一次", "重发", "把视频再发一遍吧",
    ],
    Intent.FORGET: [
        "/forget", "/forget@cutdesk_bot", "forget everything", "Forget everything!", "please forget me",
        "forget everything you know about me", "delete my data", "delete all my data please", "erase everything",
        "wipe everything you have about us", "delete this chat", "clear history", "忘记我", "忘了我吧", "把我忘了",
        "忘记一切", "删除我的数据", "请删除我的所有数据", "把我的数据全部删除", "清空聊天记录", "清除历史记录",
    ],
    Intent.FORGET_ALL: ["yes, forget everything", "Yes forget everything!", "确认删除全部数据"],
    Intent.KEEP_ALL: ["no, keep everything", "不删除，全部保留"],
    Intent.PAIR: ["/pair", "/pair ABCD2345"],
    Intent.LANGUAGE: ["/language zh", "speak Chinese", "说中文", "reply in English please", "请用英文回答"],
}  # fmt: skip

EDITS = [
    "add the word EXPORT as a title", "end credits", "add end credits", "roll the credits at the end",
    "cut the pauses, add background music and export in 1080p", "stop the music at 0:10", "status bar at the top",
    "balance the audio", "add a title saying 'credits'", "加一个标题“导出”", "片尾加演职员表", "undo the last two cuts",
    "cancel the zoom", "cancel the noise", "download speed as a title", "put \"status\" in the corner",
    "upload this with music", "save the ending for later", "don't export yet", "先别导出", "不要导出，先剪停顿",
    "export the first 10 seconds", "导出前10秒", "help me cut the pauses", "帮我剪掉停顿", "说中文的地方剪掉",
    "what is the balance of the colours like", "give me the video a warmer look", "make the credits bigger",
    "start over the intro with music", "no export, just add music", "把状态栏裁掉", "把积分那行字去掉",
    "/edit export", "render the title in red", "停顿都剪掉", "new title: hello",
    "send the logo to the back", "resend the title 2 s later", "再发一个光",
    "forget the last cut", "delete the first 5 seconds", "forget about the music", "delete everything after 0:10",
    "erase everything before the logo", "delete my last sentence", "delete all pauses", "remove everything",
    "delete this", "forget the title I asked for", "clear the titles", "keep everything", "yes", "delete my voice",
    "忘记刚才的剪辑", "删除前5秒", "删除最后一段", "删除所有字幕", "清空时间线", "把忘词的地方剪掉", "全部保留", "确认",
]  # fmt: skip


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in COMMANDS.items() for text in texts])
def test_a_request_that_is_only_a_command_is_one(intent: Intent, text: str) -> None:
    assert understand(message(text)).intent is intent


@pytest.mark.parametrize("text", EDITS)
def test_a_command_word_inside_other_words_stays_an_edit(text: str) -> None:
    assert understand(message(text)).intent is Intent.EDIT


@pytest.mark.parametrize(
    ("text", "deliver"),
    [
        ("cut the pauses but don't export yet", False),
        ("剪掉停顿，先别导出", False),
        ("cut the pauses without exporting", False),
        ('add the title "don\'t export"', True),
        ("cut the pauses and export", True),
        ("don't cut the intro, export in 720p", True),
        ("剪掉停顿，导出", True),
    ],
)
def test_words_against_exporting_are_heeded(text: str, *, deliver: bool) -> None:
    assert understand(message(text)).deliver is deliver


@pytest.mark.parametrize(
    ("text", "short_side"),
    [
        ("cut the pauses and export in 1080p", 1080),
        ("剪掉停顿，导出1080p", 1080),
        ("in 4K please", 2160),
        ('add the title "1080p"', None),
        ("at 24 fps", None),
        ("导出 720P", 720),
    ],
)
def test_a_resolution_in_the_words_is_the_short_side(text: str, short_side: int | None) -> None:
    assert understand(message(text)).short_side == short_side


def test_a_file_alone_is_an_upload_and_a_file_with_export_an_edit() -> None:
    assert understand(message("", clip())).intent is Intent.UPLOAD
    assert understand(message("/edit", clip())).intent is Intent.UPLOAD
    assert understand(message("export in 720p", clip())).intent is Intent.EDIT
    assert understand(message("/edit cut it", clip())).words == "cut it"


def test_a_link_is_taken_out_of_the_words_and_alone_is_an_upload() -> None:
    request = understand(message("cut (https://a.example/b.mp4). then add music"))
    assert request.links == ("https://a.example/b.mp4",)
    assert "example" not in request.words
    assert understand(message("https://a.example/b.mp4")).intent is Intent.UPLOAD


def test_the_language_named_is_the_one_asked_for() -> None:
    assert understand(message("说英文")).language is Language.ENGLISH
    assert understand(message("speak Chinese")).language is Language.CHINESE
    assert understand(message("/language")).language is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_router(text: str) -> None:
    assert understand(message(text)).intent in Intent


@given(st.text(alphabet="请帮我 now please,导出", max_size=4000))
def test_long_runs_of_politeness_are_read_quickly(text: str) -> None:
    assert understand(message(text)).intent in Intent


@pytest.mark.parametrize("piece", [",", "please ", "“", "了", "export to a ", "http://"])
def test_the_longest_text_is_understood_before_anybody_else_has_to_wait(piece: str) -> None:
    text = f"cut {piece * 32_000}"[:32_000] + "x"
    began = time.perf_counter()
    understand(message(text))
    of_message(message(text), None)
    assert time.perf_counter() - began < 0.25
