"""Who may use the bot: rules, pairing, and what is kept of strangers (nothing)."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.access import ALPHABET, CODE_CHARS, Access, Door, Named, Rules
from bot.core.model import ChatId, ChatRef, IncomingMessage, MessageRef, PlatformName, Sender, SenderId
from tests.fakes.access import MemoryAccessBook
from tests.fakes.chat import CAPABILITIES, MEI, ROOM, TOM, clip, message
from tests.fakes.house import House

FAKE, OTHER = PlatformName("fake"), PlatformName("other")
GROUP = ChatRef(FAKE, ChatId("-100123"))
TOPIC = replace(GROUP, thread_id="7")
BOSS = Sender(SenderId("42"), "Boss")
CLOSED = "Sorry, I only work for the people my operator has named. Have a nice day!"
PAIRING = "Sorry, I do not know you. If I am your bot, send me the code that was printed where I was started."


def access(**rules: object) -> Access:
    return Access(Rules(**rules), MemoryAccessBook())  # type: ignore[arg-type]


async def paired_door(
    book: MemoryAccessBook | None = None, *, trusted: frozenset[PlatformName] = frozenset()
) -> Access:
    return await Access.opened(Rules(door=Door.PAIRED, trusted=trusted), book or MemoryAccessBook())


def from_(sender: Sender, chat: ChatRef = ROOM, text: str = "hi") -> IncomingMessage:
    return message(text, chat=chat, sender=sender)


async def is_admitted(door: Access, said: IncomingMessage, *, shared: bool = False) -> bool:
    return await door.admit(said, shared=shared) is not None


def code_of(door: Access) -> str:
    assert door.code is not None
    return door.code


async def test_with_nobody_named_everybody_is_served() -> None:
    assert await is_admitted(access(), from_(TOM))


async def test_owners_and_admins_are_served_anywhere_once_somebody_is_named() -> None:
    door = access(owners=(Named("42"),), admins=(Named("mei"),))
    assert await is_admitted(door, from_(BOSS))
    assert await is_admitted(door, from_(BOSS, GROUP), shared=True)
    assert await is_admitted(door, from_(MEI))
    assert not await is_admitted(door, from_(TOM))


async def test_anybody_is_served_in_an_allowed_channel_and_with_an_allowed_role() -> None:
    door = access(chats=(Named("77", "fake"),))
    assert await is_admitted(door, replace(from_(TOM, GROUP), within=("6", "77")), shared=True)
    assert not await is_admitted(door, replace(from_(TOM, GROUP), within=("6", "7")), shared=True)
    elsewhere = replace(from_(TOM, replace(GROUP, platform=OTHER)), within=("77",))
    assert not await is_admitted(door, elsewhere, shared=True)


async def test_anybody_is_served_in_an_allowed_chat_and_its_topics_and_nowhere_else() -> None:
    door = access(chats=(Named("-100123", "fake"),))
    assert await is_admitted(door, from_(TOM, GROUP), shared=True)
    assert await is_admitted(door, from_(TOM, TOPIC), shared=True)
    assert not await is_admitted(door, from_(TOM))
    assert not await is_admitted(door, from_(TOM, replace(GROUP, platform=OTHER)), shared=True)


async def test_a_person_named_on_one_platform_is_a_stranger_on_another() -> None:
    door = access(owners=(Named("42", "fake"),))
    assert await is_admitted(door, from_(BOSS))
    assert not await is_admitted(door, from_(BOSS, replace(ROOM, platform=OTHER)))


async def test_admins_alone_close_nothing() -> None:
    assert await is_admitted(access(admins=(Named("42"),)), from_(TOM))


@pytest.mark.parametrize("rules", [{"owners": (Named("42"),)}, {"admins": (Named("42"),)}])
async def test_owners_and_admins_have_an_admin_s_power(rules: dict[str, tuple[Named, ...]]) -> None:
    admitted = await access(**rules).admit(from_(BOSS, GROUP), shared=True)
    assert admitted is not None
    assert admitted.sender.is_admin


async def test_everybody_else_has_the_power_the_platform_tells() -> None:
    door = access(chats=(Named("-100123"),))
    for sender in (TOM, replace(TOM, is_admin=True)):
        admitted = await door.admit(from_(sender, GROUP), shared=True)
        assert admitted == replace(from_(sender, GROUP), ref=admitted.ref, event_id=admitted.event_id)


async def test_a_trusted_platform_is_never_asked() -> None:
    door = await paired_door(trusted=frozenset({FAKE}))
    assert await is_admitted(door, from_(TOM, text=code_of(door)))
    assert not door.is_owner(from_(TOM))
    assert door.wanted_code(["fake"]) is None


async def test_a_code_is_new_at_each_start_and_easy_to_read() -> None:
    codes = {code_of(await paired_door()) for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == CODE_CHARS and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("01ILO")


@pytest.mark.parametrize("form", ["{}", "/start {}", "/pair {}", "/pair@cutdesk_bot {}", " {} "])
async def test_who_sends_the_code_in_private_owns_the_bot(form: str) -> None:
    book = MemoryAccessBook()
    door = await paired_door(book)
    assert not await is_admitted(door, from_(TOM))
    admitted = await door.admit(from_(TOM, text=form.format(code_of(door).lower())), shared=False)
    assert admitted is not None
    assert (admitted.text, admitted.sender.is_admin) == ("/pair", True)
    assert await book.owners() == {(FAKE, TOM.id)}
    again = await paired_door(book)
    assert await is_admitted(again, from_(TOM))
    assert again.wanted_code(["fake"]) is None


async def test_what_a_stranger_is_told_depends_on_whether_an_owner_is_wanted() -> None:
    door = await paired_door()
    assert door.refusal(from_(TOM)) == "stranger.pairing"
    await is_admitted(door, from_(TOM, text=code_of(door)))
    assert (door.refusal(from_(TOM)), door.refusal(from_(MEI))) == (None, "stranger.closed")


async def test_a_code_opens_a_platform_once() -> None:
    door = await paired_door()
    code = code_of(door)
    assert door.wanted_code(["fake", "other"]) == code
    assert await is_admitted(door, from_(TOM, text=code))
    assert not await is_admitted(door, from_(MEI, text=code))
    assert door.wanted_code(["fake"]) is None
    assert door.wanted_code(["fake", "other"]) == code
    assert await is_admitted(door, from_(BOSS, replace(ROOM, platform=OTHER), code))


async def test_a_code_said_before_others_pairs_nobody() -> None:
    door = await paired_door()
    assert not await is_admitted(door, from_(TOM, GROUP, code_of(door)), shared=True)


async def test_five_wrong_codes_are_all_that_a_person_may_try() -> None:
    door = await paired_door()
    wrong = "2" * CODE_CHARS
    assert wrong != door.code
    for _ in range(5):
        assert not await is_admitted(door, from_(TOM, text=wrong))
    assert not await is_admitted(door, from_(TOM, text=code_of(door)))
    assert await is_admitted(door, from_(MEI, text=code_of(door)))


async def test_where_owners_are_named_there_is_no_code() -> None:
    door = await Access.opened(Rules(owners=(Named("42"),), door=Door.PAIRED), MemoryAccessBook())
    assert door.code is None


async def test_a_stranger_hears_one_line_once_in_each_chat(tmp_path: Path) -> None:
    house = House(tmp_path, access=access(owners=(Named("42"),)))
    async with house.running():
        assert await house.ask("cut the pauses", clip(), sender=TOM) == [CLOSED]
        assert await house.ask("hello?", sender=TOM) == []
        house.dispatcher = house.new_dispatcher()
    async with house.running():
        assert await house.ask("/start", sender=TOM) == []
        assert await house.ask("hello?", sender=MEI) == [CLOSED]
        assert await house.ask("hello?", sender=TOM, chat=GROUP) == [CLOSED]
    assert house.backend.calls == []


async def test_nothing_that_a_stranger_sends_is_kept(tmp_path: Path) -> None:
    house = House(tmp_path, access=access(owners=(Named("42"),)))
    async with house.running():
        await house.say("my secret plans", clip(), sender=TOM, reply_to=MessageRef(ROOM, from_(MEI).ref.message_id))
        await house.say("seen in passing", clip("b.mp4"), sender=TOM, addressed=False)
        await house.settled()
    [turn] = house.ledger.turns.values()  # type: ignore[attr-defined]
    assert (turn.message.text, turn.message.attachments, turn.message.reply_to) == ("", (), None)
    assert await house.ledger.recent_media(ROOM, datetime.min.replace(tzinfo=house.clock.now().tzinfo)) == []
    assert await house.uses.only_of(ROOM) == frozenset()


async def test_a_stranger_is_answered_in_their_own_language(tmp_path: Path) -> None:
    house = House(tmp_path, access=access(owners=(Named("42"),)))
    async with house.running():
        assert await house.ask("剪掉停顿", clip(), sender=TOM) == ["抱歉，我只为管理员指定的人工作。祝你愉快！"]


async def test_an_edit_of_a_stranger_s_message_is_not_answered(tmp_path: Path) -> None:
    house = House(tmp_path, access=access(owners=(Named("42"),)))
    async with house.running():
        assert await house.dispatcher.accept(replace(from_(TOM), amends=True))
        await house.settled()
    assert house.chat.transcript() == []


async def test_the_owner_is_found_by_the_code_and_the_code_is_not_kept(tmp_path: Path) -> None:
    door = await paired_door()
    house = House(tmp_path, access=door)
    async with house.running():
        assert await house.ask("hi", sender=TOM) == [PAIRING]
        assert await house.ask("22222222", sender=TOM) == []
        [welcome] = await house.ask(f"/start {door.code}", sender=TOM)
        assert welcome.startswith("You are this bot's owner now")
        status, _ = await house.ask("cut the pauses", clip(), sender=TOM)
        assert status.startswith("✅ Done")
        assert await house.ask("hi", sender=MEI) == [CLOSED]
    assert all(code_of(door) not in turn.message.text for turn in house.ledger.turns.values())  # type: ignore[attr-defined]


async def test_with_nothing_to_pair_that_is_said(tmp_path: Path) -> None:
    async with House(tmp_path).running() as house:
        assert await house.ask("/pair ABCD2345") == ["There is nothing to pair here."]


async def test_a_turn_of_somebody_no_longer_named_is_turned_away_after_a_restart(tmp_path: Path) -> None:
    house = House(tmp_path)
    await house.ledger.accept(message("cut the pauses", clip(), sender=TOM))
    house.access = access(owners=(Named("42"),))
    house.dispatcher = house.new_dispatcher()
    async with house.running():
        await house.settled()
    assert house.chat.transcript()[-1] == CLOSED
    assert house.backend.calls == []


async def test_a_shared_chat_is_told_how_to_be_heard_there(tmp_path: Path) -> None:
    async with House(tmp_path).running() as house:
        house.chat.capabilities_ = replace(CAPABILITIES, shared=True, address="/edit@cutdesk_bot")
        [greeting] = await house.ask("/start anything")
        assert "reply to me, or write /edit@cutdesk_bot before your wish" in greeting
        house.chat.capabilities_ = CAPABILITIES
        [greeting] = await house.ask("/start")
        assert "reply to me" not in greeting
