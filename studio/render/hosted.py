"""Speech services of the operator's choice: an OpenAI-compatible endpoint that writes down, or speaks.

Their answers are not trusted: bounded, checked value by value, and a spoken sound is opened in the sandbox only.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from media.errors import MediaError
from media.runner import input_arguments, run_ffmpeg
from studio.render.errors import SpeechServiceFailed
from studio.timeline.subtitles import LONGEST_CUE, MOST_CUES, Cue

TOTAL_S = 900.0
CONNECT_S = 15.0
SILENCE_S = 600.0
"""A long recording is written down in one answer, which may take minutes to begin."""
MAX_WORDS_BYTES = 16 * 1024 * 1024
MAX_SOUND_BYTES = 128 * 1024 * 1024
LONGEST_MS = 48 * 3600 * 1000
SPEECH_SOUND = ("-vn", "-ac", "1", "-ar", "16000", "-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3")
"""Small enough for an hour within the 25 MB that services take, and known to all of them."""


@dataclass(frozen=True, slots=True)
class SpeechService:
    """Where it answers (with or without the ``/v1``), how it knows us, and the model and voice it shall use."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    voice: str = ""

    @property
    def host(self) -> str:
        """Who is spoken to, for people to read."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether it is on this computer."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


async def write_down(service: SpeechService, sound: Path, work: Path) -> tuple[Cue, ...]:
    """What is said in a file and when, in ms of the file. ``work``: a folder to put a small copy of the sound in.

    Raises SpeechServiceFailed, media.errors.FfmpegFailed, OSError without the file.
    """
    small = work / "speech.mp3"
    await run_ffmpeg([*input_arguments(sound), "-map", "0:a:0", *SPEECH_SOUND, str(small)])
    content = await asyncio.to_thread(small.read_bytes)
    form = {"model": service.model, "response_format": "verbose_json", "timestamp_granularities[]": "segment"}
    files = {"file": ("speech.mp3", content, "audio/mpeg")}
    answer = await _asked(service, "audio/transcriptions", MAX_WORDS_BYTES, data=form, files=files)
    try:
        return _cues(httpx.Response(200, content=answer).json())
    except (ValueError, TypeError, KeyError) as error:
        raise SpeechServiceFailed("no segments in the answer") from error


async def speak_by(service: SpeechService, words: str, target: Path) -> None:
    """The words, spoken by the service, at ``target`` as WAV. Raises SpeechServiceFailed."""
    wish = {"model": service.model, "input": words, "voice": service.voice, "response_format": "wav"}
    answer = await _asked(service, "audio/speech", MAX_SOUND_BYTES, json=wish)
    heard = target.with_suffix(".answer")
    await asyncio.to_thread(heard.write_bytes, answer)
    try:
        await run_ffmpeg([*input_arguments(heard), "-map", "0:a:0", "-ac", "1", "-f", "wav", str(target)])
    except MediaError as error:
        raise SpeechServiceFailed("the answer is no sound") from error


async def _asked(service: SpeechService, path: str, most: int, **body: object) -> bytes:
    """What the service answers to a POST. Raises SpeechServiceFailed, whose words name neither key nor content."""
    base = service.url.rstrip("/").removesuffix("/v1")
    headers = {} if service.key is None else {"Authorization": f"Bearer {service.key}"}
    limits = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
    client = httpx.AsyncClient(timeout=limits, headers=headers)
    try:
        async with (
            asyncio.timeout(TOTAL_S),
            client,
            client.stream("POST", f"{base}/v1/{path}", **body) as response,  # type: ignore[arg-type]
        ):
            if response.status_code != httpx.codes.OK:
                raise SpeechServiceFailed(f"{path}: HTTP {response.status_code}")
            return await _bounded(response, most)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise SpeechServiceFailed(f"{path}: {type(error).__name__}") from None


async def _bounded(response: httpx.Response, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > most:
            raise SpeechServiceFailed("too long an answer")
    return bytes(content)


def _cues(answer: Mapping[str, object]) -> tuple[Cue, ...]:
    """The segments of a ``verbose_json``. Raises ValueError, TypeError, KeyError where it is none."""
    segments = answer["segments"]
    if not isinstance(segments, list):
        raise TypeError("segments")
    cues: list[Cue] = []
    for segment in segments[:MOST_CUES]:
        start, end = (_ms(segment[key]) for key in ("start", "end"))
        words = " ".join(str(segment["text"]).split())[: 4 * LONGEST_CUE]
        if words and end > start:
            cues.append(Cue(start, end, words))
    return tuple(sorted(cues, key=lambda cue: cue.start_ms))


def _ms(seconds: object) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise TypeError("a time")
    return min(max(0, round(seconds * 1000)), LONGEST_MS)
