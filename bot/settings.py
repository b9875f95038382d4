"""The bot's settings: the only reader of its environment and ``.env``. A wrong one is named at start.

Parts receive values, never this object; ``.env.example`` lists every setting and a test holds it to this file.
"""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.access import Named
from bot.core.errors import ConfigurationError
from bot.core.profile import DEFAULT, Profiles, load

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


_TELEGRAM_TOKEN = re.compile(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,50}")
_DISCORD_TOKEN = re.compile(r"[\w-]{10,}\.[\w-]{4,}\.[\w-]{20,}", re.ASCII)
_ID = re.compile(r"(?:([a-z]+):)?(-?[0-9]{1,24})")


def _read_ids(text: object) -> object:
    """``123, telegram:-456`` as ids. What stands there wrong is named by its place, not quoted."""
    if not isinstance(text, str):
        return text
    found = []
    for number, part in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        match = _ID.fullmatch(part)
        if match is None:
            raise ValueError(f"number {number} is no id: write 123456789 or telegram:123456789, separated by commas")
        found.append(Named(match[2], match[1]))
    return tuple(found)


Ids = Annotated[tuple[Named, ...], NoDecode, BeforeValidator(_read_ids)]
"""People or chats, comma-separated in the environment."""


_ADDRESSES = (
    "nemo_api_url",
    "nemo_web_url",
    "studio_url",
    "studio_stt_url",
    "public_url",
    "telegram_api_url",
    "discord_api_url",
)


class Settings(BaseSettings):
    """All settings, validated together."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    backend: Literal["studio", "nemo"] | None = None
    nemo_token: SecretStr | None = None
    nemo_api_url: str = "https://mega-api-prod.nemovideo.ai"
    nemo_web_url: str = "https://nemovideo.com"
    studio_url: str | None = None
    studio_stt_url: str | None = None
    data_dir: Path = Path("data")
    public_url: str | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    web_access_token: SecretStr | None = None
    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str | None = None
    telegram_local: bool = False
    discord_bot_token: SecretStr | None = None
    discord_api_url: str | None = None
    discord_message_content: bool = False
    discord_threads: bool = False
    owner_ids: Ids = ()
    allowed_chats: Ids = ()
    admin_ids: Ids = ()
    profile: str = DEFAULT
    log_level: LogLevel = "INFO"

    @property
    def uses_cloud(self) -> bool:
        """Whether the NemoVideo cloud edits: chosen, or its token given and nothing chosen."""
        return self.backend == "nemo" or (self.backend is None and self.nemo_token is not None)

    @property
    def listener(self) -> str | None:
        """The host that is sent the sound of clips to write down what is said, None where it stays on this computer."""
        host = None if self.studio_stt_url is None else urlsplit(self.studio_stt_url).hostname
        return None if self.uses_cloud or host is None or _is_loopback(host) else host

    @property
    def secrets(self) -> list[str]:
        """What must never be written anywhere."""
        given = (self.nemo_token, self.web_access_token, self.telegram_bot_token, self.discord_bot_token)
        return [secret.get_secret_value() for secret in given if secret is not None]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not _is_loopback(self.web_host) and self.web_access_token is None:
            raise ValueError("WEB_HOST is not this computer's own address: WEB_ACCESS_TOKEN is needed")
        for name in _ADDRESSES:
            if not _is_web_address(getattr(self, name)):
                raise ValueError(f"{name.upper()} is not an http or https address")
        if self.web_access_token is not None and len(self.web_access_token.get_secret_value()) < 16:
            raise ValueError("WEB_ACCESS_TOKEN is too short: 16 characters at least")
        self._check_telegram()
        token = self.discord_bot_token
        if token is not None and _DISCORD_TOKEN.fullmatch(token.get_secret_value()) is None:
            raise ValueError("DISCORD_BOT_TOKEN is no token: the developer portal gives three parts with dots between")
        self._check_profile()
        return self

    def _check_profile(self) -> None:
        try:
            Profiles(load(), self.profile)
        except ConfigurationError as error:
            raise ValueError(str(error)) from error

    def _check_telegram(self) -> None:
        token = self.telegram_bot_token
        if token is not None and _TELEGRAM_TOKEN.fullmatch(token.get_secret_value()) is None:
            raise ValueError("TELEGRAM_BOT_TOKEN is no token: 123456789: and then 35 letters, digits, _ or -")
        if self.telegram_local and self.telegram_api_url is None:
            raise ValueError("TELEGRAM_LOCAL is for your own Bot API server: TELEGRAM_API_URL is needed")


def _is_web_address(url: str | None) -> bool:
    """Whether it is an http or https address; one that is not set is fine."""
    if url is None:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings() -> Settings:
    """The settings of this process. Raises ConfigurationError that names each wrong one, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError("; ".join(_name_fault(fault) for fault in error.errors())) from None


def _name_fault(fault: object) -> str:
    if not isinstance(fault, dict):
        return str(fault)
    where = ".".join(str(part) for part in fault.get("loc", ())).upper()
    message = str(fault.get("msg", "")).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
