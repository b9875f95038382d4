"""How far a picture moved is measured to a hundredth of a pixel, so that what a steadied film still shakes is known."""

import cv2
import numpy as np
import pytest

from tests.film.shaking import shift


@pytest.mark.parametrize("pixels", [0.03, 0.3])
def test_how_far_a_picture_moved_is_measured_to_a_fraction_of_a_pixel(pixels: float):
    random = np.random.default_rng(3)
    wall = cv2.GaussianBlur(random.normal(120, 40, (200, 320)), (0, 0), 2.0)
    down, across = np.fft.fftfreq(200)[:, None], np.fft.fftfreq(320)[None]
    moved = np.fft.ifft2(np.fft.fft2(wall) * np.exp(-2j * np.pi * pixels * (down - across))).real

    seen = shift(np.round(wall), np.round(moved))

    assert seen == pytest.approx((pixels, -pixels), abs=0.01)
