"""A timeline into one ffmpeg command. Pure: files are read and written by others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from studio.render import picture, soundtrack
from studio.render.canvas import Size, film_size
from studio.render.errors import MissingSource, NothingToRender
from studio.render.grid import Run, cuts_of, film_rate, frame_at, is_still, runs_of, sample_of, time_ms
from studio.render.passthrough import Passthrough
from studio.render.titles import titles_document
from studio.render.typeface import Typeface
from studio.timeline.model import Source, SourceId, SourceKind, Timeline

GRAPH_FILE = "graph.txt"

PICTURE_CODEC = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-profile:v", "high", "-pix_fmt", "yuv420p")
SOUND_CODEC = ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "160k")
# Nothing of a source's metadata (place, device, title) goes into the film.
CONTAINER = ("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn", "-movflags", "+faststart", "-f", "mp4")
KEYFRAME_S = 2
MANY_RUNS = 4
INPUT_TAIL_S = 1


@dataclass(frozen=True, slots=True)
class SourceMedia:
    """A source and its file. ``level_db``: how loud its speech (or all its sound) is, dBFS; None if not known."""

    source: Source
    path: Path
    level_db: float | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One file to open, with the options before it."""

    path: Path
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: the inputs in order, then the arguments, then the target.

    ``files``: texts to be written into the working folder first, by name. ``titled``: the font folder must be reachable
    there as ``picture.FONTS_FOLDER``. ``frames`` and ``rate``: what the film will have.
    """

    inputs: tuple[Input, ...]
    arguments: tuple[str, ...]
    files: Mapping[str, str]
    size: Size
    frames: int
    rate: Fraction
    titled: bool

    @property
    def duration_ms(self) -> int:
        """The film's length in milliseconds."""
        return time_ms(self.frames, self.rate)


@dataclass(slots=True)
class _Build:
    """The command under construction."""

    media: Mapping[SourceId, SourceMedia]
    size: Size
    rate: Fraction
    frames: int
    inputs: list[Input] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)

    @property
    def samples(self) -> int:
        return sample_of(self.frames, self.rate)

    def open(self, source: SourceId, options: tuple[str, ...]) -> int:
        """Add an input; its number."""
        self.inputs.append(Input(self.media[source].path, options))
        return len(self.inputs) - 1


def compile_film(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    *,
    short_side: int | None,
    typeface: Typeface | None,
    passing: Passthrough = Passthrough.NOTHING,
    threads: int = 2,
) -> Command:
    """The command that makes a timeline's film.

    ``short_side`` wins over the timeline's. ``typeface`` is needed where there are titles. ``passing``: what is taken
    from the only clip's file as it is.

    Raises MissingSource, MissingGlyphs, NothingToRender.
    """
    first = _first_picture(timeline, media)
    rate = film_rate(first.fps)
    cuts = cuts_of(timeline.clips, rate)
    if not cuts:
        raise NothingToRender("no clip is as long as a frame")
    size = film_size(first, short_side or timeline.short_side)
    frames = cuts[-1].at + cuts[-1].frames
    build = _Build(media, size, rate, frames)
    runs = runs_of(cuts, {source: held.source for source, held in media.items()}, rate)
    document = None
    if typeface is not None:
        document = titles_document(timeline.titles, size, typeface, time_ms(frames, rate))
    pads = [_open_run(build, run, many=len(runs) > MANY_RUNS) for run in runs]
    if passing is Passthrough.NOTHING:
        _add_picture(build, runs, pads, titled=document is not None)
    if passing is not Passthrough.ALL:
        _add_sound(build, runs, pads, timeline)
    files = {GRAPH_FILE: ";\n".join(build.chains)} if build.chains else {}
    if document is not None:
        files[picture.TITLES_FILE] = document
    arguments = _output(build, threads, passing)
    return Command(tuple(build.inputs), arguments, files, size, frames, rate, titled=document is not None)


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
    used = [*(clip.source for clip in timeline.clips), *(music.source for music in timeline.music)]
    missing = next((source for source in used if source not in media), None)
    if missing is not None:
        raise MissingSource(missing)
    sources = [media[clip.source].source for clip in timeline.clips]
    if not sources:
        raise NothingToRender("no clips")
    return next((source for source in sources if source.kind is not SourceKind.AUDIO), sources[0])


def _open_run(build: _Build, run: Run, *, many: bool) -> int | None:
    source = build.media[run.source].source
    if is_still(source):
        return build.open(run.source, ())
    threads = ("-threads", "1") if many else ()
    seek = ("-ss", f"{float(run.seek / build.rate):.6f}") if run.seek else ()
    length_s = float((run.cuts[-1].end - run.seek) / build.rate) + INPUT_TAIL_S
    repeat = ("-stream_loop", "-1") if source.kind is SourceKind.IMAGE else ()
    return build.open(run.source, (*threads, *repeat, *seek, "-t", f"{length_s:.6f}"))


def _add_picture(build: _Build, runs: Sequence[Run], pads: Sequence[int | None], *, titled: bool) -> None:
    labels = []
    for number, (run, pad) in enumerate(zip(runs, pads, strict=True)):
        chain = picture.run_chain(run, build.media[run.source].source, f"[{pad}:v:0]", build.size, build.rate)
        build.chains.append(f"{chain}[v{number}]")
        labels.append(f"[v{number}]")
    titles = f",{picture.titled()}" if titled else ""
    build.chains.append(f"{picture.joined(labels, build.rate)}{titles},format=yuv420p[picture]")


def _add_sound(build: _Build, runs: Sequence[Run], pads: Sequence[int | None], timeline: Timeline) -> None:
    labels: list[str] = []
    for number, (run, pad) in enumerate(zip(runs, pads, strict=True)):
        source = build.media[run.source].source
        ends = frame_at(source.duration_ms, build.rate)
        label = f"[{pad}:a:0]" if source.has_audio else None
        chains, pieces = soundtrack.run_chains(run, label, f"s{number}", build.rate, ends)
        build.chains.extend(chains)
        labels.extend(pieces)
    build.chains.append(f"{soundtrack.joined(labels, build.samples)}[voice]")
    speech_db = film_level_db(timeline, build.media)
    beds = _add_beds(build, timeline, speech_db)
    build.chains.extend(soundtrack.mixed("[voice]", beds, speech_db))
    touched = bool(beds) or any(clip.gain > 1 for clip in timeline.clips)
    last = soundtrack.limited(build.samples) if touched else "anull"
    build.chains.append(f"[mixed]{last}[sound]")


def _add_beds(build: _Build, timeline: Timeline, speech_db: float | None) -> list[tuple[soundtrack.Bed, str]]:
    film_ms = time_ms(build.frames, build.rate)
    beds: list[tuple[soundtrack.Bed, str]] = []
    for music in timeline.music:
        held = build.media[music.source]
        if not held.source.has_audio:
            continue
        bed = soundtrack.bed_of(music, held.source.duration_ms, held.level_db, speech_db, film_ms)
        if bed is None:
            continue
        number = build.open(music.source, ("-stream_loop", "-1") if music.fills else ())
        label = f"[bed{len(beds)}]"
        build.chains.append(f"{soundtrack.bed_chain(bed, f'[{number}:a:0]', build.samples)}{label}")
        beds.append((bed, label))
    return beds


def _output(build: _Build, threads: int, passing: Passthrough) -> tuple[str, ...]:
    if passing is Passthrough.ALL:
        return ("-map", "0:v:0", "-map", "0:a:0", "-c", "copy", *CONTAINER)
    graph = ("-/filter_complex", GRAPH_FILE)
    if passing is Passthrough.PICTURE:
        return (*graph, "-map", "0:v:0", "-map", "[sound]", "-c:v", "copy", *SOUND_CODEC, *CONTAINER)
    frames = ("-r", str(build.rate), "-fps_mode", "cfr", "-g", str(math.ceil(KEYFRAME_S * build.rate)))
    encoder = (*PICTURE_CODEC, "-threads", str(threads))
    return (*graph, "-map", "[picture]", "-map", "[sound]", *frames, *encoder, *SOUND_CODEC, *CONTAINER)
