"""The editor's slow tools, fake: speech as told by the test, music as a record of what was asked for."""

from collections.abc import Sequence

from media.clicks import Pointing
from studio.render.errors import SpeechServiceFailed
from studio.timeline.model import Source, SourceId, SourceKind, Span
from studio.timeline.subtitles import Cue
from studio.timeline.sync import StreamTimes


class FakeTools:
    """Speech by source; a source that was not told of is silent."""

    def __init__(self, **speech: tuple[tuple[int, int], ...]) -> None:
        self._speech = {name: tuple(Span(*span) for span in spans) for name, spans in speech.items()}
        self.listened: list[SourceId] = []
        self.times: dict[str, StreamTimes] = {}
        self.spoken: list[str] = []
        self.late_ms: int | None = None
        self.aligned: list[tuple[str, ...]] = []
        self.heard: tuple[Span | None, ...] | None = None
        self.said: dict[str, tuple[Cue, ...]] = {}
        self.sent_to: str | None = None
        self.jumps: dict[str, tuple[int, ...]] = {}
        self.pointing = Pointing(is_found=False)
        self.composed: list[tuple[str, int]] = []

    async def speech(self, source: SourceId) -> tuple[Span, ...]:
        self.listened.append(source)
        return self._speech.get(source, ())

    async def stream_times(self, source: SourceId) -> StreamTimes | None:
        return self.times.get(source)

    async def lateness(self, source: SourceId) -> int | None:
        return self.late_ms

    async def jump_cuts(self, source: SourceId) -> tuple[int, ...]:
        return self.jumps.get(source, ())

    async def clicks(self, source: SourceId) -> Pointing:
        return self.pointing

    async def speak(self, words: str) -> Source:
        self.spoken.append(words)
        name = SourceId(f"voice{len(self.spoken)}")
        return Source(name, words, SourceKind.AUDIO, 100 * len(words), has_audio=True, generated=True)

    async def align(self, source: SourceId, words: Sequence[str]) -> tuple[Span | None, ...] | None:
        self.aligned.append(tuple(words))
        return self.heard

    async def listen(self, source: SourceId) -> tuple[Cue, ...]:
        if source not in self.said:
            raise SpeechServiceFailed("not set up")
        return self.said[source]

    @property
    def sound_goes_to(self) -> str | None:
        return self.sent_to

    async def plain_picture(self) -> Source:
        return Source(SourceId("card"), "card", SourceKind.IMAGE, 0, 64, 36, generated=True)

    async def undrawable(self, text: str) -> str:
        return "".join(character for character in dict.fromkeys(text) if character in UNDRAWABLE)

    async def music(self, mood: str, duration_ms: int) -> Source:
        self.composed.append((mood, duration_ms))
        name = SourceId(f"bed{len(self.composed)}")
        return Source(name, mood, SourceKind.AUDIO, duration_ms, has_audio=True, generated=True)


UNDRAWABLE = "😀مرحبا"

FIVE_PAUSES = ((1000, 4000), (6000, 9000), (12_000, 15_000), (18_000, 22_000))
"""Speech in a clip of 24 s, with silence at both ends and three pauses; 9.6 s can go."""
