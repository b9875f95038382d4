"""A request that cannot be done, as a sentence of the catalogues."""

from studio.agent.replies import Fact
from studio.agent.times import clock
from studio.render.errors import SpeechServiceFailed
from studio.timeline.errors import (
    BadTitle,
    BeyondEnd,
    CutMoved,
    EmptyRange,
    NoMusic,
    NoSubtitles,
    NoSuchCut,
    NoSuchTitle,
    NothingLeft,
    TimelineError,
)


class Refused(Exception):
    """The whole request is left undone; ``key`` and ``facts`` say why."""

    def __init__(self, key: str, **facts: Fact) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def refusal(error: TimelineError | SpeechServiceFailed) -> Refused:
    """The sentence for an error of a timeline or a speech service. Raises the error itself where nobody is meant."""
    match error:
        case BeyondEnd() | NothingLeft():
            return Refused(_KEYS[type(error)], length=clock(error.duration_ms))
        case SpeechServiceFailed():
            return Refused("error.speech_service")
        case NoSuchCut() | CutMoved():
            return Refused(_KEYS[type(error)], number=error.number)
        case BadTitle():
            return Refused(_KEYS[type(error)], limit=error.limit)
        case _ if type(error) in _KEYS:
            return Refused(_KEYS[type(error)])
        case _:
            raise error


_KEYS: dict[type[TimelineError], str] = {
    BeyondEnd: "error.beyond_end",
    NothingLeft: "error.nothing_left",
    BadTitle: "error.bad_title",
    NoSuchCut: "error.no_such_cut",
    CutMoved: "error.cut_moved",
    NoMusic: "error.no_music",
    NoSubtitles: "error.no_subtitles",
    NoSuchTitle: "error.no_such_title",
    EmptyRange: "error.empty_range",
}
