"""Chats, messages and files by name, there and back."""

import pytest

from adapters.discord.handles import FileHandle, read_handle
from adapters.discord.routes import (
    Place,
    answerable,
    channel_id,
    chat_of,
    discord_message,
    interaction_ref,
    is_shared,
    message_ref,
    place_of,
)
from bot.core.model import AttachmentId, ChatId, ChatRef, MessageId, MessageRef, PlatformName

GUILD, CHANNEL, DIRECT = 1_200_000_000_000_000_000, 1_300_000_000_000_000_002, 1_300_000_000_000_000_001


def test_a_channel_lies_in_its_guild_and_a_direct_message_in_none() -> None:
    channel, direct = chat_of(CHANNEL, GUILD), chat_of(DIRECT, None)
    assert (place_of(channel), channel_id(channel), is_shared(channel)) == (Place(CHANNEL, GUILD), CHANNEL, True)
    assert (place_of(direct), channel_id(direct), is_shared(direct)) == (Place(DIRECT, None), DIRECT, False)
    assert channel.key == f"discord:{GUILD}:{CHANNEL}"


def test_a_message_keeps_its_number_and_a_command_is_no_message() -> None:
    chat = chat_of(CHANNEL, GUILD)
    posted, asked = message_ref(chat, 77), interaction_ref(chat, 77)
    assert posted != asked
    assert (discord_message(posted), answerable(posted), answerable(asked)) == (77, 77, None)
    with pytest.raises(ValueError, match="i77"):
        discord_message(asked)


@pytest.mark.parametrize("name", ["chat/5", "", "٣", "-1"])
def test_what_another_platform_made_is_not_answerable(name: str) -> None:
    assert answerable(MessageRef(chat_of(DIRECT, None), MessageId(name))) is None


def test_a_chat_of_another_platform_lies_nowhere() -> None:
    with pytest.raises(ValueError, match="lobby"):
        place_of(ChatRef(PlatformName("web"), ChatId("lobby")))


def test_a_file_is_found_again_by_its_id() -> None:
    posted = FileHandle(9, 'https://cdn.example/a b?ex=1&x="剪"', CHANNEL, 77)
    given = FileHandle(9, "https://cdn.example/a")
    assert [read_handle(handle.to_id()) for handle in (posted, given)] == [posted, given]
    assert [handle.is_renewable for handle in (posted, given)] == [True, False]


@pytest.mark.parametrize("name", ["", "5", "[1,2,3]", '[1,"2",3,"u"]', "{}", "file-id"])
def test_an_id_of_another_making_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # json's own, or ours
        read_handle(AttachmentId(name))
