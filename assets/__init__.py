"""The files that are data, not code: a model that hears speech, a font with Chinese. Made once by ``assets.build``."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / ".assets"
"""Where they are."""

FONT_FAMILY = "Cutdesk Sans"
"""The family name to write into a subtitle file; the font covers Latin, Chinese (both scripts) and Japanese."""

MODEL_NAME = "silero.onnx"
FONT_NAME = "fonts/CutdeskSans.ttf"


class AssetMissing(Exception):
    """The set-up step has not been run."""


def voice_activity_model() -> Path:
    """Silero's sequence model for speech at 16 kHz. Raises AssetMissing."""
    return _existing(MODEL_NAME)


def font_file() -> Path:
    """The font. Raises AssetMissing."""
    return _existing(FONT_NAME)


def font_folder() -> Path:
    """The folder to give to libass as ``fontsdir``; it holds nothing else.

    Raises AssetMissing: without a font libass draws no text and reports no error.
    """
    return font_file().parent


def _existing(name: str) -> Path:
    path = ASSETS / name
    if not path.is_file():
        raise AssetMissing(f"{name} is missing: run `make setup` (or `python -m assets.build`)")
    return path
