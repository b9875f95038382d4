"""What Discord can carry, as the core's ``Capabilities``, and the upload limit as it lately showed.

The figures: https://discord.com/developers/docs/reference (uploading files) and resources/message. A guild's limit
follows its boosts and is told by the gateway; what was refused below it is not tried again while it stays so.
"""

import logging
from collections.abc import Callable

from adapters.discord.routes import place_of
from bot.core.model import Capabilities, ChatRef

_log = logging.getLogger(__name__)

TEXT_CHARS = 2000
DEFAULT_UPLOAD_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 500 * 1024 * 1024
EDIT_S = 2.0
EDIT_WINDOW_S = 3600.0
"""Edits of messages older than an hour are limited (error 30046)."""

_HEADROOM_BYTES = 64 * 1024
"""The rest of the request counts as well."""
_FIRST_STEP_BYTES = 9_500_000
_LEAST_UPLOAD_BYTES = 1_000_000
_STEP_DOWN = 0.75
_LIFE_SIGN_S = 10.0

GuildLimit = Callable[[int], int | None]


class Limits:
    """``guild_limit`` tells what a guild allows just now in bytes, None for one that is not known (yet)."""

    def __init__(self, guild_limit: GuildLimit) -> None:
        self._guild_limit = guild_limit
        self._refused: dict[int | None, tuple[int, int]] = {}

    def upload_bytes(self, guild_id: int | None) -> int:
        """The largest file worth sending now in a guild, or in a direct message (None)."""
        told = self._told(guild_id)
        when, lowered = self._refused.get(guild_id, (0, 0))
        return lowered if when == told else told - _HEADROOM_BYTES

    def refused(self, guild_id: int | None, size_bytes: int) -> None:
        """Discord took a file of that size for too large: files must stay below it from now on."""
        lowered = _FIRST_STEP_BYTES if size_bytes > _FIRST_STEP_BYTES else int(size_bytes * _STEP_DOWN)
        lowered = max(_LEAST_UPLOAD_BYTES, lowered)
        if lowered < self.upload_bytes(guild_id):
            _log.warning("Discord refused %d bytes; files stay below %d there from now on", size_bytes, lowered)
            self._refused[guild_id] = (self._told(guild_id), lowered)

    def capabilities(self, chat: ChatRef, *, address: str = "") -> Capabilities:
        """What a chat can do just now. ``address``: how to speak to us where several people are."""
        place = place_of(chat)
        return Capabilities(
            text_chars=TEXT_CHARS,
            caption_chars=TEXT_CHARS,
            edit_interval_s=EDIT_S,
            upload_bytes=self.upload_bytes(place.guild_id),
            download_bytes=DOWNLOAD_BYTES,
            idempotent_send=True,
            life_sign_s=_LIFE_SIGN_S,
            shared=place.guild_id is not None,
            address=address if place.guild_id is not None else "",
            edit_window_s=EDIT_WINDOW_S,
        )

    def _told(self, guild_id: int | None) -> int:
        told = None if guild_id is None else self._guild_limit(guild_id)
        return told or DEFAULT_UPLOAD_BYTES
