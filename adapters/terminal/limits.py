"""What a terminal can do, as data."""

from bot.core.model import Capabilities

CAPABILITIES = Capabilities(
    text_chars=100_000,
    caption_chars=100_000,
    edit_interval_s=0.2,
    upload_bytes=1 << 50,
    download_bytes=500 * 1024 * 1024,
    idempotent_send=True,
    life_sign_s=1.0,
    buttons=False,
)
