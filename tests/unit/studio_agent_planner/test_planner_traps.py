"""Words that name a command in passing are no command, and commands are no edits."""

import pytest

from studio.agent.vocabulary import spec
from tests.fakes.planning import names


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("add the word EXPORT as a title", "export"),
        ("at 0:22 zoom on the download button in my screencast", "export"),
        ("what would one more 4K render set me back in credits?", "export"),
        ("is it finished rendering yet?", "export"),
        ("put the word Download in the middle", "export"),
        ("把导出两个字加到左上角", "export"),
        ("标题写《导出教程》", "export"),
        ("end credits", "credits"),
        ("roll the credits at the end", "credits"),
        ("put the word Credits in the middle", "credits"),
        ("第9秒讲积分规则那一页，放大", "credits"),
        ("blur the account balance at 0:12", "credits"),
        ("把“余额”两个字放大", "credits"),
        ("crop out the status bar", "status"),
        ("手机状态栏露出来了，把顶上裁掉", "status"),
        ("no need for me to upload again, trim 2s off the start of what you've got", "upload"),
        ("zoom in on the upload button at 0:30", "upload"),
        ("放大上传按钮", "upload"),
        ("cancel out the fridge hum", "cancel"),
        ("cancel the echo", "cancel"),
        ("help me get this quieter", "help"),
        ("help me trim 4 seconds off the end", "help"),
        ("add text saying Help wanted", "help"),
        ("帮我把停顿去掉", "help"),
        ("captions yes, music no", "add_music"),
        ("title saying Undo the past", "undo"),
        ('show "mute" at the top', "mute"),
    ],
)
def test_a_word_in_passing_is_no_command(text: str, never: str) -> None:
    assert never not in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("help", "help"),
        ("what can you do?", "help"),
        ("你都能干啥", "help"),
        ("credits", "credits"),
        ("how much have I got left on my account?", "credits"),
        ("还剩多少积分", "credits"),
        ("status", "status"),
        ("what have you done so far?", "status"),
        ("现在进度怎么样", "status"),
        ("upload", "upload"),
        ("我要传个视频", "upload"),
        ("cancel", "cancel"),
        ("算了，别弄了，停", "cancel"),
        ("let's start over", "new_session"),
        ("重新开一个项目", "new_session"),
    ],
)
def test_a_command_that_reaches_the_studio_is_read_as_one_and_not_offered(text: str, name: str) -> None:
    assert names(text) == [name]
    assert not spec(name).supported


@pytest.mark.parametrize(
    "text",
    ["what would you recommend for youtube?", "why do my uploads come out mushy on instagram?", "发b站用什么分辨率好"],
)
def test_a_question_is_no_edit(text: str) -> None:
    assert names(text) in (["chat"], [])
