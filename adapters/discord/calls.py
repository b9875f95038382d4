"""The calls of Discord's API that the way out makes, each with an end: https://discord.com/developers/docs/resources/message.

They go through the library's HTTP client, which paces them as Discord asks and repeats what met a 502. Bodies are our
own, so a message sent has our nonce, and none is kept by the library. The time a call may take begins with its sending,
so a wait for Discord's pace does not count.
"""

import json
from typing import Any, cast

import aiohttp
import discord
from discord.http import Route

from bot.core.model import JsonObject

_CONNECT_S = 10.0
_ANSWER_S = 20.0
FILM_ANSWER_S = 120.0
_TYPING_S = 5.0
PAGE = 100


class Calls:
    """Calls as one bot. All raise what the library and aiohttp raise; ``failures.attempt`` makes refusals of it."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    @property
    def own_id(self) -> str:
        """The id of the bot itself."""
        return str(self._client.user.id) if self._client.user is not None else ""

    async def post(self, channel: int, body: JsonObject) -> JsonObject:
        """Post a message; what Discord made of it."""
        return cast(JsonObject, await self._make("POST", "/channels/{channel_id}/messages", channel, json=body))

    async def post_file(self, channel: int, body: JsonObject, file: discord.File) -> JsonObject:
        """Post a message with a file, streamed from the disk. Stalled lines are the caller's to notice."""
        form = [
            {"name": "payload_json", "value": json.dumps(body)},
            {
                "name": "files[0]",
                "value": file.fp,
                "filename": file.filename,
                "content_type": "application/octet-stream",
            },
        ]
        path = "/channels/{channel_id}/messages"
        return cast(
            JsonObject, await self._make("POST", path, channel, answer_s=FILM_ANSWER_S, form=form, files=[file])
        )

    async def edit(self, channel: int, message: int, body: JsonObject) -> JsonObject:
        """Change a message."""
        path = "/channels/{channel_id}/messages/{message_id}"
        return cast(JsonObject, await self._make("PATCH", path, channel, message_id=message, json=body))

    async def message(self, channel: int, message: int) -> JsonObject:
        """One message as it stands."""
        path = "/channels/{channel_id}/messages/{message_id}"
        return cast(JsonObject, await self._make("GET", path, channel, message_id=message))

    async def messages_after(self, channel: int, message: int) -> list[JsonObject]:
        """The first hundred messages after that one, the newest first."""
        query = {"limit": str(PAGE), "after": str(message)}
        path = "/channels/{channel_id}/messages"
        return cast(list[JsonObject], await self._make("GET", path, channel, params=query))

    async def unarchive(self, thread: int) -> None:
        """Open an archived thread, as who posts in it would."""
        await self._make("PATCH", "/channels/{channel_id}", thread, json={"archived": False})

    async def type(self, channel: int) -> None:
        """Show "… is typing" for ten seconds."""
        await self._make("POST", "/channels/{channel_id}/typing", channel, answer_s=_TYPING_S)

    async def _make(
        self, method: str, path: str, channel: int, *, answer_s: float | None = None, message_id: int = 0, **body: Any
    ) -> Any:
        named: dict[str, Any] = {"message_id": message_id} if message_id else {}
        route = Route(method, path, channel_id=channel, **named)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=answer_s or _ANSWER_S)
        return await self._client.http.request(route, timeout=timeout, **body)
