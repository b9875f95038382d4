"""The studio's settings, read from the environment; the only place that reads it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    DirectoryPath,
    Field,
    FilePath,
    HttpUrl,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from media.whisper import can_listen
from studio.render.hosted import SpeechService


def _is_installed(folder: Path | None) -> Path | None:
    if folder is not None and not can_listen():
        raise ValueError("the extra [captions] is not installed (pip install '.[captions]')")
    return folder


WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/@]+(/\S*)?$")]
"""Without a user's name in it: keys have settings of their own, and addresses are logged."""


class Settings(BaseSettings):
    """``STUDIO_*`` and ``LOG_LEVEL``, from the environment or ``.env``.

    ``port``: 0 for a free one. ``ffmpeg``: None for the one that comes with the packages. ``renders``: how many exports
    run at the same time. ``llm_url``: an OpenAI-compatible address of a language model, up to its ``/v1``; None for
    none. ``llm_model`` its name there; ``llm_key`` where it wants one. What is said is written down by the model
    in the folder ``whisper_model``, else by the service at ``stt_url``; ``tts_url`` speaks. Both services are
    OpenAI-compatible. None for what is not set up.
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
    whisper_model: Annotated[DirectoryPath | None, AfterValidator(_is_installed)] = None
    stt_url: WebAddress | None = None
    stt_key: SecretStr | None = None
    stt_model: str = "whisper-1"
    tts_url: WebAddress | None = None
    tts_key: SecretStr | None = None
    tts_model: str = "tts-1"
    tts_voice: str = "alloy"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="LOG_LEVEL")

    @field_validator("llm_model")
    @classmethod
    def _goes_with_the_url(cls, value: str, info: ValidationInfo) -> str:
        if bool(value.strip()) != (info.data.get("llm_url") is not None):
            raise ValueError("STUDIO_LLM_URL and STUDIO_LLM_MODEL go together")
        return value.strip()

    @property
    def writing_service(self) -> SpeechService | None:
        """The service that writes down what is said."""
        return _service(self.stt_url, self.stt_model, self.stt_key)

    @property
    def voice_service(self) -> SpeechService | None:
        """The service that speaks."""
        return _service(self.tts_url, self.tts_model, self.tts_key, self.tts_voice)


def _service(url: str | None, model: str, key: SecretStr | None, voice: str = "") -> SpeechService | None:
    secret = None if key is None else key.get_secret_value()
    return None if url is None else SpeechService(url, model, secret, voice)
