"""Two-second clips of every kind, made by ffmpeg when first asked for."""

import subprocess
from pathlib import Path

from media.runner import ffmpeg_path

SECONDS = 2
PICTURE = ("-f", "lavfi", "-i", f"testsrc=s=160x120:r=25:d={SECONDS}")
SOUND = ("-f", "lavfi", "-i", f"sine=frequency=440:d={SECONDS}")
FILM = (*PICTURE, *SOUND, "-pix_fmt", "yuv420p")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")

RECIPES: dict[str, tuple[str, ...]] = {
    "mp4": (*FILM, *H264),
    "mov": (*FILM, *H264),
    "mkv": (*FILM, *H264),
    "avi": (*FILM, "-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "webm": (*FILM, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "gif": PICTURE,
    "jpg": (*PICTURE, "-frames:v", "1"),
    "png": (*PICTURE, "-frames:v", "1"),
    "webp": (*PICTURE, "-frames:v", "1", "-c:v", "libwebp"),
    "mp3": SOUND,
    "wav": SOUND,
    "m4a": SOUND,
    "aac": SOUND,
    "ogg": (*SOUND, "-c:a", "libopus"),
}


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg as it comes, without any of the guards that are under test."""
    command = [str(ffmpeg_path()), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=60, capture_output=True)


class Clips:
    """``clips("mp4")`` is the path of the plain one; ``make`` makes others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, extension: str) -> Path:
        return self.make(f"plain.{extension}", *RECIPES[extension])

    def make(self, name: str, *arguments: str | Path) -> Path:
        """The file of that name, made once with these arguments."""
        path = self._folder / name
        if not path.exists():
            ffmpeg(*arguments, path)
        return path

    def cut(self, source: Path, name: str, size_bytes: int) -> Path:
        """The first bytes of another clip."""
        path = self._folder / name
        path.write_bytes(source.read_bytes()[:size_bytes])
        return path
