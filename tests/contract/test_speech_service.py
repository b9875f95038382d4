"""The fake speech service answers as OpenAI's own client expects it, and the studio's client gets the same from it."""

import io
import wave
from pathlib import Path

import openai
import pytest

from media.speech import speak
from studio.render.hosted import SpeechService, speak_by, write_down
from tests.fakes.speech_service import KEY, SpeechServiceServer

SEGMENTS = [(0.5, 2.25, "Hello there."), (2.5, 4.0, "你好")]


async def test_what_is_said_is_written_down_alike(tmp_path: Path) -> None:
    sound = tmp_path / "said.wav"
    sound.write_bytes(await speak("Hello there."))
    async with SpeechServiceServer(segments=SEGMENTS).running() as server:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=KEY) as client:
            told = await client.audio.transcriptions.create(
                file=sound, model="whisper-1", response_format="verbose_json", timestamp_granularities=["segment"]
            )
        cues = await write_down(SpeechService(server.url, "whisper-1", KEY), sound, tmp_path)
        theirs, ours = server.asked
    assert told.segments is not None
    assert [(one.start, one.end, one.text.strip()) for one in told.segments] == SEGMENTS
    assert [(cue.start_ms / 1000, cue.end_ms / 1000, cue.text) for cue in cues] == SEGMENTS
    differing = {name for name in theirs.keys() | ours.keys() if theirs.get(name) != ours.get(name)}
    assert differing == {"sound"}
    assert ours["sound"][:3] == b"ID3" or ours["sound"][0] == 0xFF


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
async def test_words_are_spoken_alike(tmp_path: Path, ending: str) -> None:
    voice = await speak("Welcome back")
    async with SpeechServiceServer(voice=voice).running() as server:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=KEY) as client:
            told = await client.audio.speech.create(
                input="Welcome back", model="tts-1", voice="nova", response_format="wav"
            )
        await speak_by(SpeechService(server.url + ending, "tts-1", KEY, "nova"), "Welcome back", tmp_path / "v.wav")
        theirs, ours = server.asked
    assert theirs == ours
    assert told.content == voice
    with wave.open(io.BytesIO(voice)) as sent, wave.open(str(tmp_path / "v.wav")) as kept:
        assert kept.getnframes() / kept.getframerate() == pytest.approx(
            sent.getnframes() / sent.getframerate(), abs=0.01
        )


async def test_a_refusal_is_one_as_openai_makes_it() -> None:
    async with (
        SpeechServiceServer(status=401).running() as server,
        openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=KEY, max_retries=0) as client,
    ):
        with pytest.raises(openai.AuthenticationError):
            await client.audio.speech.create(input="x", model="tts-1", voice="nova")
