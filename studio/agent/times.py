"""Times and lengths as a person reads them; all arguments in milliseconds."""

from studio.agent.plan import Tongue
from studio.agent.replies import say


def clock(moment_ms: int) -> str:
    """``1:05``, with tenths where they are not zero (``0:05.5``), hours from one hour on."""
    return _clock((moment_ms + 50) // 100, exact=True)


def whole_clock(moment_ms: int) -> str:
    """``1:05``, rounded to the second; below one second with tenths."""
    return clock(moment_ms) if moment_ms < 1000 else _clock((moment_ms + 500) // 1000 * 10, exact=False)


def before_and_after(before_ms: int, after_ms: int) -> tuple[str, str]:
    """Two lengths to be compared: whole seconds, or tenths if the difference would not be seen."""
    whole = whole_clock(before_ms), whole_clock(after_ms)
    return whole if whole[0] != whole[1] else (clock(before_ms), clock(after_ms))


def length(tongue: Tongue, duration_ms: int) -> str:
    """``9 s``, ``0.6 s``; from a minute on like a clock."""
    if duration_ms >= 59_950:
        return whole_clock(duration_ms)
    tenths = (duration_ms + 50) // 100
    number = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return say(tongue, "unit.seconds", number=number)


def _clock(tenths: int, *, exact: bool) -> str:
    seconds, rest = divmod(tenths, 10)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{rest}" if exact and rest else text
