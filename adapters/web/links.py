"""Signed tickets to files: short ones for the page's own media, and expiring public links to full files.

A ticket names one file and one purpose and carries its own expiry; nothing about it is stored.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.core.errors import ConfigurationError
from bot.core.model import Link, MediaId, StoredMedia
from bot.core.ports import Clock

PAGE = "page"
PUBLIC = "public"
_DAY_S = 86_400
_NAME_CHARS = 120
_UNSAFE_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to read one file. ``chat`` binds it to a browser's chat, "" for none; ``expires_s`` is Unix time."""

    media: MediaId
    filename: str
    expires_s: int
    chat: str = ""


class Signer:
    """Makes and reads tickets. The secret is the installation's own, at least 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ConfigurationError("the secret that signs links needs at least 32 bytes")
        self._secret = secret

    def sign(self, purpose: str, ticket: Ticket) -> str:
        """The ticket as URL-safe text. Equal tickets give equal text."""
        fields = [ticket.media, ticket.filename, ticket.expires_s, ticket.chat]
        body = _encode(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())
        return f"{body}.{_encode(self._seal(purpose, body))}"

    def read(self, purpose: str, text: str, now: datetime) -> Ticket | None:
        """The ticket, or None if it is forged, made for another purpose, or out of date."""
        body, _, seal = text.partition(".")
        try:
            genuine = hmac.compare_digest(_decode(seal), self._seal(purpose, body))
        except (binascii.Error, ValueError):
            return None
        if not genuine:
            return None
        media, filename, expires_s, chat = json.loads(_decode(body))
        ticket = Ticket(MediaId(media), filename, expires_s, chat)
        return ticket if ticket.expires_s > now.timestamp() else None

    def fingerprint(self, purpose: str, text: str) -> str:
        """A keyed digest that proves knowledge of ``text`` without holding it."""
        return _encode(self._seal(purpose, text))

    def _seal(self, purpose: str, body: str) -> bytes:
        return hmac.digest(self._secret, f"{purpose}:{body}".encode(), hashlib.sha256)


class SignedLinks:
    """The core's ``Links`` port: public links under the operator's address, or None without one."""

    def __init__(self, signer: Signer, clock: Clock, public_url: str | None, lifetime_s: int = 7 * _DAY_S) -> None:
        self._signer = signer
        self._clock = clock
        self._base = None if public_url is None else _checked(public_url)
        self._lifetime_s = lifetime_s

    async def link(self, media: StoredMedia, filename: str) -> Link | None:
        if self._base is None:
            return None
        expires_s = int(self._clock.now().timestamp()) + self._lifetime_s
        token = self._signer.sign(PUBLIC, Ticket(media.id, download_name(filename), expires_s))
        return Link(f"{self._base}/files/{token}", datetime.fromtimestamp(expires_s, UTC))


def page_expiry(now: datetime) -> int:
    """Unix time a week from the end of this day: tickets made on one day are equal, so browsers may cache."""
    return (int(now.timestamp()) // _DAY_S + 8) * _DAY_S


def download_name(name: str) -> str:
    """A name fit for a browser's download folder, its extension kept."""
    clean = _UNSAFE_IN_NAMES.sub("_", name).strip(" .") or "file"
    stem, dot, extension = clean.rpartition(".")
    if not dot or len(extension) > 5:
        return clean[:_NAME_CHARS]
    return f"{stem[: _NAME_CHARS - 6]}.{extension}"


def _checked(public_url: str) -> str:
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ConfigurationError("PUBLIC_URL must look like https://videos.example.org")
    return public_url.rstrip("/")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
