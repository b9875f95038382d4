"""The studio's settings, read from the environment; the only place that reads it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, FilePath
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``STUDIO_*`` and ``LOG_LEVEL``, from the environment or ``.env``.

    ``port``: 0 for a free one. ``ffmpeg``: None for the one that comes with the packages. ``renders``: how many exports
    run at the same time.
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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="LOG_LEVEL")
