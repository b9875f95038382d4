"""Pressed buttons: what they say is in the book, and who presses is told by Discord."""

from datetime import UTC, datetime

from discord.http import Route

from adapters.discord.routes import chat_of, message_ref
from bot.core.model import Button, ChatRef
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.discord_core import Listening, listening_bot
from tests.integration.discord.conftest import Town
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.world import Shown

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


async def posted(bot: Listening, room: Room, chat: ChatRef, *buttons: Button) -> Shown:
    """A message of the bot's with these buttons under it."""
    ids = await bot.book.put_buttons(chat, "t1.film", buttons, NOON)
    row = [
        {"type": 2, "style": 2, "label": button.label, "custom_id": f"cd:{name}"}
        for name, button in zip(ids, buttons, strict=True)
    ]
    made = await bot.client.http.request(
        Route("POST", "/channels/{channel_id}/messages", channel_id=room.id),
        json={"content": "Done.", "components": [{"type": 1, "components": row}]},
    )
    return next(each for each in room.from_bot if each.id == int(made["id"]))


async def test_a_press_says_what_its_button_says_and_a_second_one_is_told_so(town: Town) -> None:
    chat = chat_of(town.films.id, town.team.id)
    async with listening_bot(town.server) as bot:
        film = await posted(bot, town.films, chat, Button("Undo", "undo"))
        first = await town.olga.presses(film, "Undo")
        again = await town.ann.presses(film, "Undo")
        (asked,) = await bot.asked()
    assert (asked.text, asked.ref, asked.reply_to) == ("undo", message_ref(chat, film.id), message_ref(chat, film.id))
    assert (asked.sender.id, asked.sender.is_admin, asked.sender.locale) == (str(town.olga.id), True, "en-US")
    assert asked.within[0] == str(town.films.id)
    assert first.kind == "deferred_update"
    assert again.response is not None
    assert (again.response.words, again.response.is_ephemeral) == ("这个按钮已经按过了。", True)


async def test_a_button_works_after_a_restart_and_many_times_if_it_may(town: Town) -> None:
    book, room, clock = MemoryDiscordBook(), town.server.dm(town.ann), BriskClock()
    async with listening_bot(town.server, book=book, clock=clock) as bot:
        film = await posted(bot, room, chat_of(room.id, None), Button("Louder", "a bit louder", once=False))
    async with listening_bot(town.server, book=book, clock=clock) as bot:
        pressed = await town.ann.presses(film, "Louder")
        (asked,) = await bot.asked()
    assert (asked.text, pressed.kind) == ("a bit louder", "deferred_update")


async def test_a_button_of_another_chat_or_nobody_s_is_not_believed(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        here = chat_of(town.films.id, town.team.id)
        film = await posted(bot, town.films, here, Button("Undo", "undo"))
        (elsewhere,) = await bot.book.put_buttons(chat_of(77, town.team.id), "t9", [Button("Forget", "forget")], NOON)
        for custom_id in (f"cd:{elsewhere}", "cd:", "cd:nobody", "made up"):
            forged = await (await town.ann.forges_press(film, custom_id)).answered()
            assert forged.response is not None
            assert forged.response.is_ephemeral
        assert bot.core.asked == []
