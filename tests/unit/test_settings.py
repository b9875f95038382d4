"""Settings: the example file is true, and a wrong setting is named without its value."""

from pathlib import Path

import pytest

from bot.core.access import Named
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
        ("PROFILE", "editor-broken"),
        ("PUBLIC_URL", "ftp://x"),
        ("WEB_HOST", "0.0.0.0"),
        ("WEB_ACCESS_TOKEN", "short-secret"),
        ("NEMO_API_URL", "file:///etc"),
        ("NEMO_API_URL", "http://[broken"),
        ("NEMO_WEB_URL", "nemovideo.com"),
        ("STUDIO_STT_URL", "speech.example"),
        ("TELEGRAM_BOT_TOKEN", "123456789-AAF-secret"),
        ("TELEGRAM_BOT_TOKEN", "123456789:tooshort"),
        ("TELEGRAM_BOT_TOKEN", "123456789:AAF_secret-secret-secret-secret-12/x"),
        ("TELEGRAM_API_URL", "localhost:8081"),
        ("TELEGRAM_LOCAL", "perhaps"),
        ("DISCORD_BOT_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4-without-dots"),
        ("DISCORD_BOT_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.short.tail"),
        ("DISCORD_API_URL", "discord.com/api"),
        ("DISCORD_MESSAGE_CONTENT", "perhaps"),
        ("OWNER_IDS", "me"),
        ("OWNER_IDS", "12, telegram:"),
        ("ALLOWED_CHATS", "@cutdesk"),
        ("ADMIN_IDS", "12;13"),
        ("ADMIN_IDS", "Telegram:12"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refused:
        read_settings()
    assert name in str(refused.value)
    assert value not in str(refused.value) or name == "WEB_HOST"


TOKEN = "123456789:AAF_0123456789-0123456789-012345678"


def test_telegram_s_token_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = read_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert TOKEN not in f"{settings!r} {settings}"
    assert settings.secrets == [TOKEN]


def test_discord_s_token_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc-1.0123456789_0123456789-0123456789"
    monkeypatch.setenv("DISCORD_BOT_TOKEN", token)
    monkeypatch.setenv("DISCORD_MESSAGE_CONTENT", "1")
    settings = read_settings()
    assert settings.discord_message_content
    assert token not in f"{settings!r} {settings}"
    assert settings.secrets == [token]


def test_local_mode_needs_a_server_of_one_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_LOCAL", "true")
    with pytest.raises(ConfigurationError, match="TELEGRAM_API_URL is needed"):
        read_settings()
    monkeypatch.setenv("TELEGRAM_API_URL", "http://localhost:8081")
    assert read_settings().telegram_local


def test_ids_are_read_with_and_without_their_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_IDS", "123456789")
    monkeypatch.setenv("ALLOWED_CHATS", " telegram:-1001234567890 , 42,, discord:7 ")
    settings = read_settings()
    assert settings.owner_ids == (Named("123456789"),)
    assert settings.allowed_chats == (Named("-1001234567890", "telegram"), Named("42"), Named("7", "discord"))
    assert settings.admin_ids == ()


def test_a_wrong_id_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", "1, 2, mei")
    with pytest.raises(ConfigurationError, match="ADMIN_IDS: number 3 is no id"):
        read_settings()


def test_another_host_is_allowed_with_an_access_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("WEB_ACCESS_TOKEN", "a-long-enough-token")
    settings = read_settings()
    assert settings.web_host == "0.0.0.0"
    assert "a-long-enough-token" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "listener"),
    [
        ("https://speech.example/v1", "speech.example"),
        ("http://localhost:9000", None),
        ("http://[::1]:9000", None),
        ("", None),
    ],
)
def test_who_is_sent_the_sound_is_known(monkeypatch: pytest.MonkeyPatch, url: str, listener: str | None) -> None:
    monkeypatch.setenv("STUDIO_STT_URL", url)
    assert read_settings().listener == listener
    monkeypatch.setenv("BACKEND", "nemo")
    assert read_settings().listener is None
