"""Writes ``THIRD_PARTY.md``: under which licence each thing that runs with Cutdesk comes.

``python -m assets.licences``, after the dependencies have changed. The packages are read from
``requirements/base.txt`` and from what each says of itself where it is installed; what no package says (the libraries
inside its wheel, the files of ``.assets``) stands in this module.
"""

import re
import sys
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINNED = ROOT / "requirements" / "base.txt"
TARGET = ROOT / "THIRD_PARTY.md"

NOT_STATED = "not stated in the package"
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "

SPDX = {
    "Apache 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Names that packages use → the identifiers of spdx.org."""

ELSEWHERE = {"audioop-lts": "PSF-2.0"}
"""Packages that only other Pythons need, so that they are not installed beside the oldest one (their pages say so)."""

BUNDLED = {
    "av": {
        "libavcodec, libavdevice, libavfilter, libavformat, libavutil, libswresample, libswscale": "LGPL-3.0-or-later",
        "libx264, libx265": "GPL-2.0-or-later",
        "libSvtAv1Enc": "BSD-3-Clause-Clear",
        "libdav1d": "BSD-2-Clause",
        "libvpx, libwebp, libwebpmux, libsharpyuv, libopus": "BSD-3-Clause",
        "libmp3lame": "LGPL-2.0-or-later",
        "libopencore-amrnb, libopencore-amrwb": "Apache-2.0",
        "libgnutls": "LGPL-2.1-or-later",
        "libnettle, libhogweed, libgmp, libunistring": "LGPL-3.0-or-later OR GPL-2.0-or-later",
        "libasound": "LGPL-2.1-or-later",
        "libvpl, libdrm, libxcb, libxcb-shape, libxcb-shm, libxcb-xfixes, libXau": "MIT",
    },
    "numpy": {
        "libscipy_openblas64_": "BSD-3-Clause",
        "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "libquadmath": "LGPL-2.1-or-later",
    },
    "opencv-python-headless": {
        "libavcodec, libavformat, libavutil, libswresample, libswscale": "LGPL-2.1-or-later",
        "libaom, libavif": "BSD-2-Clause",
        "libvpx": "BSD-3-Clause",
        "libopenblasp-r0": "BSD-3-Clause",
        "libcrypto, libssl": "OpenSSL",
        "libdrm": "MIT",
        "libpng16": "libpng-2.0",
        "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "libquadmath": "LGPL-2.1-or-later",
    },
}
"""The shared libraries in the wheels for Linux, by package."""

PROGRAMS = """\
| what | from | licence | how it is used |
|---|---|---|---|
| ffmpeg | the package imageio-ffmpeg | GPL-3.0-or-later | a program of its own, started for each job |
| espeak-ng | the package espeakng-loader | GPL-3.0-or-later | loaded by a child process that does nothing else |
| FFmpeg's libraries with x264 and x265 | the package av | the whole as distributed: GPL-3.0-or-later | \
loaded by a child process that reads a file's properties |
| onnxruntime | the package onnxruntime | MIT; its parts in the package's ThirdPartyNotices | loaded by the studio |
| Silero VAD, the speech model | the wheel silero-vad | MIT | `.assets/silero.onnx`, its licence beside it |
| Noto Sans SC, as Cutdesk Sans | the wheel justmytype-intl-cjk | OFL-1.1 | \
`.assets/fonts/CutdeskSans.ttf`, made static and renamed; its licence in `.assets` |
| the Bot API's schema | the source package aiogram | MIT | \
read by tests only; in `.test-assets`, its licence beside it |
"""


def pins() -> tuple[tuple[str, str], ...]:
    """Name and version of every package installed for running; a name has one version for each range of Pythons."""
    return tuple(_PIN.findall(PINNED.read_text("utf-8")))


def licence(package: str) -> str:
    """What the installed package says of itself, or that it does not."""
    if package in ELSEWHERE:
        return ELSEWHERE[package]
    said = metadata(package)
    names = [*said.get_all("License-Expression", []), *said.get_all("License", [])]
    names += [name for name in said.get_all("Classifier", []) if name.startswith(_CLASSIFIER)]
    short = (name.removeprefix(_CLASSIFIER) for name in names if name and "\n" not in name)  # else the whole text
    found = next(short, NOT_STATED)
    return SPDX.get(found, found)


def document() -> str:
    """The whole of ``THIRD_PARTY.md``."""
    lines = [
        "# What Cutdesk runs with, and its licences",
        "",
        "Cutdesk itself is MIT. None of the following is in this repository: `make` fetches it, pinned by hash.",
        "Made by `python -m assets.licences`; a test holds it to `requirements/base.txt`.",
        "",
        "## Programs, models and fonts",
        "",
        PROGRAMS,
        "If you pass on an image or a folder in which these are installed, the GPL applies to those parts: offer their",
        "source too.",
        "",
        "## Packages",
        "",
        "Where a package has two versions, each is for other Pythons; the licence is that of the installed one.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
        *(f"| {name} | {version} | {licence(name)} |" for name, version in pins()),
        "",
        "## Libraries inside the wheels",
        "",
        "As found in the wheels for Linux on x86-64; the wheels for other systems differ.",
        "",
        "| package | libraries | licence |",
        "|---|---|---|",
    ]
    for package, libraries in BUNDLED.items():
        lines += (f"| {package} | {names} | {terms} |" for names, terms in libraries.items())
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write it."""
    TARGET.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"licences: {TARGET.name} written, {len(pins())} packages\n")


if __name__ == "__main__":
    main()
