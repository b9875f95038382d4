"""A timeline into what ffmpeg is to do. Pure: files are read and written by others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from studio.render import soundtrack
from studio.render.assembly import Assembly
from studio.render.command import (
    CONTAINER,
    GRAPH_FILE,
    LIST_OPTIONS,
    PARTS_FILE,
    SOUND_CODEC,
    SPLICED_FILE,
    WITH_GRAPH,
    Command,
    Input,
    Part,
    SourceMedia,
    encoded_picture,
    part_output,
    parts_list,
)
from studio.render.delivering import picture_arguments, picture_filters, sound_arguments, still_at_ms
from studio.render.errors import MissingSource, NothingToRender
from studio.render.grid import Run, cuts_of, film_rate, frame_at, overlapped, runs_of, time_ms
from studio.render.mastering import Loudness, measuring, normalized
from studio.render.passthrough import Passthrough
from studio.render.picture import TITLES_FILE, Canvas, faded
from studio.render.rings import with_rings
from studio.render.soundtrack import COUNTED, NORMAL
from studio.render.titles import titles_document
from studio.render.typeface import Typeface
from studio.timeline.canvas import Size, film_size, filmed, first_picture
from studio.timeline.mastering import USUAL_LUFS
from studio.timeline.model import Source, SourceId, Timeline

__all__ = ["Command", "SourceMedia", "compile_film", "film_level_db"]

COPIED_PICTURE = ("-map", "0:V:0", "-c:v", "copy")
MOST_RUNS = 12
"""Runs read at once: each costs about 20 MB in 1920x1080, a long list of sources would not fit into memory."""
MOST_BLENDED = 40
"""More where clips pass into one another, which they can only do within a part; between two parts they just follow."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What is ready before the film is made. ``passing``: what is taken from the only clip's file as it is.

    ``spliced``: the picture lies in the working folder as ``SPLICED_FILE``. ``loudness``: what ``compile_measuring``
    found, where the film shall have one.
    """

    passing: Passthrough = Passthrough.NOTHING
    spliced: bool = False
    loudness: Loudness | None = None


NOTHING_READY = Ready()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all of the film's commands agree on."""

    media: Mapping[SourceId, SourceMedia]
    canvas: Canvas
    frames: int
    document: str | None
    rings: Mapping[str, str]
    threads: int
    loudness: Loudness | None = None

    @property
    def size(self) -> Size:
        return self.canvas.size

    @property
    def rate(self) -> Fraction:
        return self.canvas.rate

    def assembly(self, first: int, end: int) -> Assembly:
        return Assembly(self.media, self.canvas, first, end)


def compile_film(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    *,
    short_side: int | None,
    typeface: Typeface | None,
    ready: Ready = NOTHING_READY,
    threads: int = 2,
) -> Command:
    """The command that makes a timeline's film.

    ``short_side`` wins over the timeline's. ``typeface`` is needed where there are titles.

    Raises MissingSource, MissingGlyphs, NothingToRender.
    """
    facts, runs = _planned(timeline, media, short_side, typeface, threads)
    facts = replace(facts, loudness=ready.loudness)
    if timeline.delivery.kind.is_sound:
        return _sound_alone(timeline, facts, overlapped(runs))
    if timeline.delivery.kind.is_excerpt:
        return _seen_alone(timeline, facts, overlapped(runs))
    if ready.spliced:
        return _under_sound(timeline, facts, runs)
    most = MOST_BLENDED if any(run.cuts[0].overlap for run in runs) else MOST_RUNS
    if len(runs) > most:
        return _in_parts(timeline, facts, [runs[first : first + most] for first in range(0, len(runs), most)])
    return _at_once(timeline, facts, runs, ready.passing)


def compile_measuring(timeline: Timeline, media: Mapping[SourceId, SourceMedia]) -> Command:
    """The command that only listens, and writes the loudness of the film's mix to its working folder.

    Raises MissingSource, NothingToRender.
    """
    facts, planned = _planned(timeline, media, None, None, threads=1)
    runs = overlapped(planned)
    assembly = facts.assembly(0, facts.frames)
    assembly.add_voice(runs, assembly.open_runs(runs), timeline)
    _add_mix(assembly, timeline, facts)
    assembly.add_finish(measuring(timeline.mastering.lufs or USUAL_LUFS))
    return _command(facts, assembly, (*WITH_GRAPH, "-map", "[sound]", "-f", "null", "-"))


def film_level_db(timeline: Timeline, media: Mapping[SourceId, SourceMedia]) -> float | None:
    """How loud the clips' own sound is in the film, dBFS, averaged over their lengths; None where nothing sounds."""
    power, length_ms = 0.0, 0
    for clip in timeline.clips:
        level = media[clip.source].level_db
        if level is not None and clip.gain > 0 and media[clip.source].source.has_audio:
            power += clip.duration_ms * clip.gain**2 * 10 ** (level / 10)
            length_ms += clip.duration_ms
    return 10 * math.log10(power / length_ms) if length_ms else None


def _first_picture(timeline: Timeline, media: Mapping[SourceId, SourceMedia]) -> Source:
    """The source that gives the film its size and rate; looks up all sources on the way."""
    missing = next((source for source in sorted(timeline.used) if source not in media), None)
    if missing is not None:
        raise MissingSource(missing)
    first = first_picture([media[source].source for source in filmed(timeline)])
    if first is None:
        raise NothingToRender("no clips")
    return first


def _planned(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    short_side: int | None,
    typeface: Typeface | None,
    threads: int,
) -> tuple[_Facts, tuple[Run, ...]]:
    first = _first_picture(timeline, media)
    rate = film_rate(first.fps)
    cuts = cuts_of(timeline.clips, rate)
    if not cuts:
        raise NothingToRender("no clip is as long as a frame")
    size = film_size(first, short_side or timeline.short_side, timeline.framing)
    frames = cuts[-1].at + cuts[-1].frames
    document = None
    if typeface is not None:
        document = titles_document(timeline.titles, size, typeface, time_ms(frames, rate), timeline.marks)
    runs = runs_of(cuts, {source: held.source for source, held in media.items()}, rate)
    media, rings = with_rings(timeline, media)
    return _Facts(media, Canvas(size, rate, timeline.framing), frames, document, rings, threads), runs


def _at_once(timeline: Timeline, facts: _Facts, runs: tuple[Run, ...], passing: Passthrough) -> Command:
    runs = overlapped(runs)
    assembly = facts.assembly(0, facts.frames)
    inputs = assembly.open_runs(runs)
    titled = facts.document is not None
    if passing is Passthrough.ALL:
        return _command(facts, assembly, ("-map", "0:V:0", "-map", "0:a:0", "-c", "copy", *CONTAINER))
    assembly.add_voice(runs, inputs, timeline)
    _mix(assembly, timeline, facts)
    if passing is Passthrough.PICTURE:
        picture: tuple[str, ...] = COPIED_PICTURE
    else:
        assembly.add_picture(runs, inputs, titled=titled, marks=timeline.marks, fades=_fades(timeline, facts, assembly))
        picture = ("-map", "[picture]", *encoded_picture(facts.size, facts.rate, facts.threads))
    arguments = (*WITH_GRAPH, *picture, "-map", "[sound]", *SOUND_CODEC, *CONTAINER)
    return _command(facts, assembly, arguments)


def _under_sound(timeline: Timeline, facts: _Facts, runs: tuple[Run, ...]) -> Command:
    assembly = facts.assembly(0, facts.frames)
    inputs = assembly.open_runs(runs)
    assembly.add_voice(runs, inputs, timeline)
    _mix(assembly, timeline, facts)
    assembly.inputs.append(Input(Path(SPLICED_FILE), own=True))
    picture = ("-map", f"{len(assembly.inputs) - 1}:V:0", "-c:v", "copy")
    return _command(facts, assembly, (*WITH_GRAPH, *picture, "-map", "[sound]", *SOUND_CODEC, *CONTAINER))


def _sound_alone(timeline: Timeline, facts: _Facts, runs: tuple[Run, ...]) -> Command:
    assembly = facts.assembly(0, facts.frames)
    assembly.add_voice(runs, assembly.open_runs(runs), timeline)
    _mix(assembly, timeline, facts)
    command = _command(facts, assembly, (*WITH_GRAPH, *sound_arguments(timeline.delivery)))
    return replace(command, kind=timeline.delivery.kind)


def _seen_alone(timeline: Timeline, facts: _Facts, runs: tuple[Run, ...]) -> Command:
    assembly, delivery = facts.assembly(0, facts.frames), timeline.delivery
    inputs = assembly.open_runs(runs)
    titled = facts.document is not None
    assembly.add_picture(runs, inputs, titled=titled, marks=timeline.marks, fades=_fades(timeline, facts, assembly))
    frame = min(facts.frames - 1, frame_at(still_at_ms(delivery, timeline.duration_ms), facts.rate))
    assembly.chains.append(picture_filters(delivery, frame))
    return replace(_command(facts, assembly, (*WITH_GRAPH, *picture_arguments(delivery))), kind=delivery.kind)


def _in_parts(timeline: Timeline, facts: _Facts, groups: Sequence[tuple[Run, ...]]) -> Command:
    parts = tuple(_part(timeline, facts, group, number) for number, group in enumerate(groups))
    assembly = facts.assembly(0, facts.frames)
    assembly.inputs.append(Input(Path(PARTS_FILE), LIST_OPTIONS, own=True))
    assembly.chains.append(f"[0:a:0]{NORMAL},{COUNTED}[voice]")
    _mix(assembly, timeline, facts)
    arguments = (*WITH_GRAPH, *COPIED_PICTURE, "-map", "[sound]", *SOUND_CODEC, *CONTAINER)
    return _command(facts, assembly, arguments, parts)


def _part(timeline: Timeline, facts: _Facts, runs: tuple[Run, ...], number: int) -> Part:
    runs = overlapped(runs)
    last = runs[-1].cuts[-1]
    assembly = facts.assembly(runs[0].cuts[0].at, last.at + last.frames)
    inputs = assembly.open_runs(runs)
    titled = facts.document is not None
    assembly.add_picture(runs, inputs, titled=titled, marks=timeline.marks, fades=_fades(timeline, facts, assembly))
    assembly.add_voice(runs, inputs, timeline)
    graph = f"part{number}.txt"
    arguments = part_output(facts.size, facts.rate, facts.threads, graph)
    frames = assembly.end - assembly.first
    return Part(
        f"part{number}.mov",
        tuple(assembly.inputs),
        arguments,
        {graph: assembly.graph()},
        frames,
        tuple(assembly.passes),
    )


def _fades(timeline: Timeline, facts: _Facts, assembly: Assembly) -> str:
    return faded(timeline.fades, facts.frames, assembly.first, assembly.end, facts.rate)


def _add_mix(assembly: Assembly, timeline: Timeline, facts: _Facts) -> None:
    speech_db = film_level_db(timeline, facts.media)
    assembly.add_mix(timeline, speech_db)


def _mix(assembly: Assembly, timeline: Timeline, facts: _Facts) -> None:
    boosted = any(clip.gain > 1 for clip in timeline.clips)
    _add_mix(assembly, timeline, facts)
    wanted = timeline.mastering.lufs
    loudness = [] if wanted is None or facts.loudness is None else [normalized(wanted, facts.loudness)]
    has_more = timeline.music or timeline.voiceovers or loudness
    limiter = [soundtrack.limited(assembly.samples)] if boosted or has_more else []
    assembly.add_finish(*loudness, *limiter)


def _command(facts: _Facts, assembly: Assembly, arguments: tuple[str, ...], parts: tuple[Part, ...] = ()) -> Command:
    files = {GRAPH_FILE: assembly.graph()} if assembly.chains else {}
    for part in parts:
        files.update(part.files)
    if parts:
        files[PARTS_FILE] = parts_list(parts, facts.rate)
    files.update(facts.rings)
    if facts.document is not None:
        files[TITLES_FILE] = facts.document
    titled = facts.document is not None
    passes = (*(each for part in parts for each in part.passes), *assembly.passes)
    command = Command(tuple(assembly.inputs), arguments, files, facts.size, facts.frames, facts.rate, titled, parts)
    return replace(command, passes=passes)
