"""Sources and timelines for tests: factories with defaults, and strategies that draw whole films."""

from hypothesis import strategies as st

from studio.timeline.mastering import Mastering, Noise
from studio.timeline.model import Clip, Music, PauseCut, Position, Source, SourceId, SourceKind, Span, Timeline, Title
from studio.timeline.settle import settle


def video(name="talk.mp4", seconds=24.0, *, id_=None, width=1920, height=1080, has_audio=True) -> Source:
    return Source(
        id=SourceId(id_ or f"src_{name}"),
        name=name,
        kind=SourceKind.VIDEO,
        duration_ms=round(seconds * 1000),
        width=width,
        height=height,
        has_audio=has_audio,
    )


def sound(name="song.mp3", seconds=60.0) -> Source:
    return Source(SourceId(f"src_{name}"), name, SourceKind.AUDIO, round(seconds * 1000), has_audio=True)


def picture(name="logo.png") -> Source:
    return Source(SourceId(f"src_{name}"), name, SourceKind.IMAGE, 0, 800, 600)


def clip(source="a", start=0, length=1000, gain=1.0) -> Clip:
    return Clip(SourceId(source), f"{source}.mp4", start, length, gain)


def bed(start=0, length=10_000, **changes) -> Music:
    return Music(SourceId("m"), "calm", start, length, **changes)


def shown(timeline: Timeline) -> list[tuple[str, int, int]]:
    """The film as (source, in, out) triples."""
    return [(one.source, one.in_ms, one.out_ms) for one in timeline.clips]


_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_levels = st.floats(0, 4, allow_nan=False)
_times = st.integers(0, 60_000)

clips = st.builds(
    Clip,
    source=st.sampled_from([SourceId("a"), SourceId("b"), SourceId("c")]),
    name=_text,
    in_ms=_times,
    duration_ms=st.integers(1, 20_000),
    gain=_levels,
    card=st.booleans(),
)
beds = st.builds(
    Music,
    source=st.just(SourceId("m")),
    name=_text,
    start_ms=_times,
    duration_ms=st.integers(1, 60_000),
    volume=_levels,
    ducked=st.booleans(),
    fills=st.booleans(),
    fade_in_ms=st.integers(0, 5000),
    fade_out_ms=st.integers(0, 5000),
)
titles = st.builds(
    Title, text=_text, start_ms=_times, duration_ms=st.integers(1, 20_000), position=st.sampled_from(Position)
)
receipts = st.lists(st.lists(clips, min_size=1, max_size=2).map(tuple), max_size=3).map(
    lambda cuts: tuple(PauseCut(number, pieces) for number, pieces in enumerate(cuts, 1))
)
masterings = st.builds(Mastering, st.none() | st.sampled_from(Noise), st.none() | st.floats(-36, -9))
films = st.builds(
    lambda *parts, mastering: settle(Timeline(*parts, mastering=mastering)),
    st.lists(clips, min_size=1, max_size=6).map(tuple),
    st.lists(beds, max_size=2).map(tuple),
    st.lists(titles, max_size=3).map(tuple),
    st.none() | st.integers(144, 2160),
    receipts,
    mastering=masterings,
)
spans = st.builds(lambda start, length: Span(start, start + length), _times, st.integers(0, 20_000))
