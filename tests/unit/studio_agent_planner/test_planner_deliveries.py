"""Other kinds of files, and films under a size, by words."""

import pytest

from tests.fakes.planning import Asked, asked, names


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("get it under 8 MB", [("compress", {"target_mb": 8.0})]),
        ("make the file 50% smaller", [("compress", {"percent": 50.0})]),
        ("压到8M以内", [("compress", {"target_mb": 8.0})]),
        ("make a GIF of 0:03 to 0:06", [("gif", {"start": 3.0, "end": 6.0})]),
        ("前5秒做成gif", [("gif", {"start": 0.0, "end": 5.0})]),
        ("just give me the sound as a 192k mp3", [("extract_audio", {"format": "mp3", "bitrate_kbps": 192})]),
        ("only the audio as m4a", [("extract_audio", {"format": "m4a"})]),
        ("导出mp3", [("extract_audio", {"format": "mp3"})]),
        ("grab a cover image at 12 seconds", [("thumbnail", {"at": 12.0})]),
        ("第12秒截图做封面", [("thumbnail", {"at": 12.0})]),
    ],
)
def test_a_delivery_is_read_with_its_figures(text: str, operations: Asked) -> None:
    assert asked(text) == operations


def test_a_size_stands_in_a_sentence_with_others() -> None:
    assert names("cut the pauses, add calm music and keep it under 20 MB") == [
        "remove_silence",
        "add_music",
        "compress",
    ]


@pytest.mark.parametrize("text", ["don't compress it", "不要压缩", "no gif"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []
