"""The gateway: sessions over WebSocket, with intents, heartbeats, replay after a drop, and trouble on demand."""

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as intent_rules
from simcord.backend import serializers
from simcord.backend.access import channel_accessible

from tests.platforms.discord.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
_IGNORED = {3, 4, 8}
"""Presence, voice, members: taken, and nothing comes of it."""
IDENTIFIES_A_DAY = 1000
DAY_S = 24 * 3600.0
SESSION_LIFE_S = 180.0
"""How long a session can be resumed after its connection ended."""
MOST_SESSIONS = 3
"""Kept of those without a connection; a bot that crashes in a loop would leave hundreds."""
REPLAYED = 2000
"""Events a session keeps for a RESUME."""
_MESSAGES = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}


@dataclass(eq=False)
class Line:
    """One open socket."""

    socket: web.WebSocketResponse
    request: web.Request
    compressor: Any = None
    outbox: asyncio.Queue[dict[str, Any] | int] = field(default_factory=asyncio.Queue)
    """Frames to send; a number closes the socket with that code."""

    async def write(self) -> None:
        """Send what is in the outbox until told to close."""
        while True:
            frame = await self.outbox.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            text = json.dumps(frame)
            if self.compressor is None:
                await self.socket.send_str(text)
            else:
                packed = self.compressor.compress(text.encode()) + self.compressor.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)

    def abort(self) -> None:
        """The connection is simply gone."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False)
class Session:
    """What a client got by IDENTIFY; it outlives its socket."""

    id: str
    intents: discord.Intents
    sequence: int = 0
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    line: Line | None = None
    left_at_s: float | None = None
    is_valid: bool = True


class Gateway:
    """Every session there was."""

    def __init__(self, world: World, token: str) -> None:
        self.url = ""
        self.world = world
        self.sessions: list[Session] = []
        self.identified_at_s: list[float] = []
        self.resumed = 0
        self.heartbeats = 0
        self.heartbeat_interval_s = 41.25
        self.acknowledges = True
        """Whether heartbeats are answered; without, clients take the connection for dead."""
        self.events: list[tuple[str, dict[str, Any]]] = []
        """What was dispatched, as the bot was to see it; once for each session."""
        self.refuses = 0
        """So many of the next connections are refused (503)."""
        self.identifies_a_day = IDENTIFIES_A_DAY
        self.spacing_s = 0.0
        """Seconds between two IDENTIFYs; 5 with the real one, else the later is told to begin again (op 9)."""
        self._token = token
        self._lines: set[Line] = set()
        world.subscribers.append(self.emit)

    # what tests ask and do

    @property
    def is_ready(self) -> bool:
        """Whether a bot is connected, with a session."""
        return any(session.line is not None for session in self.sessions)

    @property
    def identifies(self) -> int:
        return len(self.identified_at_s)

    @property
    def identifies_left(self) -> int:
        now_s = self.world.server_clock.monotonic()
        return self.identifies_a_day - sum(at_s > now_s - DAY_S for at_s in self.identified_at_s)

    def drop(self) -> None:
        """Every connection is gone without a word; sessions live on."""
        for line in list(self._lines):
            line.abort()

    def close(self, code: int) -> None:
        """Close every connection with this code."""
        for line in list(self._lines):
            line.outbox.put_nowait(code)

    def ask_to_reconnect(self) -> None:
        """Op 7."""
        self._broadcast({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9; the sessions are over unless ``resumable``."""
        for session in self.sessions:
            session.is_valid = session.is_valid and resumable
        self._broadcast({"op": INVALID_SESSION, "d": resumable})

    def forget_sessions(self) -> None:
        """The next RESUME will be refused."""
        for session in self.sessions:
            session.is_valid = False

    def _broadcast(self, frame: dict[str, Any]) -> None:
        for line in self._lines:
            line.outbox.put_nowait(frame)

    def described(self) -> dict[str, Any]:
        """The answer of ``GET /gateway/bot``."""
        now_s = self.world.server_clock.monotonic()
        recent = [at_s for at_s in self.identified_at_s if at_s > now_s - DAY_S]
        reset_ms = int((recent[0] + DAY_S - now_s) * 1000) if recent else 0
        left = max(0, self.identifies_left)
        limit = {"total": self.identifies_a_day, "remaining": left, "reset_after": reset_ms, "max_concurrency": 1}
        return {"url": self.url, "shards": 1, "session_start_limit": limit}

    # events

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Give an event to every session that may have it."""
        if not self._is_seen(event, payload):
            return
        for session in self.sessions:
            wanted = intent_rules.required_intent(event, payload)
            if self._is_about_bot(event, payload):
                wanted = "guilds"
            if session.is_valid and (wanted is None or getattr(session.intents, wanted)):
                self._dispatch(session, event, self._as_seen(session, event, payload))

    def _is_about_bot(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Of its own roles a bot hears without the intent for members."""
        return event == "GUILD_MEMBER_UPDATE" and payload["user"]["id"] == str(self.world.bot_user.id)

    def _as_seen(self, session: Session, event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        seen = self.world.fitted(event, payload)
        bot_id = self.world.bot_user.id
        if event in _MESSAGES and not session.intents.message_content:
            intent_rules.censor_message(seen, bot_id, backend=self.world)
        if event == "GUILD_CREATE":
            intent_rules.prune_guild_create(seen, session.intents, bot_id)
        return seen

    def _is_seen(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether the bot is there to see it."""
        channel_id = payload.get("channel_id")
        if event in {"INTERACTION_CREATE", "GUILD_DELETE"}:
            return True
        if channel_id is not None:
            return channel_accessible(self.world, int(channel_id), self.world.bot_user.id)
        guild_id = payload.get("guild_id") or (payload.get("id") if event.startswith("GUILD_") else None)
        return guild_id is None or self.world.is_in(int(guild_id))

    def _dispatch(self, session: Session, event: str, payload: dict[str, Any]) -> None:
        session.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": session.sequence, "d": payload}
        session.sent.append(frame)
        self.events.append((event, payload))
        if session.line is not None:
            session.line.outbox.put_nowait(frame)

    # one connection

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A client's whole connection."""
        if self.refuses > 0:
            self.refuses -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        compressor = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        line = Line(socket, request, compressor)
        self._lines.add(line)
        line.outbox.put_nowait({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval_s * 1000)}})
        writer = asyncio.create_task(line.write())
        try:
            await self._listen(line)
        finally:
            self._lines.discard(line)
            for session in self.sessions:
                if session.line is line:
                    session.line, session.left_at_s = None, self.world.server_clock.monotonic()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
        return socket

    async def _listen(self, line: Line) -> None:
        async for message in line.socket:
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            frame = json.loads(message.data)
            if frame["op"] == HEARTBEAT:
                self.heartbeats += 1
                if self.acknowledges:
                    line.outbox.put_nowait({"op": ACK, "d": None})
            elif frame["op"] == IDENTIFY:
                self._identify(line, frame["d"])
            elif frame["op"] == RESUME:
                self._resume(line, frame["d"])
            elif frame["op"] not in _IGNORED:
                line.outbox.put_nowait(4001)

    def _identify(self, line: Line, asked: dict[str, Any]) -> None:
        now_s = self.world.server_clock.monotonic()
        is_too_soon = bool(self.identified_at_s) and now_s - self.identified_at_s[-1] < self.spacing_s
        self.identified_at_s.append(now_s)
        intents = discord.Intents._from_value(int(asked.get("intents", 0)))
        if asked.get("token") != self._token or self.identifies_left < 0:
            line.outbox.put_nowait(4004)
            return
        if (intents.message_content and not self.world.message_content) or intents.members or intents.presences:
            line.outbox.put_nowait(4014)
            return
        if is_too_soon:
            line.outbox.put_nowait({"op": INVALID_SESSION, "d": False})
            return
        self._begin(line, intents)

    def _begin(self, line: Line, intents: discord.Intents) -> None:
        session = Session(secrets.token_hex(16), intents, line=line)
        self.sessions = [*self.sessions[-MOST_SESSIONS:], session]
        guilds = [guild for guild in self.world.guilds.values() if self.world.is_in(guild.id)]
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self.world.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(self.world.application_id), "flags": 0},
        }
        self._dispatch(session, "READY", ready)
        for guild in guilds:
            if intents.guilds:
                created = serializers.guild_create_payload(self.world, guild)
                self._dispatch(session, "GUILD_CREATE", self._as_seen(session, "GUILD_CREATE", dict(created)))

    def _resume(self, line: Line, asked: dict[str, Any]) -> None:
        session = next((each for each in self.sessions if each.id == asked.get("session_id")), None)
        missed = [] if session is None else [frame for frame in session.sent if frame["s"] > asked["seq"]]
        is_whole = session is not None and len(missed) == session.sequence - asked["seq"]
        if session is None or not self._can_resume(session) or asked.get("token") != self._token or not is_whole:
            line.outbox.put_nowait({"op": INVALID_SESSION, "d": False})
            return
        self.resumed += 1
        session.line = line
        for frame in missed:
            line.outbox.put_nowait(frame)
        self._dispatch(session, "RESUMED", {})

    def _can_resume(self, session: Session) -> bool:
        gone_s = 0.0 if session.left_at_s is None else self.world.server_clock.monotonic() - session.left_at_s
        return session.is_valid and (session.line is not None or gone_s <= SESSION_LIFE_S)
