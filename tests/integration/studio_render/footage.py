"""Short clips made for these tests: the picture carries its frame numbers, the sound is noise nobody can mistake."""

import asyncio
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

import assets
from studio.render.film import FilmFacts, FontSet, SourceMedia, make_film
from studio.timeline.model import Clip, Source, SourceId, SourceKind, Timeline
from tests.film.clips import RATE, Sound
from tests.film.framecode import paint

FONTS = FontSet(assets.font_folder(), assets.FONT_FAMILY, assets.font_file())


def noise(seconds: float, level_db: float = -20.0, seed: int = 1) -> Sound:
    """Noise below 5 kHz at a level, mono; no two stretches of it are alike."""
    size = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    spectrum[np.fft.rfftfreq(size, 1 / RATE) > 5000] = 0
    sound = np.fft.irfft(spectrum, size)
    return (sound * 10 ** (level_db / 20) / np.sqrt(np.mean(sound**2))).astype(np.float32)


def tone(seconds: float, hertz: float, level_db: float = -20.0) -> Sound:
    """A sine at a level (RMS), mono."""
    amplitude = np.sqrt(2) * 10 ** (level_db / 20)
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def numbered_clip(
    path: Path,
    sound: Sound | None,
    *,
    frames: int = 90,
    rate: Fraction = Fraction(30),
    size: tuple[int, int] = (320, 180),
    times_ms: Sequence[int] | None = None,
    rotation: int = 0,
    sound_late_s: float = 0.0,
) -> SourceMedia:
    """Write a clip of numbered frames and give it back as a source named after its file.

    ``times_ms``: when each frame is shown (a variable rate). ``rotation``: degrees written into the file.
    ``sound_late_s``: the sound's time stamps begin so late.
    """
    width, height = size
    with av.open(str(path), "w") as file:
        picture = file.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": "30", "bf": "2"})
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        if times_ms is not None:
            picture.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            picture.set_display_rotation(rotation)
        track = None if sound is None else file.add_stream("aac", rate=RATE, layout="mono", bit_rate=160_000)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(_painted(width, height, number), format="yuv420p")
            frame.pts = number if times_ms is None else times_ms[number]
            frame.time_base = 1 / rate if times_ms is None else Fraction(1, 1000)
            file.mux(picture.encode(frame))
        file.mux(picture.encode())
        if track is not None and sound is not None:
            for start in range(0, sound.size, RATE):
                samples = av.AudioFrame.from_ndarray(sound[None, start : start + RATE], format="fltp", layout="mono")
                samples.sample_rate, samples.pts = RATE, start + round(sound_late_s * RATE)
                file.mux(track.encode(samples))
            file.mux(track.encode())
    shown_ms = round(frames * 1000 / rate) if times_ms is None else times_ms[-1] + 33
    duration_ms = max(shown_ms, 0 if sound is None else round((sound.size / RATE + sound_late_s) * 1000))
    display = (height, width) if rotation % 180 else (width, height)
    source = Source(
        SourceId(path.stem), path.name, SourceKind.VIDEO, duration_ms, *display, fps=rate, has_audio=sound is not None
    )
    return SourceMedia(source, path)


def sound_file(path: Path, sound: Sound, level_db: float | None = None) -> SourceMedia:
    """Write a WAV and give it back as a source."""
    with av.open(str(path), "w") as file:
        track = file.add_stream("pcm_s16le", rate=RATE, layout="mono")
        whole = np.round(sound * 32767).astype(np.int16)
        samples = av.AudioFrame.from_ndarray(whole[None, :], format="s16", layout="mono")
        samples.sample_rate, samples.pts = RATE, 0
        file.mux(track.encode(samples))
        file.mux(track.encode())
    duration_ms = sound.size * 1000 // RATE
    source = Source(SourceId(path.stem), path.name, SourceKind.AUDIO, duration_ms, has_audio=True)
    return SourceMedia(source, path, level_db)


def still(path: Path, size: tuple[int, int], colour: tuple[int, int, int]) -> SourceMedia:
    """Write a picture of one colour, as the file's extension says, and give it back as a source."""
    frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), colour, np.uint8), format="rgb24")
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as file:
        stream = file.add_stream("png" if path.suffix == ".png" else "mjpeg")
        stream.width, stream.height = size
        stream.pix_fmt = "rgb24" if path.suffix == ".png" else "yuvj420p"
        file.mux(stream.encode(frame.reformat(format=stream.pix_fmt)))
        file.mux(stream.encode())
    return SourceMedia(Source(SourceId(path.stem), path.name, SourceKind.IMAGE, 0, *size), path)


def clip(media: SourceMedia, in_ms: int, duration_ms: int, gain: float = 1.0) -> Clip:
    """A stretch of a source."""
    return Clip(media.source.id, media.source.name, in_ms, duration_ms, gain)


def whole(media: SourceMedia) -> Clip:
    """All of a source."""
    return clip(media, 0, media.source.duration_ms)


async def render(timeline: Timeline, *media: SourceMedia, folder: Path, short_side: int | None = None) -> FilmFacts:
    """Make the film at ``folder``/film.mp4."""
    held = {each.source.id: each for each in media}
    shares: list[float] = []
    facts = await make_film(
        timeline,
        held,
        short_side=short_side,
        work=folder,
        target=folder / "film.mp4",
        fonts=FONTS,
        progress=shares.append,
    )
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    return facts


def lag_of(film: Sound, piece: Sound, expected: int, reach: int = 480) -> int:
    """By how many samples a piece of sound stands later in the film than expected; ``reach`` at most."""
    start = max(0, expected - reach)
    stretch = film[start : expected + piece.size + reach].astype(np.float64)
    size = 1 << (stretch.size + piece.size).bit_length()
    spectrum = np.fft.rfft(stretch, size) * np.conj(np.fft.rfft(piece.astype(np.float64), size))
    likeness = np.fft.irfft(spectrum, size)[: stretch.size - piece.size + 1]
    return int(np.argmax(likeness)) - (expected - start)


def luma(path: Path, time_s: float) -> np.ndarray:
    """The luma plane of the frame shown at a time."""
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            if frame.time + 0.5 / float(file.streams.video[0].average_rate) >= time_s:
                plane = frame.planes[0]
                return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width].copy()
    raise AssertionError(f"no frame at {time_s} s")


async def in_thread(function, *arguments, **options):
    """A slow call off the loop."""
    return await asyncio.to_thread(function, *arguments, **options)


def _painted(width: int, height: int, number: int) -> np.ndarray:
    canvas = np.full((height * 3 // 2, width), 128, np.uint8)
    canvas[:height] = 110
    paint(canvas[:height], number)
    return canvas
