"""Groups: what a bot with privacy hears, where it may speak, topics, migration, membership."""

from pathlib import Path

import pytest
import telegram
from telegram import Update

from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Group
from tests.platforms.telegram.server import TelegramServer


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def ben(server: TelegramServer) -> Person:
    return server.person("Ben", language="zh-hans", username="ben")


@pytest.fixture
def team(server: TelegramServer, ann: Person, ben: Person) -> Group:
    return server.group("Team", ann, ben)


async def heard(bot: telegram.Bot) -> list[str]:
    """The words of everything that is waiting, and nothing of it waits any longer."""
    updates: tuple[Update, ...] = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    messages = [each.effective_message for each in updates]
    return [message.text or message.caption or "" for message in messages if message]


async def test_with_privacy_only_commands_and_replies_arrive(
    bot: telegram.Bot, team: Group, ann: Person, ben: Person, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film")
    await bot.send_message(team.id, "hello all")
    said_by_bot = team.last
    await ann.sends(team, "hello")
    await ann.sends(team, "@cutdesk_bot hello")
    posted = await ann.sends(team, video=clip, caption="look @cutdesk_bot")
    assert await heard(bot) == []
    await ben.sends(team, "/edit make it shorter", reply_to=posted)
    await ben.sends(team, "/edit@cutdesk_bot louder")
    await ben.sends(team, "/edit@other_bot quieter")
    await ben.sends(team, "please /edit this")
    await ben.sends(team, "and again", reply_to=said_by_bot)
    await ben.sends(team, video=clip, caption="/edit with a title")
    assert await heard(bot) == ["/edit make it shorter", "/edit@cutdesk_bot louder", "and again", "/edit with a title"]


async def test_a_reply_brings_the_video_the_bot_never_heard_of(
    bot: telegram.Bot, team: Group, ann: Person, ben: Person, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film")
    posted = await ann.sends(team, video=clip)
    await ben.sends(team, "/edit", reply_to=posted)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.video is not None
    assert (await bot.get_file(update.message.reply_to_message.video.file_id)).file_size == 4


async def test_a_bare_command_is_not_ours_after_another_bot_spoke(bot: telegram.Bot, team: Group, ann: Person) -> None:
    team.other_bot_speaks("hi")
    await ann.sends(team, "/new")
    await ann.sends(team, "/new@Cutdesk_Bot")
    assert await heard(bot) == ["/new@Cutdesk_Bot"]
    await bot.send_message(team.id, "hello")
    await ann.sends(team, "/new")
    assert await heard(bot) == ["/new"]


async def test_an_administrator_hears_everything(
    server: TelegramServer, bot: telegram.Bot, ann: Person, ben: Person
) -> None:
    club = server.group("Club", ann, ben, bot="administrator")
    await ben.sends(club, "just talking")
    assert await heard(bot) == ["just talking"]


async def test_media_need_their_own_rights(server: TelegramServer, bot: telegram.Bot, team: Group, ann: Person) -> None:
    team.forbid("videos")
    with server.expect_refusals("rights"), pytest.raises(telegram.error.BadRequest, match="to send videos to the chat"):
        await bot.send_video(team.id, b"film")
    await bot.send_message(team.id, "words go")
    team.adds_bot("administrator")
    await bot.send_video(team.id, b"film")
    assert len(team.videos) == 1


async def test_a_bot_thrown_out_is_told_and_refused(
    server: TelegramServer, bot: telegram.Bot, team: Group, ann: Person
) -> None:
    team.removes_bot()
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    kicked = pytest.raises(telegram.error.Forbidden, match="bot was kicked from the group chat")
    with server.expect_refusals("kicked"), kicked:
        await bot.send_message(team.id, "hello?")
    await ann.sends(team, "/new")
    assert len(await bot.get_updates()) == 1
    team.adds_bot()
    updates = await bot.get_updates()
    assert updates[-1].message is not None
    assert [user.username for user in updates[-1].message.new_chat_members] == ["cutdesk_bot"]
    await bot.send_message(team.id, "thank you")


async def test_a_migrated_group_names_its_new_id(
    server: TelegramServer, bot: telegram.Bot, team: Group, ann: Person
) -> None:
    new = team.migrates()
    away, here = await bot.get_updates()
    assert away.message is not None
    assert here.message is not None
    assert (away.message.chat_id, away.message.migrate_to_chat_id) == (team.id, new.id)
    assert (here.message.chat_id, here.message.migrate_from_chat_id) == (new.id, team.id)
    with server.expect_refusals("upgraded"), pytest.raises(telegram.error.ChatMigrated) as moved:
        await bot.send_message(team.id, "hello")
    assert moved.value.new_chat_id == new.id
    await bot.send_message(new.id, "hello")
    await ann.sends(new, "/new")
    assert new.last.chat.kind == "supergroup"


async def test_topics_are_chats_of_their_own(server: TelegramServer, bot: telegram.Bot, ann: Person) -> None:
    forum = server.group("Club", ann, forum=True)
    films = forum.topic("Films")
    await heard(bot)
    asked = await ann.sends(films, "/edit this")
    await ann.sends(forum, "/edit that")
    in_topic, in_general = (update.message for update in await bot.get_updates())
    assert in_topic is not None
    assert in_general is not None
    assert (in_topic.message_thread_id, in_topic.is_topic_message) == (films.thread_id, True)
    assert (in_general.message_thread_id, in_general.is_topic_message) == (None, None)
    assert in_topic.reply_to_message is not None, "the message that opened the topic stands in for a reply"
    assert in_topic.reply_to_message.forum_topic_created is not None
    await bot.send_message(forum.id, "yes", message_thread_id=films.thread_id)
    await bot.send_message(forum.id, "general")
    assert [each.text for each in films.from_bot] == ["yes"]
    assert asked in films.shown
    await bot.send_chat_action(forum.id, "typing", message_thread_id=1)
    for wrong in (1, 999):
        gone = pytest.raises(telegram.error.BadRequest, match=r"[Mm]essage thread not found")
        with server.expect_refusals("thread not found"), gone:
            await bot.send_message(forum.id, "lost", message_thread_id=wrong)
    films.delete_topic()
    with server.expect_refusals("thread not found"), pytest.raises(telegram.error.BadRequest):
        await bot.send_message(forum.id, "lost", message_thread_id=films.thread_id)


async def test_a_closed_topic_takes_nothing(server: TelegramServer, bot: telegram.Bot, ann: Person) -> None:
    films = server.group("Club", ann, forum=True).topic("Films")
    films.close_topic()
    with server.expect_refusals("TOPIC_CLOSED"), pytest.raises(telegram.error.BadRequest):
        await bot.send_message(films.id, "late", message_thread_id=films.thread_id)


async def test_a_chat_without_topics_drops_the_id(bot: telegram.Bot, team: Group) -> None:
    await bot.send_message(team.id, "hello", message_thread_id=17)
    assert team.last.thread_id is None


async def test_who_leads_a_group_can_be_asked(
    server: TelegramServer, bot: telegram.Bot, ann: Person, ben: Person
) -> None:
    club = server.group("Club", ann, admins=(ben,))
    heads = await bot.get_chat_administrators(club.id)
    assert {(each.user.id, each.status) for each in heads} == {(ann.id, "creator"), (ben.id, "administrator")}
    me = await bot.get_me()
    assert (await bot.get_chat_member(club.id, me.id)).status == "member"
    assert (await bot.get_chat(club.id)).title == "Club"
    assert not me.can_read_all_group_messages
    assert await bot.leave_chat(club.id)
    left = pytest.raises(telegram.error.Forbidden, match="not a member")
    with server.expect_refusals("not a member"), left:
        await bot.send_message(club.id, "hello")


async def test_anonymous_administrators_speak_in_the_groups_name(bot: telegram.Bot, team: Group, ann: Person) -> None:
    await ann.sends(team, "/new", anonymous=True)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.sender_chat is not None
    assert update.message.sender_chat.id == team.id
    assert update.message.from_user is not None
    assert update.message.from_user.username == "GroupAnonymousBot"


async def test_quotes_forwards_and_replies_from_elsewhere_are_told(
    server: TelegramServer, bot: telegram.Bot, team: Group, ann: Person, ben: Person, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film")
    chat = server.private(ann)
    elsewhere = await ben.sends(team, video=clip)
    first = await ann.sends(chat, "🎬 cut the pauses, please")
    await ann.sends(chat, "these", reply_to=first, quote="the pauses")
    await ann.sends(chat, video=clip, forwarded=ben)
    await ann.sends(chat, "this one", reply_to=elsewhere)
    _, quoting, forwarded, outside = (update.message for update in await bot.get_updates())
    assert quoting is not None
    assert quoting.quote is not None
    assert (quoting.quote.text, quoting.quote.position) == ("the pauses", 7)
    assert forwarded is not None
    assert isinstance(forwarded.forward_origin, telegram.MessageOriginUser)
    assert forwarded.forward_origin.sender_user.id == ben.id
    assert outside is not None
    assert outside.reply_to_message is None
    assert outside.external_reply is not None
    assert outside.external_reply.video is not None
