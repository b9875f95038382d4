"""CPU of an edit in the studio against ffmpeg alone doing the same to the same clip.

Where the picture changes: at most 1.15 times as much. Where only the sound does: at most 1.5 times as much as ffmpeg
with ``-c:v copy``, and the picture's packets bit for bit the clip's. The studio's side counts everything between the
upload and the finished film: judging the file, reading the words, listening, rendering. Both sides take turns, so that
whatever else the machine does falls on both; CPU seconds, not wall time, are compared.

``python -m benchmarks.edit_cpu [NAME…]``: some of the edits only.
"""

import asyncio
import hashlib
import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import av
import httpx

from benchmarks.footage import camera_clip, padded
from benchmarks.processes import Server, served
from benchmarks.report import figure, heading, judged, load, note
from media.runner import ffmpeg_path
from studio.render.command import CONTAINER, SOUND_CODEC, encoded_picture
from studio.timeline.canvas import Size

CLIP_S = 30
RUNS = 3
PICTURE_GOAL, SOUND_GOAL = 1.15, 1.5
THREADS = 2
_POLL_S = 0.5  # asking is the studio's work too
_LIMIT_S = 600.0
_RATE = Fraction(30)
_COPIED = ("-c:v", "copy", *SOUND_CODEC)
_LOUD = "loudnorm=I=-14:TP=-1.5:LRA=11"
_UPRIGHT, _LYING = Size(1080, 1920), Size(1920, 1080)


@dataclass(frozen=True, slots=True)
class Edit:
    """Words for the studio, and ffmpeg's arguments between the clip and the film for the same.

    ``first``: the arguments of a run that only listens, where the work takes two.
    """

    name: str
    words: str
    arguments: tuple[str, ...]
    is_sound: bool = False
    first: tuple[str, ...] = ()


def _pictured(filters: str, size: Size = _LYING) -> tuple[str, ...]:
    return ("-vf", filters, *encoded_picture(size, _RATE, THREADS), "-c:a", "copy")


def _heard(filters: str) -> tuple[str, ...]:
    return ("-af", filters, *_COPIED)


EDITS = (
    Edit("rotate", "rotate it 90 degrees", _pictured("transpose=clock", _UPRIGHT)),
    Edit("mirror", "mirror it", _pictured("hflip")),
    Edit("grey", "make it black and white", _pictured("hue=s=0")),
    Edit("upright", "make it 9:16", _pictured("crop=608:1080,scale=1080:1920", _UPRIGHT)),
    Edit("volume", "set the volume to 50%", _heard("volume=0.5"), is_sound=True),
    Edit("mute", "mute 0:05 to 0:10", _heard("volume=0:enable='between(t,5,10)'"), is_sound=True),
    Edit("noise", "remove the background noise", _heard("highpass=f=70,afftdn=nr=12"), is_sound=True),
    Edit(
        "loudness",
        "even out the volume",
        _heard(f"{_LOUD},aresample=48000"),
        is_sound=True,
        first=("-vn", "-af", f"{_LOUD}:print_format=json", "-f", "null", "-"),
    ),
)


async def run(names: Sequence[str] = ()) -> None:
    """Measure and print."""
    heading(
        f"CPU of an edit: studio against ffmpeg alone, {CLIP_S} s of 1080p30, median of {RUNS} after one to warm up"
    )
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        clip = await camera_clip(folder, CLIP_S)
        env = {"STUDIO_DATA_DIR": str(folder / "studio")}
        async with (
            served("studio", (), folder, **env) as studio,
            httpx.AsyncClient(base_url=studio.url, timeout=_LIMIT_S, trust_env=False) as client,
        ):
            grant = await client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "edit-cpu"})
            client.headers["Authorization"] = f"Bearer {grant.raise_for_status().json()['data']['token']}"
            client.headers.update({"X-Skill-Source": "bench", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"})
            for edit in (edit for edit in EDITS if not names or edit.name in names):
                await _compare(edit, clip, studio, client, folder)


async def _compare(edit: Edit, clip: Path, studio: Server, client: httpx.AsyncClient, folder: Path) -> None:
    ours, alone = [], []
    film = folder / "film.mp4"
    for number in range(RUNS + 1):
        # A file of its own each time: nothing the studio knows of an earlier one helps.
        own = await padded(clip, folder / "own.mp4", clip.stat().st_size + 8 + number)
        before = _used_by(studio)
        await _edited(client, own, edit.words, f"render_{edit.name}_{number}", film)
        ours.append(_used_by(studio) - before)
        alone.append(await _alone(edit, own, folder / "alone.mp4"))
    ratio = median(mine / theirs for mine, theirs in zip(ours[1:], alone[1:], strict=True))
    figure(f"{edit.name}: studio, ffmpeg alone", f"{median(ours[1:]):.2f} s, {median(alone[1:]):.2f} s, load {load()}")
    judged(f"{edit.name}: studio / ffmpeg alone", ratio, SOUND_GOAL if edit.is_sound else PICTURE_GOAL, "")
    if edit.is_sound:
        same = _picture(film) == _picture(clip)
        figure(f"{edit.name}: the picture's packets are the clip's", "yes" if same else "NO: MISSED")


def _used_by(studio: Server) -> float:
    """CPU seconds of the studio and its children that have ended."""
    return float(sum(studio.process.cpu_times()[:4]))


async def _alone(edit: Edit, clip: Path, target: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    making = (*edit.arguments, *CONTAINER, str(target))
    runs: list[tuple[str, ...]] = [edit.first, making] if edit.first else [making]
    for arguments in runs:
        process = await asyncio.create_subprocess_exec(
            *(str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", "-i", str(clip), *arguments)
        )
        async with asyncio.timeout(_LIMIT_S):
            if await process.wait() != 0:
                raise RuntimeError(f"ffmpeg alone could not do {edit.name}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def _edited(client: httpx.AsyncClient, clip: Path, words: str, render: str, target: Path) -> None:
    opened = await client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project"})
    session = opened.raise_for_status().json()["data"]["session_id"]
    with clip.open("rb") as file:
        up = await client.post(f"/api/upload-video/nemo_agent/me/{session}", files={"files": ("clip.mp4", file)})
    up.raise_for_status()
    said = await client.post("/run_sse", json={"session_id": session, "new_message": {"parts": [{"text": words}]}})
    state = await client.get(f"/api/state/nemo_agent/me/{session}/latest")
    draft = state.raise_for_status().json()["data"]["state"]["draft"]
    if not draft:
        raise RuntimeError(f"nothing was done: {said.text[-500:]}")
    await _rendered(client, {"id": render, "sessionId": session, "draft": draft})
    film = await client.get(f"/api/render/proxy/{render}/download")
    target.write_bytes(film.raise_for_status().content)


async def _rendered(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    (await client.post("/api/render/proxy/lambda", content=json.dumps(body))).raise_for_status()
    async with asyncio.timeout(_LIMIT_S):
        while True:
            seen = (await client.get(f"/api/render/proxy/lambda/{body['id']}")).json()
            if seen["status"] == "completed":
                return
            if seen["status"] in {"failed", "cancelled"}:
                raise RuntimeError(f"the render {seen['status']}: {seen.get('error')}")
            await asyncio.sleep(_POLL_S)


def _picture(film: Path) -> str:
    """A hash of the picture's packets, in their order."""
    digest = hashlib.sha256()
    with av.open(str(film)) as file:
        for packet in file.demux(video=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


if __name__ == "__main__":
    note("Each film is made by both sides in turn.")
    asyncio.run(run(sys.argv[1:]))
