"""What the web page can carry, as the core's ``Capabilities``, and the sizes the routes enforce."""

from bot.core.model import Capabilities

UPLOAD_LIMIT_BYTES = 500 * 1024 * 1024
CHUNK_BYTES = 16 * 1024 * 1024
BODY_LIMIT_BYTES = 256 * 1024
TEXT_CHARS = 32_000
UPLOADS_PER_MESSAGE = 20
NAME_CHARS = 200
# A film is served from the disk it already lies on: the figure only has to be above any real file.
_NO_LIMIT_BYTES = 1 << 50


def capabilities() -> Capabilities:
    """The page's abilities: the same for every chat, at any time."""
    return Capabilities(
        text_chars=TEXT_CHARS,
        caption_chars=TEXT_CHARS,
        edit_interval_s=0.2,
        upload_bytes=_NO_LIMIT_BYTES,
        download_bytes=UPLOAD_LIMIT_BYTES,
        idempotent_send=True,
        life_sign_s=1.0,
    )
