"""Edits of the test cloud: carried out whether anybody listens or not, told to whoever does."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine

from starlette.responses import Response, StreamingResponse

from tests.platforms.cloud.answers import Cut, refusal
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Edit, Ends, Json, Refused, Where
from tests.platforms.cloud.projects import Project
from tests.platforms.cloud.speech import HEARTBEATS, ISSUE, OUT_OF_CREDITS, Speaker

_HEARTBEAT_S = 0.02


class Edits:
    """Takes edits up; ``group`` is where they go on when their listener has gone."""

    def __init__(self, cloud: Cloud, group: asyncio.TaskGroup) -> None:
        self._cloud = cloud
        self._group = group
        self._tasks: list[asyncio.Task[None]] = []

    def drop(self) -> None:
        """Forget the edits that have not ended."""
        for task in self._tasks:
            task.cancel()

    def begin(self, project: Project, body: Json) -> Response:
        """The answer to a request for an edit."""
        edit = self._cloud.next_edit()
        text = "".join(part.get("text", "") for part in body["new_message"]["parts"])
        refused = edit.refused or self._without_credits(project)
        if refused is not None and refused.where is Where.BODY:
            return refusal(refused, tells_status=self._cloud.tells_status)
        said: asyncio.Queue[bytes | None] = asyncio.Queue()
        work = self._work(project, edit, text, said) if refused is None else self._refuse(project, refused, said)
        self._tasks.append(self._group.create_task(_to_its_end(work, said)))
        return StreamingResponse(_stream(said, edit), media_type="text/event-stream")

    def _without_credits(self, project: Project) -> Refused | None:
        if project.owner.credits >= self._cloud.edit_cost:
            return None
        return Refused(2001, "insufficient credits", where=self._cloud.credits_said)

    async def _refuse(self, project: Project, refused: Refused, said: asyncio.Queue[bytes | None]) -> None:
        said.put_nowait(HEARTBEATS[0])
        said.put_nowait(_said_no(Speaker(self._cloud.speech), project, refused))

    async def _work(self, project: Project, edit: Edit, text: str, said: asyncio.Queue[bytes | None]) -> None:
        speaker = Speaker(self._cloud.speech)
        for heartbeat in HEARTBEATS:
            said.put_nowait(heartbeat)
        if edit.ends is Ends.CUT_BEFORE:
            said.put_nowait(None)
        while edit.hold is not None and not edit.hold.is_set():
            said.put_nowait(HEARTBEATS[0])
            await asyncio.sleep(_HEARTBEAT_S)
        await asyncio.sleep(self._cloud.latency_s)
        for name in edit.tools:
            said.put_nowait(speaker.tool_call(name))
        self._cloud.carry_out(project, edit, text)
        for name in edit.tools:
            said.put_nowait(speaker.tool_result(name, project.draft))
        if not edit.silent:
            for words in speaker.texts(edit):
                said.put_nowait(words)
        if edit.issue:
            said.put_nowait(speaker.text(ISSUE))
        if edit.error is not None:
            said.put_nowait(speaker.exception(edit.error))
        if edit.fails is not None:
            said.put_nowait(_said_no(speaker, project, edit.fails))


def _said_no(speaker: Speaker, project: Project, refused: Refused) -> bytes:
    if refused.where is not Where.WORDS:
        return speaker.failure(refused.code, refused.message)
    words = OUT_OF_CREDITS.format(user=project.owner.user_id) if refused.code == 2001 else refused.message
    return speaker.text(words)


async def _to_its_end(work: Coroutine[None, None, None], said: asyncio.Queue[bytes | None]) -> None:
    try:
        await work
    finally:
        said.put_nowait(None)  # whatever happened, nobody listens for ever


async def _stream(said: asyncio.Queue[bytes | None], edit: Edit) -> AsyncGenerator[bytes, None]:
    while (event := await said.get()) is not None:
        yield event
    if edit.ends is not Ends.WELL:
        raise Cut
