"""What the agent's words say of credits and passing troubles, and what they do not."""

import pytest

from backend.words import tells_passing_trouble, tells_used_up_credits


@pytest.mark.parametrize(
    "text",
    [
        "Error 2001: out of credits",
        '{"code": 2001, "message": "credits"}',
        "You're out of credits. Please register to continue.",
        "Sorry, you’ve run out of credits! Register before your session ends.",
        "Out of credits",
        "There are insufficient credits for this generation.",
        "You don't have enough credits to generate this clip (100 needed, 40 left).",
        "You have used all your free credits.",
        "Your credit balance is too low.",
        "Sign up: https://nemovideo.com/register?bind=anon_abc123",
        "抱歉，您的积分不足，无法生成视频。",
        "积分已用完，请注册。",
        "错误码：2001",
        "您没有足够的积分",
    ],
)
def test_used_up_credits_are_understood(text: str) -> None:
    assert tells_used_up_credits(text)


@pytest.mark.parametrize(
    "text",
    [
        'Added the title "Out of credits" at 0:05.',
        "标题「积分不足」已添加。",
        'Added the title "2001: A Space Odyssey".',
        "The end credits now roll for 5 seconds.",
        "I cut the first two seconds out of credits and kept the rest.",
        "This takes 100 credits. If you run out of credits, you can top up.",
        "So that you will not run out of credits, I used one clip.",
        "如果积分不足，可以充值。",
        "积分不足时会提示您。",
        "Your balance is 100 credits.",
        "The video has no credits yet.",
        "Found 2001 frames.",
        "You are out of credits. " + "Long story. " * 60,
        "",
    ],
)
def test_talk_about_credits_is_no_refusal(text: str) -> None:
    assert not tells_used_up_credits(text)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("I encountered a temporary issue", True),
        ("I've encountered a temporary issue while processing. Please try again.", True),
        ("抱歉，我遇到了一个临时问题，请稍后再试。", True),
        ("我遇到了暂时性的故障", True),
        ('Added the title "I encountered a temporary issue".', False),
        ("The temporary issue of the magazine is on screen at 0:10.", False),
        ("Done. " * 60 + "I encountered a temporary issue", False),
    ],
)
def test_a_passing_trouble_is_told_from_news(text: str, trouble: bool) -> None:
    assert tells_passing_trouble(text) is trouble
