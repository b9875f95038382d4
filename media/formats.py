"""The kinds of files taken, as a table: thirteen to edit, and voice notes that are converted first."""

from dataclasses import dataclass

VIDEO = "video"
AUDIO = "audio"
IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. ``kind``: video, audio or image; probing may find otherwise (an animated GIF, an MP4 of sound).

    ``demuxer``: the name by which ffmpeg opens it. ``editable``: one of the thirteen; else it must be converted first.
    """

    extension: str
    kind: str
    mime: str
    demuxer: str
    editable: bool = True


MP4 = Format("mp4", VIDEO, "video/mp4", "mov")
MOV = Format("mov", VIDEO, "video/quicktime", "mov")
AVI = Format("avi", VIDEO, "video/x-msvideo", "avi")
WEBM = Format("webm", VIDEO, "video/webm", "matroska")
MKV = Format("mkv", VIDEO, "video/x-matroska", "matroska")
JPG = Format("jpg", IMAGE, "image/jpeg", "jpeg_pipe")
PNG = Format("png", IMAGE, "image/png", "png_pipe")
GIF = Format("gif", IMAGE, "image/gif", "gif")
WEBP = Format("webp", IMAGE, "image/webp", "webp_pipe")
ANIMATED_WEBP = Format("webp", VIDEO, "image/webp", "webp_anim")
MP3 = Format("mp3", AUDIO, "audio/mpeg", "mp3")
WAV = Format("wav", AUDIO, "audio/wav", "wav")
M4A = Format("m4a", AUDIO, "audio/mp4", "mov")
AAC = Format("aac", AUDIO, "audio/aac", "aac")
OGG = Format("ogg", AUDIO, "audio/ogg", "ogg", editable=False)

FORMATS = (MP4, MOV, AVI, WEBM, MKV, JPG, PNG, GIF, WEBP, MP3, WAV, M4A, AAC)
"""The thirteen (docs/api.md)."""

BY_EXTENSION = {known.extension: known for known in (*FORMATS, OGG)}

PROTOCOL_WHITELIST = "file"
FORMAT_WHITELIST = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,png_pipe,jpeg_pipe,webp_pipe,webp_anim,mp3,wav,aac,ogg,flac"
)
