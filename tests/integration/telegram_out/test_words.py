"""Words posted and edited, and every way in which Telegram refuses them."""

import asyncio
from urllib.parse import urlsplit

import pytest

from adapters.telegram import posting
from adapters.telegram.formatting import Shown
from adapters.telegram.routes import message_ref
from bot.core.errors import ChatUnavailable, MessageGone, PlatformError, ReceiptUnknown, Throttled
from bot.core.model import Button, Link, MessageId, MessageRef, Reply
from tests.integration.telegram_out.conftest import Out, assert_no_token
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.http import Uvicorn

_CANCEL = (Button("Cancel", "cancel", once=False),)


@pytest.fixture
def ann(out: Out):
    return out.server.person("Ann")


@pytest.fixture
def private(out: Out, ann):
    return out.server.private(ann)


async def test_an_answer_rings_and_a_status_does_not_and_both_answer_the_message(out: Out, ann, private) -> None:
    asked = await ann.sends(private, "cut it")
    to = message_ref(out.chat(private), private.id, asked.id)
    await out.send(private, Reply("Looking at it", reply_to=to, buttons=_CANCEL, silent=True))
    await out.send(private, Reply("Done", reply_to=to))
    status, answer = private.from_bot
    assert (status.silent, answer.silent) == (True, False)
    assert status.reply_to is asked
    assert answer.reply_to is asked
    assert status.buttons == ["Cancel"]


async def test_what_a_person_typed_is_shown_as_typed_and_does_nothing(out: Out, private) -> None:
    await out.send(private, "<b>hi</b> @everyone [x](https://evil.example) holiday.mov & co, /edit@cutdesk_bot")
    shown = private.last
    assert shown.words.replace("\u2060", "") == (
        "<b>hi</b> @everyone [x](https://evil.example) holiday.mov & co, /edit@cutdesk_bot"
    )
    assert {each["type"] for each in shown.entities} <= {"bot_command"}


async def test_words_too_long_for_one_message_are_cut(out: Out, private) -> None:
    await out.send(private, "中<" * 2500)
    assert len(private.last.words) == 4096


async def test_no_link_shows_a_preview(out: Out, private) -> None:
    await out.send(private, "x")
    assert out.server.calls("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}


async def test_markup_that_telegram_does_not_take_goes_out_as_plain_words(
    out: Out, private, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shown, "html", property(lambda self: f"<oops>{self.plain}"))
    with out.server.expect_refusals("can't parse entities"):
        ref = await out.send(private, "a < b")
        await out.sender.edit(ref, Reply("c < d", silent=True))
    assert private.last.words == "c < d"


async def test_a_link_is_a_button_above_the_others(out: Out, private) -> None:
    await out.send(private, Reply("here", link=Link("https://films.example/x"), buttons=_CANCEL))
    rows = private.last.markup["inline_keyboard"]
    assert [row[0].get("url") for row in rows] == ["https://films.example/x", None]


async def test_a_link_that_telegram_takes_for_no_link_stands_in_the_words(out: Out, private, monkeypatch) -> None:
    made = posting.Post._markup

    def refused(self: posting.Post) -> object:
        if self.way.link_button:
            out.server.fail("sendMessage", Trouble.ERROR, status=400)
        return made(self)

    monkeypatch.setattr(posting.Post, "_markup", refused)
    monkeypatch.setattr("adapters.telegram.failures._BY_TEXT", (("bad request", posting.Fault.BAD_LINK),))
    await out.send(private, Reply("here", link=Link("http://localhost:8080/films/a.mp4")))
    assert private.last.words == "here\nhttp://localhost:8080/films/a.mp4"


async def test_an_edit_keeps_the_buttons_and_one_that_changes_nothing_is_not_sent(out: Out, private) -> None:
    ref = await out.send(private, Reply("0 %", buttons=_CANCEL, silent=True))
    await out.sender.edit(ref, Reply("0 %", buttons=_CANCEL, silent=True))
    await out.sender.edit(ref, Reply("50 %", buttons=_CANCEL, silent=True))
    await out.sender.edit(ref, Reply("50 %", buttons=_CANCEL, silent=True))
    assert len(out.server.calls("editMessageText")) == 1
    assert private.last.buttons == ["Cancel"]
    assert set(out.keyboards.keys) == {"key0"}


async def test_not_modified_is_success(out: Out, private) -> None:
    ref = await out.send(private, Reply("same", silent=True))
    out.sender._editor._looks.drop(ref.message_id)
    with out.server.expect_refusals("message is not modified"):
        await out.sender.edit(ref, Reply("same", silent=True))


async def test_a_vanished_message_is_told_so_and_one_of_before_a_move_as_well(out: Out, ann, private) -> None:
    ref = await out.send(private, Reply("status", silent=True))
    await ann.deletes(private.last)
    with out.server.expect_refusals("message to edit not found"), pytest.raises(MessageGone) as gone:
        await out.sender.edit(ref, Reply("new", silent=True))
    assert_no_token(gone.value)
    for elsewhere in (f"{private.id}/0", "-55/3"):
        with pytest.raises(MessageGone):
            await out.sender.edit(MessageRef(out.chat(private), MessageId(elsewhere)), Reply("new", silent=True))


async def test_a_reply_to_a_deleted_message_arrives_all_the_same(out: Out, ann, private) -> None:
    asked = await ann.sends(private, "cut it")
    await ann.deletes(asked)
    await out.send(private, Reply("Done", reply_to=message_ref(out.chat(private), private.id, asked.id)))
    assert private.last.words == "Done"


async def test_a_topic_keeps_its_answers_and_one_that_is_gone_gets_them_outside(out: Out, ann) -> None:
    club = out.server.group("Club", ann, forum=True)
    films = club.topic("Films")
    await out.send(films, "in the topic")
    assert films.last.words == "in the topic"
    films.delete_topic()
    with out.server.expect_refusals("message thread not found"):
        await out.send(films, "after the topic")
    assert club.last.words == "after the topic"
    assert club.last.thread_id in {None, 1}


async def test_a_group_that_moved_is_followed_and_its_old_messages_are_gone(out: Out, ann) -> None:
    team = out.server.group("Team", ann)
    ref = await out.send(team, Reply("status", silent=True))
    moved = team.migrates()
    with out.server.expect_refusals("upgraded"):
        await out.sender.send(ref.chat, Reply("here you are"), "k")
    assert moved.last.words == "here you are"
    assert out.routes.place(ref.chat).chat_id == moved.id
    with pytest.raises(MessageGone):
        await out.sender.edit(ref, Reply("x", silent=True))


async def test_an_edit_that_finds_the_group_moved_says_the_message_is_gone(out: Out, ann) -> None:
    team = out.server.group("Team", ann)
    ref = await out.send(team, Reply("status", silent=True))
    moved = team.migrates()
    with out.server.expect_refusals("upgraded"), pytest.raises(MessageGone):
        await out.sender.edit(ref, Reply("x", silent=True))
    assert out.routes.place(ref.chat).chat_id == moved.id


async def test_blocked_kicked_and_silenced_are_all_a_chat_that_cannot_be_written_to(out: Out, ann, private) -> None:
    team = out.server.group("Team", ann)
    ref = await out.send(team, Reply("status", silent=True))
    quiet = out.server.group("Quiet", ann)
    quiet.forbid("text messages")
    ann.blocks_bot()
    team.removes_bot()
    with out.server.expect_refusals("bot was blocked", "bot was kicked", "bot is not a member", "not enough rights"):
        for room in (private, team, quiet):
            with pytest.raises(ChatUnavailable) as refused:
                await out.send(room, "hello")
            assert_no_token(refused.value)
        with pytest.raises(ChatUnavailable):
            await out.sender.edit(ref, Reply("x", silent=True))


async def test_words_are_sent_again_after_a_5xx_and_in_the_end_their_fate_is_unknown(out: Out, private) -> None:
    out.server.fail("sendMessage", Trouble.ERROR, times=2)
    await out.send(private, "in the end")
    assert [each.words for each in private.from_bot] == ["in the end"]
    out.server.fail("sendMessage", Trouble.ERROR, times=6, status=500)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.send(private, "never")
    assert_no_token(unknown.value)


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.LOST, Trouble.RESET, Trouble.SILENCE])
async def test_words_whose_answer_never_came_are_not_sent_again(out: Out, private, trouble: Trouble) -> None:
    out.server.fail("sendMessage", trouble)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.send(private, "once")
    assert_no_token(unknown.value)
    assert len(out.server.calls("sendMessage")) == 1


async def test_an_edit_is_tried_twice_and_then_let_go(out: Out, private) -> None:
    ref = await out.send(private, Reply("0 %", silent=True))
    out.server.fail("editMessageText", Trouble.ERROR)
    await out.sender.edit(ref, Reply("50 %", silent=True))
    assert private.last.words == "50 %"
    out.server.fail("editMessageText", Trouble.RESET, times=2)
    with pytest.raises(ReceiptUnknown) as unknown:
        await out.sender.edit(ref, Reply("90 %", silent=True))
    assert_no_token(unknown.value)
    await out.sender.edit(ref, Reply("90 %", silent=True))
    assert private.last.words == "90 %"


async def test_a_server_out_of_reach_is_waited_for(out: Out, private) -> None:
    await out.server.stop()
    sending = out.beside(out.send(private, "hello"))
    await asyncio.sleep(0.1)
    assert not sending.done()
    out.server._answering.open()
    out.server._uvicorn = Uvicorn(out.server._answering)
    await out.server._uvicorn.start(urlsplit(out.server.url).port)
    await private.answer(containing="hello")
    await sending


async def test_work_does_not_wait_for_a_status_message_that_cannot_be_posted(out: Out, private) -> None:
    await out.server.stop()
    with pytest.raises(Throttled) as unreachable:
        await out.send(private, Reply("Looking at it", silent=True))
    assert_no_token(unreachable.value)


async def test_a_server_without_the_method_is_no_revoked_token(out: Out, private) -> None:
    ref = await out.send(private, Reply("0 %", silent=True))
    out.server.state.missing_methods.add("editMessageText")
    with out.server.expect_refusals("Not Found"), pytest.raises(PlatformError, match="no_method") as refused:
        await out.sender.edit(ref, Reply("50 %", silent=True))
    assert_no_token(refused.value)
