"""The budget of one chat, moment by moment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.pace import Pace, Rank

_PRIVATE, _GROUP = False, True


def _sent(pace: Pace, rank: Rank, at: float, *, took: float = 0.0, long: bool = False) -> None:
    pace.end(pace.start(rank, at, long=long), at + took)


def test_the_first_call_of_a_chat_may_go_at_once() -> None:
    assert Pace(_PRIVATE).due(Rank.STATUS_EDIT, 10.0) == 10.0


def test_two_sends_in_a_private_chat_are_a_second_apart() -> None:
    pace = Pace(_PRIVATE)
    _sent(pace, Rank.ANSWER, 10.0, took=0.5)
    assert pace.due(Rank.RESULT, 10.6) == 11.5


def test_two_edits_in_a_private_chat_are_two_seconds_apart_but_a_result_is_not_held_by_them() -> None:
    pace = Pace(_PRIVATE)
    _sent(pace, Rank.STATUS_EDIT, 10.0)
    assert pace.due(Rank.STATUS_EDIT, 10.0) == 12.0
    assert pace.due(Rank.RESULT, 10.0) == 11.0


def test_words_wait_for_words_under_way_but_only_so_long() -> None:
    pace = Pace(_PRIVATE)
    pace.start(Rank.ANSWER, 10.0, long=False)
    assert pace.due(Rank.ANSWER, 10.5) == 15.0


def test_an_upload_under_way_does_not_hold_the_words_of_its_chat() -> None:
    pace = Pace(_GROUP)
    pace.start(Rank.RESULT, 10.0, long=True)
    assert pace.due(Rank.STATUS_EDIT, 100.0) == 100.0


def test_an_upload_counts_until_a_minute_after_its_end() -> None:
    pace = Pace(_GROUP)
    uploads = [pace.start(Rank.RESULT, float(second), long=True) for second in range(18)]
    assert pace.due(Rank.ANSWER, 500.0) == float("inf")
    pace.end(uploads[0], 600.0)
    assert pace.due(Rank.ANSWER, 601.0) == 660.0


def test_status_writes_leave_room_for_answers_in_a_group() -> None:
    pace = Pace(_GROUP)
    for second in range(12):
        _sent(pace, Rank.STATUS, float(second))
    assert pace.due(Rank.STATUS, 20.0) == 60.0
    assert pace.due(Rank.STATUS_EDIT, 20.0) == 60.0
    assert pace.due(Rank.ANSWER, 20.0) == 20.0


def test_nothing_goes_before_a_penalty_is_over_and_then_everything_at_half_the_pace() -> None:
    pace = Pace(_PRIVATE)
    pace.park(10.0, 30.0)
    assert pace.due(Rank.RESULT, 11.0) == 40.5
    assert pace.parked_s(20.5) == 20.0
    _sent(pace, Rank.RESULT, 41.0)
    assert pace.due(Rank.RESULT, 41.0) == 43.0
    assert pace.due(Rank.STATUS_EDIT, 41.0) == 43.0


def test_the_pace_is_whole_again_ten_minutes_after_a_penalty() -> None:
    pace = Pace(_PRIVATE)
    pace.park(0.0, 10.0)
    _sent(pace, Rank.RESULT, 620.0)
    assert pace.due(Rank.RESULT, 620.0) == 621.0


def test_a_shorter_penalty_does_not_shorten_a_longer_one() -> None:
    pace = Pace(_GROUP)
    pace.park(0.0, 100.0)
    pace.park(1.0, 5.0)
    assert pace.parked_s(1.0) == 99.5


def test_a_chat_is_forgotten_only_when_nothing_of_it_counts_any_more() -> None:
    pace = Pace(_GROUP)
    upload = pace.start(Rank.RESULT, 0.0, long=True)
    assert not pace.is_idle(1000.0)
    pace.end(upload, 1000.0)
    assert not pace.is_idle(1059.0)
    assert pace.is_idle(1061.0)
    pace.park(1061.0, 10.0)
    assert not pace.is_idle(1600.0)
    assert pace.is_idle(1700.0)


_CALLS = st.lists(
    st.tuples(
        st.sampled_from(Rank),
        st.floats(0, 20),  # idle before asking
        st.floats(0, 70),  # how long the call takes
        st.floats(0, 1),  # when within it the server counts it
        st.booleans(),
    ),
    max_size=80,
)


@settings(deadline=None, max_examples=200)
@given(_CALLS)
def test_whenever_within_a_call_the_server_counts_it_a_group_never_sees_more_than_twenty_a_minute(
    calls: list[tuple[Rank, float, float, float, bool]],
) -> None:
    pace, now = Pace(_GROUP), 0.0
    running: list[tuple[float, object]] = []
    counted: list[float] = []
    for rank, idle_s, takes_s, where, long in calls:
        now += idle_s
        while True:
            at = pace.due(rank, now)
            ending = min((entry for entry in running), default=None, key=lambda entry: entry[0])
            if ending is not None and ending[0] <= max(at, now):
                running.remove(ending)
                pace.end(ending[1], ending[0])
                now = max(now, ending[0])
                continue
            if at <= now:
                break
            now = at
        running.append((now + takes_s, pace.start(rank, now, long=long)))
        counted.append(now + takes_s * where)
    counted.sort()
    for first, twentieth in zip(counted, counted[20:], strict=False):
        assert twentieth - first >= 60.0 - 1e-6
