"""A strict stand-in of Telegram's Bot API server, over real HTTP on 127.0.0.1, in the test's own event loop.

    async with telegram_server(tmp_path) as server:
        ann = server.person("Ann", language="en")
        chat = server.private(ann)
        bot = telegram.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url)

        asked = await ann.sends(chat, video=clip, caption="cut the pauses")   # files are files on disk
        status = await chat.answer(containing="Looking at")                   # the bot's newest with these words
        film = await chat.video()                                             # the bot's first video
        toast = await ann.presses(film, "Undo")                               # waits for the bot's answer
        await chat.until(lambda room: len(room.videos) == 2)                  # any condition; no sleeping
        print(chat.transcript())

        team = server.group("Team", ann, server.person("Ben"), forum=False)   # first person is the creator
        topic = server.group("Club", ann, forum=True).topic("Films")          # rooms, too: ann.sends(topic, …)
        team.removes_bot(); team.adds_bot("administrator"); team.forbid("videos"); new = team.migrates()
        ann.blocks_bot()

Every call is held to the Bot API's schema. What breaks it is answered 400 and kept in ``server.violations``; what is
refused for another reason is kept in ``server.refusals``. Both must be empty when the block is left, except what
was provoked within ``with server.expect_violations():`` or ``with server.expect_refusals("message is not modified"):``
(429 and ordered faults are not refusals). ``server.log`` has every call with its time, parameters and result.

Time is the computer's, or that of a clock turned by hand: ``telegram_server(folder, clock=FakeClock())``.
Flood control is off until told: ``server.flood.group = Allowance(20, 60.0)``; see ``server.early_calls``.
Trouble: ``server.fail("sendVideo", Trouble.CUT, times=1)``, ``await server.goes_down()``; on the way: ``proxy.py``.
``ApiCall.reply_lost`` says that an answer certainly did not arrive, ``may_be_unread()`` that it may not have.
With ``local=True`` it is a server with ``--local``. ``server.square_videos``: films people see as black squares.
"""

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from tests.platforms.telegram import files, schema
from tests.platforms.telegram import methods as _methods  # noqa: F401  (fills the table)
from tests.platforms.telegram.answering import Answering
from tests.platforms.telegram.clock import Clock, RealClock
from tests.platforms.telegram.faults import Fault, Faults, Trouble
from tests.platforms.telegram.flood import EarlyCall, Flood
from tests.platforms.telegram.http import Uvicorn
from tests.platforms.telegram.model import Chat, Member, Message, User
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.records import Records
from tests.platforms.telegram.rooms import Group, Room
from tests.platforms.telegram.state import ApiCall, State
from tests.platforms.telegram.updates import UpdateQueue
from tests.platforms.telegram.world import World

TOKEN = "7000000001:AAcanaryCANARYcanaryCANARYcanaryCAN"
"""Looks like a real one, so that leak scanners find it; no bot has it."""
BOT_NAME = "Cutdesk"
BOT_USERNAME = "cutdesk_bot"


class TelegramServer:
    """The running server and its world. Made by ``telegram_server``."""

    def __init__(self, folder: Path, *, token: str, local: bool, clock: Clock, privacy: bool) -> None:
        bot = User(int(token.partition(":")[0]), BOT_NAME, is_bot=True, username=BOT_USERNAME)
        store = files.FileStore(folder / "stored")
        world = World(bot, clock, store, privacy=privacy)
        local_folder = folder / "telegram-bot-api"
        self.state = State(token, world, store, clock, schema.load(), Flood(clock), local, local_folder)
        self.state.started_at_s = clock.monotonic()
        self.records = Records()
        self._answering = Answering(self.state, self.records)
        self._uvicorn = Uvicorn(self._answering)
        self._port = 0
        self.url = ""

    # where it is

    @property
    def token(self) -> str:
        return self.state.token

    @property
    def base_url(self) -> str:
        """For python-telegram-bot's ``base_url``."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For python-telegram-bot's ``base_file_url``."""
        return f"{self.url}/file/bot"

    # what happened

    @property
    def log(self) -> list[ApiCall]:
        """Every call that came with the right token, in order of arrival."""
        return self.state.log

    def calls(self, *methods: str) -> list[ApiCall]:
        """The calls of these methods."""
        return [each for each in self.state.log if each.method in methods]

    @property
    def chats(self) -> Collection[Chat]:
        """Every chat there is, with its messages as people see them."""
        return self.state.world.chats.values()

    @property
    def violations(self) -> list[str]:
        return self.records.violations

    @property
    def refusals(self) -> list[str]:
        return self.records.refusals

    @property
    def square_videos(self) -> list[Message]:
        return self.state.square_videos

    @property
    def early_calls(self) -> list[EarlyCall]:
        """Calls made before a penalty was over."""
        return self.state.flood.early_calls

    @property
    def updates(self) -> UpdateQueue:
        return self.state.world.updates

    @property
    def flood(self) -> Flood:
        return self.state.flood

    def expect_violations(self, *parts: str) -> AbstractContextManager[list[str]]:
        """Within it violations with one of these words in them (any, if none are named) are what the test wants."""
        return self.records.expect(self.records.violations, parts)

    def expect_refusals(self, *parts: str) -> AbstractContextManager[list[str]]:
        """Within it refusals with one of these words in them (any, if none are named) are what the test wants."""
        return self.records.expect(self.records.refusals, parts)

    async def until(self, happened: Callable[[], object], limit_s: float = 10.0) -> None:
        """Wait until ``happened()`` is true; looked at after every call and every deed of a person."""
        await self.state.world.until(happened, limit_s, self._story)

    def _story(self) -> str:
        return "\n".join(f"{call.method} {call.status} {call.description}" for call in self.log[-40:])

    # who is there

    def person(self, name: str, *, language: str | None = "en", username: str | None = None) -> Person:
        """Somebody new."""
        return Person(self.state, self.state.world.add_user(name, language, username))

    def private(self, person: Person, *, started: bool = True) -> Room:
        """The person's chat with the bot. Not ``started``: the bot may not write first."""
        chat = self.state.world.private(person.user)
        chat.is_started = chat.is_started or started
        return Room(self.state, chat)

    def group(
        self,
        title: str,
        creator: Person,
        *members: Person,
        admins: tuple[Person, ...] = (),
        supergroup: bool = False,
        forum: bool = False,
        bot: str = "member",
    ) -> Group:
        """A group of these people with the bot in it; ``bot`` is its status, "left" for not yet."""
        chat = self.state.world.add_group(title, supergroup=supergroup or forum, forum=forum)
        for person in (*members, *admins):
            chat.members[person.id] = Member(person.user, "administrator" if person in admins else "member")
        chat.members[creator.id] = Member(creator.user, "creator")
        chat.members[self.state.world.bot.id] = Member(self.state.world.bot, bot)
        return Group(self.state, chat)

    # trouble

    def fail(
        self,
        method: str,
        trouble: Trouble,
        *,
        times: int = 1,
        after: int = 0,
        status: int = 502,
        html: bool = False,
        seconds: float = 0.0,
    ) -> None:
        """Order trouble for the next calls of a method ("*" for any), after so many that go well."""
        self.faults.add(Fault(method, trouble, times, after, status, seconds, html))

    @property
    def faults(self) -> Faults:
        return self._answering.faults

    async def goes_down(self) -> None:
        """Nobody answers any more at this address; connections are refused."""
        self._port = int(self.url.rpartition(":")[2])
        await self.stop()

    async def comes_back(self) -> None:
        """The server is back at its address, and remembers everything."""
        self._answering.open()
        self._uvicorn = Uvicorn(self._answering)
        self.url = await self._uvicorn.start(self._port)

    # life

    async def start(self) -> None:
        self.url = await self._uvicorn.start()

    async def stop(self) -> None:
        self._answering.close()
        await self._uvicorn.stop()


@asynccontextmanager
async def telegram_server(
    folder: Path,
    *,
    token: str = TOKEN,
    local: bool = False,
    clock: Clock | None = None,
    privacy: bool = True,
) -> AsyncGenerator[TelegramServer, None]:
    """Serve on a free port until the block is left; then nothing may have been violated or refused unexpectedly."""
    server = TelegramServer(folder, token=token, local=local, clock=clock or RealClock(), privacy=privacy)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
    server.records.demand_clean()
