"""The edits of all sessions: one at a time in each, in the order they came, each answered once.

An edit belongs to this queue and not to a connection: nobody listening is not a cancel. Edits that had not ended when
the studio stopped are run again from the session's last version.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from studio.agent.events import CANCELLED, DEADLINE, INTERNAL, EditEvent, Failed, dump_events, load_events, stamp
from studio.agent.runs import EditRun
from studio.store.edits import Edits, Outcome
from studio.store.errors import StorageFailed
from studio.store.model import Edit, EditState

MAX_WAITING = 32
EDIT_LIMIT_S = 15 * 60.0

log = logging.getLogger(__name__)

Tell = Callable[[EditEvent], None]


class TooManyEdits(Exception):
    """The session has as many edits waiting as it may."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What one edit came to: what to keep, and the last events given the version's number."""

    outcome: Outcome
    closing: Callable[[int | None], list[EditEvent]]


class EditWork(Protocol):
    """Doing one edit, up to but without keeping it."""

    async def run(self, edit: Edit, tell: Tell) -> Finished:
        """Read the words and edit; ``tell`` is called with events as they happen. Cancellable within a second."""


@dataclass(slots=True)
class _Turn:
    """A session's order. ``lock`` is first come, first served."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    runs: dict[str, EditRun] = field(default_factory=dict)


class EditQueue:
    """Accepts, runs, joins and cancels edits."""

    def __init__(self, edits: Edits, work: EditWork, *, limit_s: float = EDIT_LIMIT_S) -> None:
        self._edits = edits
        self._work = work
        self._limit_s = limit_s
        self._turns: dict[str, _Turn] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Work for as long as the block lasts; leaving it interrupts the edits, which the next start takes up."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for edit in await self._edits.unfinished():
                log.info("edit taken up again", extra={"session": edit.session, "edit": edit.id})
                self._begin(edit)
            try:
                yield
            finally:
                self._group = None
                for task in self._tasks.values():
                    task.cancel()

    async def submit(self, session: str, key: str | None, text: str) -> EditRun:
        """Accept a request durably and start it, join the one that runs with this key, or replay the one that ended.

        Raises TooManyEdits.
        """
        chosen = key or "auto-" + secrets.token_hex(12)
        if (run := self._run(session, chosen)) is not None:
            return run
        if self._count(session) >= MAX_WAITING and await self._edits.get(session, chosen) is None:
            raise TooManyEdits
        edit, is_new = await self._edits.accept(session, chosen, text)
        if is_new:
            return self._begin(edit)
        if (run := self._run(session, chosen)) is not None:
            return run
        return EditRun(edit, load_events(edit.events, edit.id), ended=True)

    async def cancel(self, session: str, key: str) -> bool:
        """Stop an edit, or keep its key from ever starting one. False if it had ended otherwise before."""
        run = self._run(session, key)
        if run is None:
            refused = dump_events([stamp(_cancelled(), "e-" + secrets.token_hex(16))])
            return (await self._edits.refuse(session, key, refused)).state is EditState.CANCELLED
        if not run.cancel_asked:
            run.cancel_asked = True
            if run.entered:
                self._tasks[run.edit.id].cancel()
        await run.wait_ended()
        ended = await self._edits.get(session, key)
        return ended is not None and ended.state is EditState.CANCELLED

    async def forget(self, session: str) -> None:
        """Stop all edits of a session, the waiting ones first so that none of them begins."""
        turn = self._turns.get(session)
        for key in [] if turn is None else list(turn.runs)[::-1]:
            await self.cancel(session, key)

    def _run(self, session: str, key: str) -> EditRun | None:
        turn = self._turns.get(session)
        return None if turn is None else turn.runs.get(key)

    def _count(self, session: str) -> int:
        turn = self._turns.get(session)
        return 0 if turn is None else len(turn.runs)

    def _begin(self, edit: Edit) -> EditRun:
        run = EditRun(edit)
        if self._group is None:
            return run
        self._turns.setdefault(edit.session, _Turn()).runs[edit.key] = run
        self._tasks[edit.id] = self._group.create_task(self._attend(run), name=f"edit {edit.id}")
        return run

    async def _attend(self, run: EditRun) -> None:
        """See one edit through, whatever happens to it."""
        edit, turn = run.edit, self._turns[run.edit.session]
        run.entered = True
        try:
            await self._see_through(run, turn)
            # What is stored is what the listeners must have heard, also when a cancel came a moment too late.
            stored = await self._edits.get(edit.session, edit.key)
            if stored is not None:
                log.info("edit %s", stored.state, extra={"session": edit.session, "edit": edit.id})
                run.show(load_events(stored.events, edit.id)[len(run.told) :])
            run.end()
        finally:
            self._tasks.pop(edit.id, None)
            turn.runs.pop(edit.key, None)
            if not turn.runs:
                self._turns.pop(edit.session, None)

    async def _see_through(self, run: EditRun, turn: _Turn) -> None:
        edit = run.edit
        try:
            if run.cancel_asked:
                raise asyncio.CancelledError
            async with turn.lock:
                await self._edits.start(edit)
                await self._do(run)
        except asyncio.CancelledError:
            if not run.cancel_asked:
                raise
            await self._stop(run, EditState.CANCELLED, _cancelled())
        except TimeoutError:
            await self._stop(run, EditState.FAILED, Failed(DEADLINE, "the edit took too long"))
        except StorageFailed:
            raise
        except Exception:  # the border of one edit: a defect ends this edit and no other
            reference = secrets.token_hex(4)
            log.exception("edit failed", extra={"session": edit.session, "edit": edit.id, "reference": reference})
            await self._stop(run, EditState.FAILED, Failed(INTERNAL, f"reference {reference}"))

    async def _do(self, run: EditRun) -> None:
        async with asyncio.timeout(self._limit_s):
            finished = await self._work.run(run.edit, run.tell)

        def answer(version: int | None) -> str:
            closing = [stamp(event, run.edit.id) for event in finished.closing(version)]
            return dump_events([*run.told, *closing])

        await self._edits.finish(run.edit, finished.outcome, answer)

    async def _stop(self, run: EditRun, state: EditState, event: Failed) -> None:
        await self._edits.end(run.edit, state, dump_events([*run.told, stamp(event, run.edit.id)]))


def _cancelled() -> Failed:
    return Failed(CANCELLED, "the edit was cancelled")
