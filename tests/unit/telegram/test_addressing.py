"""Who a message is meant for, and its words without our name."""

import pytest

from adapters.telegram.addressing import Said, is_ignored, read, replied_to
from tests.fakes.telegram_updates import BOT, GROUP, ME, MEI, OTHER_BOT, message, parsed, video

COMMAND, MENTION = "bot_command", "mention"


def said(text: str, *marks: object, **fields: object) -> Said:
    return read(parsed(message(text, *marks, **{"chat": GROUP, **fields})), ME)


def test_everything_in_a_private_chat_is_for_us() -> None:
    assert read(parsed(message("cut the pauses")), ME) == Said("cut the pauses", addressed=True)


def test_talk_in_a_group_is_not_for_us() -> None:
    assert said("cut the pauses") == Said("cut the pauses", addressed=False)


@pytest.mark.parametrize("command", ["/edit@cutdesk_bot", "/EDIT@Cutdesk_Bot", "/edit"])
def test_a_command_of_ours_is_for_us_and_loses_our_name(command: str) -> None:
    heard = said(f"{command} make it shorter", (command, COMMAND))
    assert heard == Said(f"{command.partition('@')[0]} make it shorter", addressed=True)


def test_a_command_for_another_bot_is_not_for_us_even_as_an_answer_to_us() -> None:
    other = message("done", chat=GROUP, sender=BOT)
    assert not said("/edit@other_bot x", ("/edit@other_bot", COMMAND), reply_to_message=other).addressed


def test_a_plain_command_we_do_not_have_belongs_to_some_other_bot() -> None:
    assert not said("/weather Paris", ("/weather", COMMAND)).addressed


def test_a_command_word_inside_a_sentence_is_no_command() -> None:
    assert not said("we could /edit it", ("/edit", COMMAND)).addressed


def test_a_command_as_a_caption_counts() -> None:
    raw = message(None, ("/edit@cutdesk_bot", COMMAND), caption="/edit@cutdesk_bot 剪短", chat=GROUP, video=video())
    assert read(parsed(raw), ME) == Said("/edit 剪短", addressed=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@cutdesk_bot cut the pauses", "cut the pauses"),
        ("@Cutdesk_Bot, cut the pauses", "cut the pauses"),
        ("@cutdesk_bot：剪掉停顿", "剪掉停顿"),
        ("cut it @cutdesk_bot please", "cut it please"),
        ("cut the pauses @cutdesk_bot", "cut the pauses"),
        ("🎬🎬 @cutdesk_bot cut 🎞 it", "🎬🎬 cut 🎞 it"),
        ("@cutdesk_bot", ""),
    ],
)
def test_our_name_addresses_us_and_is_taken_out(text: str, words: str) -> None:
    name = next(part for part in (text.replace("：", " ").replace(",", " ")).split() if part.startswith("@"))
    assert said(text, (name, MENTION)) == Said(words, addressed=True)


def test_another_name_does_not_address_us_and_stays() -> None:
    assert said("ask @cutdesk_bot2", ("@cutdesk_bot2", MENTION)) == Said("ask @cutdesk_bot2", addressed=False)


def test_a_mention_without_user_name_is_told_by_its_id() -> None:
    assert said("Cutdesk cut it", ("Cutdesk", "text_mention", {"user": BOT})) == Said("cut it", addressed=True)


def test_an_answer_to_one_of_our_messages_is_for_us_and_one_to_others_is_not() -> None:
    assert said("shorter", reply_to_message=message("done", chat=GROUP, sender=BOT)).addressed
    assert not said("shorter", reply_to_message=message("hi", chat=GROUP, sender=MEI)).addressed


def test_a_message_of_a_topic_we_opened_is_not_an_answer_to_us() -> None:
    first = message(chat=GROUP, sender=BOT, number=7, forum_topic_created={"name": "Films", "icon_color": 1})
    fields = {"reply_to_message": first, "message_thread_id": 7, "is_topic_message": True}
    assert not said("hello all", **fields).addressed
    assert replied_to(parsed(message("hello", chat=GROUP, **fields))) is None


def test_a_hidden_link_is_put_behind_its_words() -> None:
    raw = message("use my clip here", ("my clip", "text_link", {"url": "https://films.example/a.mp4"}))
    assert read(parsed(raw), ME).text == "use my clip https://films.example/a.mp4 here"


def test_a_start_payload_passes_through() -> None:
    assert read(parsed(message("/start promo", ("/start", COMMAND))), ME).text == "/start promo"


def test_half_a_pair_of_surrogates_does_no_harm() -> None:
    assert said("@cutdesk_bot cut \ud83d it", ("@cutdesk_bot", MENTION)).addressed


def test_bots_ourselves_and_forwards_of_a_channel_are_ignored_and_anonymous_admins_are_not() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    channel = {"id": -100_9, "type": "channel", "title": "News"}
    assert is_ignored(parsed(message("x", chat=GROUP, sender=OTHER_BOT)))
    assert is_ignored(parsed(message("x", chat=GROUP, sender=BOT)))
    assert is_ignored(parsed(message("x", chat=GROUP, sender=None)))
    assert is_ignored(parsed(message("x", chat=GROUP, sender_chat=channel, is_automatic_forward=True)))
    assert not is_ignored(parsed(message("x", chat=GROUP, sender=anonymous, sender_chat=GROUP)))
    assert not is_ignored(parsed(message("x", chat=GROUP)))
