"""The studio's settings for listening and speaking: what they come to, and that no key is ever shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

import studio.settings
from studio.render.listening import listener_of
from studio.settings import Settings

KEY = "sk-the-operators-secret"
EXAMPLE = Path(__file__).parents[3] / ".env.example"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"STUDIO_{name.upper()}", raising=False)


def test_nothing_listens_and_the_built_in_voice_speaks_unless_set_up() -> None:
    settings = Settings()
    assert (settings.writing_service, settings.voice_service) == (None, None)
    assert listener_of(None, None) is None


def test_the_example_names_every_setting() -> None:
    lines = (line.removeprefix("# ") for line in EXAMPLE.read_text("utf-8").splitlines())
    named = {line.partition("=")[0] for line in lines if line.startswith("STUDIO_")}
    assert {f"STUDIO_{name.upper()}" for name in Settings.model_fields if name != "log_level"} <= named


@pytest.mark.parametrize(
    ("url", "sent_to"), [("https://speech.example/v1", "speech.example"), ("http://127.0.0.1:9000", None)]
)
def test_a_service_elsewhere_gets_the_sound(monkeypatch: pytest.MonkeyPatch, url: str, sent_to: str | None) -> None:
    monkeypatch.setenv("STUDIO_STT_URL", url)
    monkeypatch.setenv("STUDIO_STT_KEY", KEY)
    settings = Settings()
    service = settings.writing_service
    assert service is not None
    assert service.key == KEY
    assert KEY not in repr(service) + repr(settings)
    listener = listener_of(None, service)
    assert listener is not None
    assert listener.sent_to == sent_to


def test_a_model_goes_before_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio.settings, "can_listen", lambda: True)
    monkeypatch.setenv("STUDIO_WHISPER_MODEL", str(tmp_path))
    monkeypatch.setenv("STUDIO_STT_URL", "https://speech.example")
    settings = Settings()
    listener = listener_of(settings.whisper_model, settings.writing_service)
    assert listener is not None
    assert (listener.name, listener.sent_to) == (f"model.{tmp_path.name}", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STT_URL", "speech.example"),
        ("TTS_URL", "ftp://speech.example"),
        ("STT_URL", f"https://me:{KEY}@speech.example"),
        ("WHISPER_MODEL", "/no/such/folder"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"STUDIO_{name}", value)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert {str(part).upper() for row in wrong.value.errors() for part in row["loc"]} == {name}


def test_a_model_without_its_reader_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio.settings, "can_listen", lambda: False)
    monkeypatch.setenv("STUDIO_WHISPER_MODEL", str(tmp_path))
    with pytest.raises(ValidationError, match="pip install"):
        Settings()
