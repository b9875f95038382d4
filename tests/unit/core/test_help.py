"""Help tells what the backend says can be asked for, short in a chat, and goes without where there is no answer."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from backend.traits import NEMO
from bot.core.errors import BackendUnreachable
from bot.core.intents import understand
from bot.core.model import Intent, Language, Sayable, SayableGroup
from bot.core.profile import load
from studio.agent.plan import Tongue
from studio.agent.sayable import groups
from tests.fakes.backend import FakeBackend
from tests.fakes.chat import message
from tests.fakes.house import House

DISCORD_CHARS, MOST_LINES = 2000, 18
IN_SHORT = "• Cutting: “cut the pauses”, “cut the end”"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


async def test_help_lists_two_examples_a_subject(house: House) -> None:
    (told,) = await house.ask("help")
    lines = told.split("\n")
    assert lines[1:5] == [
        "For example:",
        IN_SHORT,
        "• Sound: “add calm music”, “mute it”",
        "“help sound” shows all there is for sound, and so on.",
    ]
    assert lines[0].startswith("Hi! Send me a video")
    (told,) = await house.ask("帮助")
    assert "• 剪辑：“去掉停顿”、“去掉最后三秒”" in told.split("\n")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("help music", "Sound:"),
        ("/help cutting", "Cutting:"),
        ("help with the pauses", "Cutting:"),
        ("help about sound?", "Sound:"),
        ("帮助 声音", "声音："),
        ("音乐怎么用", "声音："),
        ("停顿帮助", "剪辑："),
    ],
)
async def test_help_on_a_subject_tells_all_of_it(house: House, words: str, first: str) -> None:
    (told,) = await house.ask(words)
    lines = told.split("\n")
    assert lines[0] == first
    assert len(lines) == 3
    assert "Hi!" not in told


async def test_a_subject_nobody_knows_is_answered_with_all_help(house: House) -> None:
    (told,) = await house.ask("/help basket weaving")
    assert IN_SHORT in told


@pytest.mark.parametrize(
    "words", ["help me get the music quieter", "add text saying Help sound", "help me with the pauses, cut them"]
)
def test_a_wish_for_help_with_the_work_is_an_edit(words: str) -> None:
    assert understand(message(words)).intent is Intent.EDIT


async def test_without_an_answer_the_greeting_goes_without_the_list(house: House) -> None:
    house.backend.fail("sayable", BackendUnreachable("away"))
    (told,) = await house.ask("help")
    assert "For example" not in told
    assert "You can also say: status" in told


async def test_the_cloud_has_no_list(tmp_path: Path) -> None:
    async with House(tmp_path, backend=FakeBackend(NEMO)).running() as house:
        (told,) = await house.ask("help")
    assert "For example" not in told
    assert "Your videos are processed by NemoVideo" in told


def of_the_studio(language: Language) -> tuple[SayableGroup, ...]:
    """What the studio really tells."""
    return tuple(
        SayableGroup(
            group.title,
            tuple(
                Sayable(row.title.said_in(Tongue(language.value)), row.example.said_in(Tongue(language.value)))
                for row in group.rows
            ),
        )
        for group in groups(Tongue(language.value))
    )


@pytest.mark.parametrize("profile", [profile.name for profile in load()])
@pytest.mark.parametrize(("language", "words"), [(Language.ENGLISH, "help"), (Language.CHINESE, "帮助")])
async def test_all_there_is_fits_into_one_message_of_the_smallest_chat(
    house: House, profile: str, language: Language, words: str
) -> None:
    house.backend.things = {language: of_the_studio(language)}
    await house.ask(f"/profile {profile}")
    (told,) = await house.ask(words)
    assert len(told) <= DISCORD_CHARS
    assert len(told.split("\n")) <= MOST_LINES
    for group in house.backend.things[language]:
        assert group.title in told
        (full,) = await house.ask(f"/help {group.title}")
        assert len(full) <= DISCORD_CHARS
        assert all(thing.example in full for thing in group.things)
