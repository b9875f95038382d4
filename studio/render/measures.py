"""What is known about sound and picture of a file of the media folder, found out once per content and remembered."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from media.clicks import Pointing, find_clicks
from media.jump_cuts import find_jump_cuts
from studio.render.aligning import align_words
from studio.render.lip_sync import find_lag
from studio.render.listening import Listener
from studio.render.stream_times import read_stream_times
from studio.store.analyses import Analyses
from studio.store.media import MediaFolder, StoredFile
from studio.timeline.model import Span
from studio.timeline.subtitles import Cue
from studio.timeline.sync import StreamTimes

SPEECH = "speech.1"
LEVEL = "level.1"
LATENESS = "lateness.1"
SAID = "said.1"
JUMP_CUTS = "jump_cuts.1"
CLICKS = "clicks.1"
"""The kinds under which results are remembered; they count up when the method changes."""

FindSpeech = Callable[[Path], Awaitable[tuple[Span, ...]]]
MeasureLevel = Callable[[Path, tuple[Span, ...] | None], Awaitable[float | None]]


class Measures:
    """Speech and loudness of files that have sound, jump cuts of films."""

    def __init__(
        self, analyses: Analyses, media: MediaFolder, find_speech: FindSpeech, measure_level: MeasureLevel
    ) -> None:
        self._analyses = analyses
        self._media = media
        self._find_speech = find_speech
        self._measure_level = measure_level

    async def speech(self, file: StoredFile) -> tuple[Span, ...]:
        """Where somebody speaks, in the file's own time."""
        known = await self._analyses.get(file.hash, SPEECH)
        if known is None:
            spans = await self._find_speech(self._media.path(file.hash, file.extension))
            await self._analyses.put(file.hash, SPEECH, [(span.start_ms, span.end_ms) for span in spans])
            return spans
        return tuple(Span(start, end) for start, end in known)

    async def stream_times(self, file: StoredFile) -> StreamTimes | None:
        """When its picture and its sound begin and end; None unless it has both."""
        return await read_stream_times(self._media.path(file.hash, file.extension))

    async def lateness(self, file: StoredFile) -> int | None:
        """By how many ms its sound comes after what is seen to make it; None where that is not sure."""
        known = await self._analyses.get(file.hash, LATENESS)
        if known is None:
            lag = await find_lag(self._media.path(file.hash, file.extension))
            known = [lag.late_ms if lag is not None and lag.is_sure else None]
            await self._analyses.put(file.hash, LATENESS, known)
        [late_ms] = known
        return None if late_ms is None else int(late_ms)

    async def align(self, file: StoredFile, words: Sequence[str]) -> tuple[Span | None, ...] | None:
        """When each word is said in it; not remembered, for a script is handed over once."""
        return await align_words(self._media.path(file.hash, file.extension), words)

    async def said(self, file: StoredFile, listener: Listener, work: Path) -> tuple[Cue, ...]:
        """What is said in it and when. Raises SpeechServiceFailed, media.errors.FfmpegFailed."""
        kind = f"{SAID}.{listener.name}"
        known = await self._analyses.get(file.hash, kind)
        if known is None:
            cues = await listener.write_down(self._media.path(file.hash, file.extension), work)
            await self._analyses.put(file.hash, kind, [(cue.start_ms, cue.end_ms, cue.text) for cue in cues])
            return cues
        return tuple(Cue(start, end, words) for start, end, words in known)

    async def jump_cuts(self, file: StoredFile) -> tuple[int, ...]:
        """When its picture leaps, in ms of its own time."""
        known = await self._analyses.get(file.hash, JUMP_CUTS)
        if known is None:
            known = await find_jump_cuts(self._media.path(file.hash, file.extension))
            await self._analyses.put(file.hash, JUMP_CUTS, list(known))
        return tuple(known)

    async def clicks(self, file: StoredFile) -> Pointing:
        """What is seen of a mouse in its picture."""
        known = await self._analyses.get(file.hash, CLICKS)
        if known is None:
            seen = await find_clicks(self._media.path(file.hash, file.extension))
            await self._analyses.put(file.hash, CLICKS, [seen.is_found, [list(one) for one in seen.clicks]])
            return seen
        is_found, clicks = known
        return Pointing(bool(is_found), tuple((ms, x, y) for ms, x, y in clicks))

    async def level_db(self, file: StoredFile) -> float | None:
        """How loud its speech is, or all of it where nobody speaks, in dBFS; None for silence."""
        known = await self._analyses.get(file.hash, LEVEL)
        if known is None:
            spans = await self.speech(file)
            level = await self._measure_level(self._media.path(file.hash, file.extension), spans or None)
            await self._analyses.put(file.hash, LEVEL, [level])
            return level
        [level] = known
        return None if level is None else float(level)
