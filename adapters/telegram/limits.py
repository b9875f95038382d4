"""What Telegram can carry, as the core's ``Capabilities``, and the upload limit as the server lately showed it.

The figures: https://core.telegram.org/bots/api (sending and getting files, sendMessage) and its FAQ (pace).
"""

import logging

from bot.core.model import Capabilities

_log = logging.getLogger(__name__)

TEXT_CHARS = 4096
CAPTION_CHARS = 1024
CLOUD_DOWNLOAD_BYTES = 20_000_000
CLOUD_UPLOAD_BYTES = 50_000_000
LOCAL_DOWNLOAD_BYTES = 500 * 1024 * 1024
LOCAL_UPLOAD_BYTES = 2_000_000_000
PRIVATE_EDIT_S = 2.0
GROUP_EDIT_S = 5.0
PRIVATE_LIFE_SIGN_S = 10.0
GROUP_LIFE_SIGN_S = 20.0

_LEAST_UPLOAD_BYTES = 1_000_000
_STEP_DOWN = 0.75


class Limits:
    """The limits of one Bot API server. ``local``: it runs with ``--local``."""

    def __init__(self, *, local: bool) -> None:
        self._local = local
        self._upload_bytes = LOCAL_UPLOAD_BYTES if local else CLOUD_UPLOAD_BYTES

    @property
    def upload_bytes(self) -> int:
        """The largest file worth sending now."""
        return self._upload_bytes

    @property
    def download_bytes(self) -> int:
        """The largest file the server hands over, and the product takes."""
        return LOCAL_DOWNLOAD_BYTES if self._local else CLOUD_DOWNLOAD_BYTES

    def refused(self, size_bytes: int) -> None:
        """The server took a file of that size for too large: files must stay well below it from now on."""
        lowered = max(_LEAST_UPLOAD_BYTES, int(size_bytes * _STEP_DOWN))
        if lowered < self._upload_bytes:
            _log.warning("the server refused %d bytes; files stay below %d from now on", size_bytes, lowered)
            self._upload_bytes = lowered

    def capabilities(self, *, shared: bool, username: str) -> Capabilities:
        """What a chat can do just now. ``shared``: a group. ``username``: the bot's own, without ``@``."""
        return Capabilities(
            text_chars=TEXT_CHARS,
            caption_chars=CAPTION_CHARS,
            edit_interval_s=GROUP_EDIT_S if shared else PRIVATE_EDIT_S,
            upload_bytes=self._upload_bytes,
            download_bytes=self.download_bytes,
            idempotent_send=False,
            announces_sends=True,
            life_sign_s=GROUP_LIFE_SIGN_S if shared else PRIVATE_LIFE_SIGN_S,
            shared=shared,
            address=f"/edit@{username}" if shared and username else "",
        )


def capabilities(*, shared: bool, local: bool, username: str) -> Capabilities:
    """The abilities of a chat on a server that has refused nothing yet."""
    return Limits(local=local).capabilities(shared=shared, username=username)
