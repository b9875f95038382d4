"""Trouble ordered at the server, and trouble on the way through the proxy, as python-telegram-bot meets it."""

import asyncio

import pytest
import telegram

from tests.fakes.clock import FakeClock
from tests.platforms.proxy import ChaosProxy, chaos_proxy, seeded
from tests.platforms.proxy import Trouble as Road
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer


@pytest.fixture
def chat(server: TelegramServer) -> Room:
    return server.private(server.person("Ann"))


@pytest.mark.parametrize(
    ("trouble", "arrives"),
    [(Trouble.ERROR, False), (Trouble.RESET, False), (Trouble.CUT, True)],
)
async def test_a_broken_call_is_a_network_error_whether_or_not_it_was_done(
    server: TelegramServer, bot: telegram.Bot, chat: Room, trouble: Trouble, arrives: bool
) -> None:
    server.fail("sendMessage", trouble)
    with pytest.raises(telegram.error.NetworkError) as failed:
        await bot.send_message(chat.id, "hello")
    assert not isinstance(failed.value, telegram.error.TimedOut | telegram.error.BadRequest)
    assert bool(chat.shown) is arrives
    (call,) = server.calls("sendMessage")
    assert call.reply_lost is (trouble is not Trouble.ERROR)
    assert (await bot.send_message(chat.id, "hello again")).text == "hello again"


@pytest.mark.parametrize(("trouble", "arrives"), [(Trouble.SILENCE, False), (Trouble.LOST, True)])
async def test_silence_times_out_whether_or_not_the_call_was_done(
    server: TelegramServer, bot: telegram.Bot, chat: Room, trouble: Trouble, arrives: bool
) -> None:
    server.fail("sendMessage", trouble)
    with pytest.raises(telegram.error.TimedOut):
        await bot.send_message(chat.id, "hello", read_timeout=0.2)
    assert bool(chat.shown) is arrives
    assert server.calls("sendMessage")[0].reply_lost


async def test_trouble_comes_after_so_many_calls_and_so_often(
    server: TelegramServer, bot: telegram.Bot, chat: Room
) -> None:
    server.fail("sendMessage", Trouble.ERROR, after=1, times=2, status=500)
    await bot.send_message(chat.id, "one")
    for _ in range(2):
        with pytest.raises(telegram.error.NetworkError, match="Internal Server Error"):
            await bot.send_message(chat.id, "lost")
    await bot.send_message(chat.id, "two")
    assert [each.text for each in chat.shown] == ["one", "two"]


async def test_an_error_page_can_be_html(server: TelegramServer, bot: telegram.Bot, chat: Room) -> None:
    server.fail("*", Trouble.ERROR, html=True)
    with pytest.raises(telegram.error.NetworkError, match="Bad Gateway"):
        await bot.send_message(chat.id, "hello")


@pytest.mark.parametrize(("trouble", "arrives"), [(Trouble.DELAY, False), (Trouble.LATE, True)])
async def test_delays_follow_the_clock(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, chat: Room, trouble: Trouble, arrives: bool
) -> None:
    server.fail("sendMessage", trouble, seconds=30)
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.send_message(chat.id, "hello"))
        await clock.until_asleep()
        assert bool(chat.shown) is arrives
        await clock.advance(30)
    assert chat.last.text == "hello"


async def test_a_server_that_was_down_comes_back_at_its_address(
    server: TelegramServer, bot: telegram.Bot, chat: Room
) -> None:
    await bot.send_message(chat.id, "before")
    await server.goes_down()
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(chat.id, "meanwhile")
    await server.comes_back()
    await bot.send_message(chat.id, "after")
    assert [each.text for each in chat.shown] == ["before", "after"]


async def test_a_server_too_old_for_a_method_does_not_find_it(server: TelegramServer, bot: telegram.Bot) -> None:
    server.state.missing_methods.add("setMyShortDescription")
    with server.expect_refusals("Not Found"), pytest.raises(telegram.error.InvalidToken):
        await bot.set_my_short_description("films")


@pytest.mark.parametrize(
    ("road", "arrives"),
    [
        (Road(refuse=True), False),
        (Road(cut_up_after=50), False),
        (Road(cut_down_after=20), True),
        (Road(swallow_after=0), True),
        (Road(black_hole=True), False),
    ],
)
async def test_the_proxy_troubles_one_connection_and_then_lets_calls_pass(
    server: TelegramServer, chat: Room, road: Road, arrives: bool
) -> None:
    async with chaos_proxy(server.url) as proxy:
        proxy.next(road)
        request = telegram.request.HTTPXRequest(read_timeout=0.3)
        bot = telegram.Bot(server.token, base_url=f"{proxy.url}/bot", request=request)
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_message(chat.id, "hello")
        proxy.hang_up()
        await server.until(lambda: bool(chat.shown) is arrives)
        assert (await bot.send_message(chat.id, "again")).text == "again"
        assert proxy.troubled == 1
        await request.shutdown()


async def test_the_same_seed_makes_the_same_trouble() -> None:
    first, second, other = ([seeded(seed)(number) for number in range(200)] for seed in (7, 7, 8))
    assert first == second
    assert first != other
    troubled = [each for each in first if each.refuse or each.black_hole or each.swallow_after or each.cut_down_after]
    assert 20 < len(troubled) < 80


async def test_a_bot_that_tries_again_gets_through_a_bad_road(server: TelegramServer, chat: Room) -> None:
    async with chaos_proxy(server.url) as proxy:
        proxy.plan = seeded(3, share=0.5)
        request = telegram.request.HTTPXRequest(read_timeout=0.3)
        bot = telegram.Bot(server.token, base_url=f"{proxy.url}/bot", request=request)
        for number in range(40):
            await _insist(bot, chat, str(number), proxy)
        await request.shutdown()
    said = [each.text for each in chat.shown]
    assert sorted(set(said), key=lambda text: int(text or 0)) == [str(number) for number in range(40)]
    assert proxy.troubled > 0


async def _insist(bot: telegram.Bot, chat: Room, text: str, proxy: ChaosProxy) -> None:
    while True:
        proxy.hang_up()
        try:
            await bot.send_message(chat.id, text)
        except telegram.error.NetworkError:
            continue
        return


async def test_an_answer_after_which_the_line_ended_may_be_unread(
    server: TelegramServer, bot: telegram.Bot, chat: Room
) -> None:
    await bot.send_message(chat.id, "read")
    await bot.send_message(chat.id, "perhaps not")
    await bot.shutdown()
    async with asyncio.timeout(5):
        while not server.calls("sendMessage")[1].line_ended_at_s:
            await asyncio.sleep(0.001)
    assert [each.may_be_unread() for each in server.calls("sendMessage")] == [False, True]
    assert not any(each.reply_lost for each in server.log)


async def test_a_bot_that_leaves_in_the_middle_of_an_upload_has_sent_nothing(
    server: TelegramServer, chat: Room
) -> None:
    async with chaos_proxy(server.url) as proxy:
        proxy.next(Road(cut_up_after=200_000))
        request = telegram.request.HTTPXRequest()
        bot = telegram.Bot(server.token, base_url=f"{proxy.url}/bot", request=request)
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_video(chat.id, b"film" * 1_000_000)
        await request.shutdown()
    await server.until(lambda: server.calls("sendVideo")[0].reply_lost)
    assert not chat.shown
