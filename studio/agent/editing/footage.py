"""Which film a request is about: the current one, one that begins with new footage, or the two joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.agent.editing.arguments import text, texts
from studio.agent.editing.bench import by_id, named, names_of
from studio.agent.editing.refusal import Refused
from studio.agent.editing.slides import slideshow
from studio.agent.plan import Operation, Tongue
from studio.agent.project import Project
from studio.agent.replies import say
from studio.agent.times import before_and_after, clock
from studio.timeline.cuts import append_clips, film_of, whole
from studio.timeline.model import Source, SourceKind, Timeline

CARDS = frozenset({"add_intro", "add_outro"})
"""What a file named in these is for: to be put before or after a film, not to begin one."""


@dataclass(frozen=True, slots=True)
class Footage:
    """The film to work on. ``base``: the untouched version of new footage; ``joined``: what joining is told as."""

    film: Timeline
    base: Timeline | None = None
    joined: str | None = None


def footage(project: Project, operations: Sequence[Operation], tongue: Tongue) -> Footage:
    """The film the operations are about. Raises Refused without a video, or with nothing to join."""
    merge = next((operation for operation in operations if operation.name == "merge"), None)
    if merge is not None:
        return _joined(project, merge, tongue)
    slides = next((operation for operation in operations if operation.name == "slideshow"), None)
    if slides is not None:
        base = slideshow(project, slides)
        told = say(tongue, "slides.made", count=len(base.clips), length=clock(base.duration_ms))
        return Footage(base, base, told)
    on_cards = {(text(one, "file") or "").casefold() for one in operations if one.name in CARDS}
    fresh = [one for one in fresh_videos(project) if not names_of(one) & on_cards]
    if fresh:
        base = film_of(fresh[0])
        return Footage(base, base)
    if project.timeline is not None:
        return Footage(project.timeline)
    raise Refused(_missing(project))


def current_film(project: Project) -> Timeline | None:
    """The film a request without a join would be about, None without any video."""
    fresh = fresh_videos(project)
    return film_of(fresh[0]) if fresh else project.timeline


def fresh_videos(project: Project) -> list[Source]:
    """Videos no version has used yet, oldest first."""
    known = by_id(project)
    found = [known[source] for source in project.fresh if source in known]
    return [source for source in found if source.kind is SourceKind.VIDEO]


def _joined(project: Project, merge: Operation, tongue: Tongue) -> Footage:
    chosen = _named_videos(project, merge) or _in_order(fresh_videos(project), merge)
    if not chosen and project.timeline is None:
        raise Refused(_missing(project))
    if not chosen:
        raise Refused("error.nothing_to_join")
    starts_anew = project.timeline is None or len(texts(merge, "files")) > 1
    if project.timeline is None or starts_anew:
        if len(chosen) == 1:
            raise Refused("error.one_clip")
        base = append_clips(Timeline(), (whole(source) for source in chosen))
        told = say(tongue, "join_clips.all", count=len(chosen), length=clock(base.duration_ms))
        return Footage(base, base, told)
    film = append_clips(project.timeline, (whole(source) for source in chosen))
    before, after = before_and_after(project.timeline.duration_ms, film.duration_ms)
    told = say(tongue, "join_clips.added", count=len(chosen), before=before, after=after)
    return Footage(film, joined=told)


def _named_videos(project: Project, merge: Operation) -> list[Source]:
    videos = [source for source in project.sources if source.kind is SourceKind.VIDEO]
    result: list[Source] = []
    for name in texts(merge, "files"):
        source = named(videos, name)
        if source is None:
            raise Refused("error.no_file", name=name[:80])
        result.append(source)
    return result


def _in_order(sources: list[Source], merge: Operation) -> list[Source]:
    return sources[::-1] if text(merge, "order") == "reverse" else sources


def _missing(project: Project) -> str:
    kinds = {source.kind for source in project.sources if not source.generated}
    if SourceKind.IMAGE in kinds:
        return "error.only_pictures"
    return "error.only_sound" if SourceKind.AUDIO in kinds else "error.no_video"
