"""A scripted core for the page: one status message edited through its stages, then a film that really plays."""

import asyncio
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from bot.core.model import Button, Film, IncomingMessage, MediaFacts, MediaKind, MessageRef, Reply, StoredMedia
from tests.fakes.web_page import ServedPage

FPS = 25
SECONDS = 10
WIDTH, HEIGHT = 640, 360
CANCEL = Button("Cancel", "cancel")


def make_film(path: Path, width: int = WIDTH, height: int = HEIGHT, seconds: int = SECONDS) -> None:
    """Ten seconds of H.264 and AAC whose brightness tells the time, with the index in front."""
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": "25"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = container.add_stream("aac", rate=48_000)
        audio.layout = "mono"
        rows = np.linspace(40, 160, height, dtype=np.float32)[:, None, None]
        for number in range(FPS * seconds):
            tint = np.array([0.45, 0.75, 0.9], np.float32) * (0.6 + 0.4 * number / (FPS * seconds))
            picture = np.broadcast_to(rows * tint, (height, width, 3)).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        for number in range(48_000 * seconds // 1024):
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            sound.sample_rate, sound.pts, sound.time_base = 48_000, number * 1024, Fraction(1, 48_000)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def make_poster(path: Path) -> None:
    """A small JPEG."""
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.full((180, 320, 3), (40, 110, 95), np.uint8), "rgb24")
        container.mux(stream.encode(frame.reformat(format="yuvj420p")))
        container.mux(stream.encode(None))


class FilmCore:
    """Answers every message. ``step`` is awaited between two edits: set it to hold the work where a test wants it."""

    def __init__(self, page: ServedPage, film: Path) -> None:
        self._page = page
        self._film = film
        self.stages = [("✂️ Editing", percent) for percent in range(0, 101, 20)]
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.holding_at = 40
        self.holds = asyncio.Event()
        self.done_text = "3 pauses removed, 0:14 → 0:10."
        self.status: MessageRef | None = None
        page.inbox.script = self.answer

    def hold(self) -> None:
        """Stop at ``holding_at`` percent until ``may_go_on`` is set."""
        self.may_go_on.clear()

    async def answer(self, message: IncomingMessage) -> None:
        adapter, chat, key = self._page.adapter, message.ref.chat, message.event_id
        if message.text == CANCEL.says:
            await adapter.send(chat, Reply("Cancelled. Your video is untouched."), key=f"{key}/cancelled")
            if self.status is not None:
                await adapter.edit(self.status, Reply("🚫 Cancelled", silent=True))
            return
        page_pace_s = adapter.capabilities(chat).edit_interval_s
        working = Reply("👀 Got it", buttons=(CANCEL,), silent=True)
        status = self.status = await adapter.send(chat, working, key=f"{key}/status")
        for stage, percent in self.stages:
            filled = "▰" * (percent // 10) + "▱" * (10 - percent // 10)
            text = f"{stage} · 0:0{percent // 20}\n{filled} {percent}% · about 0:0{5 - percent // 20} left"
            await asyncio.sleep(page_pace_s)
            await adapter.edit(status, Reply(text, buttons=(CANCEL,), silent=True))
            if percent == self.holding_at:
                self.holds.set()
                await self.may_go_on.wait()
        film = await self.film()
        buttons = (Button("Undo", "undo"), Button("Export HD", "export in 1080p"))
        await adapter.send(chat, Reply(self.done_text, film, buttons=buttons), key=f"{key}/result")
        await adapter.edit(status, Reply("✅ Done in 0:05", silent=True))

    async def film(self) -> Film:
        """The film, in the store."""
        poster = self._page.store.scratch("jpg")
        await asyncio.to_thread(make_poster, poster)
        facts = MediaFacts(MediaKind.VIDEO, "mp4", SECONDS * 1000, WIDTH, HEIGHT, has_audio=True)
        media = await self._kept(self._film)
        return Film(media, facts, "workshop – 成片.mp4", await self._page.store.adopt(poster))

    async def _kept(self, path: Path) -> StoredMedia:
        async with self._page.store.receive(10**9) as file:
            await file.write(await asyncio.to_thread(path.read_bytes))
            return await file.keep()
