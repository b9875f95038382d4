"""The one hook that pip calls before it hands a source package over: name and version, taken from the package's folder.

pip insists on asking a source package for its metadata. With the real build tool that would fetch and run unpinned
programs; this answers without running anything of the package.
"""

from pathlib import Path


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: object = None) -> str:
    """Write the smallest valid metadata; the current folder is the unpacked package (PEP 517)."""
    facts = (Path.cwd() / "PKG-INFO").read_text("utf-8").splitlines()
    name = next(line.partition(": ")[2] for line in facts if line.startswith("Name: "))
    version = next(line.partition(": ")[2] for line in facts if line.startswith("Version: "))
    folder = f"{name}-{version}.dist-info"
    target = Path(metadata_directory) / folder
    target.mkdir()
    (target / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (target / "WHEEL").write_text(
        "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n", "utf-8"
    )
    return folder
