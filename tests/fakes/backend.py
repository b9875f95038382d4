"""A backend in memory, told by a test how its edits and renders go.

It does what docs/api.md says, without media: an edit makes a new draft, a render is a few bytes. Scripts make edits
slow, silent, questioning or failing; ``until`` waits for a milestone; ``effects`` lists what took effect, in order.
"""

import asyncio
import ipaddress
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from backend.traits import STUDIO
from bot.core.errors import (
    CutdeskError,
    DuplicateRender,
    ProtectedLink,
    SessionLost,
)
from bot.core.model import (
    BackendEvent,
    BackendState,
    BackendTraits,
    Credits,
    Draft,
    Heartbeat,
    JsonObject,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    Sayable,
    SayableGroup,
    SessionId,
    StoredMedia,
    StreamFailure,
    TextChunk,
    ToolActivity,
    Uploaded,
    new_id,
)
from bot.core.ports import MediaStore, PercentListener

LIMIT_S = 5.0
FILM = b"the bytes of a finished film"
SAYABLE = {
    Language.ENGLISH: (
        SayableGroup("Cutting", (Sayable("cutting the pauses", "cut the pauses"), Sayable("the end", "cut the end"))),
        SayableGroup("Sound", (Sayable("background music", "add calm music"), Sayable("muting", "mute it"))),
    ),
    Language.CHINESE: (
        SayableGroup("剪辑", (Sayable("剪掉停顿", "去掉停顿"), Sayable("剪掉结尾", "去掉最后三秒"))),
        SayableGroup("声音", (Sayable("背景音乐", "加点轻快的背景音乐"), Sayable("静音", "静音"))),
    ),
}
_AUDIO, _IMAGES = {".mp3", ".wav", ".m4a", ".aac"}, {".jpg", ".jpeg", ".png", ".gif", ".webp"}
_CANCELLED = StreamFailure("CANCELLED: the edit was cancelled")


def draft_of(version: int, *, duration_ms: int = 2000, name: str = "clip.mp4") -> JsonObject:
    """A draft with one clip, as the studio would write it."""
    clip = {"id": "c1", "s": 0, "d": duration_ms, "m": {"name": name, "src": "src_1", "in": 0, "gain": 1.0}}
    meta = {"kind": "mp4", "width": 1280, "height": 720, "short_side": None, "version": version}
    return {"t": [{"tt": 0, "sg": [clip], "m": {}}], "d": duration_ms, "m": meta}


@dataclass
class EditScript:
    """How one edit goes.

    ``events`` is what the stream brings. ``changes``: whether there is a new draft, ``draft`` which one (else made
    up). ``refused`` is raised instead of doing anything, ``lost`` after the effect and the events. With ``slow`` the
    edit waits, sending heartbeats, until ``release``.
    """

    events: tuple[BackendEvent, ...] = (ToolActivity("trim", finished=True), TextChunk("Done."))
    changes: bool = True
    draft: JsonObject | None = None
    refused: CutdeskError | None = None
    lost: CutdeskError | None = None
    slow: bool = False
    _waiting: list["_Edit"] = field(default_factory=list)

    def release(self) -> None:
        """Let the slow edits of this script take effect and end, listened to or not."""
        self.slow = False
        for edit in self._waiting:
            edit.finish()


def says(text: str, *suggestions: str) -> EditScript:
    """An edit that changes the draft and says so."""
    return EditScript(events=(TextChunk(text, suggestions=suggestions),))


def asks(question: str, *suggestions: str) -> EditScript:
    """An edit that changes nothing but asks something."""
    return EditScript(events=(TextChunk(question, suggestions=suggestions),), changes=False)


def silent(*, changes: bool = True) -> EditScript:
    """An edit that ends without a word."""
    return EditScript(events=(), changes=changes)


@dataclass
class FakeSession:
    """What the backend holds of one session."""

    uploads: list[Uploaded] = field(default_factory=list)
    generated: list[str] = field(default_factory=list)
    drafts: list[JsonObject] = field(default_factory=list)


@dataclass
class FakeRender:
    """One export; set its fields, then ``FakeBackend.stir`` if somebody waits for it."""

    session: SessionId
    draft: Draft
    output: RenderOutput
    progress: RenderProgress


@dataclass
class _Edit:
    backend: "FakeBackend"
    session: FakeSession
    key: str
    script: EditScript
    events: tuple[BackendEvent, ...] | None = None

    def finish(self) -> None:
        if self.events is not None:
            return
        self.events = self.script.events
        if self.script.changes and (self.script.draft is not None or self.session.uploads):
            self.session.drafts.append(self.script.draft or draft_of(len(self.session.drafts) + 1))
        self.backend.took_effect(f"edit {self.key}")

    def cancel(self) -> None:
        if self.events is None:
            self.events = (_CANCELLED,)
            self.backend.stir()


class FakeBackend:
    """The scriptable backend. Public fields may be read and set by tests at any time."""

    def __init__(self, traits: BackendTraits = STUDIO) -> None:
        self._traits = traits
        self.things = SAYABLE
        self.sessions: dict[SessionId, FakeSession] = {}
        self.renders: dict[RenderId, FakeRender] = {}
        self.scripts: deque[EditScript] = deque()
        self.calls: list[str] = []
        self.effects: list[str] = []
        self.said: list[str] = []
        self.sources: list[str] = []
        self.renders_by_hand = False
        self.film = FILM
        self.balance = Credits(0, 0, 0, unlimited=traits.is_local)
        self._edits: dict[tuple[SessionId, str], _Edit] = {}
        self._failures: dict[str, deque[tuple[CutdeskError, bool]]] = defaultdict(deque)
        self._stirred = asyncio.Event()

    @property
    def traits(self) -> BackendTraits:
        return self._traits

    def attributed_to(self, source: str) -> "FakeBackend":
        self.sources.append(source)
        return self

    def fail(self, call: str, error: CutdeskError, *, times: int = 1, after_effect: bool = False) -> None:
        """Have the next calls of a method (by its name) raise, without any effect or after it."""
        self._failures[call].extend([(error, after_effect)] * times)

    def lose_sessions(self) -> None:
        """Forget every session, as a backend that was set up anew."""
        self.sessions.clear()

    def stir(self) -> None:
        """Wake everybody who waits for a milestone."""
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def until(self, reached: Callable[["FakeBackend"], bool], limit_s: float = LIMIT_S) -> None:
        """Wait until something has come about here. Fails after ``limit_s`` seconds of real time."""
        async with asyncio.timeout(limit_s):
            while not reached(self):
                await self._stirred.wait()

    def took_effect(self, effect: str) -> None:
        """Note an outward effect; each should happen once."""
        self.effects.append(effect)
        self.stir()

    async def open_session(self, language: Language) -> SessionId:
        with_effect = self._enter("open_session")
        session = SessionId(new_id())
        self.sessions[session] = FakeSession()
        self.took_effect(f"session {language}")
        with_effect()
        return session

    async def upload(
        self, session: SessionId, media: StoredMedia, filename: str, *, key: str, progress: PercentListener
    ) -> Uploaded:
        with_effect = self._enter("upload")
        held = self._session(session)
        for percent in (0.0, 50.0, 100.0):
            progress(percent)
        uploaded = self._take(held, filename, key)
        with_effect()
        return uploaded

    async def upload_url(self, session: SessionId, url: str, *, key: str) -> Uploaded:
        with_effect = self._enter("upload_url")
        held = self._session(session)
        if _is_private(url):
            raise ProtectedLink(url)
        uploaded = self._take(held, PurePosixPath(urlsplit(url).path).name or "link", key)
        with_effect()
        return uploaded

    async def converse(self, session: SessionId, text: str, *, key: str) -> AsyncGenerator[BackendEvent, None]:
        with_effect = self._enter("converse")
        edit = self._edit(session, text, key)
        if edit.script.slow and edit.events is None:
            edit.script._waiting.append(edit)
            yield Heartbeat()
        await self.until(lambda _: edit.events is not None or not edit.script.slow, limit_s=60)
        edit.finish()
        with_effect()
        for event in edit.events or ():
            yield event
        if edit.script.lost is not None:
            lost, edit.script.lost = edit.script.lost, None
            raise lost

    async def cancel_edit(self, session: SessionId, key: str) -> bool:
        with_effect = self._enter("cancel_edit")
        if not self._traits.repeatable_edits:
            return False
        held = self._session(session)
        unknown = _Edit(self, held, key, EditScript(changes=False))
        self._edits.setdefault((session, key), unknown).cancel()
        with_effect()
        return True

    async def state(self, session: SessionId) -> BackendState:
        self._enter("state")
        held = self._session(session)
        draft = Draft(held.drafts[-1] if held.drafts else {})
        return BackendState(tuple(held.uploads), tuple(held.generated), draft)

    async def start_render(
        self, session: SessionId, render: RenderId, draft: Draft, output: RenderOutput
    ) -> RenderProgress:
        with_effect = self._enter("start_render")
        self._session(session)
        if render in self.renders:
            raise DuplicateRender(render)
        progress = RenderProgress(render, RenderStatus.PENDING, 0.0)
        self.renders[render] = FakeRender(session, draft, output, progress)
        self.took_effect(f"render {render}")
        with_effect()
        return progress

    async def render(self, render: RenderId) -> RenderProgress | None:
        self._enter("render")
        known = self.renders.get(render)
        if known is None:
            return None
        told = known.progress
        if not self.renders_by_hand:
            known.progress = _next(told)
        return told

    def move_render(self, status: RenderStatus, percent: float | None = None, error: str | None = None) -> None:
        """Set where the newest render stands; for tests with ``renders_by_hand``."""
        render = next(reversed(self.renders.values()))
        url = f"https://films.example/{render.progress.id}.mp4" if status is RenderStatus.COMPLETED else None
        render.progress = RenderProgress(render.progress.id, status, percent, url, error)
        self.stir()

    async def cancel_render(self, render: RenderId) -> bool:
        with_effect = self._enter("cancel_render")
        known = self.renders.get(render)
        if known is None:
            return False
        if known.progress.status in {RenderStatus.PENDING, RenderStatus.PROCESSING}:
            known.progress = replace(known.progress, status=RenderStatus.CANCELLED)
            self.took_effect(f"cancel {render}")
        with_effect()
        return True

    async def download(self, progress_of: RenderProgress, store: MediaStore, progress: PercentListener) -> StoredMedia:
        with_effect = self._enter("download")
        async with store.receive(len(self.film)) as file:
            progress(0.0)
            await file.write(self.film)
            progress(100.0)
            media = await file.keep()
        with_effect()
        return media

    async def forget_session(self, session: SessionId) -> bool:
        with_effect = self._enter("forget_session")
        if not self._traits.repeatable_edits:
            return False
        for edit in [edit for (known, _), edit in self._edits.items() if known == session]:
            edit.cancel()
        for render in [id_ for id_, render in self.renders.items() if render.session == session]:
            del self.renders[render]
        if self.sessions.pop(session, None) is not None:
            self.took_effect(f"forget {session}")
        with_effect()
        return True

    async def credits(self) -> Credits:
        self._enter("credits")
        return self.balance

    async def sayable(self, language: Language) -> tuple[SayableGroup, ...]:
        self._enter("sayable")
        return self.things[language] if self.traits.repeatable_edits else ()

    def _enter(self, call: str) -> Callable[[], None]:
        """Note the call; raise if it is to fail at once, else return what raises if it fails after its effect."""
        self.calls.append(call)
        self.stir()
        error, after_effect = self._failures[call].popleft() if self._failures[call] else (None, False)
        if error is not None and not after_effect:
            raise error

        def with_effect() -> None:
            if error is not None:
                raise error

        return with_effect

    def _session(self, session: SessionId) -> FakeSession:
        if session not in self.sessions:
            raise SessionLost(session)
        return self.sessions[session]

    def _take(self, held: FakeSession, filename: str, key: str) -> Uploaded:
        known = next((upload for upload in held.uploads if upload.key == key), None)
        if known is not None:
            return known
        suffix = PurePosixPath(filename).suffix.lower()
        kind = "audio" if suffix in _AUDIO else "image" if suffix in _IMAGES else "video"
        uploaded = Uploaded(filename, kind, 2.0, key if self._traits.repeatable_edits else None)
        held.uploads.append(uploaded)
        self.took_effect(f"upload {filename}")
        return uploaded

    def _edit(self, session: SessionId, text: str, key: str) -> _Edit:
        held = self._session(session)
        if self._traits.repeatable_edits and (session, key) in self._edits:
            return self._edits[session, key]
        script = self.scripts.popleft() if self.scripts else EditScript()
        if script.refused is not None:
            raise script.refused
        self.said.append(text)
        edit = _Edit(self, held, key, script)
        self._edits[session, key] = edit
        return edit


def _next(progress: RenderProgress) -> RenderProgress:
    match progress.status:
        case RenderStatus.PENDING:
            return replace(progress, status=RenderStatus.PROCESSING, percent=50.0)
        case RenderStatus.PROCESSING:
            url = f"https://films.example/{progress.id}.mp4"
            return replace(progress, status=RenderStatus.COMPLETED, percent=100.0, url=url)
        case _:
            return progress


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or host in {"", "localhost"}:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
