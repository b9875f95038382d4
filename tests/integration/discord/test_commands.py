"""Slash commands, the command of a message's menu and its form: told in three languages, kept, then acknowledged."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.handles import read_handle
from adapters.discord.routes import answerable, chat_of, message_ref
from bot.core.errors import StorageFailed
from bot.core.intents import understand
from bot.core.model import IncomingMessage, Intent
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.discord_core import listening_bot
from tests.fakes.telegram_core import ListeningCore
from tests.integration.discord.conftest import Town
from tests.integration.telegram_out.brisk import BriskClock


async def test_an_edit_with_files_and_a_link_is_one_request_shown_to_all(
    town: Town, clip: Path, tmp_path: Path
) -> None:
    song = tmp_path / "song_*.mp3"
    song.write_bytes(b"ID3" + bytes(10))
    async with listening_bot(town.server) as bot:
        link = "https://films.example/a.mp4"
        used = await town.ann.uses(
            town.films, "edit", words="join *both*, and @everyone", video=clip, video2=song, link=link
        )
        (asked,) = await bot.asked()
    assert asked.ref.chat == chat_of(town.films.id, town.team.id)
    assert answerable(asked.ref) is None
    assert asked.event_id == f"interaction/{used.id}"
    assert (asked.sender.id, asked.sender.locale) == (str(town.ann.id), "zh-CN")
    request = understand(asked)
    assert (request.intent, request.words, request.links) == (Intent.EDIT, "join *both*, and @everyone", (link,))
    assert [read_handle(file.id).is_renewable for file in asked.attachments] == [False, False]
    assert len({file.identity for file in asked.attachments}) == 2
    shown = used.response
    assert shown is not None
    assert not shown.is_ephemeral
    assert not shown.pinged
    assert "join \\*both\\*" in shown.words
    assert "clip" in shown.words


_COMMANDS: list[tuple[str, dict[str, str], str, Intent]] = [
    ("export", {"resolution": "720p"}, "/export 720p", Intent.EXPORT),
    ("export", {}, "/export", Intent.EXPORT),
    ("状态", {}, "/status", Intent.TIMELINE),
    ("匯出", {}, "/export", Intent.EXPORT),
    ("credits", {}, "/credits", Intent.CREDITS),
    ("undo", {}, "/undo", Intent.UNDO),
    ("new", {}, "/new", Intent.NEW),
    ("cancel", {}, "/cancel", Intent.CANCEL),
    ("profile", {"name": "video-screen"}, "/profile video-screen", Intent.PROFILE),
    ("language", {"language": "中文"}, "/language 中文", Intent.LANGUAGE),
    ("forget", {}, "/forget", Intent.FORGET),
    ("help", {}, "/help", Intent.HELP),
]


async def test_every_other_command_is_taken_with_a_word_for_its_person_alone(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        used = [await town.ann.uses(town.films, command, **options) for command, options, _, _ in _COMMANDS]
        asked = await bot.asked(len(_COMMANDS))
    assert [(each.text, understand(each).intent) for each in asked] == [(text, what) for _, _, text, what in _COMMANDS]
    answers = [each.response for each in used if each.response is not None]
    assert [(each.is_ephemeral, each.words) for each in answers] == [(True, "收到，回复就在下面。")] * len(_COMMANDS)


async def test_the_commands_are_told_once_and_again_only_when_they_changed(town: Town) -> None:
    book, clock = MemoryDiscordBook(), BriskClock()
    for _ in range(2):
        async with listening_bot(town.server, book=book, clock=clock):
            pass
    assert len(town.server.calls("bulk_set_application_commands")) == 1
    (fact,) = book.facts
    await book.note(fact, "what an older version told")
    async with listening_bot(town.server, book=book, clock=clock):
        pass
    assert len(town.server.calls("bulk_set_application_commands")) == 2


async def test_the_menu_of_a_message_asks_for_the_words_and_uses_its_files(town: Town, clip: Path) -> None:
    async with listening_bot(town.server) as bot:
        posted = await town.olga.sends(town.films, "our holiday", files=[clip])
        shown = await town.ann.uses_on(posted, "Edit this video", town.films)
        assert shown.kind == "modal"
        (seen,) = await bot.noticed()
        sent = await town.ann.fills(shown, words="剪短一点")
        (asked,) = await bot.asked()
    target = message_ref(chat_of(town.films.id, town.team.id), posted.id)
    assert (seen.ref, seen.addressed, len(seen.attachments)) == (target, False, 1)
    assert read_handle(seen.attachments[0].id).message == posted.id
    assert (asked.text, asked.reply_to) == ("剪短一点", target)
    assert sent.response is not None
    assert "剪短一点" in sent.response.words


async def test_a_form_left_open_over_a_restart_is_understood(town: Town, clip: Path) -> None:
    async with listening_bot(town.server):
        posted = await town.olga.sends(town.films, files=[clip])
        shown = await town.ann.uses_on(posted, "剪輯這個影片", town.films)
    async with listening_bot(town.server) as bot:
        await town.ann.fills(shown, words="shorter")
        (asked,) = await bot.asked()
    assert asked.text == "shorter"


async def test_a_stranger_is_told_so_and_nothing_is_shown(town: Town) -> None:
    class Closed(ListeningCore):
        def refusal(self, _message: IncomingMessage) -> str | None:
            return "stranger.closed"

    core = Closed()
    async with listening_bot(town.server, core=core):
        used = await town.ann.uses(town.films, "edit", words="shorter")
    assert core.asked == []
    assert used.response is not None
    assert (used.response.is_ephemeral, "shorter" in used.response.words) == (True, False)


async def test_where_we_may_not_write_nothing_is_taken_and_the_permission_is_named(town: Town) -> None:
    town.films.forbid("send_messages")
    async with listening_bot(town.server) as bot:
        used = await town.olga.uses(town.films, "edit", words="shorter")
    assert bot.core.asked == []
    assert used.response is not None
    assert used.response.is_ephemeral
    assert used.response.words.endswith("in this channel: Send Messages.")


async def test_a_request_is_kept_before_it_is_acknowledged(town: Town) -> None:
    class Slow(ListeningCore):
        kept = asyncio.Event()

        async def accept(self, message: IncomingMessage) -> bool:
            await self.kept.wait()
            return await super().accept(message)

    core = Slow()
    async with listening_bot(town.server, core=core):
        used = await town.ann.runs(town.films, "edit", words="shorter")
        await town.server.until(lambda: "INTERACTION_CREATE" in [name for name, _ in town.server.gateway.events])
        await asyncio.sleep(0.2)
        assert not used.is_answered
        core.kept.set()
        await used.answered()


async def test_what_cannot_be_kept_is_not_acknowledged_and_ends_the_bot(town: Town) -> None:
    core = ListeningCore(failure=StorageFailed("the disk is gone"))
    used = None
    with pytest.RaisesGroup(StorageFailed, flatten_subgroups=True):
        async with listening_bot(town.server, core=core):
            used = await town.ann.runs(town.films, "edit", words="shorter")
            await asyncio.sleep(60)
    assert used is not None
    assert not used.is_answered
