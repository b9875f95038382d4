"""One long day of a real discord.py on the server: what it asks for, and what it understands of the answers."""

import asyncio
from pathlib import Path

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.flood import discord_load
from tests.integration.discord_server.conftest import Client, connected, few_intents
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer, discord_server
from tests.platforms.telegram.flood import Allowance


class Ask(discord.ui.Modal, title="What shall I do?"):
    """A form with words and a file."""

    words = discord.ui.Label(text="In your words", component=discord.ui.TextInput(max_length=100))
    film = discord.ui.Label(text="Film", component=discord.ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        words, film = self.words.component, self.film.component
        assert isinstance(words, discord.ui.TextInput)
        assert isinstance(film, discord.ui.FileUpload)
        names = [each.filename for each in film.values]
        await interaction.response.send_message(f"asked: {words.value} {names}", ephemeral=True)


class Undo(discord.ui.DynamicItem[discord.ui.Button], template=r"undo:(?P<job>\d+)"):
    """A button that outlives the process."""

    def __init__(self, job: str) -> None:
        super().__init__(discord.ui.Button(label="Undo", custom_id=f"undo:{job}"))
        self.job = job

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item, match) -> "Undo":
        return cls(match["job"])

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"undid {self.job}", view=None)


class Translator(app_commands.Translator):
    """Two names in Chinese."""

    async def translate(self, string, locale, context) -> str | None:
        return {"edit": "剪辑", "edit_words": "要求"}.get(string.message) if locale.value == "zh-CN" else None


def busy_client() -> Client:
    """A bot with commands."""
    client = Client(few_intents())
    tree = client.tree

    @tree.command(name=app_commands.locale_str("edit"), description="Edit a video")
    async def edit(interaction: discord.Interaction, words: str, video: discord.Attachment | None = None) -> None:
        await interaction.response.defer(thinking=True)
        size = video.size if video else 0
        await interaction.followup.send(f"{words}: {size} bytes, {interaction.locale.value}")

    @tree.command(name="twice", description="Answers twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        with pytest.raises(discord.InteractionResponded):
            await interaction.response.send_message("again")
        await interaction.edit_original_response(content="edited", attachments=[discord.File(__file__, "a.mp4")])
        await interaction.followup.send("more", view=undo_view())

    @tree.context_menu(name="Edit this video")
    async def this_video(interaction: discord.Interaction, message: discord.Message) -> None:
        assert message.attachments, "its files are seen without the content intent"
        await interaction.response.send_modal(Ask())

    client.add_dynamic_items(Undo)
    return client


def undo_view() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(Undo("7"))
    return view


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip one.mp4"
    path.write_bytes(bytes(range(256)) * 4)
    return path


async def test_slash_commands_are_synced_used_and_answered(
    server: DiscordServer, ann: Person, films: Room, clip: Path
) -> None:
    client = busy_client()
    wei = server.person("Wei", locale="zh-CN")
    async with connected(server, client):
        await client.tree.set_translator(Translator())
        synced = await client.tree.sync()
        assert {each.name for each in synced} == {"edit", "twice", "Edit this video"}
        assert server.world.commands[None]["edit", 1]["name_localizations"] == {"zh-CN": "剪辑"}
        asked = await ann.uses(films, "edit", words="cut the pauses", video=clip)
        shown = await asked.says("cut the pauses")
        assert shown.words == "cut the pauses: 1024 bytes, en-US"
        assert shown is asked.response, "the first follow-up takes the place of thinking…"
        asked = await wei.uses(server.dm(wei), "剪辑", words="再短一点")
        await asked.says("再短一点: 0 bytes, zh-CN")


async def test_a_response_is_edited_with_a_file_and_its_button_works(
    server: DiscordServer, ann: Person, films: Room
) -> None:
    client = busy_client()
    async with connected(server, client):
        await client.tree.sync()
        asked = await ann.uses(films, "twice")
        more = await asked.says("more")
        assert asked.response is not None
        assert (asked.response.words, asked.response.attachments[0]["filename"]) == ("edited", "a.mp4")
        pressed = await ann.presses(more, "Undo")
        assert pressed.kind == "update"
        assert (more.words, more.buttons) == ("undid 7", [])


async def test_a_message_command_shows_a_form_that_takes_words_and_files(
    server: DiscordServer, ann: Person, films: Room, clip: Path
) -> None:
    client = busy_client()
    async with connected(server, client):
        await client.tree.sync()
        film = await ann.sends(films, files=[clip])
        asked = await ann.uses_on(film, "Edit this video", films)
        answer = await ann.fills(asked, In_your_words="shorter", Film=[clip])
        shown = await answer.says("asked:")
        assert shown.words == "asked: shorter ['clip_one.mp4']"
        assert shown.is_ephemeral


async def test_messages_are_heard_answered_edited_deleted_and_read_again(
    server: DiscordServer, ann: Person, films: Room, clip: Path, client: Client
) -> None:
    asked = await ann.sends(films, "make it short", mention=True, files=[clip])
    await server.until(lambda: client.heard)
    heard = client.heard[0]
    assert heard.content.endswith("make it short")
    assert heard.attachments[0].size == 1024
    async with aiohttp.ClientSession() as session, session.get(heard.attachments[0].url) as got:
        assert await got.read() == clip.read_bytes()
    status = await heard.reply("working", mention_author=False)
    await status.edit(content="done", attachments=[discord.File(clip, "film.mp4", description="A film")])
    assert films.last.words == "done"
    assert films.last.attachments[0]["description"] == "A film"
    assert films.last.replies_to == asked.id
    assert not films.last.pinged
    channel = client.get_channel(films.id)
    assert isinstance(channel, discord.TextChannel)
    history = [each.content async for each in channel.history(limit=10)]
    assert history == ["done", heard.content]
    await status.add_reaction("✅")
    assert films.last.message.reactions[0].emoji == "✅"
    await status.delete()
    assert [each.id for each in films.shown] == [asked.id]
    async with channel.typing():
        pass
    assert server.calls("trigger_typing_indicator")


async def test_direct_messages_and_threads(server: DiscordServer, ann: Person, films: Room, client: Client) -> None:
    dm = server.dm(ann)
    await ann.sends(dm, "louder")
    await server.until(lambda: client.heard)
    assert client.heard[0].content == "louder"
    assert isinstance(client.heard[0].channel, discord.DMChannel)
    await client.heard[0].channel.send("yes")
    assert dm.last.words == "yes"
    user = await client.fetch_user(ann.id)
    await (await user.create_dm()).send("and again")
    assert dm.last.words == "and again"
    channel = client.get_channel(films.id)
    assert isinstance(channel, discord.TextChannel)
    first = await channel.send("a session")
    thread = await first.create_thread(name="Ann's film")
    await thread.send("inside")
    assert [room.channel.name for room in films.threads] == ["Ann's film"]
    assert films.threads[0].last.words == "inside"
    await ann.sends(films.threads[0], "here, too", mention=True)
    await server.until(lambda: len(client.heard) == 2)
    assert client.heard[1].channel.id == thread.id
    assert [each.id for each in await channel.guild.active_threads()] == [thread.id]
    films.threads[0].archive()
    assert [each.id async for each in channel.archived_threads()] == [thread.id]


async def test_a_dropped_socket_is_resumed_and_nothing_is_missed(
    server: DiscordServer, ann: Person, films: Room, client: Client
) -> None:
    server.gateway.refuses = 1
    server.gateway.drop()
    await server.until(lambda: not server.gateway.is_ready)
    await ann.sends(films, "said meanwhile", mention=True)
    await server.until(lambda: client.heard, limit_s=20)
    assert client.heard[0].content.endswith("said meanwhile")
    assert server.gateway.identifies == 1
    assert client.resumes == 1


async def test_the_address_of_the_gateway_is_asked_for(server: DiscordServer, client: Client) -> None:
    shards, url, limit = await client.http.get_bot_gateway()
    assert (shards, url) == (1, server.gateway.url)
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (1000, 999, 1)


async def test_a_rate_limit_is_waited_out(tmp_path: Path) -> None:
    async with discord_server(tmp_path / "server") as server:
        server.limits.per_channel["create_message"] = Allowance(5, 1.0)
        ann = server.person("Ann")
        films = server.server("Team", ann).channel("films")
        async with connected(server, Client(few_intents())) as client:
            channel = client.get_channel(films.id)
            assert isinstance(channel, discord.TextChannel)
            await asyncio.gather(*(channel.send(str(number)) for number in range(6)))
        assert len(films.from_bot) == 6
        assert all(call.status == 200 for call in server.calls("create_message")), "told in time by the headers"


async def test_forwards_and_voice_messages_are_understood(
    server: DiscordServer, ann: Person, clip: Path, client: Client
) -> None:
    dm = server.dm(ann)
    film = await ann.sends(dm, "look", files=[clip])
    await ann.forwards(film, dm)
    await ann.sends(dm, voice=clip)
    await server.until(lambda: len(client.heard) == 3)
    snapshot = client.heard[1].message_snapshots[0]
    assert (snapshot.content, snapshot.attachments[0].size) == ("look", 1024)
    assert client.heard[2].attachments[0].is_voice_message()


async def test_being_thrown_out_and_losing_permissions_are_told(
    server: DiscordServer, team: Server, films: Room, client: Client
) -> None:
    guild = client.get_guild(team.id)
    assert guild is not None
    channel = guild.get_channel(films.id)
    assert channel is not None
    assert channel.permissions_for(guild.me).attach_files
    assert guild.filesize_limit == 10 * 1024 * 1024
    team.boosts(2)
    films.forbid("attach_files")
    await server.until(lambda: not channel.permissions_for(guild.me).attach_files)
    assert guild.filesize_limit == 50 * 1024 * 1024
    team.removes_bot()
    await server.until(lambda: client.get_guild(team.id) is None)
    with server.expect_refusals("50001"), pytest.raises(discord.Forbidden):
        await client.http.send_message(films.id, params=discord.http.handle_message_parameters(content="hello"))


async def test_many_who_ask_at_once_are_timed(tmp_path: Path) -> None:
    client = busy_client()
    async with discord_server(tmp_path / "server") as server, connected(server, client):
        await client.tree.sync()
        job = {"people": 4, "count": 20, "seconds": 0.2, "command": "edit", "options": {"words": "shorter"}}
        found = await discord_load.slash(server, job)
        assert (found["asked"], len(found["acknowledged_after_s"])) == (20, 20)
        assert all(0 < each < 3 for each in found["acknowledged_after_s"])
        await server.until(lambda: all(len(room.from_bot) == 5 for room in server.rooms if not room.is_dm))
