"""What a file is by its first bytes, whatever it is called. Pure.

What none of the signatures matches is refused, so play lists (ffconcat, HLS, DASH), SVG, HTML, archives and plain text
never reach a demuxer, whatever their name.
"""

from media.formats import AAC, ANIMATED_WEBP, AVI, GIF, JPG, M4A, MKV, MOV, MP3, MP4, OGG, PNG, WAV, WEBM, WEBP, Format

HEAD_BYTES = 4096

_PREFIXES: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", JPG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"OggS", OGG),
    (b"ID3", MP3),
)
_RIFF = {b"AVI ": AVI, b"WAVE": WAV, b"WEBP": WEBP}
_EBML = b"\x1aE\xdf\xa3"
# QuickTime files from before brands existed begin with one of these boxes.
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"F4A "})
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx "})


def sniff(head: bytes) -> Format | None:
    """The format the first ``HEAD_BYTES`` of a file show (or all it has), None if it is none of ours."""
    for prefix, known in _PREFIXES:
        if head.startswith(prefix):
            return known
    if head[:4] in {b"RIFF", b"RF64"}:
        return _riff(head)
    if head.startswith(_EBML):
        return _matroska(head)
    return _iso_media(head) or _audio_frames(head)


def _riff(head: bytes) -> Format | None:
    is_animated = head[8:16] == b"WEBPVP8X" and len(head) > 20 and bool(head[20] & 2)
    return ANIMATED_WEBP if is_animated else _RIFF.get(head[8:12])


def _matroska(head: bytes) -> Format | None:
    if b"webm" in head[:64]:
        return WEBM
    return MKV if b"matroska" in head[:64] else None


def _iso_media(head: bytes) -> Format | None:
    box, brand = head[4:8], head[8:12]
    if box in _OLD_QUICKTIME:
        return MOV
    if box != b"ftyp" or brand in _PICTURE_BRANDS:
        return None
    if brand == b"qt  ":
        return MOV
    return M4A if brand in _AUDIO_BRANDS else MP4


def _audio_frames(head: bytes) -> Format | None:
    """Bare AAC or MP3: eleven or twelve set bits, then fields of which some values are forbidden."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:  # layer 00 belongs to AAC
        return AAC if head[2] >> 2 & 0xF < 13 else None
    is_layer_3 = head[1] & 0xE6 == 0xE2 and head[1] >> 3 & 3 != 1
    is_possible = head[2] >> 4 not in {0, 0xF} and head[2] >> 2 & 3 != 3
    return MP3 if is_layer_3 and is_possible else None
