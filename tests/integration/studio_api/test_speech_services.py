"""The studio with services that write down and speak: words in, a film out with what they said; their failures told."""

import io
import logging
import wave
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from studio.settings import Settings
from studio.store.store import StoreOptions
from studio.wiring import running_parts
from tests.fakes.speech_service import KEY, SpeechServiceServer
from tests.film.clips import RATE
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_api import processes
from tests.integration.studio_api.harness import ATTRIBUTION, said, served
from tests.integration.studio_api.test_real_parts import ask
from tests.integration.studio_render.footage import lag_of, luma, noise, numbered_clip, tone
from tests.integration.studio_render.test_music import HIGH, part_db
from tests.integration.studio_render.test_titles_drawn import WORDS, inked

SEGMENTS = [(0.5, 1.5, "Hello there."), (2.0, 3.0, "你好")]


@asynccontextmanager
async def studio(folder: Path, services: SpeechServiceServer) -> AsyncGenerator[httpx.AsyncClient, None]:
    facts = {
        "stt_url": services.url,
        "stt_key": KEY,
        "tts_url": f"{services.url}/v1",
        "tts_key": KEY,
        "tts_voice": "nova",
    }
    settings = Settings(_env_file=None, data_dir=folder / "data", **facts)  # type: ignore[call-arg, arg-type]
    async with (
        running_parts(settings, StoreOptions(reserve_bytes=0)) as parts,
        served(parts) as (url, _),
        httpx.AsyncClient(base_url=url, headers=ATTRIBUTION, timeout=60, trust_env=False) as client,
    ):
        answer = await client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "bot"})
        client.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
        yield client


def spoken(seconds: float) -> bytes:
    """A WAV with a tone, as a voice."""
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, 24_000, 0, "NONE", ""))
        wav.writeframes((tone(seconds, HIGH)[::2] * 32767).astype("<i2").tobytes())
    return file.getvalue()


async def test_what_is_said_and_what_shall_be_said_are_in_the_film(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clip = tmp_path / "talk.mp4"
    numbered_clip(clip, noise(4.0, -30.0), frames=120)
    async with (
        SpeechServiceServer(segments=SEGMENTS, voice=spoken(1.0)).running() as services,
        studio(tmp_path, services) as client,
    ):
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        events = await ask(
            client, session, 'add captions, an intro saying "My trip", and a voiceover saying "Welcome back"'
        )
        told = said(events)[-1]
        assert "2 captions added from what is said." in told
        assert "sent to" not in told  # it stayed on this computer
        ended = await processes.render(client, session, "render_1")
        assert ended["status"] == "completed", ended
        film = tmp_path / "film.mp4"
        film.write_bytes((await client.get(ended["outputUrl"])).content)
        await ask(client, session, "add captions again")
    voice, written = services.asked  # the same sound is written down once
    assert (written["key"], written["model"]) == (f"Bearer {KEY}", "whisper-1")
    assert (voice["input"], voice["voice"], voice["response_format"]) == ("Welcome back", "nova", "wav")
    assert KEY not in caplog.text
    assert [frame.number for frame in decode_picture(film).frames[90:]] == list(range(120))
    for at, shows in ((3.2, False), (4.0, True), (5.5, True), (6.8, False)):
        assert (luma(film, at)[140:] > WORDS).any() == shows, at
    assert inked(luma(film, 1.5))[1] > 60
    heard = decode_sound(film)
    assert np.abs(heard[: 2 * RATE]).max() < 0.005
    assert part_db(heard, 3.1, 3.9, HIGH) > part_db(heard, 4.2, 4.9, HIGH) + 12
    assert abs(lag_of(heard, noise(4.0, -30.0)[int(2.5 * RATE) : int(3.5 * RATE)], int(5.5 * RATE))) <= 2


@pytest.mark.parametrize(
    "failing",
    [
        {"status": 500},
        {"status": 401},
        {"answer": b"no json at all"},
        {"answer": b'{"text": "only words"}'},
        {"answer": b'{"segments": [{"start": "soon", "end": 2, "text": "x"}]}'},
    ],
)
async def test_a_service_that_fails_is_told_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, failing: dict[str, object]
) -> None:
    caplog.set_level(logging.DEBUG)
    clip = tmp_path / "talk.mp4"
    numbered_clip(clip, noise(1.0), frames=30)
    async with (
        SpeechServiceServer(**failing).running() as services,  # type: ignore[arg-type]
        studio(tmp_path, services) as client,
    ):
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        for words in ("加字幕", "加一段旁白“欢迎回来”"):
            told = said(await ask(client, session, words))[-1]
            assert told.startswith("这里配置的语音服务没有正常回应，没有做任何改动。")
        assert await processes.draft_of(client, session) == {}
    assert len(services.asked) == 2
    assert KEY not in caplog.text


async def test_a_service_that_is_not_there_is_told(tmp_path: Path) -> None:
    clip = tmp_path / "talk.mp4"
    numbered_clip(clip, noise(1.0), frames=30)
    services = SpeechServiceServer(url="http://127.0.0.1:9")
    async with studio(tmp_path, services) as client:
        session = await processes.open_session(client)
        await processes.upload(client, session, clip, "turn/upload")
        told = said(await ask(client, session, "add captions"))[-1]
        assert told.startswith("The speech service set up here did not answer")
