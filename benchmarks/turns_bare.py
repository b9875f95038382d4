"""The bare side of ``turn_cpu``: a script that makes a turn's requests with httpx and nothing else.

One asynchronous client, as the bot's; files are streamed from and to the disk, the stream of events is read line by
line, answers are decoded. No ledger, no media tools, no status. With a pause before each request it takes as long as
the bot, and finds the processor's caches as cold.
"""

import asyncio
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import httpx

from benchmarks.usage import Usage

WORDS = "cut the pauses"
_HEADERS = {"X-Skill-Source": "bare", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
_RENDERS = "/api/render/proxy/lambda"


class Script:
    """The requests of one chat."""

    def __init__(self, client: httpx.AsyncClient, clip: Path, target: Path, pause_s: float) -> None:
        self._client = client
        self._pause_s = pause_s
        self._clip = clip
        self._target = target
        self._session = ""

    async def begin(self) -> None:
        """A token and a session."""
        grant = (await self._client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "bare"})).json()
        self._client.headers["Authorization"] = f"Bearer {grant['data']['token']}"
        body = {"task_name": "project", "language": "en"}
        opened = (await self._client.post("/api/tasks/me/with-session/nemo_agent", json=body)).json()
        self._session = opened["data"]["session_id"]

    async def turn(self) -> None:
        """What the bot asks of the backend for a clip and a sentence."""
        await self._state()
        await self._state()
        await self._pause()
        with self._clip.open("rb") as file:
            answer = await self._client.post(
                f"/api/upload-video/nemo_agent/me/{self._session}",
                files={"files": ("short.mp4", file, "video/mp4")},
                headers=self._once(),
            )
        answer.raise_for_status().json()
        await self._state()
        await self._edit()
        state = await self._state()
        name = f"render_{secrets.token_hex(16)}"
        body = {"id": name, "sessionId": self._session, "draft": state["draft"], "output": {"format": "mp4"}}
        await self._pause()
        (await self._client.post(_RENDERS, json=body)).raise_for_status()
        rendered = {"status": "pending"}
        while rendered["status"] != "completed":
            await self._pause()
            rendered = (await self._client.get(f"{_RENDERS}/{name}")).json()
        await self._download(rendered["outputUrl"])

    async def _pause(self) -> None:
        if self._pause_s:
            await asyncio.sleep(self._pause_s)

    async def _state(self) -> Any:
        await self._pause()
        answer = await self._client.get(f"/api/state/nemo_agent/me/{self._session}/latest")
        return answer.json()["data"]["state"]

    async def _edit(self) -> None:
        await self._pause()
        message = {"role": "user", "parts": [{"text": WORDS}]}
        body = {"app_name": "nemo_agent", "user_id": "me", "session_id": self._session, "new_message": message}
        headers = {"Accept": "text/event-stream", **self._once()}
        async with self._client.stream("POST", "/run_sse", json=body, headers=headers) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    json.loads(line[5:])

    async def _download(self, url: str) -> None:
        await self._pause()
        async with self._client.stream("GET", url) as answer:
            with self._target.open("wb") as file:
                async for chunk in answer.aiter_bytes():
                    file.write(chunk)

    def _once(self) -> dict[str, str]:
        return {"Idempotency-Key": secrets.token_hex(16)}


async def main(job: dict[str, Any]) -> dict[str, Any]:
    """Make the requests of the job's turns and tell what one of them used."""
    turns = int(job["turns"])
    async with httpx.AsyncClient(base_url=job["backend"], headers=_HEADERS, timeout=60, trust_env=False) as client:
        script = Script(client, Path(job["clip"]), Path(job["folder"], "film.mp4"), float(job["pause_s"]))
        await script.begin()
        for _ in range(int(job["warm_up"])):
            await script.turn()
        before = Usage.now()
        for _ in range(turns):
            await script.turn()
        return {"used": Usage.now().per(before, turns)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
    os._exit(0)
