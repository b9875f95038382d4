"""Messages and servers as the gateway tells them, made into the library's own objects."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import discord

from adapters.discord.client import DiscordClient, DiscordOptions

ME, ANN, BEN = 500, 11, 12
GUILD, CHANNEL, DIRECT = (1_200_000_000_000_000_900 + n for n in range(3))
OWN_ROLE, EDITORS = 910, 911
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.0123456789-0123456789-0123456789"
_NUMBERS = count(1_400_000_000_000_000_000)


def connection() -> Any:
    """The state the library keeps its objects with; nothing is connected."""
    return DiscordClient(DiscordOptions(TOKEN))._connection


def user(number: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {"id": str(number), "username": name, "discriminator": "0", "avatar": None, "bot": bot, "global_name": name}


def guild(
    state: Any, *, greets_in: int | None = CHANNEL, may_send: bool = True, features: Sequence[str] = ()
) -> discord.Guild:
    """A server with one channel, the role that came with the bot, and one for editors."""
    view, send = 1 << 10, 1 << 11
    everybody = view | (send if may_send else 0)
    roles = [
        {"id": str(GUILD), "name": "@everyone", "permissions": str(everybody), "position": 0},
        {"id": str(OWN_ROLE), "name": "Cutdesk", "permissions": "0", "position": 1, "tags": {"bot_id": str(ME)}},
        {"id": str(EDITORS), "name": "Editors", "permissions": "0", "position": 2},
    ]
    for role in roles:
        role |= {"color": 0, "hoist": False, "managed": False, "mentionable": True}
    channel = {"id": str(CHANNEL), "type": 0, "name": "films", "position": 0, "permission_overwrites": []}
    state.user = discord.ClientUser(state=state, data=user(ME, "Cutdesk", bot=True))  # type: ignore[arg-type]
    made = discord.Guild(
        state=state,
        data={  # type: ignore[typeddict-item]
            "id": str(GUILD),
            "name": "Team",
            "owner_id": str(ANN),
            "preferred_locale": "zh-CN",
            "features": list(features),
            "roles": roles,
            "channels": [channel],
            "members": [
                {"user": user(ME, "Cutdesk", bot=True), "roles": [str(OWN_ROLE)], "joined_at": None, "flags": 0}
            ],
            "system_channel_id": None if greets_in is None else str(greets_in),
        },
    )
    state._add_guild(made)
    return made


def message(state: Any, text: str, *, in_guild: bool = True, **more: Any) -> discord.Message:
    """A message of Ann's."""
    number = next(_NUMBERS)
    data = {
        "id": str(number),
        "channel_id": str(CHANNEL if in_guild else DIRECT),
        "type": 0,
        "content": text,
        "author": user(ANN, "Ann"),
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "tts": False,
        "pinned": False,
        "timestamp": "2026-11-20T10:00:00+00:00",
        "edited_timestamp": None,
        **more,
    }
    if in_guild:
        data |= {"guild_id": str(GUILD), "member": {"roles": [str(EDITORS)], "flags": 0, "joined_at": None}}
    channel, _ = state._get_guild_channel(data)
    return discord.Message(state=state, channel=channel, data=data)  # type: ignore[arg-type]


def file(number: int, filename: str, kind: str | None = "video/mp4") -> dict[str, Any]:
    """An attachment."""
    url = f"https://cdn.example/{number}/{filename}"
    return {"id": str(number), "filename": filename, "size": 5, "url": url, "proxy_url": url, "content_type": kind}


def mentions(*people: tuple[int, str]) -> list[dict[str, Any]]:
    """Who is named in a message."""
    return [user(number, name) for number, name in people]


def forwarded(text: str, files: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The snapshot of a forwarded message."""
    shot = {
        "type": 0,
        "content": text,
        "embeds": [],
        "attachments": list(files),
        "timestamp": "2026-11-19T10:00:00+00:00",
        "edited_timestamp": None,
    }
    return [{"message": shot}]
