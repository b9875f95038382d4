"""The filters of the sound: the clips' own sound cut to the sample, music under it, a limiter last."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.render.grid import SAMPLE_RATE, Cut, Run, sample_of
from studio.timeline.model import Music, Voiceover

# ffmpeg's own mono to stereo is 3 dB down on each side; pan ignores the channels that the input does not have.
STEREO = "aformat=sample_fmts=fltp:channel_layouts=stereo|mono,pan=stereo|FL=FL+FC|FR=FR+FC"
NORMAL = f"aresample={SAMPLE_RATE}:async=1:first_pts=0,{STEREO}"
LARGE_FRAMES = "asetnsamples=n=8192:p=0"
"""Many cuts look at every frame of the sound; few large frames make that cheap."""
COUNTED = f"asettb=1/{SAMPLE_RATE},asetpts=N"
"""concat counts in whole microseconds and would drift by a sample every hundred cuts."""
JOINT = SAMPLE_RATE * 30 // 1000
"""What is cut away ends, and what follows begins, over so many samples, so that no joint clicks or stumbles."""
STEP = SAMPLE_RATE * 5 // 1000
"""Where the same sound goes on at another level, a dip of 30 ms would be heard more than the step."""

TEMPO_EARLY_MS, TEMPO_SLOW_MS = 9.0, 13.5
"""By so much ffmpeg's atempo is early, and more the slower: measured on clicks, within 5 ms from 0.25 to 4 times."""

NOMINAL_SPEECH_DB = -20.0
ALONE_DB = -14.0
"""What music's volume counts from where nothing else sounds."""

# The key is brought to NOMINAL_SPEECH_DB before: threshold and ratio then lower music by about 9 dB under speech.
DUCK_THRESHOLD_DB = -32.0
DUCK_RATIO = 3
DUCK_ATTACK_MS, DUCK_RELEASE_MS = 30, 450
KEY_GAIN_DB = 36.0
OVER_RATIO = 8
"""What is spoken over a film is meant to be heard alone: its own sound steps back by some 11 dB."""
SPOKEN_DB = -18.0
"""How loud a voice-over is where nobody speaks besides."""
LIMIT = 0.891  # -1 dBFS


@dataclass(frozen=True, slots=True)
class Bed:
    """One music on the film's sample grid. ``gain_db`` brings it to its loudness."""

    start: int
    end: int
    gain_db: float
    fade_in: int
    fade_out: int
    ducked: bool


def run_chains(
    run: Run, pad: str | None, name: str, rate: Fraction, source_frames: int, cleaning: str = ""
) -> tuple[list[str], list[str]]:
    """Chains for one run and the labels of its pieces in order; ``pad`` None for a source without sound.

    ``source_frames``: where the source ends by itself, so that nothing is faded there. ``cleaning``: filters the
    source goes through first, comma behind each.
    """
    if pad is None:
        first, end = run.cuts[0].at, run.cuts[-1].at + run.cuts[-1].frames
        length = sample_of(end, rate) - sample_of(first, rate)
        silence = f"anullsrc=r={SAMPLE_RATE}:cl=stereo,aformat=sample_fmts=fltp,{until(length)}"
        return [f"{silence}[{name}_0]"], [f"[{name}_0]"]
    labels = [f"[{name}_{number}]" for number in range(len(run.cuts))]
    taps = [f"[{name}_t{number}]" for number in range(len(run.cuts))]
    origin = sample_of(run.seek, rate)
    whole = sample_of(run.cuts[-1].end + 1, rate) - origin
    chains = [f"{pad}{NORMAL},{cleaning}apad,{until(whole)},{LARGE_FRAMES},asplit={len(taps)}{''.join(taps)}"]
    for number, (tap, label) in enumerate(zip(taps, labels, strict=True)):
        chains.append(f"{tap}{_piece(run, number, rate, source_frames)}{label}")
    return chains, labels


def _piece(run: Run, number: int, rate: Fraction, source_frames: int) -> str:
    cut = run.cuts[number]
    before = run.cuts[number - 1] if number else None
    after = run.cuts[number + 1] if number + 1 < len(run.cuts) else None
    length = sample_of(cut.at + cut.frames, rate) - sample_of(cut.at, rate)
    start = sample_of(cut.first, rate) - sample_of(run.seek, rate)
    read = length if cut.speed == 1.0 else round(length * cut.speed)
    filters = [f"atrim=start_sample={start}:end_sample={start + read}", "asetpts=N/SR/TB"]
    if cut.speed != 1.0:
        filters += [*_sped(cut.speed), "apad", until(length), "asetpts=N/SR/TB"]
    if cut.gain != 1.0:
        filters.append(f"volume={cut.gain:.6f}:precision=float")
    ramp_in = min(_ramp(before, cut), length // 4) if cut.first > 0 else 0
    ramp_out = min(_ramp(cut, after), length // 4) if cut.end < source_frames else 0
    if ramp_in:
        filters.append(f"afade=t=in:start_sample=0:nb_samples={ramp_in}")
    if ramp_out:
        filters.append(f"afade=t=out:start_sample={length - ramp_out}:nb_samples={ramp_out}")
    return ",".join(filters)


def _ramp(before: Cut | None, after: Cut | None) -> int:
    """How long the sound fades on each side of a joint."""
    if before is None or after is None or before.end != after.first:
        return JOINT
    return 0 if before.leads_to(after) else STEP


def _sped(speed: float) -> list[str]:
    """Filters that play a sound at a speed, at its own pitch and in time with the picture."""
    steps = max(1, math.ceil(abs(math.log2(speed)) - 1e-9))
    tempo = speed ** (1 / steps)
    early_ms = TEMPO_EARLY_MS + TEMPO_SLOW_MS * max(0.0, 1 / speed - 1)
    late = f"adelay=delays={round(early_ms * SAMPLE_RATE / 1000)}S:all=1"
    # Steps from a half to twice leave nothing out; the silence behind pushes the last of the sound through.
    return [f"apad=pad_len={SAMPLE_RATE // 2}", *[f"atempo={tempo:.6f}"] * steps, late]


def bed_of(music: Music, bed_db: float | None, speech_db: float | None, film_ms: int) -> Bed | None:
    """Where and how loud a music sounds; None where it begins after the film's end.

    ``speech_db``: the film's own level, None where the music is alone. ``volume`` 1.0 makes the music as loud.
    """
    length = film_ms if music.fills else music.duration_ms
    start, end = max(0, music.start_ms), min(film_ms, max(0, music.start_ms) + length)
    if end <= start or music.volume <= 0:
        return None
    reference = ALONE_DB if speech_db is None else speech_db
    gain_db = reference - (NOMINAL_SPEECH_DB if bed_db is None else bed_db) + 20 * math.log10(music.volume)
    per_ms = SAMPLE_RATE // 1000
    half = (end - start) // 2
    fade_in, fade_out = min(music.fade_in_ms, half) * per_ms, min(music.fade_out_ms, half) * per_ms
    return Bed(start * per_ms, end * per_ms, gain_db, fade_in, fade_out, music.ducked)


def bed_chain(bed: Bed, pad: str, samples: int) -> str:
    """The chain of one music, silent before and after it, exactly ``samples`` long."""
    length = min(bed.end, samples) - bed.start
    filters = [NORMAL, "apad", until(length), f"volume={bed.gain_db:.3f}dB:precision=float"]
    if bed.fade_in:
        filters.append(f"afade=t=in:start_sample=0:nb_samples={bed.fade_in}")
    if bed.fade_out:
        filters.append(f"afade=t=out:start_sample={length - bed.fade_out}:nb_samples={bed.fade_out}")
    if bed.start:
        filters.append(f"adelay=delays={bed.start}S:all=1")
    return f"{pad}{','.join(filters)},apad,{until(samples)}"


def voiceover_chain(voice: Voiceover, pad: str, own_db: float | None, speech_db: float | None, samples: int) -> str:
    """The chain of words spoken over the film: as loud as its speech, silent before and after, ``samples`` long."""
    reference = SPOKEN_DB if speech_db is None else speech_db
    gain_db = reference - (NOMINAL_SPEECH_DB if own_db is None else own_db) + 20 * math.log10(max(voice.volume, 1e-4))
    start = voice.start_ms * SAMPLE_RATE // 1000
    length = min(voice.duration_ms * SAMPLE_RATE // 1000, samples - start)
    filters = [NORMAL, until(length), f"volume={gain_db:.3f}dB:precision=float"]
    filters += [f"adelay=delays={start}S:all=1"] if start else []
    return f"{pad}{','.join(filters)},apad,{until(samples)}"


def spoken_over(voice: str, over: Sequence[str], speech_db: float | None) -> list[str]:
    """Chains from the film's own voice and the voice-overs to ``[told]``: the former steps back under the latter."""
    sum_of = f"amix=inputs={len(over)}:normalize=0:duration=first" if len(over) > 1 else "anull"
    chains = [f"{''.join(over)}{sum_of},asplit=2[over][overkey]"]
    level = 10 ** ((NOMINAL_SPEECH_DB - (SPOKEN_DB if speech_db is None else speech_db)) / 20)
    level = min(max(level, 10 ** (-KEY_GAIN_DB / 20)), 10 ** (KEY_GAIN_DB / 20))
    chains.append(f"{voice}[overkey]{_ducking(level, OVER_RATIO)}[stepped]")
    chains.append("[stepped][over]amix=inputs=2:normalize=0:duration=first[told]")
    return chains


def mixed(voice: str, beds: Sequence[tuple[Bed, str]], speech_db: float | None) -> list[str]:
    """Chains from the voice's and the beds' labels to ``[mixed]``; the voice itself passes as it is."""
    ducked = [number for number, (bed, _) in enumerate(beds) if bed.ducked and speech_db is not None]
    chains: list[str] = []
    if ducked and speech_db is not None:
        keys = "".join(f"[key{number}]" for number in ducked)
        chains.append(f"{voice}asplit={len(ducked) + 1}[spoken]{keys}")
        level = 10 ** (min(KEY_GAIN_DB, max(-KEY_GAIN_DB, NOMINAL_SPEECH_DB - speech_db)) / 20)
        chains.extend(f"{beds[number][1]}[key{number}]{_ducking(level)}[ducked{number}]" for number in ducked)
        voice = "[spoken]"
    labels = [f"[ducked{number}]" if number in ducked else label for number, (_, label) in enumerate(beds)]
    mix = f"amix=inputs={len(labels) + 1}:normalize=0:duration=first" if labels else "anull"
    chains.append(f"{voice}{''.join(labels)}{mix}[mixed]")
    return chains


def limited(samples: int) -> str:
    """The last filter: catches peaks above -1 dBFS and changes nothing else; ``samples`` long."""
    return f"alimiter=limit={LIMIT}:attack=2:release=60:level=0:latency=1,apad,{until(samples)}"


def _ducking(level: float, ratio: int = DUCK_RATIO) -> str:
    threshold = 10 ** (DUCK_THRESHOLD_DB / 20)
    return (
        f"sidechaincompress=level_sc={level:.5f}:threshold={threshold:.5f}:ratio={ratio}"
        f":attack={DUCK_ATTACK_MS}:release={DUCK_RELEASE_MS}:detection=rms:link=maximum"
    )


def until(samples: int) -> str:
    """The filter that ends a sound after so many samples."""
    return f"atrim=end_sample={samples}"
