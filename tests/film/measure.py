"""The measure of "cut the pauses, add background music and export in 1080p".

It knows the source clip and sees the finished film: samples and frames, never an edit list. ``measure`` gathers the
facts, ``faults`` judges them and names what is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import av

from tests.film.alignment import FoundSpan, in_order, locate
from tests.film.clips import RATE, KnownClip
from tests.film.container import Container, read_container
from tests.film.decoding import decode_picture, decode_sound
from tests.film.joints import MOST_STEP_MS, Joint, SpanSteps, joints, span_steps
from tests.film.music import SILENCE_DB, Music, hear_music

LONG_PAUSE_MS, MOST_KEPT_MS = 1000, 500
MOST_LOST_MS = 20
MUSIC_DB = (-30.0, -8.0)
MUSIC_HEARD_DB = -38.0
SHORT_SIDE = 1080
MOST_APART_MS = 100.0


@dataclass(frozen=True, slots=True)
class KeptPause:
    """A silence of the source, and how long it lasts in the film. ``after`` 0 is the one before the first span."""

    after: int
    source_ms: int
    film_ms: float


@dataclass(frozen=True, slots=True)
class FilmReport:
    """All that was measured on one film."""

    container: Container | None
    spans: tuple[FoundSpan, ...] = ()
    pauses: tuple[KeptPause, ...] = ()
    steps: tuple[SpanSteps, ...] = ()
    joints: tuple[Joint, ...] = ()
    music: Music | None = None
    sound_ms: float = 0.0
    picture_ms: float = 0.0


def measure(film: Path, clip: KnownClip) -> FilmReport:
    """Decode a film and compare it with the clip it was made of; about a tenth of the film's length in CPU."""
    try:
        container = read_container(film)
    except av.FFmpegError:
        return FilmReport(None)
    sound, picture, source = decode_sound(film), decode_picture(film), decode_sound(clip.path)
    spans = locate(sound, source, clip.spans)
    sound_ms = sound.size * 1000 / RATE
    return FilmReport(
        container=container,
        spans=spans,
        pauses=tuple(_kept(clip, spans, max(sound_ms, picture.end_ms))),
        steps=span_steps(picture, spans, clip.fps),
        joints=joints(picture, spans, clip.fps),
        music=hear_music(sound, source, spans),
        sound_ms=sound_ms,
        picture_ms=picture.end_ms,
    )


def faults(report: FilmReport) -> list[str]:
    """What is wrong with the film, each fault with its figure; empty for a film as it should be."""
    if report.container is None:
        return ["the film cannot be opened"]
    return [
        *_container_faults(report.container),
        *_length_faults(report, report.container.declared_ms),
        *_span_faults(report),
        *_pause_faults(report),
        *_joint_faults(report),
        *_music_faults(report.music or Music(SILENCE_DB, ())),
    ]


def _kept(clip: KnownClip, spans: tuple[FoundSpan, ...], film_ms: float) -> Iterator[KeptPause]:
    for after, (start_ms, end_ms) in enumerate(clip.pauses):
        before, behind = after > 0, after < len(spans)
        if (before and not spans[after - 1].found) or (behind and not spans[after].found):
            continue
        from_ms = spans[after - 1].film_end_ms if before else 0.0
        to_ms = spans[after].film_start_ms if behind else film_ms
        yield KeptPause(after, end_ms - start_ms, to_ms - from_ms)


def _container_faults(container: Container) -> Iterator[str]:
    if not container.is_mp4:
        yield "the file is no MP4"
    if container.video_codecs != ("h264",):
        yield f"the picture is {container.video_codecs}, not one H.264 stream"
    if container.audio_codecs != ("aac",):
        yield f"the sound is {container.audio_codecs}, not one AAC stream"
    if container.pixel_format != "yuv420p":
        yield f"the pixels are {container.pixel_format}, not yuv420p"
    if min(container.width, container.height) != SHORT_SIDE:
        yield f"the short side of {container.width}x{container.height} is not {SHORT_SIDE}"
    if not container.index_first:
        yield "the index is not in front"


def _length_faults(report: FilmReport, declared_ms: float) -> Iterator[str]:
    played_ms = max(report.sound_ms, report.picture_ms)
    if declared_ms - played_ms > MOST_APART_MS:
        yield f"the film declares {declared_ms:.0f} ms but breaks off after {played_ms:.0f} ms"
    if abs(report.sound_ms - report.picture_ms) > MOST_APART_MS:
        yield f"the sound ends after {report.sound_ms:.0f} ms, the picture after {report.picture_ms:.0f} ms"


def _span_faults(report: FilmReport) -> Iterator[str]:
    for span in report.spans:
        if not span.found:
            yield f"span {span.number} is not in the film"
            continue
        if span.lost_start_ms > MOST_LOST_MS:
            yield f"span {span.number} loses {span.lost_start_ms} ms at its start"
        if span.lost_end_ms > MOST_LOST_MS:
            yield f"span {span.number} loses {span.lost_end_ms} ms at its end"
        if span.hole_ms:
            yield f"span {span.number} has holes of {span.hole_ms} ms"
    usual = median([span.gain for span in report.spans if span.found] or [1.0])
    for span in report.spans:
        if span.found and not 0.5 < span.gain / usual < 2.0:
            yield f"span {span.number} is {span.gain / usual:.2f} times as loud as the others"
    if not in_order(report.spans):
        yield "the spans are not in the source's order"


def _pause_faults(report: FilmReport) -> Iterator[str]:
    for pause in report.pauses:
        if pause.source_ms > LONG_PAUSE_MS and pause.film_ms > MOST_KEPT_MS:
            yield f"the pause after span {pause.after} still lasts {pause.film_ms:.0f} ms"
        elif pause.film_ms > pause.source_ms + MOST_LOST_MS:
            yield f"the pause after span {pause.after} grew from {pause.source_ms} to {pause.film_ms:.0f} ms"


def _joint_faults(report: FilmReport) -> Iterator[str]:
    for steps in report.steps:
        for end, step_ms in (("start", steps.start_ms), ("end", steps.end_ms)):
            if step_ms is None:
                yield f"span {steps.number} shows no readable frames at its {end}"
            elif abs(step_ms) > MOST_STEP_MS:
                way = "ahead of" if step_ms > 0 else "behind"
                yield f"the picture is {abs(step_ms):.0f} ms {way} the sound at the {end} of span {steps.number}"
    for joint in report.joints:
        if joint.strays:
            yield f"{joint.strays} of {joint.frames} frames after span {joint.after} belong to neither side of the cut"


def _music_faults(music: Music) -> Iterator[str]:
    quietest, loudest = MUSIC_DB
    if music.level_db < quietest:
        yield f"the music is too quiet: {music.level_db:.0f} dB against the speech"
    if music.level_db > loudest:
        yield f"the music is too loud: {music.level_db:.0f} dB against the speech"
    for gap in music.gaps:
        if gap.quietest_db < MUSIC_HEARD_DB:
            yield f"no music in the gap after span {gap.after}: {gap.quietest_db:.0f} dB"
