"""One edit from words to a new version: reads the session, plans, edits, and says what came of it.

Nothing is kept here: what the edit came to is handed back, and the queue keeps it in one transaction.
"""

import asyncio
import json
import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from studio.agent.events import Called, EditEvent, JsonObject, Returned, Said
from studio.agent.plan import Operation, Plan
from studio.agent.planner import Scene
from studio.agent.project import Edited, Project, Tools
from studio.agent.queue import Finished, Tell
from studio.agent.tools import SessionTools, Workshop
from studio.store.edits import Outcome, Versions
from studio.store.model import Edit, KeptSource
from studio.store.store import Store
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.model import Source, SourceKind, Timeline

OnOperation = Callable[[Operation], None]


class EditsProjects(Protocol):
    """The editor, made for one edit's tools."""

    async def edit(self, plan: Plan, project: Project, *, on_operation: OnOperation) -> Edited:
        """Carry out the plan; ``on_operation`` hears of each operation before it begins."""


@dataclass(frozen=True, slots=True)
class Brain:
    """What understands and what edits, joined in the wiring. ``describe`` reads a plan back, None where it need not."""

    plan: Callable[[str, Scene], Plan]
    editor: Callable[[Tools], EditsProjects]
    describe: Callable[[Plan], str | None]


class _Steps:
    """The operations as calls and results; the last result waits until the edit is kept."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._open: Called | None = None

    def begin(self, operation: Operation) -> None:
        for result in self.last(None):
            self._tell(result)
        self._open = Called("adk-" + secrets.token_hex(8), operation.name, dict(operation.args))
        self._tell(self._open)

    def last(self, draft: JsonObject | None) -> list[Returned]:
        return [] if self._open is None else [Returned(self._open.call, self._open.name, draft)]


class EditService:
    """Does edits for the queue."""

    def __init__(self, store: Store, brain: Brain, workshop: Workshop) -> None:
        self._store = store
        self._brain = brain
        self._workshop = workshop

    async def run(self, edit: Edit, tell: Tell) -> Finished:
        """Do one edit. Raises what the editor raises."""
        kept = await self._store.sources.of(edit.session)
        versions = await self._store.edits.versions(edit.session)
        project = project_of(kept, versions)
        plan = await asyncio.to_thread(
            self._brain.plan, edit.text, scene_of(project, can_listen=self._workshop.listener is not None)
        )
        if (words := self._brain.describe(plan)) is not None:
            tell(Said(words))
        work = self._store.folder.work / edit.id
        work.mkdir(mode=0o700)
        try:
            tools = SessionTools(kept, self._workshop, work)
            steps = _Steps(tell)
            edited = await self._brain.editor(tools).edit(plan, project, on_operation=steps.begin)
            return await self._finished(edit, edited, versions, [*project.sources, *tools.made], steps, tools)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    async def _finished(
        self,
        edit: Edit,
        edited: Edited,
        versions: Versions,
        sources: list[Source],
        steps: _Steps,
        tools: SessionTools,
    ) -> Finished:
        timelines = [timeline for timeline in (edited.base, edited.timeline) if timeline is not None]
        used = sorted({source for timeline in timelines for source in timeline.used})
        goto = _goto(versions, edited.step) if not timelines else None
        gone_to = None if goto is None else json.loads(await self._store.edits.draft(edit.session, goto))
        outcome = Outcome(
            drafts=[_writer(timeline, sources) for timeline in timelines],
            goto=goto,
            used=used,
            generated=await tools.keep_made(self._store.media, used),
        )

        def closing(version: int | None) -> list[EditEvent]:
            draft = gone_to
            if timelines and version is not None:
                draft = dict(to_draft(timelines[-1], sources, version))
            return [*steps.last(draft), Said(edited.text, edited.suggestions)]

        return Finished(outcome, closing)


def project_of(kept: Iterable[KeptSource], versions: Versions) -> Project:
    """The session as the editor wants it."""
    sources = list(kept)
    return Project(
        sources=tuple(one.source for one in sources),
        fresh=tuple(one.source.id for one in sources if not one.used and not one.source.generated),
        timeline=None if versions.current is None else read_draft(versions.current.draft),
        back=len(versions.back),
        forward=len(versions.forward),
    )


def scene_of(project: Project, *, can_listen: bool = False) -> Scene:
    """What the words of a request may refer to."""
    fresh = [source for source in project.sources if source.id in project.fresh]
    film_ms = sum(source.duration_ms for source in fresh if source.kind is SourceKind.VIDEO)
    given = [source for source in project.sources if not source.generated]
    timeline = project.timeline
    return Scene(
        clip_names=tuple(source.name for source in given if source.kind is not SourceKind.AUDIO),
        sound_names=tuple(source.name for source in given if source.kind is SourceKind.AUDIO),
        fresh_sounds=sum(source.kind is SourceKind.AUDIO for source in fresh),
        has_timeline=timeline is not None,
        has_music=timeline is not None and bool(timeline.music),
        has_titles=timeline is not None and bool(timeline.titles),
        duration_ms=film_ms if timeline is None else timeline.duration_ms,
        can_listen=can_listen,
    )


def read_draft(text: str) -> Timeline:
    """The timeline of a stored draft. Raises BadDraft."""
    draft: dict[str, Any] = json.loads(text)
    return from_draft(draft)


def _writer(timeline: Timeline, sources: list[Source]) -> Callable[[int], str]:
    return lambda number: json.dumps(to_draft(timeline, sources, number), ensure_ascii=False)


def _goto(versions: Versions, step: int) -> int | None:
    line = versions.back if step < 0 else versions.forward
    return line[min(abs(step), len(line)) - 1] if step and line else None
