"""One request to the editor in one line."""

import asyncio

from studio.agent.editor import Editor
from studio.agent.plan import Doubt, Operation, Plan, Tongue
from studio.agent.project import Edited, Project
from studio.timeline.cuts import film_of
from studio.timeline.model import Source, Timeline
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.timelines import video

TALK = video("talk.mp4", 24, id_="talk")
SILENT = video("drone.mp4", 20, id_="drone", has_audio=False)
FILM = film_of(TALK)


def op(name: str, *, supported: bool = True, **args) -> Operation:
    return Operation(name, args, supported)


def new(*sources: Source, timeline: Timeline | None = None, **facts) -> Project:
    """A project in which all sources are fresh."""
    return Project(sources, tuple(source.id for source in sources), timeline, **facts)


def old(timeline: Timeline = FILM, *sources: Source, fresh: tuple[Source, ...] = (), **facts) -> Project:
    """A project with a film, to which fresh sources may have come."""
    known = sources or (TALK, SILENT)
    return Project((*known, *fresh), tuple(source.id for source in fresh), timeline, **facts)


def request(project: Project, *operations: Operation, tools=None, tongue=Tongue.ENGLISH, **plan) -> Edited:
    """What comes of the operations."""
    tools = tools or FakeTools(talk=FIVE_PAUSES)
    return asyncio.run(Editor(tools).edit(Plan(tongue, operations, **plan), project))


def asked(project: Project, doubt: Doubt, *, tools=None, tongue=Tongue.ENGLISH) -> Edited:
    """What comes of a doubt."""
    return request(project, tools=tools, tongue=tongue, doubt=doubt)
