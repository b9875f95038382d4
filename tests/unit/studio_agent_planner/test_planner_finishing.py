"""Asking for less noise and one loudness."""

import pytest

from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("get rid of the background noise", {}),
        ("there's a lot of wind, take it out", {"kind": "wind"}),
        ("remove the hum", {"kind": "hum"}),
        ("no hiss please", {"kind": "hiss"}),
        ("去掉背景噪音", {}),
        ("降噪", {}),
        ("去掉风声", {"kind": "wind"}),
    ],
)
def test_noise_is_taken_out(text, args):
    assert asked(text) == [("denoise_audio", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("even out the volume", {}),
        ("normalise the loudness to -16 LUFS", {"lufs": -16.0}),
        ("one speaker is louder than the other, fix that", {}),
        ("把音量拉平", {}),
        ("响度统一到-23LUFS", {"lufs": -23.0}),
    ],
)
def test_the_loudness_is_evened_out(text, args):
    assert asked(text) == [("normalize_loudness", args)]


@pytest.mark.parametrize("text", ["louder please", "too quiet", "make it a bit louder", "声音太小了", "大声一点"])
def test_louder_is_a_matter_of_volume(text):
    assert asked(text) == [("volume", {"target": "all", "change": "up"})]


@pytest.mark.parametrize(
    "text", ["leave the noise in, cut the pauses", "don't denoise it, cut the pauses", "别降噪，剪掉停顿"]
)
def test_noise_that_shall_stay_stays(text):
    assert names(text) == ["remove_silence"]


def test_finishing_goes_with_the_rest():
    assert names("cut the pauses, remove the noise, even out the volume and add calm music") == [
        "remove_silence",
        "denoise_audio",
        "normalize_loudness",
        "add_music",
    ]
    assert read("剪掉停顿，降噪，统一音量，导出1080p").doubt is None
