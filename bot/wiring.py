"""The only file that knows everybody: it builds the parts from the settings, runs them, and closes them again."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from adapters.terminal import convert as terminal
from adapters.web import convert as web
from adapters.web.adapter import WebAdapter, WebOptions
from adapters.web.guard import Site
from adapters.web.links import SignedLinks, Signer
from adapters.web.routes import PageWords
from backend.attribution import attribution
from backend.client import Endpoint, HttpBackend
from backend.traits import NEMO, STUDIO
from bot import __version__
from bot.clock import SystemClock
from bot.core.access import Access, Door, Rules
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.greeting import who_processes
from bot.core.holdings import Holdings
from bot.core.model import Language
from bot.core.ports import BackendClient, PlatformAdapter
from bot.core.profile import Profile, Profiles, load
from bot.core.router import PlatformRouter
from bot.core.wording import Voice
from bot.media_tools import SandboxedMediaTools
from bot.settings import Settings
from bot.studio_process import StudioProcess
from media.sample import make_sample
from storage.access import SqliteAccessBook
from storage.accounts import SqliteAccounts
from storage.database import Database
from storage.discord import SqliteDiscordBook
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore
from storage.media_uses import SqliteMediaUses
from storage.secret import installation_secret
from storage.sessions import SqliteSessions
from storage.shared_commits import CommitListener
from storage.telegram import SqliteTelegramBook
from storage.web_log import SqliteWebLog


@dataclass(frozen=True, slots=True)
class Parts:
    """What every way in shares."""

    clock: SystemClock
    database: Database
    store: FolderMediaStore
    signer: Signer
    backend: BackendClient
    studio: StudioProcess | None
    access: Access
    profiles: Profiles

    def dispatcher(self, adapters: Sequence[PlatformAdapter], public_url: str | None) -> Dispatcher:
        """The core over these parts, with those ways out."""
        return Dispatcher(
            Ports(
                PlatformRouter(adapters),
                self.backend,
                SqliteLedger(self.database),
                SqliteSessions(self.database),
                self.store,
                SandboxedMediaTools(self.store),
                SignedLinks(self.signer, self.clock, public_url),
                self.clock,
                self.access,
                Holdings(self.store, SandboxedMediaTools, SqliteMediaUses(self.database)),
                self.profiles,
            )
        )


@asynccontextmanager
async def open_parts(
    settings: Settings, folder: Path, on_commit: CommitListener | None = None
) -> AsyncGenerator[Parts, None]:
    """Open everything in ``folder``, start the studio if it is ours, and close it all in reverse."""
    clock, profiles = SystemClock(), Profiles(load(), settings.profile)
    async with AsyncExitStack() as stack:
        database = await Database.open(folder / "bot.sqlite3", on_commit)
        stack.push_async_callback(database.close)
        store = FolderMediaStore(folder / "media")
        studio = None
        if not settings.uses_cloud and settings.studio_url is None:
            studio = StudioProcess(folder / "studio", clock, settings.log_level)
            stack.push_async_callback(studio.stop)
            await studio.start()
        backend = _backend(settings, studio, SqliteAccounts(database), clock)
        stack.push_async_callback(backend.aclose)
        access = await Access.opened(_rules(settings), SqliteAccessBook(database))
        yield Parts(clock, database, store, Signer(installation_secret(folder)), backend, studio, access, profiles)


def _rules(settings: Settings) -> Rules:
    """Who may use the bot. The page and the terminal have gates of their own: this computer, or an access code."""
    return Rules(
        owners=settings.owner_ids,
        chats=settings.allowed_chats,
        admins=settings.admin_ids,
        door=Door.PAIRED if settings.uses_cloud else Door.OPEN,
        trusted=frozenset({web.PLATFORM, terminal.PLATFORM}),
    )


def _backend(
    settings: Settings, studio: StudioProcess | None, accounts: SqliteAccounts, clock: SystemClock
) -> HttpBackend:
    """The cloud's client, or the studio's; the cloud's token goes to the cloud alone."""
    if settings.uses_cloud:
        token = settings.nemo_token.get_secret_value() if settings.nemo_token is not None else None
        endpoint = Endpoint(settings.nemo_api_url, NEMO, token)
    else:
        traits = replace(STUDIO, listener=settings.listener)
        endpoint = Endpoint(studio.url if studio is not None else settings.studio_url or "", traits)
    return HttpBackend(endpoint, accounts=accounts, clock=clock, attribution=attribution_of(settings))


def attribution_of(settings: Settings) -> dict[str, str]:
    """Who calls the backend where no chat does."""
    return attribution(settings.profile, __version__, Path(__file__).resolve().parent, Path.home())


async def web_adapter(settings: Settings, folder: Path, parts: Parts) -> WebAdapter:
    """The page, told who processes the videos."""
    site = Site(settings.web_host, settings.web_port, settings.public_url)
    code = settings.web_access_token.get_secret_value() if settings.web_access_token is not None else None
    options = WebOptions(site, installation_secret(folder), folder / "media" / "uploads", code)
    return WebAdapter(
        options,
        _page_words(parts.backend, parts.profiles.default),
        log=SqliteWebLog(parts.database),
        store=parts.store,
        clock=parts.clock,
        make_sample=make_sample,
    )


@asynccontextmanager
async def telegram_adapter(
    settings: Settings, folder: Path, parts: Parts
) -> AsyncGenerator[TelegramAdapter | None, None]:
    """Telegram, if its token is set. A server in local mode reads films from a folder of ours, if it can."""
    if settings.telegram_bot_token is None:
        yield None
        return
    token, local = settings.telegram_bot_token.get_secret_value(), settings.telegram_local
    options = TelegramOptions(token, settings.telegram_api_url, local, outbox=folder.absolute() / "telegram-outbox")
    async with TelegramAdapter.opened(options, SqliteTelegramBook(parts.database), parts.clock) as adapter:
        yield adapter


@asynccontextmanager
async def discord_adapter(settings: Settings, parts: Parts) -> AsyncGenerator[DiscordAdapter | None, None]:
    """Discord, if its token is set."""
    if settings.discord_bot_token is None:
        yield None
        return
    options = DiscordOptions(
        settings.discord_bot_token.get_secret_value(),
        settings.discord_api_url,
        message_content=settings.discord_message_content,
        threads=settings.discord_threads,
    )
    async with DiscordAdapter.opened(options, SqliteDiscordBook(parts.database), parts.clock) as adapter:
        yield adapter


def _page_words(backend: BackendClient, profile: Profile) -> PageWords:
    voices = {language: Voice(language) for language in Language}
    traits = backend.traits
    return PageWords(
        greeting={language: profile.pitch(language).greeting for language in Language},
        suggestions={language: profile.pitch(language).ideas for language in Language},
        notice={}
        if traits.is_local and traits.listener is None
        else {language: who_processes(voice, traits) for language, voice in voices.items()},
    )
