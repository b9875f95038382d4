"""How a film is planned to fit a limit."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from media.fit import plan_fit
from media.formats import MP4
from media.probe import MediaInfo

MEGABYTE = 1_000_000


def film(seconds: float, width: int = 1920, height: int = 1080, *, fps: Fraction | None = Fraction(30), sound=True):
    return MediaInfo(MP4, "video", round(seconds * 1000), width, height, fps, has_audio=sound)


def test_the_picture_is_as_large_as_the_bits_can_fill() -> None:
    sizes = [plan_fit(film(seconds), 10 * MEGABYTE) for seconds in (10, 40, 120, 400)]

    assert [None if plan is None else plan.height for plan in sizes] == [1080, 720, 360, 240]


def test_a_film_too_long_for_the_limit_is_not_promised() -> None:
    assert plan_fit(film(3 * 3600), 10 * MEGABYTE) is None


def test_a_small_film_is_not_enlarged_and_sides_stay_even() -> None:
    plan = plan_fit(film(5, 333, 251), 10 * MEGABYTE)

    assert plan is not None
    assert (plan.width, plan.height) == (332, 250)


def test_an_upright_film_stays_upright() -> None:
    plan = plan_fit(film(60, 1080, 1920), 10 * MEGABYTE)

    assert plan is not None
    assert plan.height > plan.width


def test_a_silent_film_spends_nothing_on_sound() -> None:
    plan = plan_fit(film(10, sound=False), 5 * MEGABYTE)

    assert plan is not None
    assert plan.sound_bps == 0


@given(
    st.integers(100, 7_200_000),
    st.integers(2, 8000),
    st.integers(2, 8000),
    st.integers(1, 200 * MEGABYTE),
    st.sampled_from([None, Fraction(25), Fraction(24000, 1001), Fraction(120)]),
)
def test_a_plan_never_spends_more_than_there_is(ms, width, height, max_bytes, fps) -> None:
    plan = plan_fit(film(ms / 1000, width, height, fps=fps), max_bytes)

    if plan is not None:
        assert (plan.video_bps + plan.sound_bps) * ms / 1000 <= max_bytes * 8
        assert plan.video_bps > 0
        assert plan.fps <= 30
        assert plan.width % 2 == plan.height % 2 == 0
