"""Kinds are told by first bytes, never by names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.formats import (
    AAC,
    ANIMATED_WEBP,
    AVI,
    BY_EXTENSION,
    FORMATS,
    GIF,
    JPG,
    M4A,
    MKV,
    MOV,
    MP3,
    MP4,
    OGG,
    PNG,
    WAV,
    WEBM,
    WEBP,
    Format,
)
from media.sniff import sniff

EBML = b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2", MP4),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", MP4),
        (b"\x00\x00\x00\x1cftypXXXX\x00\x00\x00\x00", MP4),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", MOV),
        (b"\x00\x00\x00\x08wide\x00\x01\x02\x03mdat", MOV),
        (b"\x00\x00\x1f\x40moov\x00\x00\x00\x6cmvhd", MOV),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00", M4A),
        (b"RIFF\x00\x00\x01\x00AVI LIST", AVI),
        (b"RIFF\x00\x00\x01\x00WAVEfmt ", WAV),
        (b"RF64\xff\xff\xff\xffWAVEds64", WAV),
        (b"RIFF\x00\x00\x01\x00WEBPVP8 ", WEBP),
        (b"RIFF\x00\x00\x01\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00", WEBP),
        (b"RIFF\x00\x00\x01\x00WEBPVP8X\x0a\x00\x00\x00\x12\x00\x00\x00", ANIMATED_WEBP),
        (EBML + b"\x84webm", WEBM),
        (EBML + b"\x88matroska", MKV),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPG),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG),
        (b"GIF89a\x01\x00\x01\x00", GIF),
        (b"GIF87a\x01\x00\x01\x00", GIF),
        (b"ID3\x04\x00\x00\x00\x00\x00\x23", MP3),
        (b"\xff\xfb\x90\x64\x00\x00", MP3),
        (b"\xff\xf3\x40\xc4\x00\x00", MP3),
        (b"\xff\xf1\x50\x80\x2e\x7f", AAC),
        (b"\xff\xf9\x50\x80\x2e\x7f", AAC),
        (b"OggS\x00\x02\x00\x00", OGG),
    ],
)
def test_a_kind_is_known_by_its_first_bytes(head: bytes, expected: Format) -> None:
    assert sniff(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x00",
        b"ffconcat version 1.0\nfile secret.mp4\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
        b"#EXTM3U\n#EXT-X-VERSION:3\n",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"PK\x03\x04\x14\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"<!DOCTYPE html><html>",
        b"just words in a file called film.mp4",
        b"%PDF-1.7",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
        b"RIFF\x00\x00\x01\x00RMIDMThd",
        b"\x00\x00\x00\x1cftypheic\x00\x00\x00\x00",
        b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00",
        EBML + b"\x84nope",
        b"\xff\xff\xff\xff",
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00",
        b"#!AMR\n",
        b"fLaC\x00\x00\x00\x22",
    ],
)
def test_what_is_none_of_the_kinds_is_refused_whatever_it_is_called(head: bytes) -> None:
    assert sniff(head) is None


def test_there_are_thirteen_kinds_to_edit_and_voice_notes_to_convert() -> None:
    names = "mp4 mov avi webm mkv jpg png gif webp mp3 wav m4a aac"
    assert [known.extension for known in FORMATS] == names.split()
    assert all(known.editable for known in FORMATS)
    assert not BY_EXTENSION["ogg"].editable


@given(st.binary(max_size=64), st.sampled_from([b"", b"\xff", b"RIFF", b"\x1aE\xdf\xa3", b"\x00\x00\x00\x08ftyp"]))
def test_no_bytes_can_upset_it(rest: bytes, start: bytes) -> None:
    assert sniff(start + rest) in {None, *FORMATS, ANIMATED_WEBP, OGG}
