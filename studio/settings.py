"""The studio's settings, read from the environment; the only place that reads it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, FilePath, HttpUrl, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``STUDIO_*`` and ``LOG_LEVEL``, from the environment or ``.env``.

    ``port``: 0 for a free one. ``ffmpeg``: None for the one that comes with the packages. ``renders``: how many exports
    run at the same time. ``llm_url``: an OpenAI-compatible address of a language model, up to its ``/v1``; None for
    none. ``llm_model`` its name there; ``llm_key`` where it wants one.
    """

    model_config = SettingsConfigDict(
        env_prefix="STUDIO_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    data_dir: Path = Path("data/studio")
    ffmpeg: FilePath | None = None
    renders: int = Field(default=1, ge=1, le=64)
    llm_url: HttpUrl | None = None
    llm_model: str = Field(default="", max_length=200, validate_default=True)
    llm_key: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="LOG_LEVEL")

    @field_validator("llm_model")
    @classmethod
    def _goes_with_the_url(cls, value: str, info: ValidationInfo) -> str:
        if bool(value.strip()) != (info.data.get("llm_url") is not None):
            raise ValueError("STUDIO_LLM_URL and STUDIO_LLM_MODEL go together")
        return value.strip()
