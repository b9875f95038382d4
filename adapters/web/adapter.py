"""The local web page as a platform: replies go to the durable web log, and the server shows the log to browsers."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from adapters.web import limits
from adapters.web.access import AccessGate
from adapters.web.app import build_app
from adapters.web.convert import PLATFORM, bot_message_id, reply_content
from adapters.web.files import Files
from adapters.web.guard import Site
from adapters.web.links import Signer
from adapters.web.log import WebLog
from adapters.web.parts import PartFiles
from adapters.web.routes import PageWords, Routes, SampleMaker
from adapters.web.uploads import Uploads
from bot.core.errors import AttachmentGone, ConfigurationError, MessageGone, StorageFailed
from bot.core.model import Attachment, Capabilities, ChatRef, MessageRef, Reply, StoredMedia
from bot.core.ports import Clock, Inbox, MediaStore, PercentListener, SendWatch

_CLOSING_S = 5


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the page is served. ``secret`` is the installation's own, at least 32 bytes; ``parts`` a folder for uploads
    under way, on the media store's disk; ``port`` 0 takes any free one."""

    site: Site
    secret: bytes
    parts: Path
    access_code: str | None = None


class WebAdapter:
    """The reference adapter: it can do everything a platform can."""

    def __init__(
        self,
        options: WebOptions,
        words: PageWords,
        *,
        log: WebLog,
        store: MediaStore,
        clock: Clock,
        make_sample: SampleMaker,
    ) -> None:
        """Raises ConfigurationError for a page open to the network without an access code."""
        site = options.site
        if not site.is_loopback and not options.access_code:
            raise ConfigurationError(f"WEB_HOST={site.host} opens the page to the network: set WEB_ACCESS_TOKEN too")
        self._site = site
        self._log = log
        self._store = store
        self._parts = PartFiles(options.parts)
        signer = Signer(options.secret)
        self._gate = AccessGate(options.access_code or None, signer, clock)
        self._routes = Routes(words, log, store, signer, clock, make_sample)
        self._uploads = Uploads(log, store, self._parts)
        self._files = Files(store, signer, clock)
        self._clock = clock
        self._url = ""
        self._is_listening = asyncio.Event()

    @property
    def platform(self) -> str:
        return PLATFORM

    def capabilities(self, _chat: ChatRef) -> Capabilities:
        return limits.capabilities()

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        if watch is not None:
            await watch.going()
        ref = MessageRef(chat, bot_message_id(chat, key))
        await self._log.append(chat.chat_id, ref.message_id, "bot", self._clock.now(), reply_content(reply))
        self._routes.bells.ring(chat.chat_id)
        return ref

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        if not await self._log.replace(ref.chat.chat_id, ref.message_id, reply_content(reply)):
            raise MessageGone
        self._routes.bells.ring(ref.chat.chat_id)

    async def fetch(
        self, chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        entry = await self._log.upload(chat.chat_id, attachment.id)
        media = None if entry is None else await store.get(entry.media)
        if media is None:
            raise AttachmentGone
        progress(100)
        return media

    async def forget(self, chat: ChatRef) -> None:
        """Delete the transcript and the uploads; pages that are open are emptied."""
        await self._log.forget(chat.chat_id)
        await self._parts.forget(chat.chat_id)
        self._routes.bells.empty(chat.chat_id)

    async def listening(self) -> str:
        """The page's address, once it is served."""
        await self._is_listening.wait()
        return self._url

    async def run(self, inbox: Inbox) -> None:
        """Serve until cancelled; open answers get a moment to end. Raises StorageFailed when the log cannot be used."""
        await asyncio.to_thread(self._parts.prepare)
        failures: list[StorageFailed] = []

        def stop(failure: StorageFailed) -> None:
            failures.append(failure)
            self._routes.bells.close()
            server.should_exit = True

        app = build_app(self._site, self._gate, self._routes, self._uploads, self._files, inbox, stop)
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_CLOSING_S,
            )
        )
        with _bound(self._site) as listener:
            self._url = _address(self._site, listener)
            self._is_listening.set()
            async with asyncio.TaskGroup() as group:
                serving = group.create_task(server.serve([listener]))
                try:
                    await asyncio.shield(serving)
                finally:
                    self._routes.bells.close()
                    server.should_exit = True
                    await serving
        if failures:
            raise failures[0]


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _bound(site: Site) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    try:
        listener = socket.create_server((site.host, site.port), family=family)
    except OSError as error:
        raise ConfigurationError(
            f"cannot serve the page at WEB_HOST={site.host} WEB_PORT={site.port}: {error.strerror}"
        ) from error
    with listener:
        yield listener


def _address(site: Site, listener: socket.socket) -> str:
    host = "localhost" if site.host in {"0.0.0.0", "::"} else site.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
