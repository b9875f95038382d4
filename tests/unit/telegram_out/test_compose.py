"""compose.yaml against the Dockerfile and the settings it is made for."""

import re
from pathlib import Path

from bot.settings import Settings
from bot.telegram_local import COMPOSE_FOLDER

_ROOT = Path(__file__).parents[3]
_COMPOSE = (_ROOT / "compose.yaml").read_text("utf-8")
_DOCKERFILE = (_ROOT / "Dockerfile").read_text("utf-8")
_EXAMPLE = (_ROOT / ".env.example").read_text("utf-8")


def test_the_data_folder_is_the_images_and_both_services_have_it_under_one_path() -> None:
    assert "ENV DATA_DIR=/data" in _DOCKERFILE
    assert "DATA_DIR: /data" in _COMPOSE
    assert _COMPOSE.count("- cutdesk:/data\n") == 2
    assert f"--dir=/data/{COMPOSE_FOLDER}," in _COMPOSE


def test_only_the_page_is_published_and_only_to_this_computer() -> None:
    port = re.search(r"^EXPOSE (\d+)$", _DOCKERFILE, re.MULTILINE)[1]
    assert re.findall(r'^ +- "([\d.:]+)"$', _COMPOSE, re.MULTILINE) == [f"127.0.0.1:{port}:{port}"]


def test_every_variable_is_a_setting_or_one_that_the_example_names_for_compose() -> None:
    known = {name.upper() for name in Settings.model_fields}
    for name in re.findall(r"\$\{(\w+)", _COMPOSE) + re.findall(r"^      ([A-Z_]+):", _COMPOSE, re.MULTILINE):
        assert name in known or f"# {name}=" in _EXAMPLE
