"""Words and buttons as they arrive: shown as meant, in order, once, and pinging nobody who did not ask."""

from dataclasses import replace
from itertools import pairwise

import pytest

from adapters.discord import sender
from bot.core.errors import ChatUnavailable, MessageGone, ReceiptUnknown, Throttled
from bot.core.model import Button, ChatRef, Link, MessageId, MessageRef, Reply, SenderId
from tests.integration.discord_out.conftest import Out, assert_no_token
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.telegram.faults import Trouble


async def test_words_are_an_ordinary_message_in_answer_to_the_request(out: Out, films: Room, ann: Person) -> None:
    asked = await ann.sends(films, "cut the pauses")
    ref = await out.send(films, Reply("Here it is", reply_to=out.ref(asked, films)))
    shown = films.last
    assert (shown.words, shown.replies_to, shown.is_response, str(shown.id)) == (
        "Here it is",
        asked.id,
        False,
        ref.message_id,
    )
    assert shown.pinged == set()


async def test_a_status_message_is_silent_and_a_result_rings_with_who_asked(out: Out, films: Room, ann: Person) -> None:
    asked = out.ref(await ann.sends(films, "cut the pauses"), films)
    await out.send(films, Reply("👀 Got it", reply_to=asked, silent=True))
    status = films.last
    await out.send(films, Reply("Done", film=out.film(), reply_to=asked))
    assert status.message.flags & (1 << 12)
    assert status.pinged == set()
    assert not films.last.message.flags & (1 << 12)
    assert films.last.pinged == {ann.id}


async def test_the_result_of_a_slash_command_names_who_it_rings_for(out: Out, films: Room, ann: Person) -> None:
    before = await ann.sends(films, "something before")
    asked = MessageRef(out.chat(films), MessageId(f"i{before.id + 1}"))
    result = Reply("*Done*", film=out.film(), reply_to=asked, rings_for=SenderId(str(ann.id)))
    await out.send(films, result)
    assert (films.last.words, films.last.pinged) == (f"<@{ann.id}> \\*Done\\*", {ann.id})
    await out.send(films, replace(result, film=None, link=Link("https://films.example/a.mp4")))
    assert films.last.pinged == {ann.id}
    await out.send(films, replace(result, film=None, silent=True))
    assert films.last.pinged == set()
    await out.send(films, replace(result, text="x" * 3000))
    assert len(films.last.words) == 2000
    said = out.ref(await ann.sends(films, "cut the pauses"), films)
    await out.send(films, replace(result, reply_to=said))
    assert (films.last.words, films.last.pinged) == ("\\*Done\\*", {ann.id})


async def test_nothing_in_our_words_pings_or_shows_as_anything_else_on_send_and_edit(
    out: Out, films: Room, ann: Person
) -> None:
    nasty = f"@everyone @here <@{ann.id}> **bold** _x_ [a](https://evil.example) ||s|| `c`\n# big\n> q\n- item"
    ref = await out.send(films, nasty)
    assert films.last.pinged == set()
    assert films.last.words == (
        f"@\u2060everyone @\u2060here \\<@{ann.id}> \\*\\*bold\\*\\* \\_x\\_ \\[a](https\\:\\/\\/evil.example)"
        " \\|\\|s\\|\\| \\`c\\`\n\\# big\n\\> q\n\\- item"
    )
    await out.sender.edit(ref, Reply(f"{nasty} again"))
    assert films.last.pinged == set()
    assert films.last.words.endswith("again")


@pytest.mark.parametrize("letter", ["x", "*", "中", "🎬"])
async def test_words_too_long_are_cut_after_their_escapes(out: Out, films: Room, letter: str) -> None:
    await out.send(films, letter * 4096)
    assert 1900 < len(films.last.words) <= 2000
    assert films.last.words.endswith("…")
    assert not films.last.words.endswith("\\…")


async def test_empty_words_are_still_a_message(out: Out, films: Room) -> None:
    await out.send(films, " \n ")
    assert films.last.words == "…"


async def test_buttons_carry_ids_of_the_book_and_nothing_they_say(out: Out, films: Room) -> None:
    buttons = (Button("Undo", "undo"), *(Button(f"Idea {n} {'long ' * 20}", f"idea {n}") for n in range(5)))
    await out.send(films, Reply("Done", buttons=buttons), key="turn.result")
    shown = films.last.components
    assert [each["custom_id"] for each in shown] == [f"cd:{name}" for name in out.book.buttons]
    assert next(entry.says for entry in out.book.buttons.values()) == "undo"
    assert [len(row["components"]) for row in films.last.message.components] == [5, 1]
    assert max(len(each["label"]) for each in shown) == 80


async def test_two_buttons_alike_are_one(out: Out, films: Room) -> None:
    await out.send(films, Reply("Done", buttons=(Button("Undo", "undo"), Button("Undo", "undo"))))
    assert films.last.buttons == ["Undo"]


async def test_a_link_is_a_button_and_one_too_long_for_that_stands_below(out: Out, films: Room) -> None:
    await out.send(
        films, Reply("The full film", link=Link("https://films.example/a.mp4?s=1"), buttons=(Button("U", "u"),))
    )
    assert films.last.components[0]["url"] == "https://films.example/a.mp4?s=1"
    assert films.last.buttons == ["⬇️ MP4", "U"]
    long = "https://films.example/" + "a" * 600
    await out.send(films, Reply("The full film", link=Link(long)))
    assert films.last.words == f"The full film\n<{long}>"


async def test_an_edit_shows_new_words_and_loses_its_buttons(out: Out, films: Room) -> None:
    ref = await out.send(films, Reply("Rendering", buttons=(Button("Cancel", "cancel", once=False),), silent=True))
    await out.sender.edit(ref, Reply("Rendering 50 %", buttons=(Button("Cancel", "cancel", once=False),), silent=True))
    assert films.last.buttons == ["Cancel"]
    await out.sender.edit(ref, Reply("✅ Done", silent=True))
    assert (films.last.words, films.last.buttons) == ("✅ Done", [])
    assert len(out.book.buttons) == 1


async def test_what_would_change_nothing_is_not_sent(out: Out, films: Room) -> None:
    ref = await out.send(films, Reply("0 %", silent=True))
    await out.sender.edit(ref, Reply("0 %", silent=True))
    await out.sender.edit(ref, Reply("50 %", silent=True))
    await out.sender.edit(ref, Reply("50 %", silent=True))
    assert len(out.server.calls("update_message")) == 1


async def test_edits_in_a_hurry_are_one_in_two_seconds_and_the_newest_wins(out: Out, films: Room) -> None:
    ref = await out.send(films, Reply("0 %", silent=True))
    edits = [out.beside(out.sender.edit(ref, Reply(f"{n} %", silent=True))) for n in range(1, 30)]
    await films.answer(containing="29 %")
    assert [await each for each in edits] == [None] * 29
    assert [version.words for version in films.last.versions] in (["0 %", "1 %", "29 %"], ["0 %", "29 %"])
    ticks = films.last.edited_at_s
    assert all(later - earlier >= 2 for earlier, later in pairwise(ticks))


async def test_what_is_no_message_or_gone_is_told(out: Out, films: Room) -> None:
    ref = await out.send(films, "hello")
    out.server.world.delete_message(films.id, films.last.id)
    with out.server.expect_refusals("10008"), pytest.raises(MessageGone):
        await out.sender.edit(ref, Reply("hello?"))
    for other in ("nowhere", "i123"):
        with pytest.raises(MessageGone):
            await out.sender.edit(MessageRef(out.chat(films), MessageId(other)), Reply("hello?"))


async def test_a_reply_to_what_is_gone_or_may_not_be_read_goes_without(out: Out, films: Room, ann: Person) -> None:
    asked = await ann.sends(films, "cut the pauses")
    films.forbid("read_message_history")
    with out.server.expect_refusals("160002"):
        await out.send(films, Reply("Here", reply_to=out.ref(asked, films)))
    films.allow("read_message_history")
    out.server.world.delete_message(films.id, asked.id)
    await out.send(films, Reply("Here", reply_to=out.ref(asked, films)))
    await out.send(films, Reply("There", reply_to=MessageRef(out.chat(films), MessageId("i77"))))
    assert [each.words for each in films.from_bot] == ["Here", "Here", "There"]


async def test_a_person_who_takes_no_messages_and_a_channel_we_may_not_write_in(
    out: Out, films: Room, private: Room, ann: Person
) -> None:
    ann.closes_dms()
    films.forbid("send_messages")
    for room, code in ((private, "50007"), (films, "50013")):
        with out.server.expect_refusals(code), pytest.raises(ChatUnavailable) as refused:
            await out.send(room, "hello")
        assert_no_token(refused.value)
    films.vanishes()
    with out.server.expect_refusals("10003"), pytest.raises(ChatUnavailable):
        await out.send(films, "hello")


async def test_an_archived_thread_is_opened_for_an_edit_and_a_locked_one_is_left(
    out: Out, films: Room, ann: Person
) -> None:
    thread = films.opens_thread("Film", ann)
    ref = await out.send(thread, Reply("0 %", silent=True))
    thread.archive()
    with out.server.expect_refusals("50083"):
        await out.sender.edit(ref, Reply("50 %", silent=True))
    assert (thread.last.words, thread.is_archived) == ("50 %", False)
    thread.archive(locked=True)
    with out.server.expect_refusals("50083", "update_channel"), pytest.raises(MessageGone):
        await out.sender.edit(ref, Reply("90 %", silent=True))
    with out.server.expect_refusals("160005"), pytest.raises(ChatUnavailable):
        await out.send(thread, "Done")


async def test_sending_opens_an_archived_thread(out: Out, films: Room, ann: Person) -> None:
    thread = films.opens_thread("Film", ann)
    thread.archive()
    await out.send(thread, "Done")
    assert (thread.last.words, thread.is_archived) == ("Done", False)


async def test_a_long_penalty_parks_the_channel_alone(out: Out, films: Room, private: Room) -> None:
    ref = await out.send(films, Reply("0 %", silent=True))
    out.client.http.max_ratelimit_timeout = 5.0
    out.server.limits.park("create_message", str(films.id), 35.0)
    waiting = out.beside(out.send(films, "the answer"))
    await out.server.until(lambda: out.outbound.penalty_s(films.id) > 30)
    with pytest.raises(Throttled):
        await out.sender.edit(ref, Reply("50 %", silent=True))
    with pytest.raises(Throttled):
        await out.send(films, Reply("another status", silent=True))
    await out.send(private, "elsewhere")
    assert not waiting.done()
    await films.answer(containing="the answer")
    assert [each.words for each in films.from_bot] == ["0 %", "the answer"]


@pytest.mark.parametrize("trouble", [Trouble.RESET, Trouble.CUT, Trouble.LOST, Trouble.SILENCE])
async def test_words_whose_answer_never_came_are_said_once(
    out: Out, films: Room, trouble: Trouble, short_patience: None
) -> None:
    out.server.fail("create_message", trouble, times=2)
    ref = await out.send(films, "once")
    assert [str(each.id) for each in films.from_bot] == [ref.message_id]


@pytest.mark.parametrize("status", [502, 503])
async def test_a_server_error_is_repeated(out: Out, films: Room, status: int) -> None:
    out.server.fail("create_message", Trouble.ERROR, status=status)
    await out.send(films, "once")
    assert [each.words for each in films.from_bot] == ["once"]


async def test_words_that_are_never_answered_are_given_up_in_the_end(
    out: Out, films: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_WAITS_S", (0.5,))
    out.server.fail("create_message", Trouble.ERROR, status=503, times=50)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.send(films, "once")
    assert_no_token(unknown.value)


async def test_work_does_not_wait_for_a_status_message_that_cannot_be_posted(out: Out, films: Room) -> None:
    await out.server.goes_down()
    with pytest.raises(Throttled) as unreachable:
        await out.send(films, Reply("Looking at it", silent=True))
    assert_no_token(unreachable.value)


async def test_a_server_out_of_reach_is_waited_for(out: Out, films: Room) -> None:
    await out.server.goes_down()
    sending = out.beside(out.send(films, "hello"))
    await out.clock.sleep(5.0)
    assert not sending.done()
    await out.server.comes_back()
    await films.answer(containing="hello")
    assert not isinstance(await sending, Exception)


async def test_an_edit_is_tried_three_times_and_then_let_go(out: Out, films: Room) -> None:
    ref = await out.send(films, Reply("0 %", silent=True))
    out.server.fail("update_message", Trouble.RESET)
    await out.sender.edit(ref, Reply("50 %", silent=True))
    assert films.last.words == "50 %"
    out.server.fail("update_message", Trouble.RESET, times=3)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.sender.edit(ref, Reply("90 %", silent=True))
    assert_no_token(unknown.value)
    await out.sender.edit(ref, Reply("90 %", silent=True))
    assert films.last.words == "90 %"


async def test_a_chat_that_is_not_ours_is_refused_at_once(out: Out) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await out.sender.send(ChatRef("discord", "room"), Reply("hello"), "key")
