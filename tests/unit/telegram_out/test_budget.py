"""The pace over all chats together."""

import pytest

from adapters.telegram.budget import Budget
from adapters.telegram.pace import Mark, Rank


def _call(budget: Budget, now: float, *, took_s: float | None = 0.0, long: bool = False) -> Mark:
    mark = Mark(Rank.ANSWER, now, long, None if took_s is None else now + took_s)
    budget.start(mark)
    return mark


def test_a_quiet_bot_may_write_to_28_chats_at_once_and_to_the_next_a_second_later() -> None:
    budget = Budget()
    for _ in range(28):
        assert budget.due(10.0) == 10.0
        _call(budget, 10.0)
    assert budget.due(10.0) == 11.0
    assert budget.due(11.0) == 11.0


def test_a_call_counts_from_its_start_to_a_second_after_its_end() -> None:
    budget = Budget(1)
    mark = _call(budget, 10.0, took_s=None)
    assert budget.due(10.0) == 15.0
    mark.ended = 12.0
    assert budget.due(12.0) == 13.0


def test_an_upload_that_takes_minutes_takes_no_place_for_minutes() -> None:
    budget = Budget(1)
    _call(budget, 10.0, took_s=None, long=True)
    assert budget.due(10.5) == 11.0
    assert budget.due(11.0) == 11.0


@pytest.mark.parametrize("took_s", [0.0, 0.1, 0.7])
def test_no_second_sees_more_than_28_calls_whenever_they_arrive(took_s: float) -> None:
    budget, now, arrivals = Budget(), 0.0, []
    for number in range(200):
        now = budget.due(now)
        _call(budget, now, took_s=took_s)
        arrivals.append(now + took_s * (number % 2))
    arrivals.sort()
    assert all(later - first >= 0.999 for first, later in zip(arrivals, arrivals[28:], strict=False))


def test_two_chats_refused_together_silence_the_bot_and_halve_its_pace_for_a_while() -> None:
    budget = Budget()
    assert [budget.refused(chat, 10.0 + chat / 10, 7.0, writes=1) for chat in (1, 1, 2)] == [False, False, True]
    assert budget.parked_s(10.2) == pytest.approx(7.5)
    assert budget.due(11.0) == pytest.approx(17.7)
    for _ in range(14):
        assert budget.due(20.0) == 20.0
        _call(budget, 20.0)
    assert budget.due(20.0) == 21.0
    assert budget.due(100.0) == 100.0


def test_chats_refused_one_after_the_other_are_their_own_affair() -> None:
    budget = Budget()
    assert not any(budget.refused(chat, 10.0 * chat, 200.0, writes=1) for chat in range(10))
    assert budget.parked_s(100.0) == 0.0


def test_a_chat_that_was_written_to_a_lot_is_refused_for_itself() -> None:
    budget = Budget()
    assert not any(budget.refused(chat, 10.0, 200.0, writes=4) for chat in range(10))


def test_what_goes_through_in_between_shows_that_the_bot_is_not_meant() -> None:
    budget = Budget()
    budget.refused(1, 10.0, 200.0, writes=1)
    budget.went_through(_call(budget, 9.9, took_s=0.3))
    assert budget.refused(2, 10.5, 5.0, writes=1), "it was on its way before anybody was refused"
    budget = Budget()
    budget.refused(1, 10.0, 200.0, writes=1)
    budget.went_through(_call(budget, 10.1, took_s=0.3))
    assert not budget.refused(2, 10.5, 200.0, writes=1)


def test_the_bot_is_never_silent_for_longer_than_two_minutes_without_trying() -> None:
    budget = Budget()
    for chat in range(2):
        budget.refused(chat, 10.0, 3600.0, writes=1)
    assert budget.parked_s(10.0) == 120.0
