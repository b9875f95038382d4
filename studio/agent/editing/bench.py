"""What the operations of one request work on: the film as it becomes, and what will be said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation, Tongue
from studio.agent.project import Project, Tools
from studio.agent.replies import Fact, say, sentence
from studio.agent.times import before_and_after
from studio.timeline.model import Source, SourceId, SourceKind, Span, Timeline
from studio.timeline.spans import moved, windows


@dataclass
class Bench:
    """One request under way.

    ``cuts`` are phrases that become one sentence with the lengths before and after. ``is_speechless``: it was listened
    for speech, and there is none. ``new_cuts``: the numbers of the pauses this request has cut.
    ``questions``: what is asked in the end about parts that were left as they are.
    ``gone``: what was cut, one cut after another, each in the times of the film before it.
    """

    tongue: Tongue
    tools: Tools
    project: Project
    operations: Sequence[Operation]
    film: Timeline
    sentences: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    is_speechless: bool = False
    gone: list[tuple[Span, ...]] = field(default_factory=list)
    new_cuts: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.length_at_start_ms = self.film.duration_ms

    @property
    def sources(self) -> Mapping[SourceId, Source]:
        """All sources of the project by their ids."""
        return by_id(self.project)

    def say(self, key: str, **facts: Fact) -> None:
        """Add a sentence."""
        self.sentences.append(sentence(say(self.tongue, key, **facts)))

    def ask(self, key: str, **facts: Fact) -> None:
        """Ask about a part that was left as it is, once all else is told; where it was all that was asked, refuse.

        Raises Refused.
        """
        if sum(operation.name != "export" for operation in self.operations) <= 1:
            raise Refused(key, **facts)
        self.questions.append(sentence(say(self.tongue, key, **facts)))

    def cut(self, key: str, **facts: Fact) -> None:
        """Add a phrase to the sentence about cuts."""
        self.cuts.append(say(self.tongue, key, **facts))

    def tell_cuts(self) -> None:
        """Make the sentence about the cuts, if there are any."""
        if not self.cuts:
            return
        before, after = before_and_after(self.length_at_start_ms, self.film.duration_ms)
        phrases = say(self.tongue, "join").join(self.cuts)
        self.say("cuts.sentence", cuts=phrases, before=before, after=after)
        self.cuts.clear()

    def now(self, moment_ms: int) -> int:
        """Where a moment of the film as the person knows it lies after what this request has cut."""
        for spans in self.gone:
            moment_ms = moved(moment_ms, spans)
        return moment_ms

    def asks_for(self, name: str) -> bool:
        """Whether the request has an operation of that name."""
        return any(operation.name == name for operation in self.operations)

    def has_sound(self) -> bool:
        """Whether any clip was recorded with sound, muted or not."""
        return any(self.is_recorded_with_sound(clip.source) for clip in self.film.clips)

    def is_speaking_heard(self) -> bool:
        """Whether any clip's own sound is to be heard, and is not known to be without speech."""
        return not self.is_speechless and any(
            clip.gain > 0 and self.is_recorded_with_sound(clip.source) for clip in self.film.clips
        )

    def is_recorded_with_sound(self, source: SourceId) -> bool:
        """Whether that source has an audio stream."""
        found = self.sources.get(source)
        return found is not None and found.has_audio

    def fresh_sound(self) -> Source | None:
        """The newest audio file no version has used yet."""
        fresh = [self.sources[source] for source in self.project.fresh if source in self.sources]
        return next((source for source in reversed(fresh) if source.kind is SourceKind.AUDIO), None)


def by_id(project: Project) -> dict[SourceId, Source]:
    """The project's sources by their ids."""
    return {source.id: source for source in project.sources}


def named(sources: Sequence[Source], name: str) -> Source | None:
    """The newest source a person can mean by that name: as sent, or without its ending; None if none."""
    wanted = name.strip().casefold()
    return next((source for source in reversed(sources) if wanted in names_of(source)), None)


def names_of(source: Source) -> frozenset[str]:
    """What a person can call it, in lower case."""
    full = source.name.casefold()
    return frozenset({full, full.rpartition(".")[0]} - {""})


def shots(film: Timeline) -> tuple[Span, ...]:
    """The film's clips as a person counts them: neighbours from one source are one, and cards are none."""
    result: list[Span] = []
    last: SourceId | None = None
    for clip, window in windows(film.clips):
        if clip.card:
            last = None
            continue
        if clip.source == last:
            result[-1] = Span(result[-1].start_ms, window.end_ms)
        else:
            result.append(window)
        last = clip.source
    return tuple(result)
