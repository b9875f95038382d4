"""What people write: what is meant for the bot, what is only remembered, and what of it the core gets to read."""

from pathlib import Path

from adapters.discord.handles import read_handle
from adapters.discord.routes import chat_of, message_ref
from tests.fakes.discord_core import listening_bot
from tests.integration.discord.conftest import Town


async def test_a_direct_message_needs_no_name(town: Town, clip: Path) -> None:
    async with listening_bot(town.server) as bot:
        room = town.server.dm(town.ann)
        sent = await town.ann.sends(room, "剪掉停顿", files=[clip])
        (asked,) = await bot.asked()
    chat = chat_of(room.id, None)
    assert (asked.ref, asked.text, asked.within) == (message_ref(chat, sent.id), "剪掉停顿", ())
    assert (asked.sender.id, asked.sender.name, asked.sender.is_admin) == (str(town.ann.id), "Ann", False)
    (file,) = asked.attachments
    handle = read_handle(file.id)
    assert (handle.channel, handle.message) == (room.id, sent.id)
    assert handle.url.startswith(f"{sent.attachments[0]['url']}?ex="), "signed"
    assert (file.filename, file.size_bytes) == (sent.attachments[0]["filename"], clip.stat().st_size)


async def test_in_a_channel_our_name_calls_us_and_is_not_part_of_the_words(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        await town.olga.sends(town.films, "nobody asked")
        await town.olga.sends(town.films, f", cut <it> for {town.ann.mention}", mention=True)
        await town.ann.sends(town.films, f"<@{bot.me}>")
        asked, greeted = await bot.asked(2)
    assert asked.text == "cut <it> for @Ann"
    assert asked.ref.chat == chat_of(town.films.id, town.team.id)
    assert (asked.sender.is_admin, greeted.sender.is_admin) == (True, False), "an owner may do everything there"
    assert asked.within == (str(town.films.id),)
    assert greeted.text == ""


async def test_who_may_delete_messages_is_an_admin_here_and_roles_are_told(town: Town) -> None:
    moderator = town.team.role("Mods", manage_messages=True)
    town.team.gives(town.ann, moderator)
    async with listening_bot(town.server) as bot:
        await town.ann.sends(town.films, "stop", mention=True)
        (asked,) = await bot.asked()
    assert asked.sender.is_admin
    assert asked.within == (str(town.films.id), str(moderator.id))


async def test_a_thread_is_a_chat_of_its_own_and_stands_within_its_channel(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        thread = town.films.opens_thread("Holiday", town.ann)
        await town.ann.sends(thread, "shorter", mention=True)
        (asked,) = await bot.asked()
    assert asked.ref.chat == chat_of(thread.id, town.team.id)
    assert asked.within == (str(thread.id), str(town.films.id))


async def test_an_answer_brings_along_the_files_of_the_message_it_answers(town: Town, clip: Path) -> None:
    town.server.allow_message_content()
    async with listening_bot(town.server, message_content=True) as bot:
        first = await town.olga.sends(town.films, "look", files=[clip])
        answer = await town.ann.sends(town.films, "shorter", mention=True, reply_to=first)
        (asked,) = await bot.asked()
        seen = await bot.noticed(2)
    chat = chat_of(town.films.id, town.team.id)
    assert asked.ref == message_ref(chat, answer.id)
    assert asked.reply_to == message_ref(chat, first.id)
    assert {each.ref for each in seen} == {asked.reply_to}
    assert {each.event_id for each in seen} == {f"seen/{first.id}"}
    assert all(not each.addressed and each.text == "" for each in seen)


async def test_without_the_intent_a_reply_that_pings_is_heard_and_other_talk_is_not(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        await town.ann.sends(town.films, "first", mention=True)
        await bot.asked()
        # What the bot itself would have said.
        ours = await bot.client.get_partial_messageable(town.films.id, guild_id=town.team.id).send("Done.")
        shown = next(each for each in town.films.from_bot if each.id == ours.id)
        await town.ann.sends(town.films, "unheard", reply_to=shown, ping=False)
        await town.ann.sends(town.films, "louder", reply_to=shown)
        asked = await bot.asked(2)
    assert [each.text for each in asked] == ["first", "louder"]
    assert asked[1].reply_to == message_ref(asked[1].ref.chat, ours.id)


async def test_with_the_intent_a_reply_without_a_ping_is_heard(town: Town) -> None:
    town.server.allow_message_content()
    async with listening_bot(town.server, message_content=True) as bot:
        ours = await bot.client.get_partial_messageable(town.films.id, guild_id=town.team.id).send("Done.")
        shown = next(each for each in town.films.from_bot if each.id == ours.id)
        await town.ann.sends(town.films, "louder", reply_to=shown, ping=False)
        (asked,) = await bot.asked()
    assert asked.text == "louder"


async def test_a_forwarded_message_brings_its_files(town: Town, clip: Path) -> None:
    async with listening_bot(town.server) as bot:
        told = await town.olga.sends(town.films, "our holiday", files=[clip])
        forwarded = await town.ann.forwards(told, town.server.dm(town.ann))
        (asked,) = await bot.asked()
    assert asked.text == ""
    (file,) = asked.attachments
    assert read_handle(file.id).message == forwarded.id
    assert asked.reply_to is None


async def test_a_voice_message_is_a_file(town: Town, tmp_path: Path) -> None:
    voice = tmp_path / "voice-message.ogg"
    voice.write_bytes(b"OggS" + bytes(100))
    async with listening_bot(town.server) as bot:
        await town.ann.sends(town.server.dm(town.ann), voice=voice)
        (asked,) = await bot.asked()
    assert [file.filename for file in asked.attachments] == ["voice-message.ogg"]


async def test_a_changed_message_amends_the_one_before(town: Town) -> None:
    async with listening_bot(town.server) as bot:
        room = town.server.dm(town.ann)
        sent = await town.ann.sends(room, "shorter")
        await bot.asked()
        await town.ann.edits(sent, "much shorter")
        first, second = await bot.asked(2)
    assert (first.text, first.amends) == ("shorter", False)
    assert (second.text, second.amends, second.ref) == ("much shorter", True, first.ref)
    assert second.event_id != first.event_id


async def test_files_that_cannot_be_edited_are_not_remembered(town: Town, clip: Path, tmp_path: Path) -> None:
    paper = tmp_path / "minutes.pdf"
    paper.write_bytes(b"%PDF-1.7")
    town.server.allow_message_content()
    async with listening_bot(town.server, message_content=True) as bot:
        await town.olga.sends(town.films, files=[paper])
        await town.olga.sends(town.films, files=[clip, paper])
        (seen,) = await bot.noticed()
    assert [file.filename for file in seen.attachments] == [clip.name.replace(" ", "_")]
