"""What is meant for us, and what of it the core reads: the library's own objects, made from payloads."""

import pytest

from adapters.discord.addressing import Said, is_ignored, read
from adapters.discord.convert import chat_of_message, files_of, material_of, material_of_raw, sender_of, within
from adapters.discord.handles import read_handle
from adapters.discord.routes import chat_of
from tests.fakes.discord_payloads import (
    BEN,
    CHANNEL,
    DIRECT,
    EDITORS,
    GUILD,
    ME,
    OWN_ROLE,
    connection,
    file,
    forwarded,
    guild,
    mentions,
    message,
    user,
)


async def said(text: str, *, in_guild: bool = True, **more: object) -> Said:
    state = connection()
    guild(state)
    return read(message(state, text, in_guild=in_guild, **more), ME)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{ME}> shorter", "shorter"),
        (f"<@!{ME}>, shorter", "shorter"),
        (f"  <@{ME}>\n：剪短", "剪短"),
        (f"shorter, <@{ME}> please", "shorter, please"),
        (f"<@{ME}> <@{ME}> shorter", "shorter"),
        (f"<@{ME}>", ""),
        (f"<@{ME}> for <@{BEN}> in <#{CHANNEL}> <a:party:123456789012345678>", "for @Ben in #films :party:"),
        (f"<@{ME}> a title saying <@77>", "a title saying <@77>"),
    ],
)
async def test_our_name_is_taken_out_and_others_are_told_by_name(text: str, words: str) -> None:
    assert await said(text, mentions=mentions((ME, "Cutdesk"), (BEN, "Ben"))) == Said(words, addressed=True)


async def test_the_role_that_came_with_us_is_our_name_too_and_other_roles_are_not() -> None:
    assert await said(f"<@&{OWN_ROLE}> shorter", mention_roles=[str(OWN_ROLE)]) == Said("shorter", addressed=True)
    others = await said(f"<@&{EDITORS}> shorter", mention_roles=[str(EDITORS)])
    assert others == Said("@Editors shorter", addressed=False)


async def test_everybody_is_not_us_and_alone_with_us_everything_is() -> None:
    assert not (await said("@everyone look", mention_everyone=True)).addressed
    assert await said(" shorter ", in_guild=False) == Said("shorter", addressed=True)


@pytest.mark.parametrize(
    "more",
    [{"author": user(9, "Robot", bot=True)}, {"webhook_id": "8"}, {"type": 7}, {"type": 21}, {"type": 6}],
    ids=["bot", "webhook", "joined", "thread starter", "pin"],
)
async def test_what_no_person_said_is_ignored(more: dict[str, object]) -> None:
    state = connection()
    guild(state)
    assert is_ignored(message(state, "hello", **more))
    assert not is_ignored(message(state, "hello"))


async def test_a_forwarded_link_is_said_and_the_words_beside_a_forwarded_file_are_not() -> None:
    link = await said("", in_guild=False, message_snapshots=forwarded("https://films.example/a.mp4", []))
    assert link.text == "https://films.example/a.mp4"
    clip = await said("", in_guild=False, message_snapshots=forwarded("cut everything", [file(3, "a.mp4")]))
    assert clip.text == ""


async def test_files_are_found_by_the_message_they_came_with_and_papers_are_left() -> None:
    state = connection()
    guild(state)
    files = [file(1, "a.mp4"), file(2, "minutes.pdf", "application/pdf"), file(3, "raw.MKV", None)]
    made = message(state, "", attachments=files, message_snapshots=forwarded("", [file(4, "b.mov")]))
    assert [each.filename for each in files_of(made)] == ["a.mp4", "minutes.pdf", "raw.MKV", "b.mov"]
    assert [each.unique for each in material_of(made)] == ["1", "3", "4"]
    handle = read_handle(files_of(made)[3].id)
    assert (handle.attachment, handle.channel, handle.message) == (4, CHANNEL, made.id)
    snapshots = forwarded("", [file(4, "b.mov")])
    raw = {"channel_id": str(CHANNEL), "id": str(made.id), "attachments": files, "message_snapshots": snapshots}
    assert material_of_raw(raw) == material_of(made)


async def test_a_message_knows_its_place_and_its_author_s_roles() -> None:
    state = connection()
    guild(state)
    here, direct = message(state, "x"), message(state, "x", in_guild=False)
    assert chat_of_message(here) == chat_of(CHANNEL, GUILD)
    assert chat_of_message(direct) == chat_of(DIRECT, None)
    assert within(here.channel, here.author) == (str(CHANNEL), str(EDITORS))
    assert within(direct.channel, direct.author) == ()


async def test_a_community_s_language_is_its_members_until_they_say_otherwise() -> None:
    for features, locale in (((), None), (("COMMUNITY",), "zh-CN")):
        state = connection()
        guild(state, features=features)
        assert sender_of(message(state, "x").author).locale == locale
        assert sender_of(message(state, "x").author, locale="en-GB").locale == "en-GB"
        assert sender_of(message(state, "x", in_guild=False).author).locale is None


async def test_a_server_not_known_yet_is_still_no_direct_message() -> None:
    made = message(connection(), "hello")
    assert chat_of_message(made) == chat_of(CHANNEL, GUILD)
    assert not read(made, ME).addressed
