"""The queue of export jobs: so many at a time, first come first served, none lost when the studio is killed.

A job found unfinished at start is run again from its draft. Cancelling stops ffmpeg and removes what it made.
"""

import asyncio
import logging
import secrets
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from media.errors import DiskFull
from studio.render.errors import MissingGlyphs, MissingSource, NothingToRender, TooSmall
from studio.store.errors import DiskNearlyFull, StorageFailed
from studio.store.folder import DataFolder
from studio.store.media import MediaFolder, StoredFile
from studio.store.model import Render, RenderedFilm, RenderState
from studio.store.renders import Renders

MAX_WAITING = 200

log = logging.getLogger(__name__)

Progress = Callable[[float], None]


class TooManyRenders(Exception):
    """As many renders wait as may."""


@dataclass(frozen=True, slots=True)
class MadeFilm:
    """A film in the work folder, and its facts; its name ends as its kind says."""

    path: Path
    duration_ms: int
    width: int
    height: int


class FilmMaker(Protocol):
    """Making the film of one job."""

    async def make(self, render: Render, work: Path, progress: Progress) -> MadeFilm:
        """Make it in ``work``, telling 0 to 100. Cancellable: stops within a second."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands. ``percent`` 0 to 100; ``position``: 1 for the next to begin, 0 when it does not wait."""

    render: Render
    percent: float
    position: int


@dataclass(slots=True)
class _Job:
    render: Render
    ended: asyncio.Event
    percent: float = 0.0
    task: asyncio.Task[None] | None = None
    # A task cancelled before its first step never runs at all, so it could not say that it was cancelled.
    entered: bool = False
    cancel_asked: bool = False
    film: StoredFile | None = None


class RenderJobs:
    """Accepts, runs and cancels exports."""

    def __init__(
        self, renders: Renders, media: MediaFolder, folder: DataFolder, maker: FilmMaker, *, concurrency: int = 1
    ) -> None:
        self._renders = renders
        self._media = media
        self._work = folder.work
        self._maker = maker
        self._concurrency = concurrency
        self._jobs: dict[int, _Job] = {}
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Work for as long as the block lasts; leaving it interrupts the jobs, which the next start takes up."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for render in await self._renders.unfinished():
                log.info("render taken up again", extra={"session": render.session, "render": render.id})
                waiting = render
                if render.state is RenderState.PROCESSING:
                    waiting = await self._renders.move(render, RenderState.PENDING)
                self._jobs[render.row] = _Job(waiting, asyncio.Event())
            self._begin_next()
            try:
                yield
            finally:
                self._group = None
                for job in self._jobs.values():
                    if job.task is not None:
                        job.task.cancel()

    async def submit(self, account: str, id_: str, session: str, draft: str, short_side: int | None) -> JobView:
        """Accept a job durably. Raises RenderIdTaken, TooManyRenders, DiskNearlyFull."""
        self._media.require_room()
        if len(self._jobs) >= MAX_WAITING:
            raise TooManyRenders
        render = await self._renders.add(account, id_, session, draft, short_side)
        self._jobs[render.row] = _Job(render, asyncio.Event())
        self._begin_next()
        return self._view(render)

    async def get(self, account: str, id_: str) -> JobView | None:
        """How far a job is; None if the account has no such render."""
        render = await self._renders.get(account, id_)
        return None if render is None else self._view(render)

    async def cancel(self, account: str, id_: str) -> JobView | None:
        """Stop a job and remove what it made; one that has ended stays as it is."""
        render = await self._renders.get(account, id_)
        if render is None:
            return None
        job = self._jobs.get(render.row)
        if job is None:
            return self._view(render)
        if not job.cancel_asked:
            job.cancel_asked = True
            if job.task is None:
                await self._end(job, RenderState.CANCELLED)
            elif job.entered:
                job.task.cancel()
        await job.ended.wait()
        return await self.get(account, id_)

    async def forget(self, session: str) -> None:
        """Cancel what a session has not finished."""
        for render in [job.render for job in self._jobs.values() if job.render.session == session]:
            await self.cancel(render.account, render.id)

    def _view(self, render: Render) -> JobView:
        job = self._jobs.get(render.row)
        if job is None:
            return JobView(render, 100.0 if render.state is RenderState.COMPLETED else 0.0, 0)
        waiting = [row for row, other in self._jobs.items() if other.task is None]
        position = waiting.index(render.row) + 1 if render.row in waiting else 0
        return JobView(render, job.percent, position)

    def _begin_next(self) -> None:
        busy = sum(job.task is not None for job in self._jobs.values())
        for job in self._jobs.values():
            if self._group is None or busy >= self._concurrency:
                return
            if job.task is None and not job.cancel_asked:
                job.task = self._group.create_task(self._attend(job), name=f"render {job.render.row}")
                busy += 1

    async def _attend(self, job: _Job) -> None:
        job.entered = True
        work = self._work / f"render-{job.render.row}-{secrets.token_hex(4)}"
        try:
            if job.cancel_asked:
                raise asyncio.CancelledError
            await self._make(job, work)
        except asyncio.CancelledError:
            if not job.cancel_asked:
                raise
            await self._clear(work)
            await self._drop_film(job)
            await self._end(job, RenderState.CANCELLED)
        except StorageFailed:
            raise
        except Exception as error:  # the border of one job: a defect ends this job and no other
            reference = secrets.token_hex(4)
            facts = {"session": job.render.session, "render": job.render.id, "reference": reference}
            log.exception("render failed", extra=facts)
            await self._clear(work)
            await self._end(job, RenderState.FAILED, _reason(error, reference))
        finally:
            await self._clear(work)

    async def _make(self, job: _Job, work: Path) -> None:
        def progress(percent: float) -> None:
            # The last steps (moving, committing) are still to come, and a bar must not go back.
            job.percent = max(job.percent, min(percent, 99.0))

        render = await self._renders.move(job.render, RenderState.PROCESSING)
        await asyncio.to_thread(work.mkdir, mode=0o700)
        made = await self._maker.make(render, work, progress)
        async with self._media.placing():
            job.film = await self._media.adopt(made.path, made.path.suffix.removeprefix("."))
            film = RenderedFilm(job.film, made.duration_ms, made.width, made.height)
            await self._clear(work)  # who sees that it has ended finds nothing lying about
            await self._end(job, RenderState.COMPLETED, film=film)

    async def _end(
        self, job: _Job, state: RenderState, error: str | None = None, film: RenderedFilm | None = None
    ) -> None:
        ended = await self._renders.move(job.render, state, error=error, film=film)
        log.info("render %s", ended.state, extra={"session": ended.session, "render": ended.id})
        self._jobs.pop(job.render.row, None)
        job.ended.set()
        self._begin_next()

    async def _drop_film(self, job: _Job) -> None:
        """Remove a film whose render was cancelled between moving it into place and recording it."""
        if job.film is not None and not await self._renders.is_used(job.film):
            await self._media.discard(job.film.hash, job.film.extension)

    async def _clear(self, work: Path) -> None:
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, work, ignore_errors=True))


def _reason(error: Exception, reference: str) -> str:
    """Why it failed, as a word a client can act on; nobody's words, no path."""
    match error:
        case MissingGlyphs():
            return f"missing_glyphs: {', '.join(error.scripts)}"
        case NothingToRender():
            return "nothing_to_render"
        case TooSmall():
            return "too_small"
        case MissingSource():
            return "missing_source"
        case DiskFull() | DiskNearlyFull():
            return "disk_full"
        case _:
            return f"internal: reference {reference}"
