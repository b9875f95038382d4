"""The settings of a language model: complete or named at start, and its packages only where it is wanted."""

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from assets import AssetMissing
from studio.settings import Settings
from studio.wiring import running_parts

URL, KEY = "http://127.0.0.1:9/v1", "sk-canary-4711"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"STUDIO_LLM_{name}", raising=False)


def test_there_is_none_unless_it_is_set() -> None:
    assert Settings().llm_url is None


def test_an_address_and_a_name_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_LLM_URL", URL)
    monkeypatch.setenv("STUDIO_LLM_KEY", KEY)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert [row["loc"] for row in wrong.value.errors()] == [("llm_model",)]
    monkeypatch.setenv("STUDIO_LLM_MODEL", "small")
    settings = Settings()
    assert (str(settings.llm_url), settings.llm_model) == (URL, "small")
    assert KEY not in repr(settings)
    monkeypatch.delenv("STUDIO_LLM_URL")
    with pytest.raises(ValidationError):
        Settings()


async def test_without_its_packages_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "studio.agent.language_model", None)
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "llm_url": URL, "llm_model": "small"})
    with pytest.raises(AssetMissing, match="llm"):
        async with running_parts(settings):
            pass
