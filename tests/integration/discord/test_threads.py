"""With ``DISCORD_THREADS``: what begins something in a plain channel gets a thread of its own."""

from pathlib import Path

from adapters.discord.handles import read_handle
from adapters.discord.routes import answerable, chat_of
from tests.fakes.discord_core import listening_bot
from tests.integration.discord.conftest import Town


async def test_a_request_in_a_channel_opens_a_thread_that_follows_its_message(town: Town, clip: Path) -> None:
    async with listening_bot(town.server, threads=True) as bot:
        posted = await town.ann.sends(town.films, "cut the pauses", files=[clip], mention=True)
        (asked,) = await bot.asked()
        (thread,) = town.films.threads
        await town.ann.edits(posted, f"<@{bot.me}> cut the long pauses")
        again = (await bot.asked(2))[1]
        await town.ann.sends(thread, "louder", mention=True)
        inside = (await bot.asked(3))[2]
    assert asked.ref.chat == again.ref.chat == inside.ref.chat == chat_of(thread.id, town.team.id)
    assert (asked.ref, again.amends, answerable(asked.ref)) == (again.ref, True, None)
    assert answerable(inside.ref) is not None
    assert thread.channel.name == "cut the pauses"
    assert read_handle(asked.attachments[0].id).channel == town.films.id, "the file still stands in the channel"


async def test_a_command_opens_a_thread_and_points_to_it(town: Town) -> None:
    async with listening_bot(town.server, threads=True) as bot:
        used = await town.ann.uses(town.films, "edit", words="add " + "very " * 30 + "soft music")
        (asked,) = await bot.asked()
    (thread,) = town.films.threads
    assert asked.ref.chat == chat_of(thread.id, town.team.id)
    assert len(thread.channel.name) <= 60
    assert used.response is not None
    assert f"<#{thread.id}>" in used.response.words


async def test_questions_answers_and_talk_in_threads_stay_where_they_are(town: Town) -> None:
    async with listening_bot(town.server, threads=True) as bot:
        await town.ann.sends(town.films, "status", mention=True)
        await town.ann.uses(town.films, "credits")
        thread = town.films.opens_thread("Holiday", town.ann)
        await town.ann.uses(thread, "edit", words="shorter")
        await town.ann.sends(town.server.dm(town.ann), "shorter")
        asked = await bot.asked(4)
    here = chat_of(town.films.id, town.team.id)
    assert [each.ref.chat for each in asked[:3]] == [here, here, chat_of(thread.id, town.team.id)]
    assert len(town.films.threads) == 1


async def test_where_no_thread_may_be_opened_the_request_stays(town: Town) -> None:
    town.films.forbid("create_public_threads")
    with town.server.expect_refusals("50013"):
        async with listening_bot(town.server, threads=True) as bot:
            await town.ann.sends(town.films, "shorter", mention=True)
            await town.ann.uses(town.films, "edit", words="shorter")
            asked = await bot.asked(2)
    assert {each.ref.chat for each in asked} == {chat_of(town.films.id, town.team.id)}
