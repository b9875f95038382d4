"""The cut receipt: which pauses were cut and where, putting some back, listing them."""

from collections.abc import Sequence

from studio.agent.editing.arguments import numbers
from studio.agent.editing.bench import Bench
from studio.agent.plan import Operation
from studio.agent.replies import say
from studio.agent.times import clock, length
from studio.timeline.model import PauseCut
from studio.timeline.receipt import place_of, put_back

MOST_TOLD = 8
"""Cuts told at once after an edit; the list of cuts tells all, up to MOST_LISTED."""
MOST_LISTED = 300


async def restore_cut(bench: Bench, operation: Operation) -> None:
    """Put the pauses of these numbers back."""
    wanted = dict.fromkeys(numbers(operation, "numbers"))
    for number in wanted:
        bench.film = put_back(bench.film, number)
    named = say(bench.tongue, "join_list").join(str(number) for number in wanted)
    bench.cut("receipt.back", count=len(wanted), numbers=named)


async def list_cuts(bench: Bench, _operation: Operation) -> None:
    """Tell all cuts that can be put back."""
    if not bench.film.receipt:
        bench.say("receipt.none")
        return
    _tell(bench, bench.film.receipt, MOST_LISTED)


def tell_new_cuts(bench: Bench) -> None:
    """Tell the pauses this request has cut, unless the list of all cuts is asked for anyway."""
    new = [cut for cut in bench.film.receipt if cut.number in bench.new_cuts]
    if new and not bench.asks_for("list_cuts"):
        _tell(bench, new, MOST_TOLD)


def _tell(bench: Bench, cuts: Sequence[PauseCut], most: int) -> None:
    """Cuts with their numbers and places in the film as it is now, and how one is put back."""
    items = [_item(bench, cut) for cut in cuts[:most]]
    if len(cuts) > most:
        items.append(say(bench.tongue, "receipt.more", count=len(cuts) - most))
    saved = sum(cut.duration_ms for cut in cuts)
    bench.say(
        "receipt.sentence",
        cuts=say(bench.tongue, "join_list").join(items),
        saved=length(bench.tongue, saved),
        number=cuts[-1].number if len(cuts) <= most else cuts[most - 1].number,
    )


def _item(bench: Bench, cut: PauseCut) -> str:
    place = place_of(bench.film, cut)
    took = length(bench.tongue, cut.duration_ms)
    if place is None:
        return say(bench.tongue, "receipt.lost", number=cut.number, length=took)
    return say(bench.tongue, "receipt.item", number=cut.number, place=clock(place), length=took)
