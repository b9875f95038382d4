"""The font and the model made by the set-up step."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import assets
from assets import FONT_FAMILY, AssetMissing, font_file, font_folder, voice_activity_model
from assets.build import MODEL_SHA256, build
from media.limits import MEBIBYTE
from media.runner import capture_ffmpeg

SUBTITLES = """[Script Info]
ScriptType: v4.00+
PlayResX: 320
PlayResY: 180

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment, Encoding
Style: Default,{family},60,&H00FFFFFF,1,0,0,5,1

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:05.00,Default,{text}
"""


async def drawn(folder: Path, text: str, fonts: Path) -> bytes:
    """A black picture with the text on it, as grey values."""
    (folder / "t.ass").write_text(SUBTITLES.format(family=FONT_FAMILY, text=text), "utf-8")
    (folder / "fonts").unlink(missing_ok=True)
    (folder / "fonts").symlink_to(fonts)
    arguments = ("-f", "lavfi", "-i", "color=black:s=320x180:d=1:r=1", "-vf", "ass=filename=t.ass:fontsdir=fonts")
    output = ("-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
    return await capture_ffmpeg([*arguments, *output], max_bytes=MEBIBYTE, folder=folder)


def test_the_font_has_one_weight_our_name_and_the_letters_of_many_scripts() -> None:
    font = TTFont(font_file())

    assert "fvar" not in font
    assert font["name"].getDebugName(1) == FONT_FAMILY
    assert "Open Font License" in font["name"].getDebugName(13)
    assert {ord(letter) for letter in "Aéß剪辑視頻かなЖ。，"} <= set(font.getBestCmap())


async def test_chinese_and_latin_text_is_drawn_with_it(tmp_path: Path) -> None:
    for text in ("剪辑", "Cut"):
        picture = await drawn(tmp_path, text, font_folder())
        assert sum(value > 128 for value in picture) > 400


async def test_each_chinese_character_is_a_glyph_of_its_own(tmp_path: Path) -> None:
    pictures = {await drawn(tmp_path, text, font_folder()) for text in ("剪", "辑", "視", "\U000f0000")}
    assert len(pictures) == 4


def test_the_font_folder_holds_nothing_but_fonts() -> None:
    assert [path.suffix for path in font_folder().iterdir()] == [".ttf"]


def test_the_model_is_the_one_that_was_pinned() -> None:
    assert hashlib.sha256(voice_activity_model().read_bytes()).hexdigest() == MODEL_SHA256


def test_the_licences_lie_beside() -> None:
    names = {path.name for path in assets.ASSETS.iterdir()}
    assert {"CutdeskSans.OFL.txt", "silero.LICENSE.txt"} <= names


def test_building_again_does_nothing() -> None:
    before = font_file().stat().st_mtime_ns
    assert build() is False
    assert font_file().stat().st_mtime_ns == before


def test_without_the_set_up_step_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    with pytest.raises(AssetMissing, match="make setup"):
        font_folder()
