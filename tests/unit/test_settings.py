"""Settings: the example file is true, and a wrong setting is named without its value."""

from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.settings import Settings, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_lists_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [line.partition("=") for line in EXAMPLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert [name.lower() for name, _, _ in rows] == list(Settings.model_fields)
    defaults = read_settings()
    for name, _, value in rows:
        monkeypatch.setenv(name, value)
    assert read_settings() == defaults


def test_the_cloud_is_used_when_chosen_or_when_its_token_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_settings().uses_cloud
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_secret")
    assert read_settings().uses_cloud
    monkeypatch.setenv("BACKEND", "studio")
    assert not read_settings().uses_cloud
    monkeypatch.setenv("BACKEND", "nemo")
    assert read_settings().uses_cloud


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_PORT", "99999"),
        ("BACKEND", "other"),
        ("LOG_LEVEL", "LOUD"),
        ("PUBLIC_URL", "ftp://x"),
        ("WEB_HOST", "0.0.0.0"),
        ("WEB_ACCESS_TOKEN", "short-secret"),
        ("NEMO_API_URL", "file:///etc"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refused:
        read_settings()
    assert name in str(refused.value)
    assert value not in str(refused.value) or name == "WEB_HOST"


def test_another_host_is_allowed_with_an_access_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("WEB_ACCESS_TOKEN", "a-long-enough-token")
    settings = read_settings()
    assert settings.web_host == "0.0.0.0"
    assert "a-long-enough-token" not in repr(settings)
