"""Who is calling: the three headers every request carries. Without them the cloud refuses exports (402)."""

from pathlib import Path
from urllib.parse import quote

_PLATFORMS = (((".clawhub",), "clawhub"), ((".cursor", "skills"), "cursor"))
_PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def attribution(profile: str, version: str, install_path: Path, home: Path) -> dict[str, str]:
    """The headers. ``profile`` and ``version`` name the caller; the platform follows from where it is installed."""
    return {
        **source_header(profile),
        "X-Skill-Version": quote(version, safe=_PRINTABLE),
        "X-Skill-Platform": platform_of(install_path, home),
    }


def source_header(profile: str) -> dict[str, str]:
    """The header that names the profile."""
    return {"X-Skill-Source": quote(profile, safe=_PRINTABLE)}


def platform_of(install_path: Path, home: Path) -> str:
    """``clawhub`` or ``cursor`` for an installation in their folders of the home directory, else ``unknown``."""
    for folder, platform in _PLATFORMS:
        if install_path.is_relative_to(home.joinpath(*folder)):
            return platform
    return "unknown"
