"""Puts a filter graph together, run by run: opens inputs, adds chains, keeps the labels straight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from studio.render import picture, soundtrack
from studio.render.blending import pictures_in_turn, sounds_in_turn
from studio.render.command import Input, Pass, SourceMedia
from studio.render.grid import SAMPLE_RATE, Run, frame_at, is_still, sample_of, time_ms
from studio.render.marks import laid_over
from studio.render.mastering import cleaned, evened
from studio.render.steadying import watching
from studio.timeline.model import Mark, Music, Source, SourceId, SourceKind, Sync, Timeline, Voiceover
from studio.timeline.sync import sync_of

MANY_RUNS = 4
INPUT_TAIL_S = 1
# A recording may change its size on the way; a graph set up anew would begin to count again.
STEADY_GRAPH = ("-reinit_filter:v", "0")


@dataclass(slots=True)
class Assembly:
    """A graph under construction for the frames from ``first`` up to but not including ``end``."""

    media: Mapping[SourceId, SourceMedia]
    canvas: picture.Canvas
    first: int
    end: int
    inputs: list[Input] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.canvas.rate

    @property
    def samples(self) -> int:
        """How long the sound is."""
        return sample_of(self.end, self.rate) - sample_of(self.first, self.rate)

    def graph(self) -> str:
        """The text of the graph."""
        return ";\n".join(self.chains)

    def open_runs(self, runs: Sequence[Run]) -> list[int]:
        """Open each run's source; the numbers of the inputs."""
        return [self._open_run(run, many=len(runs) > MANY_RUNS) for run in runs]

    def add_picture(
        self, runs: Sequence[Run], inputs: Sequence[int], *, titled: bool, marks: Sequence[Mark] = (), fades: str = ""
    ) -> None:
        """Chains from the runs to ``[picture]``; ``fades``: the filters last in it, comma in front."""
        labels = []
        for number, (run, opened) in enumerate(zip(runs, inputs, strict=True)):
            source = self.media[run.source].source
            movements = self._watch(run, source, opened) if run.cuts[0].steady else ""
            held = self.media[run.source]
            seen = picture.Seen(movements, held.patches, held.rings)
            chain = picture.run_chain(run, source, f"[{opened}:V:0]", self.canvas, f"r{number}", seen)
            self.chains.append(f"{chain}[v{number}]")
            labels.append(f"[v{number}]")
        titles = picture.titled(self.first) if titled else ""
        self.chains.extend(pictures_in_turn(runs, labels, self.rate))
        shown = self._marked(marks)
        self.chains.append(f"{shown}null{titles}{fades},format=yuv420p[picture]")

    def _marked(self, marks: Sequence[Mark]) -> str:
        """Chains that lay the watermarks' pictures over ``[shown]``; the label of what comes of it."""
        label = "[shown]"
        for number, mark in enumerate(mark for mark in marks if mark.source is not None):
            if mark.source is None:
                continue
            opened = self._open(mark.source, ())
            drawn, laid = laid_over(mark, self.canvas.size)
            self.chains.append(f"[{opened}:V:0]{drawn}[mark{number}]")
            self.chains.append(f"{label}[mark{number}]{laid}[marked{number}]")
            label = f"[marked{number}]"
        return label

    def _watch(self, run: Run, source: Source, opened: int) -> str:
        """Have the camera's movements in a run found before; the file they will stand in."""
        movements = f"movements{self.first}_{opened}.trf"
        if not is_still(source) and source.kind is not SourceKind.AUDIO:
            frames = run.cuts[-1].end - run.seek
            seen = picture.looked_at(run, "", self.rate, "w", self.media[run.source].patches)
            self.passes.append(watching(self.inputs[opened], seen, movements, frames))
        return movements

    def add_voice(self, runs: Sequence[Run], inputs: Sequence[int], timeline: Timeline) -> None:
        """Chains from the runs to ``[voice]``, each source's sound brought to its picture and cleaned of noise."""
        labels: list[list[str]] = []
        for number, (run, opened) in enumerate(zip(runs, inputs, strict=True)):
            held = self.media[run.source]
            ends = frame_at(held.source.duration_ms, self.rate)
            sync = sync_of(timeline, run.source)
            is_moved = held.source.has_audio and sync != Sync(run.source)
            heard, moving = self._open_moved(run, sync) if is_moved else (opened, "")
            pad = f"[{heard}:a:0]" if held.source.has_audio else None
            cleaning = moving + cleaned(timeline.mastering.noise, held.floor_db)
            chains, pieces = soundtrack.run_chains(run, pad, f"s{number}", self.rate, ends, cleaning)
            self.chains.extend(chains)
            labels.append(pieces)
        self.chains.extend(sounds_in_turn(runs, labels, self.rate))
        self.chains.append(f"[heard]apad,{soundtrack.until(self.samples)}[voice]")

    def add_mix(self, timeline: Timeline, speech_db: float | None) -> None:
        """Chains from ``[voice]``, the voice-overs and the music to ``[mixed]``."""
        voice = "[voice]"
        if timeline.mastering.lufs is not None and speech_db is not None:
            until = soundtrack.until(self.samples)
            self.chains.append(f"[voice]{evened(speech_db)},{soundtrack.COUNTED},apad,{until}[even]")
            voice = "[even]"
        over = [self._add_voiceover(each, speech_db, f"[over{at}]") for at, each in enumerate(timeline.voiceovers)]
        if over:
            self.chains.extend(soundtrack.spoken_over(voice, over, speech_db))
            voice, speech_db = "[told]", soundtrack.SPOKEN_DB if speech_db is None else speech_db
        beds: list[tuple[soundtrack.Bed, str]] = []
        for each in timeline.music:
            bed = self._bed(each, speech_db)
            if bed is not None:
                beds.append((bed, self._add_bed(each, bed, f"[bed{len(beds)}]")))
        self.chains.extend(soundtrack.mixed(voice, beds, speech_db))

    def add_finish(self, *filters: str) -> None:
        """The chain from ``[mixed]`` to ``[sound]``."""
        self.chains.append(f"[mixed]{','.join(filters) or 'anull'}[sound]")

    def _open_run(self, run: Run, *, many: bool) -> int:
        source = self.media[run.source].source
        if is_still(source):
            return self._open(run.source, ())
        threads = ("-threads", "1") if many else ()
        seek = ("-ss", f"{float(run.seek / self.rate):.6f}") if run.seek else ()
        length_s = float((run.cuts[-1].end - run.seek) / self.rate) + INPUT_TAIL_S
        repeat = ("-stream_loop", "-1") if source.kind is SourceKind.IMAGE else ()
        return self._open(run.source, (*threads, *STEADY_GRAPH, *repeat, *seek, "-t", f"{length_s:.6f}"))

    def _open_moved(self, run: Run, sync: Sync) -> tuple[int, str]:
        """Open a run's sound by itself, from where it is heard with the run's first picture, and what moves it there;
        the filters have a comma behind each."""
        begin_s = float(run.seek / self.rate) * sync.tempo - sync.delay_ms / 1000
        length_s = float((run.cuts[-1].end - run.seek) / self.rate) * sync.tempo + INPUT_TAIL_S
        seek = ("-ss", f"{begin_s:.6f}") if begin_s > 0 else ()
        opened = self._open(run.source, ("-vn", *seek, "-t", f"{length_s:.6f}"))
        late = round(max(0.0, -begin_s) * SAMPLE_RATE)
        filters = [f"adelay=delays={late}S:all=1"] if late else []
        filters += [f"atempo={sync.tempo:.6f}"] if sync.tempo != 1.0 else []
        return opened, "".join(f"{one}," for one in filters)

    def _open(self, source: SourceId, options: tuple[str, ...]) -> int:
        self.inputs.append(Input(self.media[source].path, options))
        return len(self.inputs) - 1

    def _add_voiceover(self, voice: Voiceover, speech_db: float | None, label: str) -> str:
        opened = self._open(voice.source, ("-vn",))
        own_db = self.media[voice.source].level_db
        chain = soundtrack.voiceover_chain(voice, f"[{opened}:a:0]", own_db, speech_db, self.samples)
        self.chains.append(f"{chain}{label}")
        return label

    def _bed(self, music: Music, speech_db: float | None) -> soundtrack.Bed | None:
        held = self.media[music.source]
        if not held.source.has_audio:
            return None
        film_ms = time_ms(self.end, self.rate)
        return soundtrack.bed_of(music, held.level_db, speech_db, film_ms)

    def _add_bed(self, music: Music, bed: soundtrack.Bed, label: str) -> str:
        opened = self._open(music.source, ("-stream_loop", "-1"))
        self.chains.append(f"{soundtrack.bed_chain(bed, f'[{opened}:a:0]', self.samples)}{label}")
        return label
