"""What the test cloud holds: accounts, projects with their uploads and drafts, renders."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from uuid import uuid4

from tests.platforms.cloud.orders import Json, RenderShape

KINDS = {
    **dict.fromkeys((".mp4", ".mov", ".avi", ".webm", ".mkv"), "video"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp"), "image"),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".aac"), "audio"),
}


@dataclass
class Account:
    """A user: anonymous by a client id, or registered with a token of its own."""

    user_id: str
    credits: float
    frozen: float = 0.0
    tokens_given: int = 0


@dataclass
class Upload:
    """A file of a project; listed once the state has been read ``lag`` times more."""

    item: Json
    lag: int = 0


@dataclass
class Project:
    """A session. ``drafts``: one for each edit that changed anything."""

    session_id: str
    owner: Account
    language: str | None
    uploads: list[Upload] = field(default_factory=list)
    generated: list[Json] = field(default_factory=list)
    drafts: list[Json] = field(default_factory=list)

    @property
    def draft(self) -> Json:
        """The latest."""
        return self.drafts[-1] if self.drafts else {}

    def listed(self) -> list[Json]:
        """The uploads a read of the state shows just now."""
        shown = [upload.item for upload in self.uploads if upload.lag <= 0]
        for upload in self.uploads:
            upload.lag -= 1
        return shown

    def next_draft(self) -> Json:
        """A timeline of the uploads in the cloud's keys, half a second shorter with each edit; odd keys among them."""
        number = len(self.drafts) + 1
        clips = [
            {"st": at * 2000, "d": 2000, "m": {"title": upload.item["filename"]}, "fx": {"lut": None, "w": [0.5, 1]}}
            for at, upload in enumerate(self.uploads)
        ]
        return {
            "t": [{"tt": 0, "sg": clips, "zIndex": number}],
            "d": max(2000 * len(clips) - 500 * number, 100),
            "m": {"title": "project", "width": 1920, "height": 1080, "rev": number},
            "transitions": [],
        }


def file_item(filename: str) -> Json:
    """One file as an upload's answer tells it. Raises KeyError for a kind that is not taken."""
    kind = KINDS[PurePosixPath(filename).suffix.lower()]
    name = PurePosixPath(filename).name
    return {
        "filename": name,
        "file_type": kind,
        "cdn_url": f"https://cdn.example.com/{kind}s/{uuid4()}/{name}",
        "duration": None if kind == "image" else 2.0,
        "width": 320,
        "height": 180,
        "fps": 25,
        "hash": uuid4().hex,
    }


@dataclass
class Render:
    """One export: done after it was asked for ``polls`` times, as ``outcome`` says."""

    render_id: str
    owner: Account
    draft: Json
    output: Json
    url: str
    polls: int
    outcome: str = "completed"
    error: str | None = None

    def answer(self, shape: RenderShape) -> Json:
        """What a look at it tells, in one of the three published bodies."""
        status, progress = ("processing", 50) if self.polls else (self.outcome, 100)
        told: Json = {"id": self.render_id, "status": status, "progress": progress}
        if status == "failed":
            told["error"] = self.error
        done = status == "completed"
        if shape is RenderShape.DATA:
            more = {"outputUrl": self.url, "createdAt": 1773423613616, "completedAt": 1773423641222} if done else {}
            return {"success": True, "data": {**told, **more}}
        output = {"output": {"url": self.url, "duration": 30.5, "size": 15728640}} if done else {}
        if shape is RenderShape.TASK:
            told["taskId"] = told.pop("id")
        return {**told, **output}


@dataclass
class RenderPlan:
    """How the next renders end; once the queue is empty, all are completed."""

    outcomes: deque[tuple[str, str | None]] = field(default_factory=deque)

    def fail_next(self, error: str = "render worker crashed") -> None:
        """The next render fails."""
        self.outcomes.append(("failed", error))

    def next(self) -> tuple[str, str | None]:
        """How a render that starts now will end."""
        return self.outcomes.popleft() if self.outcomes else ("completed", None)
