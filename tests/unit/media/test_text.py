"""Text files by their content: every usual encoding read alike, what is no text refused, too much named."""

from pathlib import Path

import pytest

from media.errors import Empty, NoCues, TextTooLong, Unsupported
from media.text import MAX_TEXT_CHARS, PLAIN, SUBTITLES, kind_of_text, read_text

SRT = "1\n00:00:01,000 --> 00:00:02,000\n你好，世界。Hello!\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_chinese_subtitles_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, SRT.replace("\n", "\r\n").encode(encoding))
    assert read_text(path) == SRT.strip()
    assert kind_of_text(path, "film.mp4") == SUBTITLES


@pytest.mark.parametrize(
    "words", ["Le café est déjà fermé, très tôt.", "Größe: fünf Äpfel", "“Smart” quotes – and a dash"]
)
def test_western_words_without_utf_8_are_not_taken_for_chinese(tmp_path: Path, words: str) -> None:
    path = written(tmp_path, words.encode("cp1252"))
    assert read_text(path) == words


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_alike(tmp_path: Path, ending: str) -> None:
    assert read_text(written(tmp_path, f"one{ending}two".encode())) == "one\ntwo"


def test_web_subtitles_are_subtitles_and_a_script_is_plain(tmp_path: Path) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.500 align:start\nHi"
    assert kind_of_text(written(tmp_path, vtt.encode()), "notes") == SUBTITLES
    assert kind_of_text(written(tmp_path, b"Welcome, everybody."), "Script.TXT") == PLAIN


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.srt", Empty),
        (b"\xef\xbb\xbf \r\n\t\n", "a.txt", Empty),
        (b"no times at all", "a.srt", NoCues),
        (b"1\n00:00:01,000 -> 00:00:02,000\nHello", "a.SRT", NoCues),
        (b"no film either", "film.mp4", Unsupported),
        (b"<html><body>Hi</body></html>", "a.txt", Unsupported),
        (rb"{\rtf1\ansi Hello}", "a.txt", Unsupported),
        (b"ffconcat version 1.0\nfile 'x'", "a.txt", Unsupported),
        (bytes(range(256)) * 20, "a.srt", Unsupported),
        (b"\x89PNG\r\n\x1a\n" + SRT.encode(), "a.srt", Unsupported),
        (b"PK\x03\x04\x00\x00", "a.txt", Unsupported),
        (b"word " * (MAX_TEXT_CHARS // 5 + 1), "a.txt", TextTooLong),
        (b"word " * MAX_TEXT_CHARS, "a.txt", TextTooLong),
        (bytes(5) * MAX_TEXT_CHARS, "a.txt", Unsupported),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_reason(tmp_path: Path, content: bytes, name: str, error: type) -> None:
    with pytest.raises(error):
        kind_of_text(written(tmp_path, content), name)
