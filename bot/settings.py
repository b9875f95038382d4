"""The bot's settings: the only reader of its environment and ``.env``. A wrong one is named at start.

Parts receive values, never this object; ``.env.example`` lists every setting and a test holds it to this file.
"""

import ipaddress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import ConfigurationError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """All settings, validated together."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    backend: Literal["studio", "nemo"] | None = None
    nemo_token: SecretStr | None = None
    nemo_api_url: str = "https://mega-api-prod.nemovideo.ai"
    studio_url: str | None = None
    data_dir: Path = Path("data")
    public_url: str | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    web_access_token: SecretStr | None = None
    log_level: LogLevel = "INFO"

    @property
    def uses_cloud(self) -> bool:
        """Whether the NemoVideo cloud edits: chosen, or its token given and nothing chosen."""
        return self.backend == "nemo" or (self.backend is None and self.nemo_token is not None)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not _is_loopback(self.web_host) and self.web_access_token is None:
            raise ValueError("WEB_HOST is not this computer's own address: WEB_ACCESS_TOKEN is needed")
        for name in ("nemo_api_url", "studio_url", "public_url"):
            url = getattr(self, name)
            if url is not None and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
                raise ValueError(f"{name.upper()} is not an http or https address")
        if self.web_access_token is not None and len(self.web_access_token.get_secret_value()) < 16:
            raise ValueError("WEB_ACCESS_TOKEN is too short: 16 characters at least")
        return self


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
